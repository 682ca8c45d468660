import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { shows } from '../records/filling.ts'
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

const MOVED = { firstPublishOn: '2026-11-20', milestones: 'Records final=2026-11-25; Go-live=2026-12-04/2026-12-14' }

let story: Story
let cast: Cast

const PROGRESS = 'What can they do now that they could not last week?'
const channel = async () => (await cast.priya.reads(BUYER_CHANNEL)).filter((text) => text.includes(' week '))
const asks = () => story.database.query('select what, due_on::text from asks')
const review = async (day: string) =>
  (await cast.maya.reads(await cast.maya.dm())).find((text) => text.startsWith(`Updates for Friday ${day}`))!
const read = async (day: string) =>
  cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read', `Updates for Friday ${day}`))
/** Ticks whoever is to be told, and approves what is read. */
async function approve(day: string): Promise<void> {
  const shown = await read(day)
  for (const question of new Set(shown.match(/Has \S+ been told\?/g))) await cast.maya.fill(question, ['yes'])
  expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
}

/** Maya moves the go-live in the account's plan. */
async function plan(day: string): Promise<void> {
  await cast.maya.opens(cast.maya.command(TEAM_CHANNEL, '/throughline', 'account calder'))
  for (const [button, title, near] of [
    ['Plan', 'Plan of the account'],
    ['Edit', 'Edit a milestone', 'Go-live'],
  ] as const) {
    await cast.maya.pressInForm(button, near)
    await shows(cast.maya, title)
  }
  await cast.maya.fill('Planned for', day)
  expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
  story.playground.state.stacks.clear()
}

/** A week that says something new, and that nobody approves; then the question of the next one. */
async function begin(meanwhile = async () => {}, at = '2026-11-24T09:00:00Z'): Promise<void> {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: brightline })
  cast = castOf(story)
  await importFile(story, calderFile({ firstPublishOn: '2026-11-20' }))
  await story.until('2026-11-18T09:00:00Z')
  // Four working days: an alert takes five.
  await answer(cast.jonas, {
    [PROGRESS]: 'Leeds invoices for itself',
    'Go-live, forecast': '2026-12-10',
    'Why the date moved': 'the tax numbers',
    'Days to invoice, now (days)': '5',
    'Needed from the customer: what': 'the last 500 records',
    'Needed from the customer: who': 'Tomás Leal',
    'Needed from the customer: by when': '2026-12-01',
  })
  await story.until(at)
  await meanwhile()
  await story.until('2026-11-25T09:00:00Z')
}

describe('what a week said in an update that never went out', () => {
  beforeAll(begin, 120_000)
  afterAll(() => story.end())

  it('is what the next question and its form begin with', async () => {
    const question = (await cast.jonas.reads(await cast.jonas.dm())).at(-1)
    expect(question).toContain('last week at risk, go-live 10 Dec.')
    expect(question).not.toContain('Nothing changed')
    // He leaves the date, its reason and the figure as they stand there.
    await answer(cast.jonas, { [PROGRESS]: 'York is connected' })
  })

  it('is in the next update, and its reviewer reads so', async () => {
    await story.until('2026-11-26T14:30:00Z')
    expect(await review('27')).toContain('With what was said for the update of Fri 20 Nov, which is not out.')
    const shown = await read('27')
    expect(shown).toContain('At risk. Go-live moves to Thu 10 December')
    expect(shown).toMatch(/York is connected[\s\S]*Leeds invoices for itself/)
    expect(shown).toContain('Now 5 days')
    expect(shown).toContain('Tomás, by Tue 1 Dec: the last 500 records')
    expect(shown).toContain('Said for the update of Fri 20 Nov, which is not out, so it is in this one')
    await cast.maya.close()
  })

  it('is asked and told once, with that one', async () => {
    await approve('27')
    await story.until('2026-11-27T10:00:00Z')
    const told = (await channel()).filter((text) => text.includes('Leeds invoices for itself'))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('(Friday 27 ')
    expect(await asks()).toEqual([{ what: 'the last 500 records', due_on: '2026-12-01' }])
  })
})

describe('what a week said in an update that goes out late, before the next week closes', () => {
  beforeAll(async () => {
    await begin()
    await approve('20')
    await answer(cast.jonas, { [PROGRESS]: 'York is connected' })
    await story.until('2026-11-26T14:30:00Z')
  }, 120_000)
  afterAll(() => story.end())

  it('is no news in the next one', async () => {
    expect((await channel()).at(-1)).toContain('it comes late')
    expect(await review('27')).not.toContain('which is not out')
    const shown = await read('27')
    expect(shown).toContain('Go-live stays Thu 10 December')
    expect(shown).toContain('York is connected')
    expect(shown).not.toContain('Leeds invoices for itself')
    await cast.maya.close()
  })

  it('is asked once, and not any more once it is done', async () => {
    expect(await asks()).toHaveLength(1)
    await cast.tomas.opens(cast.tomas.press(BUYER_CHANNEL, 'Answer our asks'))
    await story.settled(cast.tomas.pressInForm('Done'))
    expect(await read('27')).toContain('We need nothing from you.')
    await cast.maya.close()
    await approve('27')
    await story.until('2026-11-27T10:00:00Z')
    expect(await asks()).toHaveLength(1)
    expect((await channel()).at(-1)).not.toContain('With it comes')
  })
})

describe('what a week said of a date in an update that never went out, once the plan is moved', () => {
  beforeAll(() => begin(() => plan('2026-12-14')), 120_000)
  afterAll(() => story.end())

  it('holds no more: the next question and its form begin with the plan', async () => {
    const question = (await cast.jonas.reads(await cast.jonas.dm())).at(-1)
    expect(question).toContain('last week at risk, go-live 14 Dec.')
    // He leaves the date as it stands there.
    await answer(cast.jonas, { [PROGRESS]: 'York is connected' })
    const said = 'select forecasts, why_moved from checkins order by answered_at desc nulls last limit 1'
    expect(await story.database.query(said)).toEqual([{ forecasts: [], why_moved: null }])
  })

  it('is not in the next update, which tells the buyer of the day that was planned', async () => {
    await story.until('2026-11-26T14:30:00Z')
    const shown = await read('27')
    expect(shown).toContain('Go-live stays Mon 14 December')
    expect(shown).not.toContain('10 December')
    await cast.maya.close()
  })

  it('moves nothing back once that one is out', async () => {
    await approve('27')
    await story.until('2026-11-27T10:00:00Z')
    expect(await story.database.query(`select forecast_on::text from milestones where go_live`)).toEqual([
      { forecast_on: '2026-12-14' },
    ])
  })
})

describe.each([
  ['by a file', '2026-11-24T09:00:00Z', () => importFile(story, calderFile(MOVED), false), '10 December'],
  ['after the answer and before the close', '2026-11-18T10:00:00Z', () => plan('2026-12-14'), '14 December'],
])('what was said of a date, once the plan is moved %s', (_, at, moved, told) => {
  beforeAll(() => begin(moved, at), 120_000)
  afterAll(() => story.end())

  it('holds no more', async () => {
    expect((await cast.jonas.reads(await cast.jonas.dm())).at(-1)).toContain('go-live 14 Dec.')
    expect(await read('20')).toContain(told)
  })
})
