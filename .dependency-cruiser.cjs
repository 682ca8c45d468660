// Which way imports point: slack | jobs | pages → flow → model, store, blocks, outbox → platform.
// Planted violations in test/tooling/imports.test.ts show that each rule catches what it names.
const edge = '^src/features/[^/]+/(slack|jobs|pages)[.]ts$'
const core = { path: '^src/features/', pathNot: edge }
const vendors = 'node_modules/(@slack/(bolt|web-api|oauth|socket-mode)|bullmq|ioredis|express|nodemailer)(/|$)'
/** What a rule may use of the platform: the calendar, and a refusal. Both are pure. */
const forModels = ['^src/platform/(calendar|holidays|errors)[.]ts$']
const composition =
  '^src/(main|app|commands|listeners|jobs|pages|outgoing|import|export|handoff|doctor|explain|playbooks)[.]ts$'

/** Features from the ground up: each may know those of the floors below it, and those of its own floor. */
const FLOORS = [
  ['installations', 'accounts'],
  ['exceptions', 'channels', 'letters', 'troubles'],
  ['signals', 'rounds'],
  ['promises'],
  ['checkins', 'journeys'],
  ['contacts', 'endpoints', 'handoffs', 'knowledge', 'alerts', 'rescues', 'reviews', 'imports', 'states', 'records'],
  ['digests'],
  ['home', 'exports'],
]

const forbid = (name, from, to) => ({ name, severity: 'error', from, to })
const features = (names) => `^src/features/(${names.join('|')})/`

const floors = FLOORS.slice(0, -1).map((floor, index) =>
  forbid(
    `${floor[0]}-know-no-floor-above`,
    { path: features(floor) },
    { path: features(FLOORS.slice(index + 1).flat()) },
  ),
)

module.exports = {
  forbidden: [
    forbid('no-cycles', { path: '^(src|blocks)/' }, { circular: true }),
    forbid('no-unresolved', {}, { couldNotResolve: true }),
    forbid('core-reaches-no-vendor', core, { path: vendors, reachable: true }),
    forbid('blocks-reach-no-vendor', { path: '^blocks/' }, { path: vendors, reachable: true }),
    forbid('core-knows-no-edge', core, { path: [edge, '^src/platform/(slack|web)/', '^src/platform/queue[.]ts$'] }),
    forbid('nothing-knows-the-composition', { path: '^(src/(features|platform)|blocks)/' }, { path: composition }),
    forbid('model-is-pure', { path: '^src/features/.*/model[.]ts$' }, { pathNot: ['^src/features/', ...forModels] }),
    forbid(
      'model-reaches-no-doing',
      { path: '^src/features/.*/model[.]ts$' },
      {
        path: ['^src/features/.*/(store|flow|slack|jobs|pages)[.]ts$', '^src/platform/', '^blocks/'],
        pathNot: forModels,
        reachable: true,
      },
    ),
    forbid(
      'store-and-edges-are-private',
      { path: '^src/features/([^/]+)/' },
      { path: '^src/features/[^/]+/', pathNot: ['^src/features/$1/', '^src/features/[^/]+/(flow|model)[.]ts$'] },
    ),
    ...floors,
    forbid('every-feature-has-a-floor', {}, { path: '^src/features/', pathNot: features(FLOORS.flat()) }),
    forbid('platform-knows-no-feature', { path: '^src/platform/' }, { path: '^(src/features|blocks)/' }),
    forbid(
      'blocks-only-draw',
      { path: '^blocks/' },
      { pathNot: ['^blocks/', '/model[.]ts$', 'node_modules/@slack/types'] },
    ),
    forbid('product-knows-no-playground', { path: '^(src|blocks)/' }, { path: '^(playground|test|bench|scripts)/' }),
    forbid(
      'product-needs-no-development-package',
      { path: '^(src|blocks)/' },
      { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
