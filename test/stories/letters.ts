import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { planMissingRounds } from '../../src/features/checkins/flow.ts'
import type { Entry } from '../../src/features/checkins/model.ts'
import { answerIn, calm } from '../support/answering.ts'
import { addCalder, calderWorld } from '../support/calder.ts'
import { headerOf, type Mailbox, partOf, startMailbox } from '../support/mailbox.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

export const PRIYA = 'priya@calder.example'
export const TYPED = 'Leeds <b>invoices</b> & “ships”, as שלום said'
export const INSIDE = 'ONLY-FOR-US'

export let story: Story
export let accountId: string
export let box: Mailbox
export let maya: Player
/** Where Maya reads what is for her. */
export let dm: string

const entry: Entry = { ...calm, progress: TYPED, confidence: 2, note: INSIDE }
export const answers = (publishOn: string, change: Partial<Entry> = {}) =>
  answerIn(story, 'UJONAS', publishOn, { ...entry, ...change })

/** Jonas answers, and Maya approves on the day before what goes out then; `near`: words beside the button. */
export async function approve(publishOn: string, near: string): Promise<void> {
  await answers(publishOn)
  await story.until(new Date(Date.parse(`${publishOn}T14:00:00Z`) - 24 * 3_600_000).toISOString())
  dm = await maya.dm()
  await story.settled(maya.press(dm, 'Approve', near))
}

/** What Priya was sent, the first first; then a header and the words of the last of them. */
export const letters = () => box.received.filter(({ to }) => to.includes(PRIYA))
export const last = (header: string) => headerOf(letters().at(-1)!.raw, header)
export const read = () => partOf(letters().at(-1)!.raw, 'text/plain').replace(/\r\n/g, '\n')

/** Sends something to the page that a letter leads to. */
export const post = (link: string, body: string, type = 'application/x-www-form-urlencoded') =>
  fetch(link, { method: 'POST', body, headers: { 'content-type': type } })
/** Sends the first form of a page, as a browser does. */
export const press = (link: string, page: string) => {
  const inputs = [...page.split('</form>')[0]!.matchAll(/name="(\w+)" value="([^"]*)"/g)]
  return post(link, inputs.map(([, name, value]) => `${name}=${value}`).join('&'))
}

/** What lets a letter lead to a page: the first key signs, both are believed. */
const REACHED = { publicUrl: 'https://throughline.calder.example', secretKey: `${'k'.repeat(32)}, ${'o'.repeat(32)}` }

/** Priya reads e-mail only; the account has no channel. */
async function begin(mail: boolean) {
  box = await startMailbox()
  const from = { name: 'Brightline', address: 'updates@brightline.example' }
  story = await startStory({
    at: '2026-11-16T08:00:00Z',
    world: calderWorld,
    ...(mail ? { mail: { url: box.url, from }, config: REACHED } : {}),
    options: { mailTimeoutMs: 500 },
  })
  accountId = await addCalder(story, {
    state: 'active',
    first_publish_on: '2026-11-20',
    buyer_channel: null,
    buyer_email: PRIYA,
  })
  const { query } = story.database
  await query(`update milestones set forecast_on = promised_on`)
  await query(`update stakeholders set user_id = null, name = 'Priya Shah', email = $1 where role = 'senior_buyer'`, [
    PRIYA,
  ])
  await story.app.meetPeople()
  await query(`update people set email = 'maya@brightline.example' where user_id = 'UMAYA'`)
  maya = player(story.playground.url, 'UMAYA')
  await story.act(planMissingRounds)
  await story.settle()
}

/** A story of its own, in which letters can be sent or cannot; nobody has a form open before a test. */
export function tellStory({ mail }: { mail: boolean }): void {
  beforeAll(() => begin(mail))
  beforeEach(() => story.playground.state.stacks.clear())
  afterAll(async () => {
    await story.end()
    await box.stop()
  })
}
