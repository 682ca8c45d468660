import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  answersOf,
  endAsking,
  lateAnswersOf,
  notesOf,
  openCheckinsOf,
  planMissingRounds,
  submitCheckin,
  whoIsMissing,
  whoWasLate,
} from '../../src/features/checkins/flow.ts'
import type { Entry } from '../../src/features/checkins/model.ts'
import { closeRound } from '../../src/features/rounds/flow.ts'
import { sentAgain } from '../support/again.ts'
import { calm } from '../support/answering.ts'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Player, player, wordsOf } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let jonas: Player
let dm: string
const ids: Record<string, string> = {}

/** Last week as it was answered: on track, with everything that may be said once only. */
async function answeredLastWeek(account: string, nothingChanged: boolean) {
  const { workspaceId } = story.app
  const [round] = await story.database.query<{ id: string }>(
    `insert into rounds (workspace_id, account_id, publish_on, number, close_at, publish_at, state, status, satisfaction)
     values ($1, $2, '2026-11-13', 1, '2026-11-12T14:00Z', '2026-11-13T09:30Z', 'published', 'on_track', 4) returning id`,
    [workspaceId, account],
  )
  const [checkin] = await story.database.query<{ id: string }>(
    `insert into checkins (workspace_id, round_id, account_id, user_id, ask_at, asked_at, state, answered_at, version,
       nothing_changed, status, progress, hard, doing, ask, decision, satisfaction, next_step)
     values ($1, $2, $3, 'UJONAS', '2026-11-11T08:00Z', '2026-11-11T08:00Z', 'answered', '2026-11-11T09:00Z', 1, $4, 'on_track',
       'Leeds invoices', 'Old records', 'We clear them', '{"what":"Records","who":"Ana","dueOn":"2026-11-16"}',
       '{"kind":"made","text":"Ten depots first"}', 4, 'Leeds rehearsal') returning id`,
    [workspaceId, round!.id, account, nothingChanged],
  )
  await story.database.query(
    `insert into checkin_notes (workspace_id, checkin_id, confidence, note) values ($1, $2, 4, 'Wei is tired')`,
    [workspaceId, checkin!.id],
  )
}

beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  const running = { state: 'active', first_publish_on: '2026-11-13', buyer_channel: null, buyer_email: 'b@example.com' }
  for (const [key, name] of [
    ['calder', 'Calder Freight'],
    ['oslo', 'Oslo Water'],
    ['rhein', 'Rhein Steel'],
  ]) {
    ids[key!] = await addCalder(story, { ...running, key, name })
  }
  await answeredLastWeek(ids['calder']!, false)
  await answeredLastWeek(ids['oslo']!, true)
  jonas = player(story.playground.url, 'UJONAS')
  await story.act(planMissingRounds)
  await story.settle()
  await story.act(planMissingRounds)
  await story.settle()
  await story.until('2026-11-18T08:00:00Z')
  dm = await jonas.dm()
})
afterAll(() => story.end())

const roundOf = async (key: string) => {
  const open = await story.act((tx) => openCheckinsOf(tx, 'UJONAS'))
  return open.find(({ accountId }) => accountId === ids[key])!.roundId
}
const entry: Entry = {
  ...calm,
  ...{ goLiveOn: '2026-12-14', progress: 'Leeds invoices for itself', criterionValue: 3, heard: 'They like it' },
  nextStep: null,
}

