import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { answer, brightline, type Cast, calderFile, castOf, importFile, TEAM_CHANNEL } from '../support/brightline.ts'
import { turnsTo } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let cast: Cast

const PROGRESS = 'What can they do now that they could not last week?'
const question = async () => (await cast.jonas.reads(await cast.jonas.dm())).at(-1)
const read = async (day: string) =>
  cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read', `Updates for Friday ${day}`))

/** Jonas answers; in the afternoon Maya pauses the account until a day. */
async function pausedUntil(day: string): Promise<void> {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: brightline })
  cast = castOf(story)
  await importFile(story, calderFile({ firstPublishOn: '2026-11-20', milestones: 'Go-live=2027-02-26' }))
  await story.until('2026-11-18T09:00:00Z')
  await answer(cast.jonas, {
    [PROGRESS]: 'Leeds invoices for itself',
    'Go-live, forecast': '2027-03-04',
    'Why the date moved': 'the tax numbers',
    'Needed from the customer: what': 'the last 500 records',
    'Needed from the customer: who': 'Tomás Leal',
    'Needed from the customer: by when': '2026-11-24',
    'Only for us': 'Priya must free somebody',
  })
  await story.until('2026-11-18T14:00:00Z')
  await cast.maya.opens(cast.maya.command(TEAM_CHANNEL, '/throughline', 'account calder'))
  await cast.maya.pressInForm('Pause')
  await turnsTo(cast.maya, 'While Calder Freight is paused')
  await cast.maya.fill('Runs again from', day)
  await cast.maya.submit()
  expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
  story.playground.state.stacks.clear()
}

describe('what was answered in a week that a pause ended', () => {
  beforeAll(async () => {
    await pausedUntil('2026-11-23')
    await story.until('2026-11-25T09:00:00Z')
  }, 120_000)
  afterAll(() => story.end())

  it('is what the next question and its form begin with', async () => {
    expect(await question()).toContain('go-live 4 Mar')
    // He leaves the date and its reason as they stand there.
    await answer(cast.jonas, { [PROGRESS]: 'York is connected' })
  })

  it('is in the first update after it, and its reviewer reads so', async () => {
    await story.until('2026-11-26T14:30:00Z')
    const shown = await read('27')
    expect(shown).toContain('Go-live moves to Thu 4 March')
    expect(shown).toMatch(/York is connected[\s\S]*Leeds invoices for itself/)
    expect(shown).toContain('Tomás, by Fri 27 Nov: the last 500 records')
    expect(shown).toContain('Said for the update of Fri 20 Nov, which is not out, so it is in this one')
    expect(shown).toContain('Jonas Weber, for Fri 20 Nov: Priya must free somebody')
    await cast.maya.close()
  })
})

describe('what was answered in a week that a long pause ended', () => {
  beforeAll(async () => {
    await pausedUntil('2027-01-04')
    await story.until('2027-01-06T09:00:00Z')
  }, 120_000)
  afterAll(() => story.end())

  it('is what the next question begins with, and old for the update where nobody says it anew', async () => {
    expect(await question()).toContain('go-live 4 Mar')
    await story.until('2027-01-07T15:30:00Z')
    const shown = await read('8 January')
    expect(shown).not.toMatch(/the last 500 records|Leeds invoices/)
  })
})
