import { describe, expect, it } from '@jest/globals'
import { asksModal } from '../../blocks/asks.ts'
import { checkMessage } from '../../blocks/check.ts'
import { answerModal, type ConcernView, concernMessage, furtherDown } from '../../blocks/concernAlert.ts'
import { concernsModal, logModal, notYetModal, raisedModal, raiseModal } from '../../blocks/concerns.ts'
import type { Message, Modal } from '../../blocks/kit.ts'
import { knowsModal, talkAlert, talkModal, talkTo } from '../../blocks/talk.ts'
import { messageProblems } from '../../playground/limits/message.ts'
import { viewProblems } from '../../playground/limits/view.ts'

const LONG = '*x* <!channel> مرحبا '.repeat(150).slice(0, 3_000)
const under = { accountId: 'a'.repeat(36), digestId: 'd'.repeat(36), id: 'i'.repeat(36) }
const words = Array.from({ length: 40 }, () => ({ who: 'Maya Lindqvist', on: 'Fri 13 Nov', said: '', words: LONG }))
const view: ConcernView = {
  ...{ concernId: 'c'.repeat(36), account: 'Calder Freight', state: 'open', public: true, what: LONG, words },
  ...{
    raiser: 'Priya Shah',
    first: 'Priya',
    loggedBy: null,
    mail: null,
    raisedOn: '12 November',
    due: 'Mon 23 Nov 11:00',
  },
  ...{ owner: null, line: 'x'.repeat(150), left: false, closable: false, closedBy: null },
}
const row = {
  ...{
    id: 'c'.repeat(36),
    turn: 3,
    what: LONG,
    state: 'answered' as const,
    raisedOn: '12 November',
    by: null,
    public: true,
  },
  ...{ loggedBy: null, dueOn: 'Mon 23 Nov', words, maySettle: true },
}
const twelve = Array.from({ length: 12 }, (_, n) => ({ ...row, id: `concern${n}` }))
const asks = Array.from({ length: 35 }, (_, n) => ({
  id: `ask${n}`,
  turn: 0,
  what: LONG,
  asked: 'Tomás, by Wed 25 Nov',
}))

describe('the longest that people type', () => {
  it.each<[string, Modal]>([
    ['talking', talkModal('Wolfeschlegelsteinhausen', LONG, under)],
    ['a concern', raiseModal('Wolfeschlegelsteinhausen', under)],
    ['twelve concerns with forty words each', concernsModal(twelve, null, under)],
    ['the last page of them', concernsModal(twelve, null, under, 2)],
    ['not yet', notYetModal(null, LONG, under)],
    [
      'a logged message',
      logModal(
        'Tomás',
        LONG,
        [
          { id: 'a', name: LONG },
          { id: 'b', name: 'B' },
        ],
        under,
      ),
    ],
    ['an answer', answerModal(view, JSON.stringify(under))],
    ['thirty-five asks', asksModal(asks, under, 3, LONG)],
    ['a word of thanks', raisedModal(null, 'Mon 23 Nov')],
    ['another', knowsModal('Wolfeschlegelsteinhausen')],
  ])('fits into the form of %s', (_, form) => {
    expect(viewProblems(JSON.parse(JSON.stringify(form)))).toEqual([])
  })

  it.each<[string, Message]>([
    ['a concern', concernMessage(view, 'raised')],
    ['an answered one', concernMessage({ ...view, state: 'answered' }, 'owner')],
    ['a resolved one', concernMessage({ ...view, state: 'resolved' }, 'leader')],
    ['one that stands further down', furtherDown(view)],
    [
      'talking',
      talkAlert({ account: 'Calder', who: 'Priya', channel: 'C1', about: LONG, topic: LONG, reach: 'x'.repeat(500) }),
    ],
  ])('fits into the message about %s, where nothing is read as markup', (_, message) => {
    expect(messageProblems(JSON.parse(JSON.stringify(message.blocks)))).toEqual([])
    expect(checkMessage('message', message)).toEqual([])
    expect(JSON.stringify(message)).not.toContain('mrkdwn')
    expect(message.text).not.toContain('<!channel>')
  })

  it('shows every ask on some page', () => {
    const pages = [0, 1, 2, 3].map((page) => JSON.stringify(asksModal(asks, under, page)))
    for (const { id } of asks) expect(pages.filter((page) => page.includes(`"${id} 0"`))).toHaveLength(1)
  })
})

describe('the words of the buttons', () => {
  it('name the owner by their first name, and nobody where there is none', () => {
    expect(talkTo('Maya')).toBe('Talk to Maya')
    expect(talkTo(null)).toBe('Talk to us')
  })

  it('say who was reminded before somebody is told, and what the owner has to do', () => {
    const said = (change: Partial<ConcernView>, why: Parameters<typeof concernMessage>[1]) =>
      concernMessage({ ...view, what: 'x', words: [], ...change }, why).text.split('\n')[0]
    const late =
      'Calder Freight: the concern of Priya Shah of 12 November should have been answered by Mon 23 Nov 11:00.'
    expect(said({}, 'raised')).toBe('Calder Freight: Priya Shah raised a concern.')
    expect(said({ loggedBy: 'Jonas' }, 'raised')).toBe(
      'Calder Freight: Jonas logged a message of Priya Shah as a concern.',
    )
    expect(said({}, 'owner')).toBe(late)
    expect(said({ owner: 'Maya' }, 'leader')).toBe(`${late} Maya was reminded.`)
    expect(said({ owner: null }, 'administrators')).toBe(`${late} The account has no owner.`)
  })

  it('say whose word a concern is open for', () => {
    const said = (change: object) =>
      JSON.stringify(concernsModal([{ ...row, what: '', words: [], ...change }], 'Maya', under))
    expect(said({})).toContain('It is open until you say that it is resolved.')
    expect(said({ by: 'Priya Shah' })).toContain('It is open until you say that it is resolved.')
    expect(said({ by: 'Tomás Leal', maySettle: false })).toContain(
      'It is open until Tomás Leal says that it is resolved.',
    )
  })

  it('hold none of the words that stay inside, where a customer reads', () => {
    const forms = [
      talkModal('Maya', null, under),
      raiseModal('Maya', under),
      concernsModal([{ ...row, what: '', words: [] }], 'Maya', under),
    ]
    const read = JSON.stringify([
      ...forms,
      notYetModal('Maya', '', under),
      asksModal([], under),
      raisedModal('Maya', ''),
    ])
    expect(read).not.toMatch(/danger zone|ditch|rescue|autopsy|exception|churn|confidence|disagree|silent/i)
  })
})
