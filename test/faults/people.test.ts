import { afterEach, expect, it } from '@jest/globals'
import { injectFault } from '../../playground/faults.ts'
import type { Fault, State } from '../../playground/state.ts'
import { addChannel, addUser, createWorkspace } from '../../playground/world.ts'
import { office } from '../support/office.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
afterEach(() => story.end())

const CUSTOMERS = Array.from({ length: 20 }, (_, index) => `UCUST${index}`)

/** The office beside a customer of twenty people, with a channel that both share. */
const beside = (fault?: Omit<Fault, 'times'>) => (state: State) => {
  const made = office()(state)
  createWorkspace(state, { id: 'T2', name: 'Calder Freight' })
  for (const id of CUSTOMERS) addUser(state, { team_id: 'T2', id, real_name: `Customer ${id}` })
  const bot = state.installations[0]!.bot_user_id
  addChannel(state, { team_id: 'T1', id: 'CBUYER', name: 'calder', members: [bot, ...CUSTOMERS] }).connected_team_ids =
    ['T2']
  if (fault) injectFault(state, fault)
  return made
}

const known = async () =>
  (await story.database.query<{ userId: string }>('select user_id as "userId" from people')).map(({ userId }) => userId)

it.each(['rate_limited', 'error_before', 'hang'] as const)(
  'the program starts although Slack does not say who people are (%s), and hears it later',
  async (kind) => {
    const options = { meetAgainMs: 300, slackTimeoutMs: 400 }
    story = await startStory({
      at: '2026-11-16T08:00:00Z',
      world: beside({ method: 'users.list', kind, amount: 1 }),
      options,
    })
    const [first] = story.playground.state.calls.filter(({ method }) => method === 'users.list')
    expect(first).toMatchObject({ executed: false })
    const end = performance.now() + 5_000
    while ((await known()).length === 0 && performance.now() < end) await new Promise((done) => setTimeout(done, 50))
    expect(await known()).toContain('UMAYA')
  },
)

it('customers’ people are met a few at a time, and where Slack has had enough, the rest of them later', async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: beside() })
  const { workspaceId } = story.app
  const account = '00000000-0000-4000-8000-00000000000a'
  await story.database.query(
    `insert into accounts (workspace_id, id, key, name, title, state, zone, created_at, changed_at)
     values ($1, $2, 'calder', 'Calder Freight', '', 'not_started', 'Europe/London', '2026-09-01', '2026-09-01')`,
    [workspaceId, account],
  )
  for (const user of CUSTOMERS)
    await story.database.query(
      `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, 'customer_team', $3, '2026-09-01')`,
      [workspaceId, account, user],
    )
  const met = async () => (await known()).filter((id) => CUSTOMERS.includes(id)).length
  injectFault(story.playground.state, { method: 'users.info', kind: 'rate_limited', amount: 1 })
  await expect(story.app.meetPeople()).rejects.toThrow()
  expect(story.playground.state.calls.filter(({ method }) => method === 'users.info')).toHaveLength(8)
  expect(await met()).toBe(7)
  await story.app.meetPeople()
  expect(await met()).toBe(20)
})
