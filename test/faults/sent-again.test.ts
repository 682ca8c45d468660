import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { fillIn, formOf, shows } from '../records/filling.ts'
import { addCalder, addToAll, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
const cast = { ada: 'UADA', maya: 'UMAYA', jonas: 'UJONAS', priya: 'UPRIYA' }
let who: Record<keyof typeof cast, Player>

beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  await addCalder(story, { state: 'active', first_publish_on: '2026-11-20' })
  await addToAll(story, 'leader', 'UNOOR')
  await story.app.meetPeople()
  await story.app.planRounds()
  await story.settle()
  const players = Object.entries(cast).map(([name, id]) => [name, player(story.playground.url, id)])
  who = Object.fromEntries(players)
})
afterAll(() => story.end())
beforeEach(() => story.playground.state.stacks.clear())

/** How many rows there are of everything, and what people read. */
async function world() {
  const tables = await story.database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const counts = tables.map(({ name }) => `select '${name}' as name, count(*)::int as rows from "${name}"`)
  const rows = await story.database.query<{ name: string; rows: number }>(counts.join(' union all '))
  const posts = [...story.playground.state.messages.values()].flat().length
  return { ...Object.fromEntries(rows.map((one) => [one.name, one.rows])), posts }
}

/** Slack waits three seconds for an answer. Where it comes later, the form stands there as before, with "Try again?". */
async function sentAgain(name: keyof typeof cast) {
  const { stacks } = story.playground.state
  const before = structuredClone(stacks.get(cast[name])!)
  const send = async () => ({
    answer: await story.settled(who[name].submit()),
    form: await who[name].form(),
    there: await world(),
  })
  const first = await send()
  stacks.set(cast[name], before)
  return { first, again: await send() }
}

type Open = (sender: Player) => Promise<unknown>
type Row = [form: string, sender: keyof typeof cast, open: Open, typed?: Record<string, unknown>]

/** The form that a command or a button in a message opens, and then those to which the buttons in it lead. */
const by =
  (
    from: string | [channel: string, button: string],
    ...steps: [button: string, title: string, near?: string][]
  ): Open =>
  async (sender) => {
    if (typeof from === 'string') await formOf(sender, from)
    else await sender.opens(sender.press(...from))
    for (const [button, title, near] of steps) {
      await sender.pressInForm(button, near)
      await shows(sender, title)
    }
  }
const inAccount = (...steps: [button: string, title: string, near?: string][]): Open => by('account calder', ...steps)
const inPlan = (...step: [string, string, string?]) => inAccount(['Plan', 'Plan of the account'], step)
const known = (...steps: [string, string, string?][]) => by(['CTEAM', 'What we know'], ...steps)
const inSold = (...steps: [string, string, string?][]) => known(['Open', 'Sold beside bought', 'Sold beside'], ...steps)

const ADDED = { Customer: 'Oslo Vann', Country: 'no', 'Account owner': 'UMAYA', Implementers: ['UJONAS'] }
const PROMISE = { 'Promised to the buyer for': '2026-12-11', 'Why the promised date changes': 'Agreed' }
const FIRST = { 'Promised to the buyer for': '2026-11-30' }
const PARTIES = { 'Who gives': 'UNOOR', 'Who receives': 'UJONAS' }
const MATTER = { 'What it is about': 'Meters', 'What was sold': 'All of them' }
const DECISION = { 'What was decided': 'The north first', 'Who decided': 'UPRIYA', When: '2026-11-16' }
const PART = { 'In a sentence': 'The list of meters', 'Who sees to it': 'UJONAS' }
const NOTE = { Occasion: 'Inside call', 'What was said': 'All of it' }
const FEEDBACK = {
  'Situation: when and where it was': 'On Monday',
  'Behaviour: what they did or said': 'They called',
  'Impact: what came of it': 'We knew',
}
const MEASURE = { 'What success is measured by': 'Disputes', 'At the start': '40', Target: '5' }

const ROWS: Row[] = [
  ['a new account', 'ada', by('account add'), ADDED],
  ['a new account under a key', 'ada', by('account add'), { Customer: 'Lumen', Key: 'LUMEN' }],
  ['an account', 'maya', inAccount(['Edit', 'Edit the account']), { 'Reference in the CRM': 'B-7' }],
  ['who is who', 'maya', inAccount(['People', 'People of the account']), { Sales: ['UADA'] }],
  ['a new milestone', 'maya', inPlan('Add a milestone', 'Add a milestone'), { Milestone: 'Records', ...FIRST }],
  ['a milestone', 'maya', inPlan('Edit', 'Edit a milestone', 'Go-live'), PROMISE],
  ['a new criterion', 'maya', inPlan('Add a success criterion', 'Add a criterion'), MEASURE],
  ['a criterion', 'maya', inPlan('Edit', 'Edit a criterion', 'Disputes'), { Target: '4', Unit: '%' }],
  ['a cadence', 'maya', inAccount(['Cadence', 'Cadence']), { 'How often': '2' }],
  ['a setting', 'ada', by('settings'), { 'Slip that drafts an alert': '3' }],
  ['a handoff', 'maya', inAccount(['Handoff', 'Start a handoff']), PARTIES],
  ['a matter that was sold', 'maya', inSold(['Add a matter', 'Add a matter']), MATTER],
  ['a matter', 'maya', inSold(['Open', 'Sold and bought', 'Meters']), { 'What was bought': 'The north' }],
  ['a decision', 'maya', inSold(['Open', 'Sold and bought', 'Meters'], ['Decide…', 'Decide a difference']), DECISION],
  ['a part of the blueprint', 'maya', known(['Open', 'Blueprint', 'Blueprint'], ['Add a part', 'Add a part']), PART],
  ['a note', 'maya', known(['Open', 'Notes', 'Notes'], ['Write a note', 'Write a note']), NOTE],
  ['feedback', 'maya', known(['Open', 'Feedback', 'Feedback'], ['Give feedback', 'Give feedback']), FEEDBACK],
]

it.each(ROWS)(
  '%s that is sent again is kept once, and answered as the first time',
  async (_, name, open, typed = {}) => {
    await open(who[name])
    await fillIn(who[name], typed)
    const { first, again } = await sentAgain(name)
    expect(first.answer).toEqual({ ok: true })
    expect(again).toEqual(first)
  },
)
