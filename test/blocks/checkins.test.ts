import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { checkMessage } from '../../blocks/check.ts'
import { drawForm, readForm, readMetadata } from '../../blocks/checkinForm.ts'
import { drawRepeatForm, readNextStep } from '../../blocks/checkinRepeat.ts'
import { type AskedAccount, drawQuestion, drawReminder } from '../../blocks/checkins.ts'
import { valuesOf } from '../../playground/elements.ts'
import { messageProblems } from '../../playground/limits/message.ts'
import { viewProblems } from '../../playground/limits/view.ts'
import type { Entry, FormFacts } from '../../src/features/checkins/model.ts'
import { milestone, facts as normalWeek } from '../checkins/filled.ts'
import { wordsOf } from '../support/player.ts'

const account = (change: Partial<AskedAccount> = {}): AskedAccount => ({
  roundId: 'r1',
  name: 'Calder Freight',
  status: 'at_risk',
  goLive: '9 Dec',
  closes: 'Thu 15:00',
  closed: false,
  answered: false,
  mayRepeat: false,
  ...change,
})
const oslo = (change: Partial<AskedAccount> = {}) =>
  account({ roundId: 'r2', name: 'Oslo Water', status: 'on_track', goLive: '28 Jan', mayRepeat: true, ...change })
const ask = (...accounts: AskedAccount[]) =>
  wordsOf(drawQuestion({ greeting: 'Good morning Jonas', accounts, away: null }).blocks)

describe('the question', () => {
  it('says how many, how long and until when, then each account with last week’s status and date', () => {
    expect(ask(account(), oslo())).toBe(
      [
        'Good morning Jonas. Two accounts this week, about a minute each. Please answer by Thu 15:00 your time.',
        'Calder Freight: last week at risk, go-live 9 Dec.',
        '[Check in]',
        'Oslo Water: last week on track, go-live 28 Jan.',
        '[Check in] [Nothing changed]',
        '[I’m away until…]',
      ].join('\n'),
    )
  })

  it('speaks of the last time where there is none each week, as the form does', () => {
    expect(ask(account({ fortnightly: true }))).toContain('Calder Freight: last time at risk, go-live 9 Dec.')
    const form = wordsOf(draw(jonas, { fortnightly: true }).blocks)
    expect(form).toContain('What can they do now that they could not last time?')
    expect(form).toContain('when the number changed since last time')
    expect(form).not.toContain('last week')
  })

  it('says to whoever is away that nothing is asked of them, and lets them come back', () => {
    const question = { greeting: 'Good morning Jonas', accounts: [account()], away: 'Mon 30 Nov' }
    expect(wordsOf(drawQuestion(question).blocks)).toBe(
      [
        'You are away until Mon 30 Nov: you are neither asked nor reminded. Whatever still has time then is asked when you are back.',
        'Calder Freight: last week at risk, go-live 9 Dec.',
        '[Check in]',
        '[I’m back]',
      ].join('\n'),
    )
  })

  it('gives each account its own deadline where they differ', () => {
    const words = ask(account(), oslo({ closes: 'Wed 16:00' }))
    expect(words).toContain('Please answer by the time beside each.')
    expect(words).toContain('Calder Freight: last week at risk, go-live 9 Dec. Please answer by Thu 15:00.')
    expect(words).toContain('Oslo Water: last week on track, go-live 28 Jan. Please answer by Wed 16:00.')
  })

  it('turns into the thank-you, with an edit until the close', () => {
    expect(ask(account({ answered: true }), oslo({ answered: true }))).toBe(
      [
        'Thank you. Both answered; you can edit until Thu 15:00.',
        'Calder Freight: answered, at risk.',
        '[Edit]',
        'Oslo Water: answered, on track.',
        '[Edit]',
      ].join('\n'),
    )
  })

  it('says after the close that an answer is late, offers an edit until the next week closes, and then nothing', () => {
    expect(ask(account({ closed: true }))).toContain('This week closed on Thu 15:00. An answer now is late')
    const answered = 'Thank you. Answered; the week is closed.\nCalder Freight: answered, at risk.'
    expect(ask(account({ answered: true, closed: true }))).toBe(`${answered}\n[Edit]`)
    expect(ask(account({ answered: true, closed: true, isOver: true }))).toBe(answered)
  })

  it('lets a reminder be put off, and says until when it was', () => {
    const offer = { at: '2026-11-19T08:00:00.000Z', until: null, choices: ['hours' as const, 'tomorrow' as const] }
    expect(wordsOf(drawReminder([account()], offer).blocks)).toContain('[Remind me in 2 hours] [Remind me tomorrow]')
    expect(wordsOf(drawReminder([account()], { ...offer, until: 'Thu 11:00', choices: [] }).blocks)).toBe(
      [
        'One account is still open until Thu 15:00 your time. About a minute. You will be reminded again Thu 11:00.',
        'Calder Freight: last week at risk, go-live 9 Dec.',
        '[Check in]',
      ].join('\n'),
    )
  })

  it('fits into one message with 25 accounts whose names have 3,000 characters', () => {
    const many = Array.from({ length: 25 }, (_, n) =>
      account({ roundId: `r${n}`, name: 'Ünï <b>&'.repeat(375), mayRepeat: true }),
    )
    for (const message of [
      drawQuestion({ greeting: 'Good morning Jonas', accounts: many, away: null }),
      drawReminder(many),
    ]) {
      expect(checkMessage('message', message)).toEqual([])
      expect(messageProblems(message.blocks)).toEqual([])
      expect(wordsOf(message.blocks)).toContain('… and 5 more, on the Home tab.')
    }
  })

  it('lets nobody’s account name reach anybody as a mention', () => {
    const { text } = drawQuestion({
      greeting: 'Good morning Jonas',
      accounts: [account({ name: '<!channel> & co' })],
      away: null,
    })
    expect(text).toContain('&lt;!channel&gt; &amp; co: last week at risk, go-live 9 Dec.')
  })
})

