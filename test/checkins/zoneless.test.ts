import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { State } from '../../playground/state.ts'
import { answer, brightline, type Cast, calderFile, castOf, importFile } from '../support/brightline.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let cast: Cast

/** Slack says of neither Wei, who implements, nor Maya, who owns the account, where they are. */
const world = (state: State) => {
  const made = brightline(state)
  for (const id of ['UWEI0001', 'UMAYA001']) state.people.get(id)!.tz_untold = true
  return made
}

beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:30:00Z', world })
  cast = castOf(story)
  await importFile(story, calderFile({ stakeholders: 'implementer=UWEI0001', zone: 'America/New_York' }))
})
afterAll(() => story.end())

describe('somebody of whom Slack gives no time zone', () => {
  it('is kept without one, and their Home is drawn by the account’s', async () => {
    expect(await story.database.query(`select zone from people where user_id = 'UWEI0001'`)).toEqual([{ zone: null }])
    expect(await cast.wei.home()).toContain('please answer by Thu 19 Nov 15:00')
    expect(await cast.maya.home()).toContain('Calder Freight')
  })

  it('is asked when it is 09:00 where the account is, by its clock', async () => {
    await story.until('2026-11-18T13:59:00Z')
    expect(await cast.wei.reads(await cast.wei.dm())).toEqual([])
    await story.until('2026-11-18T14:00:00Z')
    const [question] = await cast.wei.reads(await cast.wei.dm())
    expect(question).toContain('Good morning Wei')
    expect(question).toContain('Please answer by Thu 15:00')
  })

  it('answers and reviews like everybody else', async () => {
    await answer(cast.wei)
    await story.until('2026-11-19T20:00:00Z')
    const [review] = await cast.maya.reads(await cast.maya.dm())
    expect(review).toContain('Calder Freight')
    await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read'))
    await cast.maya.close()
    expect(await story.database.query(`select state from digests`)).toEqual([{ state: 'waiting' }])
  })
})
