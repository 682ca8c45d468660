import { describe, expect, it } from '@jest/globals'
import { readChange } from '../../blocks/contacts.ts'
import type { Values } from '../../blocks/inputs.ts'
import { valuesOf } from '../../playground/elements.ts'
import * as flow from '../../src/features/contacts/flow.ts'
import { confirmItem } from '../../src/features/handoffs/confirming.ts'
import { importAccounts } from '../../src/features/imports/flow.ts'
import { describeImport } from '../../src/features/imports/report.ts'
import { MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, drawn, customers, zones } = takeSeat()

describe('the same change, told by CRM, by Slack and by hand', () => {
  it('is one change with one alert, in whose small print all of them stand', async () => {
    // Slack lets us suspect it first, which is asked of the owner alone.
    await desk.act((tx) => flow.heardOfLeaving(tx, { channel: 'CCALDER', user: 'UANA' }))
    expect([await team(), await desk.said('UMAYA', 'contact_suspicion')]).toEqual([
      [],
      [expect.stringContaining('Ana Ruiz, the primary contact, has left the channel')],
    ])
    expect(
      await tell({ source: 'webhook', reportedBy: 'HubSpot', reportId: 'e1', newcomer: { name: 'tomás leal' } }),
    ).toMatchObject({ outcome: 'new' })
    const first = await tell({
      source: 'webhook',
      reportedBy: 'HubSpot',
      reportId: 'e1',
      newcomer: { name: 'Tomás Leal' },
    })
    expect(first.outcome).toBe('known')
    await desk.until('2026-11-24T09:00:00Z')
    expect((await tell({ effectiveOn: '2026-11-24' })).outcome).toBe('merged')
    const suspected = { source: 'suspicion', reportedBy: 'UMAYA', effectiveOn: '2026-11-24' } as const
    expect((await tell(suspected)).outcome).toBe('merged')
    expect(await desk.said('UMAYA', 'contact_suspicion')).toEqual([
      expect.stringContaining('The change is recorded. Thank you.'),
    ])
    for (let storm = 2; storm < 40; storm++)
      await tell({ source: 'webhook', reportedBy: 'HubSpot', reportId: `e${storm}`, newcomer: { name: 'Tomás Leal' } })
    expect(await team()).toHaveLength(1)
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23'])
    expect(await drawn('contact_change')).toContain(
      'Known from HubSpot by webhook, Mon 23 Nov; Jonas Weber in Slack, Tue 24 Nov; Maya Lindqvist after Slack had noticed, Tue 24 Nov.',
    )
    expect(await desk.query('select id from handoffs where state = $1', ['running'])).toHaveLength(1)
  })

  it('is put right in place, taken back in place, and told again as new after the days that the settings say', async () => {
    const { changeId } = await tell({ newcomer: { name: 'Anna Ruiz', email: 'anna@calder.example' } })
    expect(await tell({ source: 'webhook', reportedBy: 'CRM' })).toEqual({ changeId, outcome: 'corrected' })
    expect(await team()).toEqual([expect.stringContaining('Tomás Leal takes over from Ana Ruiz as primary contact')])
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23'])
    expect(await tell({ newcomer: { userId: 'UANA' } })).toEqual({ changeId, outcome: 'reversed' })
    expect(await team()).toEqual([
      expect.stringMatching(/does not change after all[\s\S]*Ana Ruiz goes on as primary contact/),
    ])
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01'])
    expect(await desk.query('select state from handoffs where state = $1', ['running'])).toEqual([])
    expect(await zones()).toEqual([])
    expect(await tell()).toEqual({ changeId, outcome: 'revived' })
    expect(await team()).toHaveLength(1)
    await desk.until('2026-12-10T09:00:00Z')
    expect((await tell({ newcomer: { userId: 'UANA' }, effectiveOn: '2026-12-10' })).outcome).toBe('new')
  })

  it('is put right as its form was filled in, whatever signs the name of whoever comes holds', async () => {
    const newcomer = { name: 'Anna <Ops> Ruiz > all', email: 'anna@calder.example' }
    const { changeId } = await tell({ source: 'webhook', reportedBy: 'CRM', newcomer })
    const form = await desk.act((tx) => flow.openCorrection(tx, MAYA, changeId))
    const typed = readChange(valuesOf(form.blocks as never) as Values, form.private_metadata)
    await desk.act((tx) => flow.recordContactChange(tx, MAYA, { ...typed, effectiveOn: '2026-11-25' }))
    expect((await team())[0]).toContain(
      'Anna &lt;Ops&gt; Ruiz &gt; all takes over from Ana Ruiz as primary contact, from Wed 25 Nov.',
    )
    await desk.act((tx) =>
      flow.recordContactChange(tx, MAYA, { ...typed, written: 'Anna <Ops> <anna@calder.example>' }),
    )
    expect((await team())[0]).toContain('Anna &lt;Ops&gt; takes over from Ana Ruiz')
    const half = desk.act((tx) => flow.recordContactChange(tx, MAYA, { ...typed, written: 'Anna <anna@calder' }))
    await expect(half).rejects.toThrow('Please write a name, an e-mail, or both')
  })

  it('is announced by an import, whose dry run shows it', async () => {
    const file = 'key,primary_contact\ncalder,UTOMAS\n'
    const dry = await desk.act((tx) => importAccounts(tx, file, { dryRun: true }))
    expect(describeImport(dry)).toContain('1 contact change: the team of each account would be told')
    expect(await team()).toEqual([])
    await desk.act((tx) => importAccounts(tx, file))
    await desk.until('2026-11-23T09:01:00Z')
    expect(await team()).toEqual([expect.stringContaining('Tomás Leal takes over from Ana Ruiz as primary contact')])
    await desk.act((tx) => importAccounts(tx, 'key,primary_contact\ncalder,UANA\n'))
    await desk.until('2026-11-23T09:02:00Z')
    expect(await team()).toEqual([expect.stringContaining('does not change after all')])
  })
})

