import fs from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { dueDate, planItems } from '../../src/features/handoffs/model.ts'
import { COLLEAGUES } from '../../src/features/handoffs/playbooks/model.ts'
import { PLAYBOOKS, readPlaybook } from '../../src/features/handoffs/playbooks.ts'
import { calendarOf } from '../../src/platform/calendar.ts'

const england = calendarOf('Europe/London', [1, 2, 3, 4, 5], 'GB')
const leftOut = (kind: keyof typeof PLAYBOOKS) =>
  PLAYBOOKS[kind].items.flatMap(({ short }, index) => (short ? [] : [index + 1]))

describe('the ready-made playbooks', () => {
  it('are complete, in a short and a full form', () => {
    expect(PLAYBOOKS.kickoff.items).toHaveLength(14)
    expect(PLAYBOOKS.go_live.items).toHaveLength(14)
    expect(PLAYBOOKS.primary_contact.items).toHaveLength(13)
    for (const kind of ['support', 'senior_buyer', 'owner'] as const) expect(PLAYBOOKS[kind].items).toHaveLength(14)
    expect(leftOut('kickoff')).toEqual([4, 7, 12, 13, 14])
    expect(leftOut('go_live')).toEqual([5, 8, 9, 12, 14])
    expect(leftOut('support')).toEqual([5, 6, 10, 12])
    expect(leftOut('primary_contact')).toEqual([5, 8, 10])
    expect(leftOut('senior_buyer')).toEqual([5, 6, 12, 13])
    expect(leftOut('owner')).toEqual([6, 9, 10, 13])
    for (const kind of COLLEAGUES) expect([PLAYBOOKS[kind].items.length, leftOut(kind)]).toEqual([8, [4, 6]])
    expect([PLAYBOOKS.priorities.items.length, leftOut('priorities')]).toEqual([7, [4]])
  })

  it('say of each item whose side it is on, when it is due and what shows that it was done', () => {
    const brief = (kind: keyof typeof PLAYBOOKS) =>
      PLAYBOOKS[kind].items.map(({ side, due, evidence }) => `${side[0]}${due} ${evidence}`)
    expect(brief('kickoff').slice(0, 6)).toEqual(['g2 link', 'g2 link', 'g3 none', 'g3 note', 'r4 note', 'r6 note'])
    expect(brief('go_live').slice(0, 4)).toEqual(['r-20 none', 'g-15 note', 'g-10 link', 'g-10 link'])
    expect(brief('primary_contact').slice(8)).toEqual(['r5 note', 'g8 note', 'r8 none', 'r10 link', 'g20 note'])
  })

  it('stand in the documentation word for word', () => {
    const docs = fs.readFileSync(new URL('../../docs/playbooks.md', import.meta.url), 'utf8')
    for (const { kind, name, version, items } of Object.values(PLAYBOOKS)) {
      const ours = (COLLEAGUES as readonly string[]).includes(kind)
      const section = docs.split(`### ${ours ? 'Somebody of our own, old → new' : name}\n`)[1]!.split('\n### ')[0]!
      expect(section).toContain(`\`${kind}\``)
      expect(section).toContain(`version ${version}.`)
      const rows = section.split('\n').filter((line) => /^\| \d/.test(line))
      expect(rows).toEqual(
        items.map(({ text, side, due, evidence, short }, index) => {
          const days = `${due > 0 ? '+' : ''}${due}`.replace('-', '−')
          return `| ${index + 1} | ${text} | ${side} | ${days} | ${evidence} | ${short ? 'S' : ''} |`
        }),
      )
    }
  })

  it('are refused where something in them is wrong', () => {
    const { kickoff } = PLAYBOOKS
    const wrong = { ...kickoff.items[0]!, due: 1.5 }
    expect(() => readPlaybook({ ...kickoff, items: [wrong] })).toThrow(/due/)
    expect(() => readPlaybook({ ...kickoff, items: [] })).toThrow()
    expect(() => readPlaybook({ ...kickoff, surprise: true })).toThrow(/surprise/)
  })
})

describe('due dates', () => {
  it('count working days over weekends and holidays, in both directions', () => {
    expect(dueDate('2026-11-20', 2, england)).toBe('2026-11-24')
    expect(dueDate('2026-11-23', -2, england)).toBe('2026-11-19')
    // Christmas Day, the substitute for Boxing Day on Monday 28, and the weekend between.
    expect(dueDate('2026-12-24', 1, england)).toBe('2026-12-29')
    expect(dueDate('2026-12-29', -1, england)).toBe('2026-12-24')
  })

  it('never ask for something on the anchor when nobody works that day', () => {
    expect(dueDate('2026-11-21', 0, england)).toBe('2026-11-23')
    expect(dueDate('2026-11-23', 0, england)).toBe('2026-11-23')
  })

  it('keep an item’s number in the short form, because items speak of each other by number', () => {
    const items = planItems(PLAYBOOKS.primary_contact, 'short', '2026-11-23', england)
    expect(items.map(({ position }) => position)).toEqual([1, 2, 3, 4, 6, 7, 9, 11, 12, 13])
    expect(items[1]).toMatchObject({ text: expect.stringContaining('9, 11 and 12'), dueOn: '2026-11-23' })
    expect(items.at(-1)).toMatchObject({ dueOn: '2026-12-21', evidenceKind: 'note' })
  })
})