const [records, goLive] = [milestone('m1', false, '2026-11-18'), milestone('m2', true, '2026-11-18')]
const facts: FormFacts = {
  ...normalWeek,
  ...{ milestone: { ...records, name: 'Records final' }, goLive: { ...goLive, name: 'Go-live' } },
  openAsks: [{ id: 'k1', what: 'Sample invoices', who: 'Tomás Leal', dueOn: '2026-11-20' }],
  customers: ['Priya Shah', 'Tomás Leal'],
  ours: ['Jonas Weber', 'Maya Lindqvist'],
  before: { status: 'at_risk', satisfaction: 4 },
}
const jonas: Entry = {
  status: 'at_risk',
  because: '500 of 2,400 customer records are not final',
  milestoneOn: '2026-11-25',
  goLiveOn: '2026-12-14',
  whyMoved: 'Duplicate tax numbers in the old system',
  progress: 'Leeds invoiced for itself: 212 invoices, 3 corrected, 3 days',
  done: ['m1', 'k1'],
  criterionValue: 2.5,
  hard: 'Duplicates.\nThe currency fix was two days late.',
  doing: 'Jonas and Wei with Tomás’s team until Wed',
  askWhat: 'Last 500 records',
  askWho: 'Tomás',
  askDueOn: '2026-11-25',
  decisionKind: 'ahead',
  decision: '10 depots on 7 Dec or all 14 on 14 Dec; we recommend 10',
  decisionWho: 'Priya',
  decisionDueOn: '2026-11-24',
  satisfaction: 3,
  heard: 'Finance finds the approval screen slow',
  nextStep: 'Leeds rehearsal, 26 November',
  confidence: 2,
  note: 'Tomás inherited this with no time for it',
  ownerOnly: true,
}
const draw = (entry: Entry, change: Partial<FormFacts> = {}, meanwhile?: Entry) =>
  drawForm({
    ...{ roundId: 'r1', version: 3, facts: { ...facts, ...change }, entry, closes: 'Thu 15:00', late: null },
    ...(meanwhile ? { meanwhile } : {}),
  })
const back = (view: { blocks: unknown[] }) => readForm(valuesOf(view.blocks as never))

describe('the form', () => {
  it('is one that Slack takes, and gives back exactly what stands in it', () => {
    const view = draw(jonas)
    expect(viewProblems(view as never)).toEqual([])
    expect(back(view)).toEqual(jonas)
    expect(readMetadata(view.private_metadata!)).toEqual({
      roundId: 'r1',
      version: 3,
      milestoneId: 'm1',
      milestoneOn: '2026-11-18',
      goLiveId: 'm2',
      goLiveOn: '2026-11-18',
      criterionId: 'c1',
    })
  })

  it('keeps what the customer reads and what only we read in two groups', () => {
    const words = wordsOf(draw(jonas).blocks)
    const [theirs, ours] = words.split('Only we read this')
    expect(theirs).toContain('The customer reads this')
    for (const field of [
      'Against the plan',
      'Because',
      'Records final, forecast',
      'Invoice within, now (days)',
      'Hard',
    ])
      expect(theirs).toContain(field)
    for (const field of ['Your confidence in the next date', 'Only for us', 'For the account owner only']) {
      expect(ours).toContain(field)
      expect(theirs).not.toContain(field)
    }
  })

  it('gives back any text as it was typed, apart from space around it', () => {
    const typed = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => text.trim() !== '')
    fc.assert(
      fc.property(typed, typed, (line, note) => {
        const entry = { ...jonas, progress: line.trim(), note: note.trim() }
        expect(back(draw(entry))).toEqual(entry)
      }),
    )
  })

  it('stays one that Slack takes whatever names it meets', () => {
    const long = 'A long name <with> everything & more '.repeat(90)
    const asks = Array.from({ length: 8 }, (_, n) => ({ id: `k${n}`, what: long, who: long, dueOn: '2026-11-20' }))
    const view = draw(
      { ...jonas, hard: long, because: long, done: asks.map(({ id }) => id) },
      {
        accountName: long,
        milestone: { ...records, name: long },
        criterion: { ...facts.criterion!, name: long, unit: long },
        openAsks: asks,
        customers: Array.from({ length: 60 }, () => long),
      },
      jonas,
    )
    expect(viewProblems(view as never)).toEqual([])
  })

  it('leaves out what the account does not have', () => {
    const view = draw(jonas, { milestone: undefined, goLive: undefined, criterion: undefined, openAsks: [] })
    expect(viewProblems(view as never)).toEqual([])
    expect(back(view)).toMatchObject({
      milestoneOn: null,
      goLiveOn: null,
      whyMoved: null,
      criterionValue: null,
      done: [],
    })
  })

  it('needs one line where nothing changed', () => {
    const view = drawRepeatForm({ roundId: 'r1', version: 0, accountName: 'x'.repeat(3000), closes: 'Thu 15:00' })
    expect(viewProblems(view as never)).toEqual([])
    expect(view.blocks.filter(({ type }) => type === 'input')).toHaveLength(1)
    expect(readNextStep({ 'checkin.next': { value: { value: ' Leeds rehearsal ' } } })).toBe('Leeds rehearsal')
  })
})
