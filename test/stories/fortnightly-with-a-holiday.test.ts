import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { planMissingRounds } from '../../src/features/checkins/flow.ts'
import { roundsOf } from '../../src/features/rounds/flow.ts'
import { momentIn } from '../../src/platform/calendar.ts'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let jonas: Player
const ids: Record<string, string> = {}

const readsOf = (who: Player) =>
  who.dm().then(
    (channel) => who.reads(channel),
    () => [],
  )
/** Closed and published, on the wall of the account. */
const timesOf = async (key: string, zone: string) =>
  (await story.act((tx) => roundsOf(tx, ids[key]!, 5)))
    .map(({ closeAt, publishAt }) => `${momentIn(closeAt, zone)} → ${momentIn(publishAt, zone)}`)
    .toReversed()

const running = { state: 'active', publish_zone: null, country: 'DE' }

/** Every second week, in Germany, at Christmas. */
beforeAll(async () => {
  story = await startStory({ at: '2026-12-14T08:00:00Z', world: calderWorld })
  ids['calder'] = await addCalder(story, { ...running, every_weeks: 2, first_publish_on: '2026-12-11' })
  jonas = player(story.playground.url, 'UJONAS')
  await story.act(planMissingRounds)
  await story.settle()
})
afterAll(() => story.end())

describe('a fortnightly account whose Friday is Christmas Day', () => {
  it('publishes on the working day before, and everything before it moves along', async () => {
    expect(await timesOf('calder', 'Europe/Berlin')).toEqual(['Wed 23 Dec 15:00 → Thu 24 Dec 09:30'])
    await story.until('2026-12-22T07:59:00Z')
    expect(await readsOf(jonas)).toEqual([])
    await story.until('2026-12-22T08:00:00Z')
    expect((await readsOf(jonas)).at(-1)).toMatch(
      /^Good morning Jonas. One account this week, about a minute. Please answer by Wed 15:00 your time.\nCalder Freight/,
    )
  })

  it('counts its fortnights from the first date, not from the moved one', async () => {
    await story.until('2026-12-23T14:00:00Z')
    expect(await timesOf('calder', 'Europe/Berlin')).toEqual([
      'Wed 23 Dec 15:00 → Thu 24 Dec 09:30',
      'Thu 7 Jan 15:00 → Fri 8 Jan 09:30',
    ])
  })
})

describe('somebody on fifteen more accounts', () => {
  it('is asked about all of them in one message, with a line and a button for each', async () => {
    await story.until('2027-01-04T08:00:00Z')
    const before = (await readsOf(jonas)).length
    const names = Array.from({ length: 15 }, (_, n) => `Depot ${String(n + 1).padStart(2, '0')}`)
    for (const name of names) await addCalder(story, { ...running, key: name, name, first_publish_on: '2027-01-08' })
    await story.act(planMissingRounds)
    await story.until('2027-01-06T08:00:00Z')
    const questions = (await readsOf(jonas)).slice(before)
    expect(questions).toHaveLength(1)
    expect(questions[0]).toMatch(/^Good morning Jonas. 16 accounts this week, about a minute each./)
    expect(questions[0]!.match(/\[Check in\]/g)).toHaveLength(16)
    expect(questions[0]).toContain('Depot 15: first week, go-live 14 Dec.')
    const { blocks } = (await jonas.messages(await jonas.dm())).at(-1)
    expect(blocks.length).toBeLessThanOrEqual(50)
    expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(10_000)
  })
})