describe('bad input', () => {
  it.each([
    ['an unknown account', { accountId: '00000000-0000-4000-8000-0000000000ff' }, 'This account is not here any more.'],
    ['an unknown person', { newcomer: { userId: 'UNOBODY' } }, 'Slack does not know this person.'],
    ['who holds the role', { newcomer: { userId: 'UANA' } }, 'Ana Ruiz is the primary contact already.'],
    ['a person of another customer', { newcomer: { userId: 'UOSKAR' } }, 'Oskar Dahl belongs to another customer'],
    ['one of ours', { newcomer: { userId: 'UWEI' } }, 'Wei Chen is one of our own team'],
    ['a day long ago', { effectiveOn: '2026-08-01' }, 'Please choose a day from'],
    ['a day far ahead', { effectiveOn: '2028-01-01' }, 'Please choose a day from'],
    ['no day', { effectiveOn: 'soon' }, 'Please choose a day from'],
    ['an end before the beginning', { temporaryUntil: '2026-11-20' }, 'Please choose the last day of standing in'],
    ['what holds today and should stay unsaid', { notPublicYet: true }, 'What holds already cannot stay unsaid.'],
    ['priorities without a word', { role: 'priorities', newcomer: null }, 'Please write in a sentence'],
  ] as const)('%s is refused with a sentence, and nothing is kept', async (_title, more, sentence) => {
    await expect(tell(more as never)).rejects.toThrow(sentence)
    expect(await desk.query('select id from contact_changes')).toEqual([])
  })

  it('a day before whoever leaves had begun is refused', async () => {
    await desk.query(`update stakeholders set starts_on = '2026-11-20' where user_id = 'UANA'`)
    await expect(tell({ effectiveOn: '2026-11-19' })).rejects.toThrow(
      'Ana Ruiz has been the primary contact since Fri 20 Nov. Please choose that day or a later one.',
    )
  })

  it('a file that names somebody of another customer is refused with its line', async () => {
    const work = desk.act((tx) => importAccounts(tx, 'key,primary_contact\ncalder,UOSKAR\n'))
    await expect(work).rejects.toThrow(
      'Line 2, column primary_contact: “UOSKAR”; expected: somebody of Calder Freight; Oskar Dahl belongs to another customer',
    )
  })
})

