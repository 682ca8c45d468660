import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { answer, brightline, type Cast, calderFile, castOf, importFile, TEAM_CHANNEL } from '../support/brightline.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let cast: Cast

const PROGRESS = 'What can they do now that they could not last week?'
const read = async (day: string) => {
  story.playground.state.stacks.clear()
  return cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read', `Updates for Friday ${day}`))
}
const approve = async (day: string) => {
  const shown = await read(day)
  for (const question of new Set(shown.match(/Has \S+ been told\?/g))) await cast.maya.fill(question, ['yes'])
  expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
}
const edit = async (day: string, typed: Record<string, string>) => {
  await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Edit', `Updates for Friday ${day}`))
  for (const [label, value] of Object.entries(typed)) await cast.maya.fill(label, value)
  expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
  story.playground.state.stacks.clear()
}

async function begin(milestones?: string): Promise<void> {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: brightline })
  cast = castOf(story)
  await importFile(story, calderFile({ firstPublishOn: '2026-11-20', ...(milestones ? { milestones } : {}) }))
  await story.until('2026-11-18T09:00:00Z')
}

describe('a week that never went out, of which its author tells anew', () => {
  beforeAll(async () => {
    await begin()
    await answer(cast.jonas, {
      [PROGRESS]: 'Leeds invoices for itself',
      Hard: 'Old records carry duplicates',
      'What we are doing about it': 'two people clear them',
      'Needed from the customer: what': 'the last 500 records',
      'Needed from the customer: who': 'Tomás Leal',
      'Needed from the customer: by when': '2026-11-24',
      'Decision made or ahead': 'ahead',
      'The decision': '10 depots or all 14',
      'Who decides': 'Priya Shah',
      'To be decided by': '2026-11-24',
      'How satisfied are their people, as you read it?': '2',
      'What did you see or hear?': 'Finance is angry about the approvals',
      'Only for us': 'Priya must free somebody',
    })
    await story.until('2026-11-19T14:30:00Z')
    const words = 'Old records carry duplicate tax numbers; two of our people clear them'
    await edit('20', { 'Hard, and what we are doing': words, 'By when': '2026-11-23' })
    await story.until('2026-11-25T09:00:00Z')
    const over = { Hard: '', 'What we are doing about it': '', 'What did you see or hear?': 'They like the new screen' }
    await answer(cast.jonas, { [PROGRESS]: 'The duplicates are gone', ...over })
    await story.until('2026-11-26T14:30:00Z')
  }, 120_000)
  afterAll(() => story.end())

  it('asks nothing for a day that is over before anybody reads of it', async () => {
    const shown = await read('27')
    expect(shown).toContain('Priya, decide by Fri 27 Nov: 10 depots or all 14')
    expect(shown).toContain('Tomás, by Fri 27 Nov: the last 500 records')
    expect(shown).not.toContain('still needed')
  })

  it('brings back no difficulty that is over, in whichever words', async () => {
    const shown = await read('27')
    expect(shown).toMatch(/The duplicates are gone[\s\S]*Leeds invoices for itself/)
    expect(shown).not.toMatch(/Old records carry duplicate tax|two of our people/)
  })

  it('explains no reading that is another one by now', async () => {
    expect(await read('27')).toMatch(/4 of 5\. They like the new screen\.?\n/)
  })

  it('reaches our team with its notes, too', async () => {
    await approve('27')
    await story.until('2026-11-27T10:00:00Z')
    const edition = (await cast.dana.reads(TEAM_CHANNEL)).at(-1)
    expect(edition).toContain('It also tells what was said for\nthe update of Fri 20 Nov, which did not go out')
    expect(edition).toContain('Jonas Weber, for Fri 20 Nov: Priya must free somebody')
    expect(edition!.match(/Jonas Weber: 4 of 5/g)).toHaveLength(1)
  })
})

describe('what its reviewer wrote into an update that never went out', () => {
  beforeAll(async () => {
    await begin('Go-live=2027-02-26')
    await answer(cast.jonas, {
      [PROGRESS]: 'Leeds invoices for itself',
      'Needed from the customer: what': 'the last 500 records',
      'Needed from the customer: who': 'Tomás Leal',
      'Needed from the customer: by when': '2026-11-30',
    })
    await story.until('2026-11-19T14:30:00Z')
    await approve('20')
    await story.until('2026-11-25T09:00:00Z')
    await answer(cast.jonas, { [PROGRESS]: 'York is connected' })
    await story.until('2026-11-26T14:30:00Z')
    const words = { 'What comes next': 'Training on 10 December', People: 'Anna Ruiz leads the training' }
    await edit('27', { 'From whom': 'Anna Ruiz', 'By when': '2026-12-08', ...words })
    // It waits until Anna has been told, and is not approved.
    await story.until('2026-12-02T09:00:00Z')
    await answer(cast.jonas, { [PROGRESS]: 'Hull is connected' })
    await story.until('2026-12-03T14:30:00Z')
  }, 120_000)
  afterAll(() => story.end())

  it('is in the next one, and asks whether Anna has been told', async () => {
    const shown = await read('4 December')
    expect(shown).toContain('Anna, by Tue 8 Dec: the last 500 records')
    expect(shown).not.toContain('Tomás')
    expect(shown).toContain('Training on 10 December')
    expect(shown).toContain('Anna Ruiz leads the training')
    expect(shown).toContain('Has Anna been told?')
  })

  it('is what we ask, once that one is out', async () => {
    await approve('4 December')
    await story.until('2026-12-04T10:00:00Z')
    const asks = 'select what, who, due_on::text from asks'
    expect(await story.database.query(asks)).toEqual([
      { what: 'the last 500 records', who: 'Anna Ruiz', due_on: '2026-12-08' },
    ])
  })
})
