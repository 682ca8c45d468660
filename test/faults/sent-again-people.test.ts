import { afterAll, beforeAll, beforeEach, it } from '@jest/globals'
import { addEndpoint, PUBLIC } from '../endpoints/crm.ts'
import { fillIn } from '../records/filling.ts'
import { by, inAccount, inMessages, keptOnce, type Open } from '../support/again.ts'
import { addCalder, addToAll, calderWorld } from '../support/calder.ts'
import { turnsTo } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

// Who reads, who follows whom, and where messages come from; sent-again.test.ts beside it has what an account is made of.

let story: Story
const cast = { ada: 'UADA', maya: 'UMAYA', jonas: 'UJONAS' }

beforeAll(async () => {
  const config = { publicUrl: PUBLIC, secretKey: 'k'.repeat(40) }
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld, config })
  await addCalder(story, { state: 'active', first_publish_on: '2026-11-20' }, false)
  await addToAll(story, 'primary_contact', 'UPRIYA')
  await story.app.meetPeople()
  await story.app.planRounds()
  await story.settle()
}, 120_000)
afterAll(() => story.end())
beforeEach(() => story.playground.state.stacks.clear())

type Row = [form: string, sender: keyof typeof cast, open: Open, typed?: Record<string, unknown>]

/** The form of an endpoint that is there, and one that a button in it opens. */
const inEndpoint =
  (name: string, ...step: [button: string, title: string]): Open =>
  async (sender) => {
    await by('settings', ['Endpoints', 'Endpoints'], ['Open', 'Endpoint', name], step)(sender)
  }
const HUBSPOT = { name: 'HubSpot', format: 'hubspot', scheme: 'hubspot', secret: 'a-client-secret-of-hubspot-1' }
const withEndpoint =
  (open: Open): Open =>
  async (sender) => {
    await addEndpoint(sender, HUBSPOT)
    story.playground.state.stacks.clear()
    await open(sender)
  }
const placeOf =
  (userId: string): Open =>
  async (sender) => {
    await by('settings', ['Set somebody’s place', 'Where somebody is'])(sender)
    await sender.fill('Who', userId)
    await turnsTo(sender, 'Time zone')
  }
const inTeam = (button: string): Open => by(['CTEAM', button])
const later =
  (instant: string, open: Open): Open =>
  async (sender) => {
    await story.until(instant)
    await open(sender)
  }

/** Somebody was welcomed, and does not come. */
const afterMistake: Open = async (sender) => {
  await change(sender)
  await fillIn(sender, TOMAS)
  await story.settled(sender.submit())
  story.playground.state.stacks.clear()
  await inTeam('Write the welcome')(sender)
  await story.settled(sender.submit())
  story.playground.state.stacks.clear()
  await story.settled(sender.press('CTEAM', 'Take back'))
  await inTeam('Tell the customer')(sender)
}

const TOMAS = { 'Who comes, without Slack': 'Tomás Leal <tomas@calder.example>' }
const ANNA = { 'Who comes, without Slack': 'Anna Ruiz <anna@calder.example>' }
const change = inAccount(['Contact change', 'Record a contact change'])

const ROWS: Row[] = [
  ['somebody’s place', 'ada', placeOf('UJONAS'), { 'Time zone': 'America/Chicago', Country: 'US' }],
  [
    'a secret',
    'ada',
    withEndpoint(inEndpoint('HubSpot', 'Add a secret', 'New secret')),
    { 'Client secret': 'a-client-secret-of-hubspot-2' },
  ],
  ['what means what', 'ada', inEndpoint('HubSpot', 'What means what', 'What means what')],
  ['a contact change', 'maya', change, TOMAS],
  ['a contact change put right', 'maya', inTeam('Put right'), ANNA],
  ['what takes a contact change back', 'maya', later('2026-11-16T09:00:00Z', change), { 'Who comes': 'UPRIYA' }],
  ['who reads in a channel', 'maya', later('2026-11-19T15:00:00Z', inMessages('Confirm who reads'))],
  ['what is said of a welcome that does not hold', 'maya', afterMistake],
  ['whose account it is', 'maya', inAccount(['People', 'People of the account']), { 'Account owner': 'UADA' }],
]

it.each(ROWS)('%s that is sent again is kept once, and answered as the first time', (_, name, open, typed = {}) =>
  keptOnce(story, cast[name], open, typed),
)
