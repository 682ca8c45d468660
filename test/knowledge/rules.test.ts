import { describe, expect, it } from '@jest/globals'
import { blueprintModal } from '../../blocks/blueprint.ts'
import { knownModal, sheetModal, whoModal } from '../../blocks/knowledge.ts'
import { cutAtLines, knownLines, knownLists, textModal } from '../../blocks/known.ts'
import { feedbackModal, notesModal } from '../../blocks/papers.ts'
import { decidedModal, decisionModal, matterModal, soldModal } from '../../blocks/sold.ts'
import { viewProblems } from '../../playground/limits/view.ts'
import { literal, writeMarkdown } from '../../src/features/knowledge/markdown.ts'
import {
  type Compared,
  type Holding,
  isOpen,
  promiseMoved,
  SHEETS,
  standing,
  undecidedInWords,
} from '../../src/features/knowledge/model.ts'
import { showHandoffs } from '../../src/handoff.ts'

const matter = (change: Partial<Compared> = {}): Compared => ({
  ...{ id: 'm1', accountId: 'a1', handoffId: 'h1', position: 1, subject: 'Depots', nature: 'agreed' },
  ...{ sold: 'All 14', soldBy: 'UDANA', bought: 'Ten', boughtBy: 'UJONAS', same: false, milestoneId: null },
  ...{ decision: null, decidedBy: null, decidedOn: null, notedBy: null, notedAt: null },
  ...change,
})
const decided = { decision: 'Ten', decidedBy: 'UPRIYA', decidedOn: '2026-11-24' }

describe('a difference between sold and bought', () => {
  it.each<[string, Partial<Compared>, boolean, string]>([
    ['that nobody compared', {}, true, 'they differ, to be decided'],
    ['with nothing bought beside it', { bought: null }, true, 'open: what was bought is not written down yet'],
    ['that only the buyer speaks of', { sold: null }, true, 'open: nobody of ours sold this'],
    ['that is the same', { same: true }, false, 'the same'],
    ['that was put off', { nature: 'later' }, true, 'put off, to be decided'],
    ['that was put off and called the same', { nature: 'later', same: true }, true, 'put off, to be decided'],
    ['that was decided', decided, false, 'decided'],
    ['that was put off and decided', { nature: 'later', ...decided }, false, 'decided'],
  ])('%s', (_, change, open, words) => {
    expect(isOpen(matter(change))).toBe(open)
    expect(standing(matter(change))).toBe(words)
  })

  it('is named to whoever would accept; of many the first five', () => {
    expect(undecidedInWords([matter()])).toMatch(/^One difference .* is not decided yet: “Depots”\. Decide in/)
    const seven = Array.from({ length: 7 }, (_, n) => matter({ subject: `No ${n}` }))
    expect(undecidedInWords(seven)).toMatch(/^7 differences .*: “No 0”, “No 1”, “No 2”, “No 3”, “No 4” and 2 more\./)
  })
})

describe('another promised day', () => {
  const milestone = { id: 'g', accountId: 'a1', name: 'Go-live', position: 1, goLive: true, reachedOn: null }
  it.each([
    ['takes plan and forecast with it', ['2026-12-04', '2026-12-04'], ['2026-12-11', '2026-12-11']],
    ['leaves a forecast that has slipped', ['2026-12-04', '2026-12-14'], ['2026-12-11', '2026-12-14']],
    ['leaves a plan of its own', ['2026-12-01', '2026-12-01'], ['2026-12-01', '2026-12-01']],
  ])('%s', (_, [plannedOn, forecastOn], after) => {
    const before = { ...milestone, promisedOn: '2026-12-04', plannedOn: plannedOn!, forecastOn: forecastOn! }
    const moved = promiseMoved(before, '2026-12-11')
    expect([moved.promisedOn, moved.plannedOn, moved.forecastOn]).toEqual(['2026-12-11', ...after])
  })
})

