import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { answer, BUYER_CHANNEL, brightline, type Cast, calderFile, castOf, importFile } from '../support/brightline.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let cast: Cast

const UPDATE = 'Updates for Friday 27'
const channel = () => cast.priya.reads(BUYER_CHANNEL)
const dm = () => cast.maya.dm()
const review = async () => (await cast.maya.reads(await dm())).find((text) => text.startsWith(UPDATE))!
/** Ticks whoever is to be told, and approves what is read. */
async function approve(update: string): Promise<string> {
  const shown = await cast.maya.opens(cast.maya.press(await dm(), 'Read', update))
  for (const question of new Set(shown.match(/Has \S+ been told\?/g))) await cast.maya.fill(question, ['yes'])
  expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
  return shown
}
/** At home, early for the week after. */
async function checkInEarly(said: Record<string, string>): Promise<void> {
  await cast.jonas.home()
  await cast.jonas.opens(cast.jonas.pressAtHome('Check in'))
  for (const [label, value] of Object.entries(said)) await cast.jonas.fill(label, value)
  expect(await story.settled(cast.jonas.submit())).toEqual({ ok: true })
}

beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: brightline })
  cast = castOf(story)
  await importFile(story, calderFile({ firstPublishOn: '2026-11-20' }))
  await story.until('2026-11-18T09:00:00Z')
  await answer(cast.jonas)
  await story.until('2026-11-19T14:30:00Z')
  await approve('Updates for Friday 20')
  await story.until('2026-11-25T09:00:00Z')
  await answer(cast.jonas, { 'Go-live, forecast': '2026-12-08', 'Why the date moved': 'the records came late' })
  await story.until('2026-11-26T14:30:00Z')
}, 120_000)
afterAll(() => story.end())

describe('an alert that is sent while an update waits', () => {
  it('says before that the update will tell the same', async () => {
    await cast.maya.opens(cast.maya.press(await dm(), 'Edit', UPDATE))
    await cast.maya.fill('What comes next', 'Training of the depots')
    expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
    expect(await approve(UPDATE)).toContain('Go-live moves to Tue 8 December')
    expect(await review()).toContain('Approved by Maya Lindqvist')
    await checkInEarly({
      ...{ 'Against the plan': 'at_risk', Because: 'the depots wait', 'Records final, forecast': '2026-12-01' },
      ...{ 'Go-live, forecast': '2026-12-18', 'Why the date moved': 'the depots wait' },
      ...{ 'What can they do now that they could not last week?': 'Hull' },
      ...{ 'How satisfied are their people, as you read it?': '4', 'Your confidence in the next date': '4' },
    })
    expect((await cast.maya.reads(await dm())).at(-1)).toContain(
      'The update of Fri 27 Nov was put together before this: once this is posted, it tells the same date, and waits for your approval.',
    )
  })

  it('is what that update says then, in its reviewer’s words, and it has to be approved again', async () => {
    await story.settled(cast.maya.press(await dm(), 'Approve and send'))
    expect((await channel()).at(-1)).toContain('Go-live moves from Friday 4 December to Friday 18 December')
    const shown = await review()
    expect(shown).toContain('An alert of Thu 26 Nov told another date: it is in this now. Please read it again.')
    expect(shown).toContain('Needs your approval')
    expect(shown).not.toContain('Approved by')
  })

  it('counts as any update that is not approved where nobody reads it again: held, the leader is warned, and the buyer is told that it is late', async () => {
    await story.until('2026-11-27T10:00:00Z')
    expect(await review()).toContain('Not approved in time')
    await story.until('2026-11-30T08:00:00Z')
    const warning = (await cast.ingrid.reads(await cast.ingrid.dm())).at(-1)
    expect(warning).toContain('the update of Fri 27 Nov is not approved yet')
    await story.until('2026-11-30T10:00:00Z')
    expect((await channel()).at(-1)).toContain('Our update of Fri 27 November is late.')
  })

  it('is denied by nothing that the buyer reads after it', async () => {
    const shown = await approve(UPDATE)
    const read = (await channel()).at(-1)!
    for (const text of [shown, read]) {
      expect(text).toContain('Go-live is now Fri 18 December, as we told you Thu 26 Nov, 10 working days late')
      expect(text).toContain('Training of the depots')
      expect(text).not.toContain('Tue 8 Dec')
    }
    expect(await review()).not.toContain('Please read it again')
    const known = await story.database.query('select forecast_on::text as on from milestones where go_live')
    expect(known).toEqual([{ on: '2026-12-18' }])
  })
})
