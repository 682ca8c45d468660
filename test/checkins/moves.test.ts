import { afterEach, beforeEach, expect, it } from '@jest/globals'
import {
  moveQuestions,
  openCheckin,
  openCheckinsOf,
  planAccount,
  planMissingRounds,
  submitCheckin,
} from '../../src/features/checkins/flow.ts'
import type { Entry } from '../../src/features/checkins/model.ts'
import { openExceptions } from '../../src/features/exceptions/flow.ts'
import { personChanged } from '../../src/features/home/flow.ts'
import { rememberPerson } from '../../src/features/installations/flow.ts'
import { calm } from '../support/answering.ts'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let jonas: Player
let accountId: string

beforeEach(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  const running = { state: 'active', first_publish_on: '2026-11-20', buyer_channel: null, buyer_email: 'b@example.com' }
  accountId = await addCalder(story, running)
  await addCalder(story, { ...running, key: 'oslo', name: 'Oslo Water' })
  jonas = player(story.playground.url, 'UJONAS')
  await story.act(planMissingRounds)
  await story.settle()
})
afterEach(() => story.end())

const asked = async () =>
  jonas.dm().then(
    (dm) => jonas.reads(dm),
    () => [],
  )

/** As if the program had not run until an instant: nothing on the way happens in time. */
async function sleepUntil(at: string) {
  story.playground.state.clock.jumpTo(new Date(at))
  await story.settle()
}

it('asks somebody who moved at 09:00 where they are now, and only once', async () => {
  await story.act(async (tx) => {
    await rememberPerson(tx, { id: 'UJONAS', real_name: 'Jonas Weber', tz: 'Asia/Singapore' })
    await moveQuestions(tx, 'UJONAS')
  })
  // The close, Thursday 15:00 in Berlin, is 22:00 in Singapore.
  await story.until('2026-11-19T00:59:00Z')
  expect(await asked()).toEqual([])
  await story.until('2026-11-19T01:00:00Z')
  expect(await asked()).toEqual([expect.stringContaining('Please answer by Thu 22:00 your time.')])
  await story.until('2026-11-19T05:00:00Z')
  expect(await asked()).toHaveLength(1)
})

it('asks late after a pause, until four hours before the close', async () => {
  await sleepUntil('2026-11-19T09:59:00Z')
  expect(await asked()).toEqual([expect.stringContaining('Good morning Jonas. Two accounts this week')])
})

it('leaves a question unsent when less than four hours remain, keeps why, and still takes the answer', async () => {
  await sleepUntil('2026-11-19T10:01:00Z')
  expect(await asked()).toEqual([])
  const rows = await story.database.query('select state, reason from checkins')
  const reason = 'The question was due when less than four hours remained before the close.'
  expect(rows).toEqual([
    { state: 'expected', reason },
    { state: 'expected', reason },
  ])
  const [open] = await story.act((tx) => openCheckinsOf(tx, 'UJONAS'))
  expect(open).toMatchObject({ accountName: 'Calder Freight', answered: false, closed: false })
})

it('shows both answers when two accounts are answered in the same instant', async () => {
  await story.until('2026-11-18T08:00:00Z')
  const open = await story.act((tx) => openCheckinsOf(tx, 'UJONAS'))
  const send = (roundId: string) => story.act((tx) => submitCheckin(tx, 'UJONAS', { roundId, version: 0 }, entry))
  await Promise.all(open.map(({ roundId }) => send(roundId)))
  await story.settle()
  expect(await asked()).toEqual([expect.stringContaining('Thank you. Both answered; you can edit until Thu 15:00.')])
})

it('does not ask about an account that was answered early', async () => {
  const open = await story.act((tx) => openCheckinsOf(tx, 'UJONAS'))
  await story.act((tx) => submitCheckin(tx, 'UJONAS', { roundId: open[0]!.roundId, version: 0 }, entry))
  await story.until('2026-11-18T08:00:00Z')
  const [question] = await asked()
  expect(question).toContain('One account this week, about a minute. Please answer by Thu 15:00 your time.')
  expect(question).not.toContain('Calder')
})

const rows = () =>
  story.database.query(`select c.state, c.reason from checkins c join accounts a on a.id = c.account_id
    where a.key = 'calder' and c.user_id = 'UJONAS'`)
const slackSays = (change: object) =>
  story.act((tx) =>
    personChanged(tx, { user: { id: 'UJONAS', real_name: 'Jonas Weber', tz: 'Europe/Berlin', ...change } }),
  )

it('asks nobody who was deactivated, tells the owner that nobody is left, and expects them again once they are back', async () => {
  const causes = () =>
    story.act(async (tx) =>
      (await openExceptions(tx, [accountId])).map(({ cause }) => cause).filter((one) => /Nobody can/.test(one)),
    )
  await slackSays({ deleted: true })
  await story.settle()
  expect(await rows()).toMatchObject([{ state: 'excused' }])
  expect(await causes()).toEqual([
    'Nobody can answer for Calder Freight this week: Jonas Weber is deactivated in Slack.',
  ])
  await story.until('2026-11-18T08:00:00Z')
  expect(await asked()).toEqual([])
  await slackSays({ deleted: false })
  await story.settle()
  expect(await rows()).toEqual([{ state: 'expected', reason: null }])
  expect(await causes()).toEqual([])
  await story.until('2026-11-18T08:01:00Z')
  expect(await asked()).toEqual([expect.stringContaining('Two accounts this week')])
})

it('lets somebody who left an account answer for it no more, in a sentence, and asks them again who come back', async () => {
  await story.until('2026-11-18T08:00:00Z')
  const role = `where account_id = '${accountId}' and user_id = 'UJONAS'`
  await story.database.query(`update stakeholders set ends_on = '2026-11-18' ${role}`)
  await story.act((tx) => planAccount(tx, accountId))
  await story.settle()
  expect(await asked()).toEqual([expect.stringContaining('One account this week')])
  const [{ id }] = (await story.database.query(`select id from rounds where account_id = '${accountId}'`)) as [
    { id: string },
  ]
  await expect(story.act((tx) => openCheckin(tx, 'UJONAS', id))).rejects.toThrow(
    'You are not asked about Calder Freight this week.',
  )
  await story.database.query(`update stakeholders set ends_on = null ${role}`)
  await story.act((tx) => planAccount(tx, accountId))
  await story.settle()
  expect(await asked()).toEqual([expect.stringContaining('Two accounts this week')])
})

it('asks by the person’s own clock although Slack told only later where they are', async () => {
  await story.database.query(`update people set zone = 'America/New_York' where user_id = 'UJONAS'`)
  await story.until('2026-11-18T08:00:00Z')
  expect(await asked()).toEqual([])
  await story.until('2026-11-18T14:00:00Z')
  expect(await asked()).toEqual([expect.stringContaining('Please answer by Thu 09:00 your time.')])
})

const entry: Entry = { ...calm, nextStep: null }