const LONG = 'Ünïcode & <words> of *many* kinds, '.repeat(90)
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))
/** As much as people may come to write. */
const full: Holding = {
  ...{
    place: 'h:h1',
    accountId: 'a1',
    accountName: LONG,
    title: LONG,
    handoffId: 'h1',
    kickoffId: 'h1',
    proposedBuddy: null,
  },
  scopeUrl: 'https://docs.example/scope',
  milestones: many(40, (n) => ({
    ...{ id: `s${n}`, accountId: 'a1', name: `${n} ${LONG}`, position: n, goLive: n === 0, reachedOn: null },
    ...{ promisedOn: '2026-12-04', plannedOn: '2026-12-04', forecastOn: '2026-12-14' },
  })),
  words: Object.fromEntries(
    ['account', 'handoff:h1', ...many(120, (n) => `person:U${n}`)].map((about) => [
      about,
      Object.fromEntries(
        Object.values(SHEETS).flatMap((fields) =>
          fields.map((field) => [field, LONG.slice(0, /_/.test(field) ? 300 : 1500)]),
        ),
      ),
    ]),
  ),
  people: many(120, (n) => ({ key: `U${n}`, name: LONG, roles: [LONG, LONG], ours: n % 2 === 0 })),
  names: {},
  parts: many(120, (n) => ({
    ...{ id: `p${n}`, accountId: 'a1', kind: (['asset', 'strategy', 'journey'] as const)[n % 3]! },
    ...{ position: n, text: LONG.slice(0, 300), responsible: 'U1' },
  })),
  compared: many(120, (n) =>
    matter({
      ...{ id: `m${n}`, subject: LONG.slice(0, 75), sold: LONG.slice(0, 1000), bought: LONG.slice(0, 1000) },
      ...(n % 2 === 0 ? { ...decided, decision: LONG.slice(0, 1000) } : {}),
    }),
  ),
  notes: many(60, (n) => ({
    ...{
      id: `n${n}`,
      handoffId: 'h1',
      occasion: LONG.slice(0, 100),
      heldOn: '2026-11-24',
      present: LONG.slice(0, 300),
    },
    ...{ said: LONG.slice(0, 1500), agreed: LONG.slice(0, 1500), stillOpen: LONG.slice(0, 1500) },
    ...{ writtenBy: 'U1', writtenAt: new Date('2026-11-24T09:00:00Z') },
  })),
  feedback: many(60, (n) => ({
    ...{ id: `f${n}`, handoffId: 'h1', side: 'giving' as const, situation: LONG.slice(0, 1000) },
    ...{ behaviour: LONG.slice(0, 1000), impact: LONG.slice(0, 1000) },
    ...{ writtenBy: 'U1', writtenAt: new Date('2026-11-24T09:00:00Z') },
  })),
}
const form = { place: 'h:h1', id: 'm1', seal: 'x' }
const entry = { ...matter({ sold: LONG.slice(0, 1000) }), promisedOn: '2026-12-04', goLive: true }
const sheet = (name: keyof typeof SHEETS, about: string) => {
  const seals = Object.fromEntries(SHEETS[name].map((field) => [field, 'abcdefg']))
  const meanwhile = [LONG, LONG]
  return sheetModal({ place: 'h:h1', sheet: name, about, seals, holding: full, entry: full.words[about]!, meanwhile })
}
const decision = { decision: LONG.slice(0, 1000), decidedBy: 'U1', decidedOn: '2026-11-24', newPromise: '2026-12-11' }

