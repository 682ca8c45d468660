import fs from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { SUBJECTS } from '../../src/features/contacts/model.ts'
import { readMapping, valueAt, writeMapping } from '../../src/features/endpoints/mapping/model.ts'
import { PRESETS, presetMapping } from '../../src/features/endpoints/mapping/presets.ts'
import { dayOf, readBody, readMessage } from '../../src/features/endpoints/reading.ts'
import { Refusal } from '../../src/platform/errors.ts'

const preset = (name: (typeof PRESETS)[number]) => presetMapping(name, SUBJECTS)
const refusalOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal)
    return (error as Refusal).message
  }
  return 'no refusal'
}

/** As in HubSpot's reference of webhooks (company.propertyChange). */
const HUBSPOT = {
  ...{ eventId: 3816279340, subscriptionId: 25, portalId: 33, appId: 1160452, occurredAt: 1795435200001 },
  ...{ subscriptionType: 'company.propertyChange', attemptNumber: 0, objectId: 1246965, changeSource: 'CRM_UI' },
  ...{ propertyName: 'throughline_primary_contact', propertyValue: 'ann@calder.example', sourceId: 'userId:123' },
}
const SALESFORCE = {
  ...{ id: '0Hp5g000000XyZ1-7', AccountId: '0015g00000XyZ12AAB', Role: 'primary_contact' },
  ...{ Contact: { Email: 'ann@calder.example', Name: 'Ann Berg' }, EffectiveDate: '2026-11-23' },
}
const MANY = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`a${index}`, 1]))
const OWN = { account: 'calder', role: 'primary_contact', newcomer: { email: 'ann@calder.example' } }

describe('a message of a CRM', () => {
  it.each([
    [
      'hubspot',
      HUBSPOT,
      {
        ...{ id: '3816279340 25 1246965 1795435200001', account: '1246965', role: 'primary_contact' },
        ...{ newcomer: { email: 'ann@calder.example' }, from: 1795435200001 },
      },
    ],
    [
      'hubspot_workflow',
      { hs_object_id: 1246965, role: 'senior_buyer', email: 'ann@calder.example', firstname: 'Ann', lastname: 'Berg' },
      { account: '1246965', role: 'senior_buyer', newcomer: { email: 'ann@calder.example', name: 'Ann Berg' } },
    ],
    [
      'salesforce',
      SALESFORCE,
      {
        ...{ id: '0Hp5g000000XyZ1-7', account: '0015g00000XyZ12AAB', role: 'primary_contact' },
        ...{ newcomer: { email: 'ann@calder.example', name: 'Ann Berg' }, from: '2026-11-23' },
      },
    ],
  ] as const)('of %s is read with what comes ready-made', (name, sent, message) => {
    expect(readMessage(sent, preset(name))).toEqual({ message })
  })

  it('leaves a role empty where it has a place for the person and nobody in it, and is refused where it has no place', () => {
    expect(readMessage({ ...HUBSPOT, propertyValue: '' }, preset('hubspot'))).toMatchObject({
      message: { newcomer: null },
    })
    const { propertyValue: _, ...rest } = HUBSPOT
    expect(readMessage(rest, preset('hubspot'))).toEqual({
      refused: expect.stringMatching(/^newcomer \(as mapped\) is missing; it takes an object that says who comes/),
    })
  })

  it('about what nobody mapped is no concern of ours', () => {
    expect(readMessage({ ...HUBSPOT, propertyName: 'phone', propertyValue: '1' }, preset('hubspot'))).toEqual({
      ignored: 'Nothing is mapped to the role “phone”.',
    })
  })

  it('tells by one mapping of persons and of priorities, and of emptied priorities nothing', () => {
    const said = { ...HUBSPOT, propertyName: 'throughline_priorities', propertyValue: 'Month-end goes first' }
    const message = { role: 'priorities', words: 'Month-end goes first', account: '1246965' }
    const read = readMessage(said, preset('hubspot'))
    expect(read).toMatchObject({ message })
    expect(read).not.toHaveProperty('message.newcomer')
    expect(readMessage({ ...said, propertyValue: '' }, preset('hubspot'))).toEqual({
      ignored: 'Nothing is said of what matters to them now.',
    })
  })

  it('may hold whatever else the CRM sends', () => {
    expect(readMessage({ ...SALESFORCE, Anything: { at: ['all'] } }, preset('salesforce'))).toHaveProperty('message')
  })
})

describe('docs/webhook.md', () => {
  const docs = fs.readFileSync(new URL('../../docs/webhook.md', import.meta.url), 'utf8')
  const shown = [...docs.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => Buffer.from(json!))

  it('shows a message for each that comes ready-made, and each is read as it says', () => {
    expect(shown).toHaveLength(PRESETS.length)
    for (const [index, name] of PRESETS.entries())
      for (const message of readBody(shown[index]!).messages)
        expect(readMessage(message, preset(name))).toMatchObject({
          message: { role: 'primary_contact', newcomer: { email: 'ann.berg@calder.example' } },
        })
  })

  it('names every field and every role', () => {
    for (const word of [
      ...SUBJECTS,
      'id',
      'account',
      'role',
      'newcomer',
      'leaver',
      'from',
      'until',
      'not_public',
      'words',
    ])
      expect(docs).toContain(`\`${word}\``)
  })

  it('shows lines of a mapping that can be read', () => {
    const [, lines] = /```\n(id = eventId.*?)```/s.exec(docs)!
    const written = lines!.replace(/ {3,}.*$/gm, '')
    expect(Object.keys(readMapping(written, SUBJECTS).fields)).toHaveLength(6)
  })
})

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

describe('what of a message means what', () => {
  it('is written as it is read, for every ready-made one', () => {
    const mappings = PRESETS.map(preset).filter((mapping) => mapping !== null)
    expect(mappings).toHaveLength(PRESETS.length - 1)
    for (const mapping of mappings) expect(readMapping(writeMapping(mapping), SUBJECTS)).toEqual(mapping)
  })

  it('may be joined, be in a list, or always be the same words', () => {
    const mapping = readMapping(
      'account = "calder"\nrole = "owner"\n\n name = people.0.first + people.0.last \nnot_public = secret',
      SUBJECTS,
    )
    expect(readMessage({ people: [{ first: 'Ann', last: 'Berg' }], secret: 'yes' }, mapping)).toEqual({
      message: { account: 'calder', role: 'owner', newcomer: { name: 'Ann Berg' }, not_public: true },
    })
  })

  it.each([
    ['account = a\nname = b', 'There is no line for role'],
    ['role = a\nname = b', 'There is no line for account'],
    ['account = a\nrole = b', 'There is no line for who comes'],
    ['account = a\nrole = b\nnick = c', '“nick” is not a field'],
    ['account = a\nrole = b\nname = c d', 'This is not a path into a message: “c d”'],
    ['account = a..b\nrole = b\nname = c', 'This is not a path'],
    ['account\nrole = b\nname = c', 'This line cannot be read: account'],
    ['account = a\nrole = b\nname = c\nrole "Boss" = boss', '“boss” is not a role'],
  ])('is refused where it cannot be read: %j', (written, reason) => {
    expect(refusalOf(() => readMapping(written, SUBJECTS))).toContain(reason)
  })

  it('reads only what stands in the message itself', () => {
    for (const path of ['constructor', '__proto__', 'toString', 'a.length', 'b.length'])
      expect(valueAt({ a: 'text', b: null }, path)).toBeUndefined()
  })
})
