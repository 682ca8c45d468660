import { describe, expect, it } from '@jest/globals'
import { readTurn } from '../../blocks/asks.ts'
import { recall, remember } from '../../blocks/under.ts'
import {
  afterWorkingHours,
  asTyped,
  asWriter,
  isId,
  mayClose,
  maySettle,
  responseDue,
} from '../../src/features/promises/model.ts'
import { calendarOf } from '../../src/platform/calendar.ts'

const stockholm = calendarOf('Europe/Stockholm', [1, 2, 3, 4, 5], 'SE')
const dubai = calendarOf('Asia/Dubai', [7, 1, 2, 3, 4])

describe('a response is due within one working day of whoever answers', () => {
  it.each([
    ['raised in the morning, next morning', '2026-11-18T09:00:00Z', '2026-11-19T09:00:00Z'],
    ['raised as the day begins, next morning', '2026-11-18T08:00:00Z', '2026-11-19T08:00:00Z'],
    ['raised before the day begins, next morning too', '2026-11-20T05:00:00Z', '2026-11-23T08:00:00Z'],
    ['raised in the evening, at the end of the next day', '2026-11-18T20:00:00Z', '2026-11-19T16:00:00Z'],
    ['raised on Friday, on Monday', '2026-11-20T12:00:00Z', '2026-11-23T12:00:00Z'],
    ['raised at night on Saturday, on Monday evening', '2026-11-21T23:30:00Z', '2026-11-23T16:00:00Z'],
    ['raised before a public holiday, on the day after it', '2026-01-05T11:00:00Z', '2026-01-07T11:00:00Z'],
    ['over the change to winter time, by the clock on the wall', '2026-10-23T10:00:00Z', '2026-10-26T11:00:00Z'],
  ])('%s', (_, raised, due) => {
    expect(responseDue(new Date(raised), 1, stockholm).toISOString()).toBe(new Date(due).toISOString())
  })

  it('counts the days on which they work: a Thursday evening in a Sunday-to-Thursday week is due on Sunday', () => {
    expect(responseDue(new Date('2026-11-19T14:00:00Z'), 1, dubai).toISOString()).toBe('2026-11-22T13:00:00.000Z')
  })

  it('says so where nobody ever works', () => {
    expect(() => afterWorkingHours(new Date('2026-11-19T14:00:00Z'), 1, calendarOf('UTC', []))).toThrow(RangeError)
  })
})

describe('who may say that a concern is resolved', () => {
  it.each([
    ['whoever raised it, a private one', { raisedBy: 'UTOMAS', public: false }, 'UTOMAS', false, true],
    ['nobody else of the customer, a private one', { raisedBy: 'UTOMAS', public: false }, 'UPRIYA', true, false],
    ['the senior buyer, one that everybody may read', { raisedBy: 'UTOMAS', public: true }, 'UPRIYA', true, true],
    ['no other of their colleagues', { raisedBy: 'UPRIYA', public: true }, 'UTOMAS', false, false],
  ])('%s', (_, concern, userId, isBuyer, may) => {
    expect(maySettle(concern, userId, isBuyer)).toBe(may)
  })
})

describe('whether our own people may close a concern', () => {
  const open = { state: 'answered' as const, public: false, raisedBy: 'UTOMAS' }
  it.each([
    ['a private one whose author has left', open, true, true],
    ['none whose author is there', open, false, false],
    ['one whose author has no Slack to say it in', { ...open, raisedBy: asWriter('Ann Berg') }, false, true],
    ['none that the senior buyer can settle', { ...open, public: true }, true, false],
    ['none that is resolved', { ...open, state: 'resolved' as const }, true, false],
  ])('%s', (_, concern, left, may) => {
    expect(mayClose(concern, left)).toBe(may)
  })
})

describe('a message of Slack becomes the text that was typed', () => {
  const nameOf = (id: string) => (id === 'UMAYA' ? 'Maya Lindqvist' : null)
  it.each([
    ['<@UMAYA> knows &lt;all&gt; &amp; more', '@Maya Lindqvist knows <all> & more'],
    ['<@UXYZ> and <@UABC|tomas>', '@somebody and @tomas'],
    ['<!channel> <!here|here> <!subteam^S1|@board>', '@channel here @board'],
    ['<#C1|calder> <#C2>', '#calder #channel'],
    ['<https://x.test/a?b=1&amp;c=2|the report>', 'the report (https://x.test/a?b=1&c=2)'],
    ['<https://x.test>', 'https://x.test'],
    ['*bold* _it_ `code` &amp;lt;', '*bold* _it_ `code` &lt;'],
    ['مرحبا', 'مرحبا'],
  ])('%s', (kept, typed) => {
    expect(asTyped(kept, nameOf)).toBe(typed)
  })
})

describe('what comes with a press and was not put there by us', () => {
  it.each(['', 'x', '1 or 1=1', '00000000-0000-0000-0000-00000000000', "'; drop table concerns"])(
    '%s is no id',
    (text) => {
      expect(isId(text)).toBe(false)
    },
  )
  it('is no form of ours', () => {
    const form = { accountId: 'a', digestId: null, id: 'i' }
    expect(recall(remember(form))).toEqual(form)
    for (const forged of [undefined, '', 'null', '[]', '{}', '{"accountId":1,"id":"i"}', '{'])
      expect(recall(forged)).toBeUndefined()
  })
  it('is no turn', () => {
    expect(readTurn('abc 2')).toEqual({ id: 'abc', turn: 2 })
    for (const forged of ['abc', 'abc x', 'abc -1', 'abc 1.5']) expect(readTurn(forged).turn).toBe(-1)
  })
})
