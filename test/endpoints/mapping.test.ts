import fs from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { SUBJECTS } from '../../src/features/contacts/model.ts'
import { readMapping, valueAt, writeMapping } from '../../src/features/endpoints/mapping/model.ts'
import { PRESETS, presetMapping } from '../../src/features/endpoints/mapping/presets.ts'
import { readBody, readMessage } from '../../src/features/endpoints/reading.ts'
import { refusalOf } from './refusing.ts'

const preset = (name: (typeof PRESETS)[number]) => presetMapping(name, SUBJECTS)

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
