import { afterAll, beforeAll, beforeEach, it } from '@jest/globals'
import { look, peopleLook } from '#features/exceptions/flow.ts'
import { PEOPLE, type Scene, startScene } from '../promises/scene.ts'
import { fillIn } from '../records/filling.ts'
import { by, inMessages, keptOnce, type Open, onHome } from '../support/again.ts'

// What a week brings to send, in its order; sent-again.test.ts beside it has what an account is made of.

let scene: Scene

beforeAll(async () => {
  scene = await startScene({ leader: false })
  await scene.act((tx) => look(tx, [peopleLook], {}))
  await scene.story.settle()
}, 120_000)
afterAll(() => scene.story.end())
beforeEach(() => scene.story.playground.state.stacks.clear())

type Sender = keyof typeof PEOPLE
type Row = [form: string, sender: Sender, open: Open, typed?: Record<string, unknown>]

const at =
  (instant: string, open: Open): Open =>
  async (sender) => {
    await scene.story.until(instant)
    await open(sender)
  }
/** Once the update of the second week is out, whoever had to approve it. */
const afterwards =
  (open: Open): Open =>
  async (sender) => {
    await scene.story.database.query('update digests set needs_approval = false where published_at is null')
    await at('2026-11-27T10:00:00Z', open)(sender)
  }
/** The second form of two. */
const confirmed =
  (open: Open, typed: Record<string, unknown>): Open =>
  async (sender) => {
    await open(sender)
    await fillIn(sender, typed)
    await sender.submit()
  }

const RATING = { 'How was this week for you?': '4', 'What should we know?': 'The trial went well.' }
const FAULT = { 'What happened': 'Leeds stands still', 'What we are doing about it': 'Two of us rebuild it' }
const LINES = { 'Where it stands': 'The records came late', 'What comes next': 'Training of the depots' }
const ANSWER = {
  'Against the plan': 'on_track',
  'What can they do now that they could not last week?': 'York is connected',
  'How satisfied are their people, as you read it?': '4',
  'Your confidence in the next date': '4',
}
const CORRECTION = { 'Correction, Fri 27 Nov:': 'York is connected' }
const correction = inMessages('Add as a correction')

const ROWS: Row[] = [
  ['a rating', 'priya', by(['CCALDER', 'Rate this week']), RATING],
  ['another rating', 'priya', by(['CCALDER', 'Rate this week']), { 'How was this week for you?': '2' }],
  [
    'what was done about an exception',
    'maya',
    onHome('Done', 'no executive leader'),
    { 'What was done': 'Lena comes' },
  ],
  ['a fault', 'jonas', at('2026-11-23T09:00:00Z', by('alert calder')), FAULT],
  ['an alert', 'maya', inMessages('Edit', 'alert'), { 'What the customer reads': 'Leeds stands still.' }],
  ['three lines', 'maya', at('2026-11-26T15:00:00Z', inMessages('Write three lines')), LINES],
  ['a late check-in', 'jonas', afterwards(inMessages('Check in')), ANSWER],
  ['the words of a correction', 'maya', correction, CORRECTION],
  ['a correction', 'maya', confirmed(correction, CORRECTION)],
]

it.each(ROWS)('%s that is sent again is kept once, and answered as the first time', (_, sender, open, typed = {}) =>
  keptOnce(scene.story, PEOPLE[sender], open, typed),
)
