import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  comeBack,
  goAway,
  openCheckinsOf,
  planMissingRounds,
  whoIsMissing,
  whoWasAway,
} from '../../src/features/checkins/flow.ts'
import { openExceptions } from '../../src/features/exceptions/flow.ts'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let jonas: Player
let dm: string
const ids: Record<string, string> = {}

const opens = (button: string) => jonas.opens(jonas.press(dm, button))
const readsOf = (who: Player) =>
  who.dm().then(
    (channel) => who.reads(channel),
    () => [],
  )
const roundOn = async (key: string, publishOn: string) => {
  const [round] = await story.database.query<{ id: string }>(
    'select id from rounds where account_id = $1 and publish_on = $2',
    [ids[key], publishOn],
  )
  return round!.id
}
const stateOf = async (key: string, publishOn: string, userId: string) => {
  const text = 'select state, away_until::text from checkins where round_id = $1 and user_id = $2'
  const [row] = await story.database.query(text, [await roundOn(key, publishOn), userId])
  return row
}
const troubles = () =>
  story.act(async (tx) => {
    const open = await openExceptions(tx, Object.values(ids))
    return open.map(({ cause }) => cause).filter((cause) => cause.startsWith('Nobody can answer'))
  })
const NOBODY = 'Nobody can answer for Calder Freight this week: Jonas Weber is away until Mon 30 Nov.'

/** Jonas answers alone for Calder Freight, and with Noor for Oslo Water. */
beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  const running = { state: 'active', first_publish_on: '2026-11-20' }
  ids['calder'] = await addCalder(story, running)
  ids['oslo'] = await addCalder(story, { ...running, key: 'oslo', name: 'Oslo Water' })
  await story.database.query(
    `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, 'implementer', 'UNOOR', '2026-11-01')`,
    [story.app.workspaceId, ids['oslo']],
  )
  jonas = player(story.playground.url, 'UJONAS')
  await story.act(planMissingRounds)
  await story.until('2026-11-18T09:00:00Z')
  dm = await jonas.dm()
})
afterAll(() => story.end())

describe('somebody who goes away in the middle of a week', () => {
  it.each([
    ['2026-11-18', 'That is today. Choose the first day on which you are back.'],
    ['2026-11-10', 'Tue 10 Nov has passed. Choose a day that is still to come.'],
    ['2027-11-20', 'That is more than a year ahead.'],
  ])('cannot be back on %s, and reads why at the date', async (date, sentence) => {
    expect(await opens('I’m away until…')).toContain('The owners of your accounts see until when you are away.')
    await jonas.fill('First day back', date)
    expect((await jonas.submit()).error).toContain(sentence)
    expect(await jonas.form()).toContain('First day back')
    await jonas.close()
  })

  it('says until when, and the question says so in its place', async () => {
    await opens('I’m away until…')
    await jonas.fill('First day back', '2026-11-30')
    expect(await story.settled(jonas.submit())).toEqual({ ok: true })
    const [question, ...more] = await jonas.reads(dm)
    expect(more).toEqual([])
    expect(question).toMatch(/^You are away until Mon 30 Nov: you are neither asked nor reminded\./)
    expect(question).toContain('[I’m back]')
    const home = await jonas.home()
    expect(home).toContain('Calder Freight: not asked of you; you may answer until Thu 19 Nov 15:00')
    expect(home).not.toContain('please answer')
  })

  it('leaves nobody for Calder Freight, which its owner learns at once; for Oslo Water Noor is left', async () => {
    expect(await troubles()).toEqual([NOBODY])
  })

  it('is back at a press, and everything is as it was', async () => {
    await story.settled(jonas.press(dm, 'I’m back'))
    expect((await jonas.reads(dm))[0]).toMatch(/^Good morning Jonas. Two accounts this week/)
    expect(await troubles()).toEqual([])
  })

  it('is not reminded while away, nor counted among those who did not answer', async () => {
    await story.until('2026-11-18T12:00:00Z')
    // Home offers the same.
    expect(await jonas.home()).toContain('Calder Freight: please answer by Thu 19 Nov 15:00')
    await jonas.opens(jonas.pressAtHome('I’m away until…'))
    await jonas.fill('First day back', '2026-11-30')
    await story.settled(jonas.submit())
    expect(await troubles()).toEqual([NOBODY])
    await story.until('2026-11-19T08:00:00Z')
    const noor = player(story.playground.url, 'UNOOR')
    await story.settled(noor.press(await noor.dm(), 'Remind me in 2 hours'))
    await story.until('2026-11-19T14:00:00Z')
    expect(await jonas.reads(dm)).toHaveLength(1)
    const round = await roundOn('oslo', '2026-11-20')
    expect(await story.act((tx) => whoIsMissing(tx, round))).toEqual(['UNOOR'])
    expect(await story.act((tx) => whoWasAway(tx, round))).toEqual([{ userId: 'UJONAS', awayUntil: '2026-11-30' }])
    const noors = await story.act((tx) => openCheckinsOf(tx, 'UNOOR'))
    expect(noors).toMatchObject([{ accountName: 'Oslo Water', closed: true, answered: false, roundId: round }])
    expect(await stateOf('calder', '2026-11-20', 'UJONAS')).toEqual({ state: 'missed', away_until: '2026-11-30' })
    expect(await troubles()).toEqual([])
  })

  it('stands in the owner’s review as away, and who put a reminder off as one who did', async () => {
    const maya = player(story.playground.url, 'UMAYA')
    const review = (await maya.reads(await maya.dm())).at(-1)
    expect(review!.match(/Away: Jonas Weber until Mon 30 Nov\./g)).toHaveLength(2)
    const read = await maya.opens(maya.press(await maya.dm(), 'Read', 'Oslo Water'))
    expect(read).toContain('Noor Haddad (put the reminder off to Thu 19 Nov 11:00)')
    await maya.close()
  })
})

