import { describe, expect, it } from '@jest/globals'
import { SUBJECTS } from '../../src/features/contacts/model.ts'
import { readMapping } from '../../src/features/endpoints/mapping/model.ts'
import { dayOf, readBody, readMessage, wordsIn } from '../../src/features/endpoints/reading.ts'
import { refusalOf } from './refusing.ts'

const MANY = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`a${index}`, 1]))
const OWN = { account: 'calder', role: 'primary_contact', newcomer: { email: 'ann@calder.example' } }

describe('a message in our own words', () => {
  it.each([
    ['the role is empty', { newcomer: null }],
    ['by name alone', { newcomer: { name: 'Ann Berg' } }],
    ['by Slack id', { newcomer: { slack: 'U012AB3CD' } }],
    ['with everything', { id: 'evt_1', from: '2026-11-23', until: '2027-01-31', not_public: true }],
    ['for good, said so', { until: null }],
    ['with who goes', { leaver: 'Tomás Leal' }],
    ['an instant', { from: '2026-11-23T09:30:00+01:00' }],
  ])('is taken: %s', (_, more) => {
    expect(readMessage({ ...OWN, ...more }, null)).toEqual({ message: { ...OWN, ...more } })
  })

  it.each([
    ['an unknown field', { newcommer: null }, 'This field is not known: “newcommer”. Known are id, account, role, '],
    [
      'an unknown field inside',
      { newcomer: { mail: 'x' } },
      'This field of newcomer is not known: “mail”. Known are sl',
    ],
    [
      'many unknown fields',
      MANY,
      'These fields are not known: “a0”, “a1”, “a2”, “a3”, “a4” and 95 more. Known are id, ',
    ],
    [
      'no account',
      { account: undefined },
      'account is missing; it takes a text of 1 to 200 characters: the account’s key',
    ],
    ['no role', { role: undefined }, 'role is missing; it takes one of primary_contact, '],
    [
      'nobody said',
      { newcomer: undefined },
      'newcomer is missing; it takes an object that says who comes with slack, ',
    ],
    ['nobody in it', { newcomer: {} }, 'newcomer cannot be read; it takes an object that says who comes with slack, '],
    ['an unknown role', { role: 'boss' }, 'role is none that we know; it takes one of primary_contact, senior_buyer, '],
    ['a day in words', { from: 'tomorrow' }, 'from cannot be read; it takes a day such as 2027-01-31, or an instant.'],
    ['a day that is none', { from: '2026-02-30' }, 'from cannot be read; it takes a day'],
    ['no e-mail address', { newcomer: { email: 'ann' } }, 'newcomer.email cannot be read; it takes an e-mail address'],
    [
      'no Slack id',
      { newcomer: { slack: 'ann' } },
      'newcomer.slack cannot be read; it takes a Slack id such as U012AB3C',
    ],
    ['too much text', { account: 'x'.repeat(201) }, 'account is too long; it takes a text of 1 to 200 characters'],
    ['no text', { leaver: ' ' }, 'leaver is empty; it takes a text of 1 to 200 characters.'],
    ['the character 0', { newcomer: { name: 'Ann\0' } }, 'newcomer.name cannot be read; it takes a text of 1 to 200'],
    ['half of a character', { leaver: '\ud800Ann' }, 'leaver cannot be read; it takes a text of 1 to 200 characters.'],
    [
      'priorities that no text can hold',
      { role: 'priorities', newcomer: null, words: 'Cost\0' },
      'words cannot be read; it takes a text of 1 to 500',
    ],
    ['an object for a text', { account: { $ne: '' } }, 'account is of another kind; it takes a text'],
    ['yes in words', { not_public: 'yes' }, 'not_public is of another kind; it takes true or false.'],
    ['words of a person', { words: 'kind' }, 'words belong to the role priorities only; please leave them out.'],
    [
      'priorities without words',
      { role: 'priorities', newcomer: null },
      'words is missing; it takes a text of 1 to 500',
    ],
    [
      'priorities of a person',
      { role: 'priorities', words: 'x' },
      'newcomer has no place where the role is priorities',
    ],
  ])('is refused with its reason, in our words and without what was sent: %s', (_, more, reason) => {
    const read = readMessage({ ...OWN, ...more }, null)
    expect(read).toEqual({ refused: expect.stringContaining(reason) })
    const said = (read as { refused: string }).refused
    expect(said).toMatch(/^[\s\S]{1,500}\.$/)
    expect(said).not.toMatch(/Invalid|expected|received|Too (big|small)|boss|tomorrow|\$ne|xxx/)
  })

  it('never repeats a secret that was sent for a name', () => {
    const secret = `tlw_${'s3cr'.repeat(10)}`
    for (const sent of [secret, `Bearer ${secret}`, 's3cr'.repeat(10)])
      expect(JSON.stringify(readMessage({ ...OWN, [sent]: 1 }, null))).not.toContain('s3cr')
    const mapping = readMapping('account = a\nrole = r\nname = n', SUBJECTS)
    expect(JSON.stringify(readMessage({ a: 'calder', r: secret, n: 'Ann' }, mapping))).not.toContain('s3cr')
  })

  it('tells of new priorities', () => {
    const sent = { account: 'calder', role: 'priorities', words: 'Cost before speed', from: '2026-11-23' }
    expect(readMessage(sent, null)).toEqual({ message: sent })
    expect(readMessage({ ...sent, newcomer: null }, null)).toEqual({ message: { ...sent, newcomer: null } })
  })

  it.each([[null], [7], ['text'], [[]]])('is an object, and %p is refused', (sent) => {
    expect(readMessage(sent, null)).toEqual({ refused: 'A message is an object.' })
  })
})

