import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { planMissingRounds } from '../../src/features/checkins/flow.ts'
import { roundsOf } from '../../src/features/rounds/flow.ts'
import { momentIn } from '../../src/platform/calendar.ts'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

const RIYADH = 'Asia/Riyadh'
let story: Story
let noor: Player
const ids: Record<string, string> = {}

const asked = () =>
  noor.dm().then(
    async (channel) => (await noor.reads(channel)).map((text) => text.split('\n').slice(0, 2).join(' ')),
    () => [],
  )

/** Noor answers from Riyadh for an account that publishes on Thursdays, and for one that does on Tuesdays. */
beforeAll(async () => {
  story = await startStory({ at: '2026-11-15T06:00:00Z', world: calderWorld })
  const there = { state: 'active', zone: RIYADH, publish_zone: RIYADH, country: 'SA', working_days: [7, 1, 2, 3, 4] }
  const names = { key: 'thursdays', name: 'Qassim Rail' }
  ids['thursdays'] = await addCalder(story, { ...there, ...names, publish_weekday: 4, first_publish_on: '2026-11-19' })
  const others = { key: 'tuesdays', name: 'Tabuk Water' }
  ids['tuesdays'] = await addCalder(story, { ...there, ...others, publish_weekday: 2, first_publish_on: '2026-11-24' })
  await story.database.query(`update stakeholders set user_id = 'UNOOR' where role = 'implementer'`)
  await story.database.query(`update people set zone = '${RIYADH}' where user_id = 'UNOOR'`)
  noor = player(story.playground.url, 'UNOOR')
  await story.act(planMissingRounds)
  await story.settle()
})
afterAll(() => story.end())

describe('a week from Sunday to Thursday', () => {
  it('is asked on Tuesday, closes on Wednesday and is published on Thursday', async () => {
    const [round] = await story.act((tx) => roundsOf(tx, ids['thursdays']!, 1))
    expect(momentIn(round!.closeAt, RIYADH)).toBe('Wed 18 Nov 15:00')
    expect(momentIn(round!.publishAt, RIYADH)).toBe('Thu 19 Nov 09:30')
    await story.until('2026-11-17T05:59:00Z')
    expect(await asked()).toEqual([])
    await story.until('2026-11-17T06:00:00Z')
    expect(await asked()).toEqual([
      expect.stringMatching(/^Good morning Noor. One account .* Please answer by Wed 15:00 your time. Qassim Rail/),
    ])
  })

  it('reminds within that week, then asks nothing on Friday and Saturday', async () => {
    await story.until('2026-11-18T06:00:00Z')
    expect(await asked()).toHaveLength(2)
    const after = (await story.until('2026-11-18T12:00:00Z').then(asked)).length
    await story.until('2026-11-22T05:59:00Z')
    expect(await asked()).toHaveLength(after)
  })

  it('asks on Sunday where Tuesday is published', async () => {
    await story.until('2026-11-22T06:00:00Z')
    expect((await asked()).at(-1)).toMatch(/^Good morning Noor. One account .* by Mon 15:00 your time. Tabuk Water/)
  })
})
