import { beforeEach, describe, expect, it } from '@jest/globals'
import { readChange } from '../../blocks/contacts.ts'
import type { Values } from '../../blocks/inputs.ts'
import { valuesOf } from '../../playground/elements.ts'
import { factsOf } from '../../src/features/accounts/flow.ts'
import * as flow from '../../src/features/contacts/flow.ts'
import { keepPeople } from '../../src/features/records/people.ts'
import { CALDER, JONAS, MAYA, seatTwoLeads } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team } = takeSeat()

const crm = { source: 'webhook', reportedBy: 'CRM', role: 'implementation_lead' } as const
const noor = { newcomer: { userId: 'UNOOR' } }

beforeEach(() => seatTwoLeads(desk))

const leads = async () => (await desk.held('implementation_lead')).toSorted()
const weiIsFollowed = ['UJONAS 2026-09-01', 'UNOOR 2026-11-23', 'UWEI 2026-09-02 2026-11-23']

describe('where two hold one role', () => {
  const typed = (leaver: string | null) => ({
    ...{ accountId: CALDER, role: 'implementation_lead' as const, leaver, userId: 'UNOOR', written: null },
    ...{ isEmpty: false, effectiveOn: '2026-11-23', temporaryUntil: null, notPublicYet: false, words: null },
  })

  it('the one whom Slack shows gone is followed', async () => {
    await desk.act((tx) => flow.heardOfLeaving(tx, { channel: 'CCALDER', user: 'UWEI' }))
    const [asked] = await desk.query<{ id: string }>('select id from contact_suspicions')
    const form = await desk.act((tx) => flow.openSuspicion(tx, MAYA, asked!.id))
    expect(readChange(valuesOf(form.blocks as never) as Values).leaver).toBe('UWEI')
    await desk.act((tx) => flow.recordContactChange(tx, MAYA, { ...typed(null), memory: { suspicion: asked!.id } }))
    expect((await team())[0]).toContain('Noor Aziz takes over from Wei Chen')
    expect(await leads()).toEqual(weiIsFollowed)
  })

  it('the form asks who leaves, and nobody is chosen for whoever did not say it', async () => {
    const form = await desk.act((tx) => flow.openContactChange(tx, MAYA, CALDER))
    expect(JSON.stringify(form)).toContain('Who leaves')
    const record = (leaver: string | null) =>
      desk.act((tx) => flow.recordContactChange(tx, JONAS, { ...typed(leaver), memory: {} }))
    await expect(record(null)).rejects.toMatchObject({
      message: 'Jonas Weber and Wei Chen hold the role of implementation lead. Please say who of them leaves.',
    })
    await expect(record('UMAYA')).rejects.toMatchObject({
      message: 'Maya Lindqvist is not the implementation lead. It is Jonas Weber and Wei Chen: please say who leaves.',
      field: 'contact.leaver',
    })
    await record('UWEI')
    expect(await leads()).toEqual(weiIsFollowed)
  })

  it('a CRM may call them by name, and is asked who it is where it does not', async () => {
    await expect(tell({ ...crm, ...noor })).rejects.toThrow('Please say who of them leaves.')
    await tell({ ...crm, ...noor, leaver: 'Wei Chen' })
    expect(await leads()).toEqual(weiIsFollowed)
  })

  it('the change of the other one is one of its own, on the same day, too', async () => {
    await tell({ ...crm, ...noor, leaver: 'UWEI' })
    await tell({ ...crm, newcomer: { userId: 'URUBY' }, leaver: 'UJONAS' })
    expect(await leads()).toEqual([
      ...['UJONAS 2026-09-01 2026-11-23', 'UNOOR 2026-11-23', 'URUBY 2026-11-23'],
      'UWEI 2026-09-02 2026-11-23',
    ])
    expect(await team()).toHaveLength(2)
  })
})

describe('one colleague', () => {
  it('may follow two, each as a change of its own: neither goes on holding the role', async () => {
    await tell({ ...crm, ...noor, leaver: 'UJONAS' })
    await tell({ ...crm, ...noor, leaver: 'UWEI' })
    expect(await leads()).toEqual(['UJONAS 2026-09-01 2026-11-23', 'UNOOR 2026-11-23', 'UWEI 2026-09-02 2026-11-23'])
    expect(await team()).toHaveLength(2)
  })

  it('follows the other one once it is put right who leaves', async () => {
    const { changeId } = await tell({ ...crm, ...noor, leaver: 'UWEI' })
    const form = await desk.act((tx) => flow.openCorrection(tx, MAYA, changeId))
    const typed = readChange(valuesOf(form.blocks as never) as Values, form.private_metadata)
    expect(typed.leaver).toBe('UWEI')
    const put = (leaver: string) => desk.act((tx) => flow.recordContactChange(tx, MAYA, { ...typed, leaver }))
    await expect(put('UNOOR')).rejects.toThrow('Noor Aziz is not the implementation lead.')
    await put('UJONAS')
    expect(await team()).toEqual([expect.stringContaining('Noor Aziz takes over from Jonas Weber')])
    expect(await leads()).toEqual(['UJONAS 2026-09-01 2026-11-23', 'UNOOR 2026-11-23', 'UWEI 2026-09-02'])
  })
})

it('the form of an account’s people tells of one of two whom somebody else follows', async () => {
  const now = { implementation_lead: ['UJONAS', 'UNOOR'] }
  await desk.act(async (tx) => keepPeople(tx, MAYA, await factsOf(tx, CALDER), now, now))
  expect((await team())[0]).toContain('Noor Aziz takes over from Wei Chen')
  expect(await leads()).toEqual(weiIsFollowed)
})

describe('where one holds a role', () => {
  it('somebody else who is said to leave ends nobody', async () => {
    await expect(tell({ source: 'webhook', reportedBy: 'CRM', leaver: 'Zoe Unknown' })).rejects.toThrow(
      'Zoe Unknown is not the primary contact. It is Ana Ruiz: please say who leaves.',
    )
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01'])
  })

  it('the form does not ask who leaves', async () => {
    await desk.query(`delete from stakeholders where user_id = 'UWEI'`)
    const form = await desk.act((tx) => flow.openContactChange(tx, MAYA, CALDER))
    expect(JSON.stringify(form)).not.toContain('Who leaves')
  })
})
