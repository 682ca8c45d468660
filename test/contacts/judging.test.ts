import { describe, expect, it } from '@jest/globals'
import { areSame, isReadWith, judge, type Known } from '../../src/features/contacts/judging.ts'
import type { ContactChange, Report, Who } from '../../src/features/contacts/model.ts'

const who = (name: string, more: Partial<Who> = {}): Who => ({ userId: null, name, email: null, ...more })
const ANA = who('Ana Ruiz', { userId: 'UANA' })
const ANNA = who('Anna Ruiz', { userId: 'UANNA', email: 'anna@calder.example' })
const ANN = who('Ann Reyes', { userId: 'UANN' })
const PEOPLE = { ANA, ANNA, ANN }

type Past = {
  words?: string
  comes: Who | null
  on?: string
  recordedOn?: string
  effect?: boolean
  over?: boolean
  /** They held the role before the change took effect: nothing ended or began by it. */
  heldBefore?: boolean
  id?: string
  until?: string
}

/** What stands already, the last recorded first; in each, Ana left. */
function known(past: Past[], newcomer: Who | null, holder: Who | null): Known {
  const changes = past.map(({ comes, on = '2026-11-23', recordedOn = on, effect = true, over = false, id }, index) => ({
    ...({ role: 'primary_contact', leaver: 'UANA' } as ContactChange),
    id: id ?? `c${index}`,
    newcomer: comes?.userId ?? null,
    newcomerName: comes?.name ?? null,
    newcomerEmail: comes?.email ?? null,
    words: past[index]?.words ?? null,
    effectiveOn: on,
    temporaryUntil: past[index]?.until ?? null,
    tookEffectAt: effect ? new Date('2026-11-23T09:00:00Z') : null,
    leftId: effect && !past[index]?.heldBefore ? 'a1' : null,
    assignmentId: null,
    recordedOn,
    isOver: over,
  }))
  return {
    changes,
    withdrawn: [],
    newcomer,
    comers: new Map(changes.map(({ id }, index) => [id, past[index]!.comes])),
    leavers: new Map(changes.map(({ id }) => [id, ANA])),
    holder,
    today: '2026-11-30',
    sameChangeDays: 14,
  }
}

const report = (more: Partial<Report> = {}): Report => ({
  ...{ source: 'webhook', accountId: 'a', role: 'primary_contact', newcomer: null, reportedBy: 'crm' },
  effectiveOn: '2026-11-23',
  ...more,
})