describe('a body', () => {
  const body = (text: string) => () => readBody(Buffer.from(text))

  it('is one message, or a list of at most a hundred', () => {
    expect(body('{"a":1}')()).toEqual({ messages: [{ a: 1 }], isList: false })
    expect(body('[{"a":1},{"a":2}]')()).toEqual({ messages: [{ a: 1 }, { a: 2 }], isList: true })
    expect(body(JSON.stringify(Array(100).fill({})))().messages).toHaveLength(100)
    expect(refusalOf(body(JSON.stringify(Array(101).fill({}))))).toBe('A request may hold 100 messages at most.')
    expect(refusalOf(body('[]'))).toBe('The list is empty; it takes 1 to 100 messages.')
  })

  it.each([[''], ['{'], ["{'a':1}"], ['a=1']])('that is no JSON is refused: %s', (text) => {
    expect(refusalOf(body(text))).toMatch(/^The body is not JSON; it takes a message/)
  })

  it('of bytes that are no text is refused', () => {
    expect(refusalOf(() => readBody(Buffer.from([0x22, 0xff, 0xfe, 0x22])))).toMatch(
      /^The body is not JSON; it takes a message/,
    )
  })
})

describe('the day of a message', () => {
  it.each([
    ['2026-11-23', 'America/New_York', '2026-11-23'],
    ['2026-11-23T02:00:00Z', 'America/New_York', '2026-11-22'],
    // CRMs keep a day without a time as its midnight in UTC.
    ['2026-11-23T00:00:00Z', 'America/New_York', '2026-11-23'],
    [Date.UTC(2026, 10, 23), 'America/New_York', '2026-11-23'],
    [Date.UTC(2026, 10, 22, 23, 30), 'Europe/Berlin', '2026-11-23'],
  ])('%s in %s is %s', (said, zone, day) => {
    expect(dayOf(said, zone)).toBe(day)
  })
})

describe('the words of messages, of which one is the account', () => {
  it.each([
    [
      'each once, also inside',
      [{ ...OWN, id: 7, again: ['calder', 7] }],
      ['7', 'ann@calder.example', 'calder', 'primary_contact'],
    ],
    ['nothing that is no word', [{ no: null, yes: true, empty: {}, nul: 'a\u0000b', long: 'x'.repeat(201) }], []],
    ['none where they are many', [MANY], []],
    ['none where the list is long', [Array.from({ length: 200_000 }, () => 'x')], []],
    ['none of what is no message', ['calder'.repeat(100), null], []],
  ])('are %s', (_, messages, words) => {
    expect(wordsIn(messages).toSorted()).toEqual(words)
  })
})