describe('a week that the absence covers whole', () => {
  it('asks nobody who is away, and tells the owner when the question would have gone', async () => {
    await story.until('2026-11-25T07:59:00Z')
    expect(await troubles()).toEqual([])
    await story.until('2026-11-25T08:00:00Z')
    expect(await jonas.reads(dm)).toHaveLength(1)
    expect(await troubles()).toEqual([NOBODY])
  })

  it('is excused at its close', async () => {
    await story.until('2026-11-26T14:00:00Z')
    expect(await jonas.reads(dm)).toHaveLength(1)
    expect(await stateOf('calder', '2026-11-27', 'UJONAS')).toEqual({ state: 'excused', away_until: '2026-11-30' })
  })
})

describe('coming back', () => {
  it('on the day that was said brings the next question at its hour', async () => {
    await story.until('2026-12-02T08:00:00Z')
    expect(await jonas.reads(dm)).toHaveLength(2)
    expect((await jonas.reads(dm))[1]).toMatch(/^Good morning Jonas. Two accounts this week/)
  })

  it('early, with four hours left, is asked at once; with less, the next week, and this one is excused', async () => {
    const noor = player(story.playground.url, 'UNOOR')
    await story.until('2026-12-08T12:00:00Z')
    for (const userId of ['UJONAS', 'UNOOR']) await story.act((tx) => goAway(tx, userId, '2026-12-14', 'date'))
    const before = { jonas: (await readsOf(jonas)).length, noor: (await readsOf(noor)).length }
    await story.until('2026-12-10T09:30:00Z')
    expect([(await readsOf(jonas)).length, (await readsOf(noor)).length]).toEqual([before.jonas, before.noor])
    await story.act((tx) => comeBack(tx, 'UJONAS'))
    await story.settle()
    expect((await readsOf(jonas)).at(-1)).toMatch(/^Good morning Jonas. Two accounts this week/)
    await story.until('2026-12-10T10:01:00Z')
    await story.act((tx) => comeBack(tx, 'UNOOR'))
    await story.until('2026-12-10T14:00:00Z')
    expect(await readsOf(noor)).toHaveLength(before.noor)
    expect(await stateOf('oslo', '2026-12-11', 'UNOOR')).toEqual({ state: 'excused', away_until: '2026-12-10' })
    await story.until('2026-12-16T08:00:00Z')
    expect(await readsOf(noor)).toHaveLength(before.noor + 1)
  })
})
