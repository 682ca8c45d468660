import { afterAll, beforeAll, beforeEach, it } from '@jest/globals'
import { fillIn } from '../records/filling.ts'
import { by, inAccount, keptOnce, type Open, onHome } from '../support/again.ts'
import { addCalder, addToAll, calderWorld } from '../support/calder.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
const cast = { ada: 'UADA', maya: 'UMAYA', jonas: 'UJONAS', priya: 'UPRIYA' }

beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  await addCalder(story, { state: 'active', first_publish_on: '2026-11-20' })
  await addToAll(story, 'leader', 'UNOOR')
  await addToAll(story, 'success_manager', 'UNOOR')
  await story.app.meetPeople()
  await story.app.planRounds()
  await story.settle()
})
afterAll(() => story.end())
beforeEach(() => story.playground.state.stacks.clear())

type Row = [form: string, sender: keyof typeof cast, open: Open, typed?: Record<string, unknown>]

const inPlan = (...step: [string, string, string?]) => inAccount(['Plan', 'Plan of the account'], step)
const known = (...steps: [string, string, string?][]) => by(['CTEAM', 'What we know'], ...steps)
const inSold = (...steps: [string, string, string?][]) => known(['Open', 'Sold beside bought', 'Sold beside'], ...steps)

const inPlaybooks = (step: [string, string]) =>
  by('settings', ['Playbooks', 'Playbooks'], ['Open', 'Playbook', step[0] === 'Copy' ? 'Sales' : 'Ours'], step)
const inList = (step: [string, string]): Open => by(['CTEAM', 'All items'], step)
/** The second form of two. */
const confirmed =
  (button: string, typed: Record<string, unknown>): Open =>
  async (sender) => {
    await inAccount([button, button])(sender)
    await fillIn(sender, typed)
    await sender.submit()
  }

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
const REASON = { 'Why it is accepted all the same': 'It begins tomorrow' }
const COMER = { 'Who comes, without Slack': 'Anna Ruiz <anna@calder.example>' }
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
  ['a copy of a playbook', 'ada', inPlaybooks(['Copy', 'Copy a playbook']), { 'What the copy is called': 'Ours' }],
  ['how a playbook is called', 'ada', inPlaybooks(['Name and use', 'Name and use']), { Name: 'Ours, short' }],
  ['a new item of a playbook', 'ada', inPlaybooks(['Add an item', 'A new item']), { 'What is done': 'A call' }],
  ['who gives', 'ada', inList(['Who gives and receives', 'Who gives and receives']), { 'Who gives': 'UADA' }],
  ['an acceptance all the same', 'ada', inList(['Accept all the same…', 'Accept all the same']), REASON],
  ['a contact change', 'maya', inAccount(['Contact change', 'Record a contact change']), COMER],
  ['an absence', 'jonas', onHome('I’m away until…'), { 'First day back': '2026-11-18' }],
  ['the day of a pause', 'maya', inAccount(['Pause', 'Pause']), { 'Runs again from': '2026-12-01' }],
  ['a pause', 'maya', confirmed('Pause', { 'Runs again from': '2026-12-01' })],
  ['the end of a pause', 'maya', inAccount(['Resume', 'Resume'])],
  ['an end', 'maya', confirmed('End', {})],
]

it.each(ROWS)('%s that is sent again is kept once, and answered as the first time', (_, name, open, typed = {}) =>
  keptOnce(story, cast[name], open, typed),
)
