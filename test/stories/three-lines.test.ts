import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { answer, brightline, type Cast, calderFile, castOf, importFile } from '../support/brightline.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let cast: Cast

const review = async () =>
  (await cast.maya.reads(await cast.maya.dm())).find((text) => text.startsWith('Updates for Friday 27'))
const read = async () => cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read', 'Updates for Friday 27'))

/** A first week that nobody answers: Maya writes three lines, and approves nothing. */
async function write(lines: Record<string, string>): Promise<void> {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: brightline })
  cast = castOf(story)
  await importFile(story, calderFile({ firstPublishOn: '2026-11-20', milestones: 'Go-live=2027-02-26' }))
  await story.until('2026-11-19T14:30:00Z')
  await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Write three lines'))
  for (const [label, line] of Object.entries(lines)) await cast.maya.fill(label, line)
  await story.settled(cast.maya.submit())
  story.playground.state.stacks.clear()
}

const LINES = {
  'Against the plan': 'at_risk',
  'Where it stands': 'the tax numbers are missing',
  'What is hard, and what we do about it': 'Two depots wait; we ask each of them',
  'What comes next': 'Leeds rehearses',
}
const BRIEF =
  'Maya Lindqvist: At risk: the tax numbers are missing. Two depots wait; we ask each of them. Leeds rehearses.'

describe('three lines of a week that never went out', () => {
  beforeAll(async () => {
    await write(LINES)
    await story.until('2026-11-26T14:30:00Z')
  }, 120_000)
  afterAll(() => story.end())

  it('are in the next update, where nobody answers for that either, and its reviewer reads whose they are', async () => {
    expect(await review()).toContain('With what was said for the update of Fri 20 Nov, which is not out.')
    expect(await review()).toContain('[Write three lines]')
    const shown = await read()
    expect(shown).toContain('At risk, because the tax numbers are missing.')
    expect(shown).toContain('Two depots wait; we ask each of them')
    expect(shown).toContain('Leeds rehearses')
    expect(shown).toContain(BRIEF)
  })
})

describe('three lines of a week that never went out, where somebody answers for the next', () => {
  beforeAll(async () => {
    await write(LINES)
    await story.until('2026-11-25T09:00:00Z')
    await answer(cast.jonas, { 'What comes next': 'York rehearses' })
    await story.until('2026-11-26T14:30:00Z')
  }, 120_000)
  afterAll(() => story.end())

  it('say what was hard, and leave it to the answer how things stand and what comes next', async () => {
    const shown = await read()
    expect(shown).toContain('On track.')
    expect(shown).toContain('York rehearses')
    expect(shown).toContain('Two depots wait; we ask each of them')
    expect(shown.match(/Leeds rehearses/g)).toHaveLength(1)
    expect(shown).toContain(BRIEF)
  })
})
