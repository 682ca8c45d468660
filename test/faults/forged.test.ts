import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { reportChange } from '../../src/features/contacts/flow.ts'
import { raiseException } from '../../src/features/exceptions/flow.ts'
import { type Scene, startScene } from '../promises/scene.ts'
import { everyTrigger, forge, type Somebody, type Trigger } from '../support/forging.ts'

/** What the customer may press under what they read; test/promises and docs/rights.md say who of them may do what. */
const CUSTOMERS =
  /^(digests\.(seen|rate|read_all|turn_page|talk|concerns|asks)|promises\.|alerts\.(seen|talk|concern|read))/
/** Of these, what only our own people may. */
const OURS = /^promises\.(log|answer|reopen|did|respond)/

let scene: Scene
let values: string[]
const isCustomers = ({ id }: Trigger) => CUSTOMERS.test(id) && !OURS.test(id)
const internal = everyTrigger().filter((one) => !isCustomers(one))
const calls = () => scene.story.playground.state.calls

/** Everything that the database holds, a line for each table. */
async function fingerprint(): Promise<Map<string, string>> {
  const tables = await scene.story.database.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'workspace_id' and table_name not in ('inbox')`,
  )
  const rows = await Promise.all(
    tables.map(({ name }) =>
      scene.story.database.query<{ sum: string }>(
        `select '${name} ' || count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum from ${name} t`,
      ),
    ),
  )
  return new Map(rows.map((found, index) => [tables[index]!.name, found[0]!.sum]))
}

beforeAll(async () => {
  scene = await startScene()
  const { accountId, act, cast, settled, story } = scene
  // Who takes over is somebody whom Slack has told us of.
  await cast.otto.opens(cast.otto.press('CCALDER', 'Raise a concern'))
  await cast.otto.close()
  const due = { cause: 'CANARY', action: 'CANARY', dueOn: '2026-11-27' }
  await act((tx) => raiseException(tx, { key: 'test:1', accountId, ...due }))
  const change = { accountId, role: 'primary_contact' as const, effectiveOn: '2026-11-23', reportedBy: 'UMAYA' }
  await settled(act((tx) => reportChange(tx, { ...change, source: 'slack', newcomer: { userId: 'UOTTO' } })))
  const ids = await Promise.all(
    ['accounts', 'digests', 'rounds', 'exceptions', 'contact_changes', 'handoffs', 'handoff_items', 'deliveries'].map(
      (table) => story.database.query<{ id: string }>(`select id from ${table} order by 1 limit 1`),
    ),
  )
  const known = ids.flatMap((rows) => rows.map(({ id }) => id))
  values = [
    ...known,
    `${known[1]}:1`,
    `${known[1]} 0`,
    `${accountId} 0`,
    JSON.stringify({ accountId, digestId: known[1] }),
  ]
})
afterAll(() => scene.story.end())

const OUTSIDERS: [string, Somebody][] = [
  ['the senior buyer, of another organisation', { userId: 'UPRIYA', teamId: 'T2' }],
  ['a guest', { userId: 'UGUS', teamId: 'T1' }],
]

it('the walk meets all that the program listens to', () => {
  expect(internal.length).toBeGreaterThan(50)
  expect(internal.map(({ how }) => how)).toEqual(
    expect.arrayContaining(['action', 'opens', 'submits', 'command', 'shortcut']),
  )
})

/** A guest is refused for the same reason whatever the button carries. */
const some = ({ userId }: Somebody): string[] => (userId === 'UGUS' ? values.filter((_, n) => n % 3 === 0) : values)

const AT_ONCE = 12
const chunks = Array.from({ length: Math.ceil(internal.length / AT_ONCE) }, (_, n) =>
  internal.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
)

it.each(OUTSIDERS)(
  '%s forges a press of every internal button, form and command: nothing happens, and nothing is shown',
  async (_, who) => {
    await scene.story.settle()
    const wrong: string[] = []
    for (const chunk of chunks) {
      const [before, from] = [await fingerprint(), calls().length]
      const said: string[] = []
      for (const trigger of chunk) {
        const answers = await Promise.all(some(who).map((value) => forge(scene.story, trigger, who, value)))
        said.push(...answers.map(({ text }) => `${trigger.how} ${trigger.id} answered ${text}`))
      }
      await scene.story.settle()
      said.push(
        ...calls()
          .slice(from)
          .map(({ method, args }) => `${method} ${JSON.stringify(args)}`),
      )
      wrong.push(...said.filter(tells))
      const after = await fingerprint()
      const changed = [...after].filter(([table, sum]) => before.get(table) !== sum).map(([table]) => table)
      if (changed.length > 0) wrong.push(`${chunk.map(({ id }) => id).join(', ')} changed ${changed.join(', ')}`)
    }
    // A form that opens late is drawn after everything else.
    const from = calls().length
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect([
      ...wrong,
      ...calls()
        .slice(from)
        .map(({ args }) => JSON.stringify(args))
        .filter(tells),
    ]).toEqual([])
  },
  240_000,
)

/** Whether somebody is shown anything but a sentence, or is told what is wrong with what they typed before who they are. */
const tells = (words: string): boolean =>
  /blocks|CANARY|response_action.{1,5}errors/.test(words) && !/callback_id.{1,5}sentence/.test(words)

it('from a workspace in which the app is not installed, nothing that can be triggered does or says anything', async () => {
  await scene.story.settle()
  const [before, from] = [await fingerprint(), calls().length]
  const there = { ...scene.story, playground: elsewhere() }
  const ingrid = { userId: 'UINGRID', teamId: 'T3' }
  const said: string[] = []
  for (const trigger of everyTrigger()) {
    for (const who of [ingrid, { ...ingrid, userId: 'UMAYA' }]) {
      const { text } = await forge(there, trigger, who, values[0]!)
      if (text !== '') said.push(`${trigger.how} ${trigger.id} answered ${text}`)
    }
  }
  await scene.story.settle()
  expect(said).toEqual([])
  expect(calls().slice(from)).toEqual([])
  expect(await fingerprint()).toEqual(before)
}, 120_000)

/** The same Slack, whose installation claims to be another workspace. */
function elsewhere() {
  const { playground } = scene.story
  const installations = playground.state.installations.map((one) => ({ ...one, team_id: 'T3' }))
  return { ...playground, state: { ...playground.state, installations } }
}