describe('what is known, in forms', () => {
  const kept = matter({ milestoneId: 's1', sold: LONG.slice(0, 1000), bought: LONG.slice(0, 1000) })
  it.each([
    ['the menu', knownModal(full)],
    ['what sales knows', sheet('sales', 'account')],
    ['measured by', sheet('metrics', 'account')],
    ['buddies', sheet('buddies', 'handoff:h1')],
    ['one person', sheet('person', 'person:U1')],
    ['who is who', whoModal(full)],
    ['the blueprint', blueprintModal(full)],
    ['sold beside bought', soldModal(full)],
    ['one matter', matterModal(full, { form, entry, row: kept, mayDecide: true, meanwhile: [LONG, LONG] })],
    ['a decision', decisionModal(full, form, kept, decision)],
    ['what was decided', decidedModal(full, { ...kept, ...decided, decision: LONG.slice(0, 1000) }, true)],
    ['notes', notesModal(full, 'U1')],
    ['feedback', feedbackModal(full, 'U1')],
    ['the text, its first page', textModal(full, writeMarkdown(full, null), 0)],
    ['the text, a page that is not there', textModal(full, writeMarkdown(full, null), 99)],
  ])('%s stays within what Slack takes, however much was written', (_, view) => {
    expect(viewProblems({ ...view })).toEqual([])
  })

  it('and says what it leaves out', () => {
    expect(JSON.stringify(soldModal(full))).toContain('And 60 more')
    expect(JSON.stringify(notesModal(full, 'U1'))).toContain('And 20 earlier')
  })

  it('lets nobody change what another wrote', () => {
    expect(JSON.stringify(feedbackModal(full, 'U1'))).toContain('"Edit"')
    expect(JSON.stringify(feedbackModal(full, 'U2'))).not.toContain('"Edit"')
  })

  it('shows nothing where nothing is known', () => {
    const empty = { ...full, words: {}, parts: [], compared: [], notes: [], feedback: [] }
    expect(knownLists(empty).flatMap(({ rows }) => rows)).toEqual([])
    expect(knownLines(empty)).toEqual([])
  })

  it('shows feedback nowhere but among feedback', () => {
    const canary = { ...full, feedback: full.feedback.map((one) => ({ ...one, impact: 'KEEP-THIS' })) }
    expect(JSON.stringify([knownModal(canary), knownLists(canary), knownLines(canary)])).not.toContain('KEEP-THIS')
    expect(JSON.stringify(feedbackModal(canary, 'U1'))).toContain('KEEP-THIS')
  })
})

describe('a handoff as Markdown', () => {
  it.each([
    ['# No heading', '\\# No heading'],
    ['- no list', '\\- no list'],
    ['1. no number', '1\\. no number'],
    ['a *star*, a_b, `code`, [link](x), a|b, <b>', 'a \\*star\\*, a\\_b, \\`code\\`, \\[link\\](x), a\\|b, \\<b\\>'],
    ['first\n# second\n- third', 'first\n  \\# second\n  \\- third'],
    ['14 depots by 4.12.', '14 depots by 4.12.'],
  ])('leaves what somebody typed as it is read: %s', (typed, written) => {
    expect(literal(typed)).toBe(written)
  })

  it('is cut at the ends of lines, and nothing is lost', () => {
    const text = ['a'.repeat(30), 'b'.repeat(25), '', 'c'.repeat(90), 'd'].join('\n')
    const parts = cutAtLines(text, 40)
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(40)
    expect(parts.join('').replaceAll('\n', '')).toBe(text.replaceAll('\n', ''))
    expect(parts[0]).toBe('a'.repeat(30))
  })

  it('holds all of it, also what the forms leave out', () => {
    const written = writeMarkdown(full, null)
    expect(written.match(/^- \*\*Ünïcode/gm)?.length).toBeGreaterThan(120)
    expect(written.match(/^### To the giving side/gm)).toHaveLength(60)
  })
})

describe('throughline handoff', () => {
  it.each([
    [[], 'Say what to do'],
    [['show'], 'Say what to do'],
    [['export'], 'is no handoff’s id'],
    [['export', 'CALDER'], '“CALDER” is no handoff’s id'],
    [['list', '--all'], '--all'],
  ])('%j is refused with what to do instead', async (args, sentence) => {
    await expect(showHandoffs(args, {})).rejects.toThrow(sentence)
  })
})
