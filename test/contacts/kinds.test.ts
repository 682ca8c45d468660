import { describe, expect, it } from '@jest/globals'
import { factsOf } from '../../src/features/accounts/flow.ts'
import * as flow from '../../src/features/contacts/flow.ts'
import { completedFor } from '../../src/features/handoffs/flow.ts'
import { CALDER, INGRID, JONAS, MAYA, WEI } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, drawn, finish, accept, zones, causes } = takeSeat()
const digest = () =>
  desk
    .act((tx) => flow.recentChanges(tx, CALDER, new Date('2026-11-20T00:00:00Z')))
    .then((all) => all.map((one) => one.newcomerName))

describe('a change of its own kind', () => {
  it('not public yet: the owner alone knows until its day, or until they tell', async () => {
    const { changeId } = await tell({ notPublicYet: true, effectiveOn: '2026-11-27' })
    expect(await team()).toEqual([])
    expect(await desk.query('select id from handoffs')).toEqual([])
    expect(await desk.said('UMAYA', 'contact_change')).toEqual([
      expect.stringContaining('Not public yet: only you read this.'),
    ])
    expect([await zones(), await digest()]).toEqual([[], []])
    await expect(desk.act((tx) => flow.openCorrection(tx, INGRID, changeId))).rejects.toThrow('is not here any more')
    await desk.act((tx) => flow.releaseChange(tx, MAYA, changeId))
    expect(await team()).toHaveLength(1)
    await desk.reset()
    await tell({ notPublicYet: true, effectiveOn: '2026-11-27' })
    await desk.until('2026-11-27T00:00:00Z')
    expect(await team()).toHaveLength(1)
    expect(await digest()).toEqual(['Tomás Leal'])
  })

  it('not public yet, of the owner: the leader knows, and the owner does not', async () => {
    await tell({ role: 'owner', newcomer: { userId: 'UJONAS' }, notPublicYet: true, effectiveOn: '2026-11-27' })
    expect(await desk.said('UMAYA', 'contact')).toEqual([])
    expect(await desk.said('UINGRID', 'contact_change')).toHaveLength(1)
  })

  it('for a while: before its last day the owner is asked, and whoever was stood in for comes back or not', async () => {
    const { changeId } = await tell({ temporaryUntil: '2026-12-04' })
    expect((await team())[0]).toContain(
      'Tomás Leal stands in for Ana Ruiz as primary contact, from Mon 23 Nov until Fri 4 Dec.',
    )
    await desk.until('2026-12-03T07:59:00Z')
    expect(await desk.said('UMAYA', 'contact_back')).toEqual([])
    await desk.until('2026-12-03T08:00:00Z')
    expect(await desk.said('UMAYA', 'contact_back')).toEqual([
      'Calder Freight: Tomás Leal stands in for Ana Ruiz as primary contact until Fri 4 Dec.\nHow does it go on?',
    ])
    await desk.until('2026-12-04T08:00:00Z')
    await expect(desk.act((tx) => flow.comeBack(tx, WEI, changeId))).rejects.toThrow(
      'Only the people of our own team who work',
    )
    await desk.act((tx) => flow.comeBack(tx, MAYA, changeId))
    const back = expect.stringContaining('Ana Ruiz holds the role again.')
    expect(await desk.said('UMAYA', 'contact_back')).toEqual([back, back])
    expect(await desk.held('primary_contact')).toEqual([
      'UANA 2026-09-01 2026-11-23',
      'UTOMAS 2026-11-23 2026-12-04',
      'UANA 2026-12-04',
    ])
    expect((await team())[0]).toContain('Ana Ruiz is back as primary contact.')
    expect(await zones()).toEqual([])
    await desk.reset()
    const second = await tell({ temporaryUntil: '2026-12-04' })
    await desk.until('2026-12-03T08:00:00Z')
    await desk.act((tx) => flow.stay(tx, MAYA, second.changeId))
    await desk.until('2026-12-08T18:00:00Z')
    expect(await desk.said('UMAYA', 'contact_back')).toEqual([expect.stringContaining('Tomás Leal stays.')])
    expect((await team())[0]).toContain('Tomás Leal takes over from Ana Ruiz')
    expect(await causes()).toEqual(['Nobody has acknowledged that the primary contact changed.'])
    expect(await desk.said('UINGRID', 'contact_back')).toEqual([])
  })

  it('for a while, by somebody with a role of their own: they stand in the alert with both', async () => {
    await tell({ newcomer: { userId: 'UPRIYA' }, temporaryUntil: '2026-12-04' })
    const [alert] = await team()
    expect(alert).toContain('Priya Shah stands in for Ana Ruiz as primary contact')
    expect(alert).toContain('Priya Shah (senior buyer)')
    expect(alert).not.toMatch(/On this account: .*(Ana Ruiz|\(primary contact\))/)
  })

  it('for a while and nobody says how it goes on: it is the owner’s, then the leader’s, until somebody does', async () => {
    const { changeId } = await tell({ temporaryUntil: '2026-12-05' })
    await desk.act((tx) => flow.acknowledgeChange(tx, MAYA, changeId))
    // The fifth is a Saturday.
    await desk.until('2026-12-04T08:00:00Z')
    expect(await desk.said('UMAYA', 'contact_back')).toEqual([
      expect.stringContaining('How does it go on?'),
      expect.stringContaining('Nobody has said yet how it goes on.'),
    ])
    expect(await causes()).toEqual([])
    await desk.until('2026-12-07T08:01:00Z')
    const LAPSED =
      'Tomás Leal was to stand in for Ana Ruiz as primary contact until Sat 5 Dec, and nobody has said how it goes on.'
    expect(await causes()).toEqual([LAPSED])
    expect((await team())[0]).toContain('Nobody has said how it goes on after Sat 5 Dec.')
    await expect(desk.act((tx) => flow.stay(tx, INGRID, changeId))).rejects.toThrow('Only Maya Lindqvist')
    expect(await desk.said('UINGRID', 'contact_back')).toEqual([])
    await desk.until('2026-12-07T16:01:00Z')
    expect(await desk.said('UINGRID', 'contact_back')).toEqual([
      expect.stringContaining('Maya Lindqvist has not said how it goes on. How does it?'),
    ])
    await desk.act((tx) => flow.stay(tx, INGRID, changeId))
    await desk.until('2026-12-07T16:02:00Z')
    expect(await causes()).toEqual([])
    for (const who of ['UMAYA', 'UINGRID'])
      for (const text of await desk.said(who, 'contact_back')) expect(text).toContain('Tomás Leal stays.')
  })

  it.each([
    ['it takes longer', { temporaryUntil: '2026-12-18' }, 'It goes on until Fri 18 Dec.'],
    ['it was never so', { newcomer: { userId: 'UANA' }, corrects: undefined }, 'The change was taken back.'],
  ])('for a while, and %s: what asked says so, and nobody is asked about the old day', async (_title, more, said) => {
    const { changeId } = await tell({ temporaryUntil: '2026-12-01' })
    await desk.until('2026-11-30T08:00:00Z')
    await tell({ corrects: changeId, reportedBy: 'UMAYA', ...more })
    await desk.until('2026-12-03T12:00:00Z')
    expect(await desk.said('UMAYA', 'contact_back')).toEqual([expect.stringContaining(said)])
    expect((await causes()).filter((cause) => cause.includes('how it goes on'))).toEqual([])
  })

  it('nobody follows: an exception and the danger zone until somebody does, with whom the handoff begins', async () => {
    const { changeId } = await tell({ newcomer: null })
    await desk.until('2026-11-23T09:01:00Z')
    expect(await causes()).toEqual(['Nobody is the primary contact since Ana Ruiz left on Mon 23 Nov.'])
    expect(await zones()).toEqual([['primary_contact', null]])
    expect(await desk.query('select id from handoffs')).toEqual([])
    await desk.until('2026-12-15T09:00:00Z')
    expect(await tell({ effectiveOn: '2026-12-15' })).toEqual({ changeId, outcome: 'corrected' })
    await desk.until('2026-12-15T09:01:00Z')
    expect(await causes()).toEqual([])
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-12-15'])
    expect(await zones()).toEqual([['primary_contact', expect.stringMatching(/^2027-01/)]])
    expect(await team()).toHaveLength(1)
  })

  it('ahead: the alert says from when the account is in the danger zone: its day, or at once where the handoff begins', async () => {
    await tell({ newcomer: null, effectiveOn: '2026-11-30' })
    await tell({ role: 'implementation_lead', newcomer: { userId: 'UWEI' }, effectiveOn: '2026-11-30' })
    expect(await zones()).toEqual([['implementation_lead', '2026-12-14']])
    const zone = async () => (await team()).map((text) => /.*danger zone.*/.exec(text)![0]).toSorted()
    expect(await zone()).toEqual([
      'From Mon 30 Nov the account is in the danger zone; the transition starts when somebody is named.',
      'The account is in the danger zone until Wei Chen has accepted that handoff.',
    ])
    await desk.until('2026-11-30T09:00:00Z')
    expect(await zone()).toEqual([
      'The account is in the danger zone until Wei Chen has accepted that handoff.',
      'The account is in the danger zone; the transition starts when somebody is named.',
    ])
    expect(await zones()).toHaveLength(2)
  })

  it('a colleague: reads on their first morning what the handoffs have brought together, goals and pitfalls too', async () => {
    const know = (field: string, words: string) =>
      desk.query(
        `insert into known_words (workspace_id, account_id, about, field, words, written_by, written_at)
         select workspace_id, $1, 'account', $2, $3, 'UMAYA', now() from workspaces`,
        [CALDER, field, words],
      )
    await know('goals', 'Fewer corrections at month-end')
    await know('pitfalls', 'The last migration lost the open orders')
    await tell({ role: 'implementation_lead', newcomer: { userId: 'UWEI' } })
    await desk.until('2026-11-24T01:00:00Z')
    const [text] = await desk.said('UWEI', 'contact_briefing')
    expect(text).toContain('What they want to reach, and why they bought: Fewer corrections at month-end')
    expect(text).toContain(
      'Known pitfalls: what went wrong in similar projects: The last migration lost the open orders',
    )
    expect(await drawn('contact_briefing')).toContain('The last migration lost the open orders')
    const elsewhere = await desk.query<{ text: string }>(
      `select message::text as text from deliveries where kind <> 'contact_briefing'`,
    )
    for (const said of elsewhere) expect(said.text).not.toMatch(/open orders|month-end/)
  })

  it('a colleague: briefed at 09:00 where they are, in transition until they have accepted what was handed over', async () => {
    await tell({
      role: 'implementation_lead',
      newcomer: { userId: 'UWEI' },
      effectiveOn: '2026-11-28',
    })
    await desk.until('2026-11-30T00:59:00Z')
    expect(await desk.said('UWEI', 'contact_briefing')).toEqual([])
    await desk.until('2026-11-30T01:00:00Z')
    const [briefing] = await desk.said('UWEI', 'contact_briefing')
    expect(briefing).toContain('you are the implementation lead from Sat 28 Nov, after Jonas Weber.')
    expect(briefing).toContain('https://docs.example/scope')
    expect(briefing).toContain('Wei Chen receives, and accepts it when everything is done.')
    expect(await zones()).toEqual([['implementation_lead', '2026-12-11']])
    await finish()
    for (const other of [MAYA, JONAS]) await expect(accept(other)).rejects.toThrow('Only Wei Chen can accept')
    await accept(WEI)
    expect(await zones()).toEqual([])
    expect(
      await desk.act(async (tx) => completedFor(tx, await factsOf(tx, CALDER), new Date('2026-11-20T00:00:00Z'))),
    ).toEqual(['Wei Chen has taken everything over as your implementation lead'])
  })

  it('the senior buyer and the owner: their own handoffs begin', async () => {
    await tell({ role: 'senior_buyer', newcomer: { userId: 'UTOMAS' } })
    await tell({ role: 'owner', newcomer: { userId: 'UJONAS' } })
    expect(await desk.query('select kind, giver, receiver from handoffs order by kind')).toEqual([
      { kind: 'owner', giver: 'UMAYA', receiver: 'UJONAS' },
      { kind: 'senior_buyer', giver: 'UMAYA', receiver: 'UINGRID' },
    ])
    expect((await zones()).map(([role]) => role).toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      'owner',
      'senior_buyer',
    ])
  })
})
