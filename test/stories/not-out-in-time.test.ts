import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  answer,
  BUYER_CHANNEL,
  brightline,
  type Cast,
  calderFile,
  castOf,
  importFile,
  TEAM_CHANNEL,
} from '../support/brightline.ts'
import { type Story, startStory } from '../support/story.ts'

const FILE = calderFile({ firstPublishOn: '2026-11-20' })
/** Letters would go to her, and no mail server is set up. */
const BY_LETTER = FILE.replace('buyer_channel', 'buyer_email').replace(`,${BUYER_CHANNEL},`, ',priya@calder.example,')
const CLOSED = '2026-11-26T14:30:00Z'

let story: Story
let cast: Cast

const ownerReads = async (words: string) =>
  (await cast.maya.reads(await cast.maya.dm())).find((text) => text.includes(words))
const warning = async () => (await cast.ingrid.reads(await cast.ingrid.dm()))[0]
const posted = async () => (await cast.priya.reads(BUYER_CHANNEL)).join('\n')
const approve = async (day: string) =>
  story.settled(cast.maya.press(await cast.maya.dm(), 'Approve', `Updates for Friday ${day}`))

/** A first week that Jonas answers. */
async function begin(file: string, confirmed: boolean): Promise<void> {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: brightline })
  cast = castOf(story)
  await importFile(story, file, confirmed)
  await story.until('2026-11-18T09:00:00Z')
  await answer(cast.jonas)
}

async function approveInTime(): Promise<void> {
  await story.until('2026-11-19T15:00:00Z')
  await approve('20')
}

/** Jonas tells of a fault, which becomes an alert that waits for Maya. */
async function tellOfFault(): Promise<void> {
  await cast.jonas.opens(cast.jonas.command(TEAM_CHANNEL, '/throughline', 'alert calder'))
  await cast.jonas.fill('What happened', 'Invoices of Leeds stood still')
  await cast.jonas.fill('Since when', 'Tuesday 08:00')
  await cast.jonas.fill('What we are doing about it', 'We rebuild it')
  expect(await story.settled(cast.jonas.submit())).toEqual({ ok: true })
  story.playground.state.stacks.clear()
}

describe('where nobody approves an update before the next week closes', () => {
  beforeAll(async () => {
    await begin(FILE, true)
    await story.until('2026-11-25T09:00:00Z')
    await answer(cast.jonas, { 'What can they do now that they could not last week?': 'York is connected' })
    await story.until('2026-11-26T12:00:00Z')
    await tellOfFault()
    await story.until(CLOSED)
  }, 240_000)
  afterAll(() => story.end())

  it('an alert that waits asks nobody to hold it', async () => {
    expect(await ownerReads('an alert for the customer')).not.toContain('The update of Fri 20 Nov was put together')
  })

  it('the leader reads where it is, and that nothing is left to do once that one is out', async () => {
    expect(await warning()).toContain('did not go out. What it says comes with the one of Fri 27 Nov.')
    await approve('27')
    await story.until('2026-11-27T10:00:00Z')
    expect(await warning()).toContain('has come with the one of Fri 27 Nov. There is nothing left for you to do.')
    expect(await warning()).not.toMatch(/Please speak|Open the account/)
  })
})

describe('where nobody confirms who reads in the channel before the next week closes', () => {
  beforeAll(async () => {
    await begin(FILE, false)
    await approveInTime()
    // Nobody answers the second week.
    await story.until(CLOSED)
  }, 240_000)
  afterAll(() => story.end())

  it('the leader goes on reading that, and the review of the next update asks for it alone', async () => {
    expect(await warning()).toContain('has not confirmed yet who reads in its channel')
    expect(await ownerReads('Updates for Friday 20')).not.toContain('[Confirm who reads]')
    expect(await ownerReads('Updates for Friday 27')).toContain('[Confirm who reads]')
  })

  it('what was approved can be approved there, and is out once it is confirmed', async () => {
    expect(await ownerReads('Updates for Friday 27')).toContain('Or approve what was said before.')
    await approve('27')
    await story.until('2026-12-01T09:00:00Z')
    await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Confirm who reads'))
    expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
    expect(await posted()).toContain('Leeds invoices for itself')
    expect(await warning()).toContain('has come with the one of Fri 27 Nov')
  })
})

describe('where somebody is to bring an update to the buyer, and the next week closes', () => {
  beforeAll(async () => {
    await begin(BY_LETTER, true)
    await approveInTime()
    await story.until(CLOSED)
  }, 240_000)
  afterAll(() => story.end())

  it('their message says where it is, and asks for nothing', async () => {
    const note = await ownerReads('what this update says is in the next one. Nothing waits here.')
    expect(note).toContain('Calder Freight')
    expect(note).not.toContain('[Passed on]')
  })
})

describe('what was approved in time, where the program stands still over its time and the next close', () => {
  beforeAll(async () => {
    await begin(FILE, true)
    await approveInTime()
    story.playground.state.clock.jumpTo(new Date('2026-11-26T15:00:00Z'))
    await story.settle()
  }, 240_000)
  afterAll(() => story.end())

  it('goes out late, marked so, before anything takes it in', async () => {
    expect(await posted()).toContain('it comes late')
    expect(await posted()).toContain('Leeds invoices for itself')
  })
})
