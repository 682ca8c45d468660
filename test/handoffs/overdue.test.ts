import { describe, expect, it } from '@jest/globals'
import { applyAct } from '../../src/features/handoffs/acting.ts'
import { dueDate, waitsFor } from '../../src/features/handoffs/model.ts'
import { escalatesTo, lateBy, type Pending, type People, toldOn } from '../../src/features/handoffs/overdue.ts'
import { primaryContact } from '../../src/features/handoffs/playbooks/primary-contact.ts'
import { readPlaybook } from '../../src/features/handoffs/playbooks.ts'
import { calendarOf } from '../../src/platform/calendar.ts'

const sweden = calendarOf('Europe/Stockholm', [1, 2, 3, 4, 5], 'SE')
const america = calendarOf('America/New_York', [1, 2, 3, 4, 5], 'US')
const people = (gone: string[] = [], after = { owner: 2, leader: 4 }): People => ({
  after,
  gone: new Set(gone),
  calendars: new Map([
    ['dana', america],
    ['maya', sweden],
    ['ingrid', sweden],
    ['jonas', sweden],
  ]),
})

const item = (change: Partial<Pending> = {}): Pending => ({
  ...{ id: 'i', handoffId: 'h', position: 1, text: 'Scope linked', side: 'giving', dueOn: '2026-11-25' },
  ...{ evidenceKind: 'note', state: 'open', person: null, evidence: null, doneBy: null, doneAt: null },
  ...{ confirmation: null, dueAfter: 2, snoozedUntil: null, news: false, version: 0 },
  ...{ kind: 'kickoff', accountName: 'Calder', giver: 'dana', receiver: 'jonas', owner: 'maya', leader: 'ingrid' },
  ...change,
})

describe('what is late', () => {
  it.each([
    ['2026-11-25', 0, []],
    ['2026-11-27', 1, []], // Thursday is Thanksgiving
    ['2026-11-30', 2, ['maya']],
    ['2026-12-01', 3, ['maya']],
    ['2026-12-02', 4, ['maya', 'ingrid']],
  ])('on %s it is %i working days of its person late, and reaches %j', (day, late, heard) => {
    expect(lateBy(item(), day, people())).toBe(late)
    expect(escalatesTo(item(), day, people())).toEqual(heard)
  })

  it('reaches them later where the workspace has set more days', () => {
    const later = people([], { owner: 4, leader: 5 })
    expect(escalatesTo(item(), '2026-12-01', later)).toEqual([])
    expect(escalatesTo(item(), '2026-12-02', later)).toEqual(['maya'])
    expect(escalatesTo(item(), '2026-12-03', later)).toEqual(['maya', 'ingrid'])
  })

  it('goes on counting while it is put off, and says so to who answers for it', () => {
    const off = item({ snoozedUntil: '2026-12-04' })
    expect(toldOn([off], 'dana', '2026-11-30', people())).toEqual([])
    expect(toldOn([off], 'maya', '2026-11-30', people())[0]?.words).toContain('put off until Fri 4 Dec')
    expect(toldOn([off], 'dana', '2026-12-04', people())).toHaveLength(1)
  })

  it('is the owner’s own, once, where its person has left; who has left hears nothing', () => {
    const left = people(['dana'])
    expect(toldOn([item()], 'maya', '2026-11-30', left)).toEqual([
      { itemId: 'i', why: 'due', words: 'Calder: 1. Scope linked (overdue since Wed 25 Nov)' },
    ])
    expect(escalatesTo(item(), '2026-12-04', people(['ingrid']))).toEqual(['maya'])
  })
})

describe('what waits for somebody who has left', () => {
  const giving = { person: null, side: 'giving' as const }
  const sides = { giver: 'dana', receiver: 'jonas', owner: 'maya', leader: 'ingrid' }
  it.each([
    ['is their own while they are there', sides, [], 'dana'],
    ['is the owner’s', sides, ['dana'], 'maya'],
    ['is the leader’s where the owner has left too', sides, ['dana', 'maya'], 'ingrid'],
    [
      'is the leader’s where the owner receives',
      { ...sides, giver: 'maya', receiver: 'ruby', owner: 'ruby' },
      ['maya'],
      'ingrid',
    ],
    [
      'is the owner’s where nobody leads',
      { ...sides, giver: 'maya', receiver: 'ruby', owner: 'ruby', leader: null },
      ['maya'],
      'ruby',
    ],
  ] as const)('%s', (_, handoff, gone, whose) => {
    expect(waitsFor(handoff, giving, new Set(gone))).toBe(whose)
  })

  it('is the owner’s, then the leader’s, also on the receiving side', () => {
    const receiving = { person: 'dana', side: 'receiving' as const }
    expect(waitsFor(sides, receiving, new Set(['dana', 'jonas']))).toBe('maya')
    expect(waitsFor(sides, receiving, new Set(['dana', 'jonas', 'maya']))).toBe('ingrid')
  })
})

describe('a day that counts for several', () => {
  it('is a working day of each of them', () => {
    expect(dueDate('2026-11-25', 1, sweden)).toBe('2026-11-26')
    expect(dueDate('2026-11-25', 1, sweden, america)).toBe('2026-11-27')
    expect(dueDate('2026-11-26', 0, sweden, america)).toBe('2026-11-27')
  })
})

describe('an act on an item', () => {
  const by = { userId: 'dana', now: new Date('2026-11-25T09:00:00Z'), today: '2026-11-25' }
  const fields = { evidence: 'e', person: 'p', until: 'u', why: 'w' }
  const trouble = (wish: Parameters<typeof applyAct>[1]) => {
    try {
      applyAct(item(), wish, by, fields)
    } catch (error) {
      return (error as { field?: string }).field
    }
    return null
  }
  it.each([
    [{ act: 'done' as const }, 'e'],
    [{ act: 'done' as const, evidence: 'Agreed' }, null],
    [{ act: 'assign' as const }, 'p'],
    [{ act: 'not_applicable' as const, why: ' ' }, 'w'],
    [{ act: 'snooze' as const, until: '2026-11-27' }, 'w'],
    [{ act: 'snooze' as const, until: '2026-11-25', why: 'The contract' }, 'u'],
    [{ act: 'snooze' as const, until: '2026-12-25', why: 'The contract' }, 'u'],
    [{ act: 'snooze' as const, until: '2026-11-27', why: 'The contract' }, null],
  ])('%j is wrong at %s', (wish, field) => {
    expect(trouble(wish)).toBe(field)
  })
})

describe('what the newcomer confirms', () => {
  it('is three things of the ready-made playbook, each with the words in which they are asked', () => {
    const asked = primaryContact.items.flatMap(({ confirmedBy }, index) =>
      confirmedBy === 'newcomer' ? [index + 1] : [],
    )
    expect(asked).toEqual([9, 11, 12])
    const [first, ...others] = primaryContact.items
    expect(() =>
      readPlaybook({ ...primaryContact, items: [{ ...first, confirmedBy: 'newcomer' }, ...others] }),
    ).toThrow(/words in which they are asked/)
  })
})
