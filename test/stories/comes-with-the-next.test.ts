import { beforeAll, describe, expect, it } from '@jest/globals'
import { planMissingRounds } from '../../src/features/checkins/flow.ts'
import { approve, approveAll, holdBack, includeLate, openEdit } from '../../src/features/digests/flow.ts'
import type { Tx } from '../../src/platform/context.ts'
import { answerIn, calm } from '../support/answering.ts'
import { answer, cast, story, tellCalder } from '../support/brightline.ts'
import { approveUpdate, posted, readUpdate, reviewOf } from '../support/reviewing.ts'

const MAYA = 'UMAYA001'

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
  // Of two who forecast it the later one counts, whenever they said so.
  dates: [{ forecast_on: '2026-11-25' }, { forecast_on: '2026-12-10' }],
  values: [{ current_value: 2 }],
  asks: [{ what: 'the last 500 records', due_on: '2026-12-02' }],
}

tellCalder({
  file: { firstPublishOn: '2026-11-20', stakeholders: 'implementer=UJONAS01; implementer=UWEI0001' },
})

beforeAll(async () => {
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

describe('an update that is not out when the next week closes', () => {
  it('is told in the next one, with what was answered late, and waits for nobody any more', async () => {
    const old = await reviewOf('20')
    expect(old).toContain('Not published by itself: what it says is in the update of Fri 27 Nov.')
    expect(old).toContain('1 told in a later update')
    expect(old).not.toMatch(/\[(Approve|Edit|Hold|Include and approve again|Next week)\b/)
    expect(await cast.maya.home()).not.toContain('Fri 20 Nov')
    const shown = await readUpdate('27')
    for (const words of ['Wei Chen', 'the depots wait', 'Said for the update of Fri 20 Nov'])
      expect(shown).toContain(words)
    await cast.maya.close()
  })

  it('is not decided about by an older look at its message', async () => {
    const sql = `select id, version from digests where publish_on = '2026-11-20'`
    const [{ id, version }] = (await story.database.query(sql)) as [{ id: string; version: number }]
    const decisions: ((tx: Tx) => Promise<unknown>)[] = [
      (tx) => approve(tx, MAYA, { digestId: id, version }),
      (tx) => openEdit(tx, MAYA, id),
      (tx) => holdBack(tx, MAYA, id),
      (tx) => includeLate(tx, MAYA, id),
    ]
    for (const decide of decisions)
      await expect(story.act(decide)).rejects.toThrow(
        'this update is not published by itself any more: what it says is in the one of Fri 27 Nov. Please decide there.',
      )
  })

  it('keeps nothing else from being approved together with it', async () => {
    const sql = `select id as "digestId", version from digests order by publish_on`
    const all = await story.database.query<{ digestId: string; version: number }>(sql)
    expect(await story.act((tx) => approveAll(tx, MAYA, all.slice(0, 1)))).toBe(
      '1 of them changed meanwhile and is not approved. Please read it again.',
    )
  })

  it('comes with the next one: the buyer, who was told that it is late, reads so', async () => {
    expect((await posted()).at(-1)).toContain('Our update of Fri 20 November is late.')
    await approveUpdate('27')
    await story.until('2026-11-27T10:00:00Z')
    expect((await posted()).at(-1)).toContain('With it comes what was due Friday 20 November 2026.')
    expect(await facts()).toEqual(known)
  })

  it('was not on time, and is not still to come', async () => {
    expect(await cast.maya.home()).toContain('1 of 2 updates on time, 1 late')
    expect(await cast.maya.home()).not.toContain('still not out')
  })
})