describe('a day put right', () => {
  const later = (corrects: string) => tell({ effectiveOn: '2026-11-27', corrects, reportedBy: 'UMAYA' })
  const items = () =>
    desk.query<{ id: string; due: string; confirmation: string | null; state: string }>(
      `select i.id, i.due_on::text as due, i.confirmation, i.state from handoff_items i join handoffs h on h.id = i.handoff_id
       where h.state = 'running' order by i.position`,
    )
  const asked = async () => (await items()).filter(({ confirmation }) => confirmation !== null)
  const TOMAS = { userId: 'UTOMAS', userTeamId: 'T2' }
  const confirm = (id: string) => desk.act((tx) => confirmItem(tx, TOMAS, id))

  it('moves the handoff and what the newcomer is asked in it, and loses nothing that is done', async () => {
    const { changeId } = await tell()
    const send = (text: string) => desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, text))
    await send('Welcome from Monday on, Tomás!')
    const [first, second] = await asked()
    await confirm(first!.id)
    const before = await items()
    expect(await later(changeId)).toEqual({ changeId, outcome: 'corrected' })
    const after = await items()
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
    expect(after.filter(({ state }) => state === 'done').map(({ id }) => id)).toEqual([first!.id])
    for (const [index, { due, state }] of after.entries())
      if (state === 'open') expect(due > before[index]!.due).toBe(true)
    expect(await desk.query('select state, anchor_on::text as on from handoffs')).toEqual([
      { state: 'running', on: '2026-11-27' },
    ])
    // The customer reads what was approved until the owner sends what holds now, in the same place.
    expect(await customers()).toEqual([expect.stringContaining('Welcome from Monday on, Tomás!')])
    await confirm(second!.id)
    await send('Welcome from Friday on, Tomás!')
    expect(await customers()).toEqual([
      expect.stringMatching(/Welcome from Friday on, Tomás!(?:[\s\S]*Confirmed on){2}/),
    ])
  })

  it('is told and taken note of anew on the day that holds, and nothing happens on the old one', async () => {
    await later((await tell({ effectiveOn: '2026-11-25' })).changeId)
    await desk.until('2026-11-25T12:00:00Z')
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01'])
    await desk.until('2026-11-27T12:00:00Z')
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01 2026-11-27', 'UTOMAS 2026-11-27'])
    expect(await team()).toEqual([expect.stringContaining('from Fri 27 Nov')])
  })

  it('with somebody else after all, begins a handoff once more where it had ended', async () => {
    const { changeId } = await tell()
    await tell({ newcomer: null, corrects: changeId, reportedBy: 'UMAYA' })
    expect(await desk.query(`select id from handoffs where state = 'running'`)).toEqual([])
    await tell({ newcomer: { userId: 'UPRIYA' }, corrects: changeId, reportedBy: 'UMAYA' })
    expect(await desk.query(`select newcomer from handoffs where state = 'running'`)).toEqual([{ newcomer: 'UPRIYA' }])
  })
})

describe('somebody who is followed by somebody else', () => {
  it('is asked for nothing more where the customer reads', async () => {
    const { changeId } = await tell()
    await desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, Tomás!'))
    expect(await customers()).toEqual([expect.stringContaining('Please tell us when each of these is so.')])
    await desk.until('2026-11-26T09:00:00Z')
    await tell({ newcomer: { userId: 'UPRIYA' }, leaver: 'UTOMAS', effectiveOn: '2026-11-26' })
    expect(await customers()).toEqual([expect.stringContaining('This is settled; there is nothing left to confirm.')])
  })
})
