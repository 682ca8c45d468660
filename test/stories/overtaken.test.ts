import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { planMissingRounds } from '../../src/features/checkins/flow.ts'
import { answerIn, calm } from '../support/answering.ts'
import { answer, BUYER_CHANNEL, brightline, type Cast, calderFile, castOf, importFile } from '../support/brightline.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let cast: Cast

const ask = (by: string) => ({
  'Needed from the customer: what': 'the last 500 records',
  'Needed from the customer: who': 'Tomás Leal',
  'Needed from the customer: by when': by,
})
const facts = async () => ({
  dates: await story.database.query('select forecast_on::text from milestones order by position'),
  values: await story.database.query('select current_value from success_criteria'),
  asks: await story.database.query('select what, due_on::text from asks'),
})
const known = {
  dates: [{ forecast_on: '2026-11-25' }, { forecast_on: '2026-12-04' }],
  values: [{ current_value: 2 }],
  asks: [{ what: 'the last 500 records', due_on: '2026-12-02' }],
}
const review = async (day: string) =>
  (await cast.maya.reads(await cast.maya.dm())).find((text) => text.startsWith(`Updates for Friday ${day}`))!
const channel = () => cast.priya.reads(BUYER_CHANNEL)
/** Ticks whoever is to be told, and approves what is read. */
async function approve(day: string): Promise<string> {
  const shown = await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read', `Updates for Friday ${day}`))
  for (const question of new Set(shown.match(/Has \S+ been told\?/g))) await cast.maya.fill(question, ['yes'])
  expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
  return shown
}

beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: brightline })
  cast = castOf(story)
  const stakeholders = 'implementer=UJONAS01; implementer=UWEI0001'
  await importFile(story, calderFile({ firstPublishOn: '2026-11-20', stakeholders }))
  await story.act(planMissingRounds)
  await story.until('2026-11-18T09:00:00Z')
  await answer(cast.jonas, {
    'Against the plan': 'at_risk',
    Because: 'the customer records are not final',
    'Go-live, forecast': '2026-12-08',
    'Why the date moved': 'the records came late',
    'Days to invoice, now (days)': '5',
    ...ask('2026-11-25'),
  })
  await story.until('2026-11-23T14:30:00Z')
  await answerIn(story, 'UWEI0001', '2026-11-20', { ...calm, goLiveOn: '2026-12-10', whyMoved: 'the depots wait' })
  await story.until('2026-11-25T09:00:00Z')
  // The form begins with what he said last, as nobody has read it yet.
  const back = { 'Go-live, forecast': '2026-12-04', 'Why the date moved': '' }
  await answer(cast.jonas, { 'Days to invoice, now (days)': '2', ...back, ...ask('2026-12-02') })
  await story.until('2026-11-26T14:30:00Z')
}, 120_000)
afterAll(() => story.end())

describe('an update that is approved after a newer one is out', () => {
  it('is told apart in its review, once the newer one is published', async () => {
    expect(await review('20')).not.toContain('A newer update is out')
    await approve('27')
    await story.until('2026-11-27T10:00:00Z')
    expect((await channel()).at(-1)).toContain('Go-live stays Fri 4 December.')
    expect(await facts()).toEqual(known)
    expect(await review('20')).toContain(
      'A newer update is out since Fri 27 Nov. This one would say so, and turns nothing back.',
    )
  })

  it('says to the buyer that it is the older one, and announces nothing that has come', async () => {
    const shown = await approve('20')
    const read = (await channel()).find((text) => text.includes('Go-live moves to Tue 8 December'))!
    for (const text of [shown, read]) {
      expect(text).toContain('This update was due Friday 20 November 2026, 09:30; it comes late.')
      expect(text).toContain('A newer one is out since Friday 27 November 2026: where the two differ, that one counts.')
      expect(text).not.toContain('Next update')
    }
  })

  it('turns back no date, no value and no ask of the newer one', async () => {
    expect(await facts()).toEqual(known)
  })

  it('makes nothing known by a correction that the newer one says otherwise', async () => {
    const dm = await cast.maya.dm()
    const form = await cast.maya.opens(cast.maya.press(dm, 'Add as a correction', 'Updates for Friday 20'))
    expect(form).toContain('Correction, Fri 27 Nov')
    expect(form).not.toContain('Go-live: Thu 10 Dec')
    await cast.maya.submit()
    expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
    expect(await facts()).toEqual(known)
  })
})