describe('the second week', () => {
  it('offers “Nothing changed” after a week on track, but not twice in a row', async () => {
    const [words] = await jonas.reads(dm)
    expect(words).toBe(
      [
        'Good morning Jonas. Three accounts this week, about a minute each. Please answer by Thu 15:00 your time.',
        'Calder Freight: last week on track, go-live 14 Dec.',
        '[Check in] [Nothing changed]',
        'Oslo Water: last week on track, go-live 14 Dec.',
        '[Check in]',
        'Rhein Steel: first week, go-live 14 Dec.',
        '[Check in]',
        '[I’m away until…]',
      ].join('\n'),
    )
  })

  it('offers the same on Home', async () => {
    const home = (await jonas.home()).split('\n')
    const under = (name: string) => home[home.findIndex((line) => line.startsWith(`${name}: please answer by`)) + 1]
    expect(under('Calder Freight')).toBe('[Check in] [Nothing changed]')
    expect(home.join().match(/Nothing changed/g)).toHaveLength(1)
    const form = await jonas.opens(jonas.pressAtHome('Nothing changed', 'Calder Freight'))
    expect(form).toContain('What comes next')
    await jonas.close()
  })

  it('says the whole question to a screen reader', async () => {
    const [{ text }] = await jonas.messages(dm)
    expect(text).toContain('Please answer by Thu 15:00 your time.')
    expect(text).toContain('Oslo Water: last week on track, go-live 14 Dec.')
  })

  it('asks for one line only, and says last week’s standing again without what happened once', async () => {
    const form = await jonas.opens(jonas.press(dm, 'Nothing changed', 'Calder Freight'))
    expect(form).toContain('What comes next')
    await jonas.fill('What comes next', 'Second rehearsal')
    const { first, again } = await sentAgain(story, 'UJONAS')
    expect(first.answer).toEqual({ ok: true })
    expect(again).toEqual(first)
    const round = await roundOf('calder')
    expect(await story.act((tx) => answersOf(tx, round))).toMatchObject([
      {
        nothingChanged: true,
        status: 'on_track',
        progress: null,
        hard: 'Old records',
        doing: 'We clear them',
        ask: null,
        decision: null,
        satisfaction: 4,
        nextStep: 'Second rehearsal',
      },
    ])
    expect(await story.act((tx) => notesOf(tx, round))).toEqual([
      { userId: 'UJONAS', confidence: 4, note: null, ownerOnly: false },
    ])
  })

  it('loses no word when two windows send the same check-in: the later one is shown the earlier and asked again', async () => {
    const roundId = await roundOf('oslo')
    const goLiveId = (
      await story.database.query<{ id: string }>('select id from milestones where account_id = $1', [ids['oslo']])
    )[0]!.id
    const form = { roundId, version: 0, goLiveId }
    const send = (nextStep: string, version: number) =>
      story.act((tx) => submitCheckin(tx, 'UJONAS', { ...form, version }, { ...entry, nextStep }))
    const answers = await Promise.all([send('From the phone', 0), send('From the desk', 0)])
    const redrawn = answers.filter((view) => view !== undefined)
    expect(redrawn).toHaveLength(1)
    const first = answers[0] === undefined ? 'From the phone' : 'From the desk'
    expect(wordsOf(redrawn[0]!.blocks)).toContain(`What comes next: ${first}`)
    const second = first === 'From the phone' ? 'From the desk' : 'From the phone'
    expect(JSON.stringify(redrawn[0]!.blocks)).toContain(`"initial_value":"${second}"`)
    expect(JSON.parse(redrawn[0]!.private_metadata!)).toMatchObject({ version: 1 })
    expect(await send(second, 1)).toBeUndefined()
    expect(await story.act((tx) => answersOf(tx, roundId))).toMatchObject([{ nextStep: second }])
  })

  it('takes the same form twice as one', async () => {
    const roundId = await roundOf('oslo')
    const [row] = await story.database.query<{ version: number }>('select version from checkins where round_id = $1', [
      roundId,
    ])
    const [kept] = await story.act((tx) => answersOf(tx, roundId))
    const goLiveId = (
      await story.database.query<{ id: string }>('select id from milestones where account_id = $1', [ids['oslo']])
    )[0]!.id
    const again = await story.act((tx) =>
      submitCheckin(tx, 'UJONAS', { roundId, version: 0, goLiveId }, { ...entry, nextStep: kept!.nextStep }),
    )
    expect(again).toBeUndefined()
    const [after] = await story.database.query<{ version: number }>(
      'select version from checkins where round_id = $1',
      [roundId],
    )
    expect(after).toEqual(row)
  })

  it('keeps a late answer and a late edit apart, says where they go, and changes nothing that is under review', async () => {
    const late = await roundOf('rhein')
    const done = await roundOf('calder')
    for (const round of [late, done]) {
      await story.act(async (tx) => {
        await closeRound(tx, round)
        await endAsking(tx, round)
      })
    }
    await story.settle()
    expect(await story.act((tx) => whoIsMissing(tx, late))).toEqual(['UJONAS'])
    const form = await jonas.opens(jonas.press(dm, 'Check in', 'Rhein Steel'))
    expect(form).toContain('This week closed on Thu 15:00. Your answer goes to Maya Lindqvist')
    await jonas.fill('Against the plan', 'on_track')
    await jonas.fill('What can they do now that they could not last week?', 'They see their orders')
    await jonas.fill('How satisfied are their people, as you read it?', '4')
    await jonas.fill('Your confidence in the next date', '4')
    expect(await jonas.submit()).toEqual({ ok: true })
    expect(await jonas.form()).toContain('Thank you. This week closed on Thu 15:00.')
    await jonas.close()
    await story.settle()
    const [asked] = await jonas.reads(dm)
    const went = 'What you sent after the close went to Maya Lindqvist, who decides what becomes of it.'
    expect(asked).toMatch(new RegExp(`Rhein Steel: answered, on track.*${went}`))
    // The other one was answered in time.
    expect(asked!.split(went)).toHaveLength(2)
    expect(await story.act((tx) => answersOf(tx, late))).toEqual([])
    expect(await story.act((tx) => lateAnswersOf(tx, late))).toMatchObject([
      { late: true, progress: 'They see their orders' },
    ])
    const edit = await jonas.opens(jonas.press(dm, 'Edit', 'Calder Freight'))
    expect(edit).toContain('Your change goes to Maya Lindqvist, who decides what becomes of it.')
    await jonas.fill('What can they do now that they could not last week?', 'Leeds prints its own labels')
    await jonas.fill('Your confidence in the next date', '4')
    await jonas.submit()
    await jonas.close()
    await story.settle()
    expect((await jonas.reads(dm))[0]!.split(went)).toHaveLength(3)
    expect(await story.act((tx) => answersOf(tx, done))).toMatchObject([
      { progress: null, nextStep: 'Second rehearsal' },
    ])
    expect(await story.act((tx) => lateAnswersOf(tx, done))).toMatchObject([
      { late: true, progress: 'Leeds prints its own labels', nextStep: 'Second rehearsal' },
    ])
    expect(await story.act((tx) => whoWasLate(tx, [done, late]))).toEqual(
      new Map([
        [late, ['UJONAS']],
        [done, ['UJONAS']],
      ]),
    )
  })

  it('sends nobody a second question for the same weeks, also after a new start', async () => {
    await story.restart()
    await story.act(planMissingRounds)
    await story.settle()
    await story.until('2026-11-18T12:00:00Z')
    expect(await jonas.reads(dm)).toHaveLength(1)
  })
})
