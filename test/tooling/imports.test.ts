import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { inFolderOf, ROOT, tool } from './planted.ts'

interface Rules {
  forbidden: { name: string }[]
}

const CONFIG = path.join(ROOT, '.dependency-cruiser.cjs')
const rules = (createRequire(import.meta.url)(CONFIG) as Rules).forbidden.map(({ name }) => name)

/** A small tree in which everything is where it belongs. */
const CLEAN = {
  'package.json': JSON.stringify({
    type: 'module',
    dependencies: { bullmq: '1.0.0', kysely: '1.0.0' },
    devDependencies: { jest: '1.0.0' },
  }),
  'tsconfig.json': fs.readFileSync('tsconfig.json', 'utf8'),
  ...stubs('bullmq', 'ioredis', '@slack/bolt', '@slack/web-api', '@slack/types', 'kysely', 'jest'),
  'src/main.ts': imports('./app.ts'),
  'src/app.ts': imports(
    './platform/queue.ts',
    './features/digests/slack.ts',
    './features/accounts/flow.ts',
    '../blocks/kit.ts',
  ),
  'src/platform/queue.ts': imports('bullmq', 'ioredis'),
  'src/platform/calendar.ts': imports(),
  'src/platform/slack/bolt.ts': imports('@slack/bolt'),
  'src/platform/outbox/say.ts': imports('kysely'),
  'src/features/accounts/model.ts': imports('../../platform/calendar.ts'),
  'src/features/accounts/store.ts': imports('kysely', './model.ts'),
  'src/features/accounts/flow.ts': imports('./store.ts', '../../platform/outbox/say.ts'),
  'src/features/digests/model.ts': imports('../accounts/model.ts'),
  'src/features/digests/flow.ts': imports('../accounts/flow.ts', './model.ts', '../../../blocks/digests.ts'),
  'src/features/digests/slack.ts': imports('./flow.ts', '../../platform/slack/bolt.ts'),
  'blocks/kit.ts': imports('@slack/types'),
  'blocks/digests.ts': imports('./kit.ts', '../src/features/digests/model.ts'),
  'playground/server.ts': imports('../src/app.ts', '../blocks/kit.ts'),
}

/** For each rule, one file that breaks it. */
const PLANTED: [rule: string, file: string, text: string][] = [
  ['no-cycles', 'src/platform/one.ts', imports('./two.ts')],
  ['no-unresolved', 'src/platform/lost.ts', imports('./nowhere.ts')],
  ['core-reaches-no-vendor', 'src/features/promises/flow.ts', imports('../../platform/through.ts')],
  ['core-reaches-no-vendor', 'src/features/checkins/store.ts', imports('bullmq')],
  ['blocks-reach-no-vendor', 'blocks/eager.ts', imports('@slack/web-api')],
  ['core-knows-no-edge', 'src/features/checkins/flow.ts', imports('./slack.ts')],
  ['nothing-knows-the-composition', 'src/platform/boss.ts', imports('../jobs.ts')],
  ['model-is-pure', 'src/features/contacts/model.ts', imports('kysely')],
  ['model-reaches-no-doing', 'src/features/rounds/model.ts', imports('./dates.ts')],
  ['store-and-edges-are-private', 'src/features/checkins/curious.ts', imports('../accounts/store.ts')],
  ['installations-know-no-floor-above', 'src/features/accounts/proud.ts', imports('../rounds/model.ts')],
  ['exceptions-know-no-floor-above', 'src/features/exceptions/flow.ts', imports('../promises/flow.ts')],
  ['signals-know-no-floor-above', 'src/features/rounds/proud.ts', imports('../promises/flow.ts')],
  ['promises-know-no-floor-above', 'src/features/promises/proud.ts', imports('../checkins/flow.ts')],
  ['checkins-know-no-floor-above', 'src/features/checkins/proud.ts', imports('../contacts/model.ts')],
  ['contacts-know-no-floor-above', 'src/features/handoffs/flow.ts', imports('../digests/flow.ts')],
  ['digests-know-no-floor-above', 'src/features/digests/proud.ts', imports('../home/model.ts')],
  ['every-feature-has-a-floor', 'src/listeners.ts', imports('./features/stray/flow.ts')],
  ['platform-knows-no-feature', 'src/platform/nosy.ts', imports('../features/accounts/model.ts')],
  ['platform-knows-no-feature', 'src/platform/painter.ts', imports('../../blocks/kit.ts')],
  ['blocks-only-draw', 'blocks/busy.ts', imports('../src/platform/outbox/say.ts')],
  ['product-knows-no-playground', 'src/platform/playful.ts', imports('../../playground/server.ts')],
  ['product-needs-no-development-package', 'src/platform/tested.ts', imports('jest')],
]
/** What the planted files lean on. */
const PROPS = {
  'src/platform/two.ts': imports('./one.ts'),
  'src/platform/through.ts': imports('./queue.ts'),
  'src/jobs.ts': imports(),
  'src/features/rounds/dates.ts': imports('./store.ts'),
  'src/features/rounds/store.ts': imports('kysely'),
  'src/features/checkins/slack.ts': imports(),
  'src/features/home/model.ts': imports(),
  'src/features/stray/flow.ts': imports(),
}

function imports(...files: string[]): string {
  return [...files.map((file) => `import '${file}'`), 'export const here = 1'].join('\n')
}

function stubs(...names: string[]): Record<string, string> {
  const manifest = (name: string) => JSON.stringify({ name, version: '1.0.0', main: 'index.js' })
  return Object.fromEntries(
    names.flatMap((name) => [
      [`node_modules/${name}/package.json`, manifest(name)],
      [`node_modules/${name}/index.js`, 'module.exports = 1'],
    ]),
  )
}

function cruise(files: Record<string, string>): { totalCruised: number; found: string[] } {
  return inFolderOf(files, (folder) => {
    const { printed } = tool(
      'depcruise',
      ['--config', CONFIG, '--output-type', 'json', 'src', 'blocks', 'playground'],
      folder,
    )
    const { summary } = JSON.parse(printed)
    const violations = summary.violations as { rule: { name: string }; from: string }[]
    return { totalCruised: summary.totalCruised, found: violations.map(({ rule, from }) => `${rule.name}: ${from}`) }
  })
}

describe('the rule of which way imports point', () => {
  it('lets a tree pass in which everything is where it belongs', () => {
    const { totalCruised, found } = cruise(CLEAN)
    expect(totalCruised).toBeGreaterThan(15)
    expect(found).toEqual([])
  })

  const planted = cruise({ ...CLEAN, ...PROPS, ...Object.fromEntries(PLANTED.map(([, file, text]) => [file, text])) })
  it.each(PLANTED)('%s catches %s', (rule, file) => {
    expect(planted.found).toContain(`${rule}: ${file}`)
  })

  it('has a planted violation for every one of its rules', () => {
    expect([...new Set(PLANTED.map(([rule]) => rule))].sort()).toEqual([...new Set(rules)].sort())
  })
})