describe('what a report of a contact change is', () => {
  it.each<[string, string, Past[], Who | null, Who | null, Partial<Report>]>([
    ['a change of its own, where nothing is known', 'new', [], ANNA, ANA, {}],
    ['nothing that can be, where they hold the role and nobody recorded how', 'held', [], ANNA, ANNA, {}],
    ['the same again', 'same', [{ comes: ANNA }], ANNA, ANNA, {}],
    ['the same again, told with another day', 'same', [{ comes: ANNA }], ANNA, ANNA, { effectiveOn: '2026-11-25' }],
    [
      'the same again after years, while they hold the role',
      'same',
      [{ comes: ANNA, on: '2025-01-01' }],
      ANNA,
      ANNA,
      {},
    ],
    [
      'the same that still lies ahead',
      'same',
      [{ comes: ANNA, on: '2026-12-20', effect: false }],
      ANNA,
      ANA,
      { effectiveOn: '2026-12-20' },
    ],
    [
      'the same that still lies ahead, told without a day',
      'same',
      [{ comes: ANNA, on: '2026-12-20', effect: false }],
      ANNA,
      ANA,
      { effectiveOn: '2026-11-30', isDayAssumed: true },
    ],
    [
      'the same that still lies ahead, on another day',
      'moved',
      [{ comes: ANNA, on: '2026-12-20', effect: false }],
      ANNA,
      ANA,
      { effectiveOn: '2026-12-14' },
    ],
    ['the same since an earlier day', 'moved', [{ comes: ANNA }], ANNA, ANNA, { effectiveOn: '2026-11-20' }],
    ['the same from a day that lies ahead', 'moved', [{ comes: ANNA }], ANNA, ANNA, { effectiveOn: '2026-12-07' }],
    ['the same until a day', 'moved', [{ comes: ANNA }], ANNA, ANNA, { temporaryUntil: '2026-12-18' }],
    [
      'the same until a day, once the transition is over',
      'same',
      [{ comes: ANNA, over: true }],
      ANNA,
      ANNA,
      { temporaryUntil: '2026-12-18' },
    ],
    [
      'somebody else until the day of whoever follows: a change of its own',
      'new',
      [{ comes: ANNA, on: '2026-12-07', effect: false }],
      ANN,
      ANA,
      { temporaryUntil: '2026-12-06' },
    ],
    [
      'somebody else on days on which another one is to hold it: a correction',
      'correction',
      [{ comes: ANNA, on: '2026-12-07', effect: false }],
      ANN,
      ANA,
      { temporaryUntil: '2026-12-18' },
    ],
    [
      'somebody else for one who waits, while another stands in until then: a correction of that',
      'correction',
      [
        { comes: ANN, id: 'standIn', until: '2026-12-06' },
        { comes: ANNA, id: 'waits', on: '2026-12-07', effect: false },
      ],
      who('Priya Shah', { userId: 'UPRIYA' }),
      ANN,
      { effectiveOn: '2026-12-07' },
    ],
    ['another person for the same day: a correction', 'correction', [{ comes: ANNA }], ANN, ANNA, {}],
    [
      'another person on another day: the next change',
      'new',
      [{ comes: ANNA }],
      ANN,
      ANNA,
      { effectiveOn: '2026-11-30' },
    ],
    [
      'another person after the first who is named as leaving: the next change, also on the same day',
      'new',
      [{ comes: ANNA }],
      ANN,
      ANNA,
      { leaver: 'Anna Ruiz' },
    ],
    [
      'another person after the same one who left: a correction, also on another day',
      'correction',
      [{ comes: ANNA }],
      ANN,
      ANNA,
      { leaver: 'uana', effectiveOn: '2026-11-25' },
    ],
    ['another person, weeks later: the next change', 'new', [{ comes: ANNA, recordedOn: '2026-11-10' }], ANN, ANNA, {}],
    [
      'another person once the transition is over: the next change',
      'new',
      [{ comes: ANNA, over: true }],
      ANN,
      ANNA,
      {},
    ],
    ['the one who left stays: taken back', 'reversal', [{ comes: ANNA }], ANA, ANNA, {}],
    [
      'the one who left is back on a later day: a change',
      'new',
      [{ comes: ANNA }],
      ANA,
      ANNA,
      { effectiveOn: '2026-11-25' },
    ],
    [
      'the one who left comes back weeks later: a change',
      'new',
      [{ comes: ANNA, recordedOn: '2026-11-10' }],
      ANA,
      ANNA,
      {},
    ],
    [
      'the one who left comes back after one who held the role anyway: a change',
      'new',
      [{ comes: ANNA, heldBefore: true }],
      ANA,
      ANNA,
      {},
    ],
    ['somebody follows at last, however late', 'filling', [{ comes: null, on: '2026-06-01' }], ANN, null, {}],
    ['the one who left an empty role stays', 'reversal', [{ comes: null }], ANA, null, {}],
    ['somebody follows a role that another holds by now', 'new', [{ comes: null }], ANN, ANNA, {}],
    ['nobody follows, told again', 'same', [{ comes: null }], null, null, {}],
    [
      'one of long ago that comes again: known, and not the last one taken back',
      'same',
      [
        { comes: ANN, id: 'last', on: '2026-11-26' },
        { comes: ANNA, id: 'first' },
      ],
      ANNA,
      ANN,
      {},
    ],
  ])('is %s (%s)', (_title, is, past, newcomer, holder, more) => {
    expect(judge(report(more), known(past, newcomer, holder))).toMatchObject({ is })
  })

  it('is of priorities the same change for some days where it says the same, and never a person’s', () => {
    const asked = report({ role: 'priorities', words: 'Cost before speed' })
    const same = known([{ comes: null, words: ' cost before speed' }], null, null)
    expect(judge(asked, same).is).toBe('same')
    expect(judge({ ...asked, words: 'The Jakarta site first' }, same).is).toBe('new')
    expect(judge(asked, known([{ comes: null, recordedOn: '2026-10-01' }], null, ANNA)).is).toBe('new')
  })
})

describe('whether two are one person', () => {
  it.each<[keyof typeof PEOPLE, Partial<Who> | null, boolean]>([
    ['ANNA', { userId: 'UANNA', name: 'Somebody else' }, true],
    ['ANNA', { userId: 'UANN', email: 'anna@calder.example' }, false],
    ['ANNA', { email: 'ANNA@calder.example' }, true],
    ['ANNA', { name: ' anna ruiz ' }, true],
    ['ANNA', { name: 'Anna Ruiz', email: 'other@calder.example' }, false],
    ['ANA', { name: '' }, false],
    ['ANA', null, false],
  ])('%s and %j: %s', (one, other, expected) => {
    expect(areSame(PEOPLE[one], other && { userId: null, name: null, email: null, ...other })).toBe(expected)
  })
})

describe('what joins a message of the day', () => {
  it.each([
    ['some minutes after it came', '10:00', '10:05', true],
    ['later', '10:00', '10:06', false],
    ['as the day begins, where it came in the night', '03:00', '09:05', true],
    ['later, where it came in the night', '03:00', '09:06', false],
    ['in the night, where it came in the night', '02:00', '08:00', true],
  ])('%s is read with it or not', (_title, said, now, isRead) => {
    const at = (time: string) => new Date(`2026-11-24T${time}:00Z`)
    expect(isReadWith(at(said), at(now), at('09:00'))).toBe(isRead)
  })
})
