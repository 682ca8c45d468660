import { describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { CALDER, INGRID, JONAS, MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, customers } = takeSeat()

describe('a welcome that turns out wrong', () => {
  const send = (changeId: string) =>
    desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, newcomer!'))
  const arrive = () =>
    desk.query(`update deliveries set state = 'sent', ts = id::text, posted_channel = channel where state = 'pending'`)
  const waiting = () => desk.act((tx) => flow.waitingWelcomes(tx, [CALDER]))
  const offered = () => desk.said('UMAYA', 'contact_retraction')
  const WRONG = 'The customer has read a welcome that does not hold. They read what you send them instead.'
  const retract = (changeId: string, text: string, marked: string[] = []) =>
    desk.act((tx) => flow.sendRetraction(tx, MAYA, { changeId, marked }, text))

  const mail = <T>(work: Parameters<typeof desk.act<T>>[0]) => desk.act((tx) => work({ ...tx, mails: true }))
  /** Somebody else comes than was told. */
  const comes = (corrects: string, newcomer: { userId: string } | { name: string; email: string } | null) =>
    tell({ newcomer, corrects, reportedBy: 'UMAYA' })

  it.each([
    ['stands below which they confirm', {}, 'This is settled; there is nothing left to confirm.'],
    [
      'stands alone',
      { role: 'owner', newcomer: { userId: 'UJONAS' }, reportedBy: 'UADA' } as const,
      'Welcome, newcomer!',
    ],
  ])(
    '%s: the owner is offered what the customer reads instead, and nothing changes before',
    async (_title, more, reads) => {
      const { changeId } = await tell(more)
      const by = 'role' in more ? JONAS : MAYA
      await desk.act((tx) => flow.sendWelcome(tx, by, { changeId, marked: [] }, 'Welcome, newcomer!'))
      await arrive()
      await desk.act((tx) => flow.takeBackChange(tx, by, changeId))
      expect(await customers()).toEqual([expect.stringContaining(reads)])
      expect(await offered()).toEqual([expect.stringContaining(WRONG)])
      expect((await team())[0]).toContain(WRONG)
      expect(await waiting()).toMatchObject([{ changeId, misleads: true }])
      const form = JSON.stringify(await desk.act((tx) => flow.openRetraction(tx, MAYA, changeId)))
      expect(form).toMatch(/We wrote too early that .* takes over as .* for invoicing rollout: .* goes on\./)
      await expect(desk.act((tx) => flow.openRetraction(tx, INGRID, changeId))).rejects.toThrow('Only Maya Lindqvist')
      expect(await retract(changeId, 'No churn: Ana goes on.')).toBeDefined()
      await expect(retract(changeId, '')).rejects.toThrow('Please write a line')
      expect(await customers()).toEqual([expect.stringContaining(reads)])
      await retract(changeId, 'Ana Ruiz goes on. Please excuse us.')
      expect(await customers()).toEqual(['Calder Freight · invoicing rollout: Ana Ruiz goes on. Please excuse us.'])
      for (const said of [...(await offered()), (await team())[0]])
        expect(said).toContain('The customer was told that the welcome does not hold: Maya Lindqvist')
      expect(await waiting()).toEqual([])
      await expect(retract(changeId, 'Again')).rejects.toThrow('This is settled already')
    },
  )

  it('by a CRM, or because nobody comes after all, is offered alike; told by hand, nothing is sent', async () => {
    for (const back of [
      { newcomer: { userId: 'UANA' }, source: 'webhook', reportedBy: 'CRM' },
      { newcomer: null, reportedBy: 'UMAYA' },
    ] as const) {
      await desk.reset()
      const { changeId } = await tell()
      await send(changeId)
      await arrive()
      await tell({ ...back, ...(back.newcomer ? {} : { corrects: changeId }) })
      expect(await offered()).toHaveLength(1)
      const before = await customers()
      await desk.act((tx) => flow.toldByHand(tx, MAYA, changeId))
      expect(await customers()).toEqual(before)
      expect((await offered())[0]).toContain('The customer was told that the welcome does not hold: Maya Lindqvist')
    }
  })

  it('is put right by the welcome of somebody else who comes, which nobody takes for wrong', async () => {
    const { changeId } = await tell()
    await send(changeId)
    await arrive()
    await comes(changeId, null)
    await comes(changeId, { userId: 'UPRIYA' })
    expect(await waiting()).toMatchObject([{ changeId, misleads: true }])
    await send(changeId)
    expect(await waiting()).toEqual([])
    for (const said of [...(await offered()), ...(await team())]) expect(said).not.toContain(WRONG)
    await expect(retract(changeId, 'Nobody comes.')).rejects.toThrow('This is settled already')
    expect(await customers()).toContainEqual(expect.stringContaining('Welcome, newcomer!'))
  })

  it('by a letter, is put right by a letter to whoever read it', async () => {
    const { changeId } = await tell()
    await send(changeId)
    await arrive()
    await desk.query(
      `insert into deliveries (workspace_id, key, kind, surface, audience, channel, message, state, created_at)
       select workspace_id, $1, 'contact_welcome', 'email', 'customer', 'mailto:priya@calder.example', '{}', 'sent', now() from workspaces`,
      [`contact.welcome:${changeId}:email`],
    )
    await desk.act((tx) => flow.takeBackChange(tx, MAYA, changeId))
    await retract(changeId, 'Ana Ruiz goes on.')
    expect(await desk.said('mailto:priya@calder.example', 'contact_retracted')).toEqual([
      expect.stringContaining('Ana Ruiz goes on.'),
    ])
  })

  it('by a letter to somebody who does not come, is put right by a letter to them alone, once the owner has sent it', async () => {
    const ANNA = 'mailto:anna@calder.example'
    const letters = (to = ANNA) => desk.said(to, 'contact')
    const { changeId } = await tell({ newcomer: { name: 'Anna Ruiz', email: 'anna@calder.example' } })
    const welcome = () => mail((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome!'))
    await welcome()
    await arrive()
    await comes(changeId, { userId: 'UTOMAS' })
    expect(await letters()).toHaveLength(1)
    const asks = 'A letter to anna@calder.example has welcomed Anna Ruiz by mistake. They read what you send them.'
    expect(await offered()).toEqual([expect.stringContaining(asks)])
    expect((await team())[0]).toContain(asks)
    await welcome()
    expect(await waiting()).toMatchObject([{ changeId, misleads: false, stray: 'Anna Ruiz' }])
    const form = JSON.stringify(await mail((tx) => flow.openRetraction(tx, MAYA, changeId)))
    expect(form).toContain('This is sent to anna@calder.example as a letter, and to nobody else.')
    expect(form).toContain('We wrote to you by mistake that you take over as primary contact for invoicing rollout')
    await expect(mail((tx) => flow.openRetraction(tx, INGRID, changeId))).rejects.toThrow('Only Maya Lindqvist')
    const inChannel = await customers()
    await mail((tx) => flow.sendRetraction(tx, MAYA, { changeId, marked: [] }, 'That was a mistake, Anna.'))
    expect(await letters()).toHaveLength(2)
    expect(await letters()).toContainEqual(expect.stringContaining('That was a mistake, Anna.'))
    expect(await customers()).toEqual(inChannel)
    for (const said of [...(await offered()), (await team())[0]])
      expect(said).toContain('Anna Ruiz was told that the letter with their welcome was a mistake: Maya Lindqvist')
    expect(await waiting()).toEqual([])
  })

  it.each([
    ['told before it is taken back', true],
    ['told after it is taken back', false],
  ])(
    'by letters to two, one after the other: each reads once that it does not hold, the first one %s',
    async (_title, isFirst) => {
      const letters = (to: string) => desk.said(`mailto:${to}@calder.example`, 'contact')
      const called = (name: string) => ({ name, email: `${name.toLowerCase()}@calder.example` })
      const { changeId } = await tell({ newcomer: called('Anna') })
      const write = async (work: typeof flow.sendWelcome, text: string) => {
        await mail((tx) => work(tx, MAYA, { changeId, marked: [] }, text))
        await arrive()
      }
      await write(flow.sendWelcome, 'Welcome, Anna!')
      await comes(changeId, called('Bea'))
      await write(flow.sendWelcome, 'Welcome, Bea!')
      if (isFirst) await write(flow.sendRetraction, 'A mistake, Anna.')
      await mail((tx) => flow.takeBackChange(tx, MAYA, changeId))
      await write(flow.sendRetraction, 'Ana goes on, and Bea does not come.')
      if (!isFirst) {
        expect(await letters('anna')).toHaveLength(1)
        expect(await waiting()).toMatchObject([{ changeId, misleads: false, stray: 'Anna' }])
        await write(flow.sendRetraction, 'A mistake, Anna.')
      }
      expect((await letters('anna')).toSorted()).toEqual([
        expect.stringContaining('A mistake, Anna.'),
        expect.stringContaining('Welcome, Anna!'),
      ])
      expect((await letters('bea')).toSorted()).toEqual([
        expect.stringContaining('Ana goes on, and Bea does not come.'),
        expect.stringContaining('Welcome, Bea!'),
      ])
      expect(await waiting()).toEqual([])
      await expect(retract(changeId, 'Again')).rejects.toThrow('This is settled already')
    },
  )

  it.each([
    ['misleads nobody once it is taken back', false],
    ['and is welcomed again after all, is put right by a letter of its own', true],
  ])('by a letter to somebody who was told so already %s', async (_title, isWelcomeAgain) => {
    const { changeId } = await tell({ newcomer: { name: 'Anna', email: 'anna@calder.example' } })
    await mail((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, Anna!'))
    await desk.query(`update deliveries set state = 'withdrawn' where audience = 'customer' and surface <> 'email'`)
    await arrive()
    await comes(changeId, { userId: 'UTOMAS' })
    await mail((tx) => flow.sendRetraction(tx, MAYA, { changeId, marked: [] }, 'A mistake, Anna.'))
    if (isWelcomeAgain) {
      await comes(changeId, { name: 'Anna', email: 'anna@calder.example' })
      await mail((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome after all, Anna!'))
      await arrive()
    }
    await mail((tx) => flow.takeBackChange(tx, MAYA, changeId))
    expect(await waiting()).toMatchObject(isWelcomeAgain ? [{ misleads: true }] : [])
    expect((await team())[0]!.includes(WRONG)).toBe(isWelcomeAgain)
    if (!isWelcomeAgain) return
    await mail((tx) => flow.sendRetraction(tx, MAYA, { changeId, marked: [] }, 'Ana goes on.'))
    const letters = await desk.said('mailto:anna@calder.example', 'contact_retracted')
    expect(letters.toSorted()).toEqual([expect.stringContaining('A mistake'), expect.stringContaining('Ana goes on.')])
  })

  it('by a letter that has not left, or to the same person at another address, is nobody’s mistake', async () => {
    const { changeId } = await tell({ newcomer: { name: 'Anna Ruiz', email: 'anna@calder.example' } })
    const welcome = () => mail((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome!'))
    await welcome()
    await comes(changeId, { userId: 'UTOMAS' })
    expect(await desk.said('mailto:anna@calder.example', 'contact')).toEqual([])
    const anna = (email: string) => comes(changeId, { name: 'Anna Ruiz', email })
    await anna('anna@calder.example')
    await welcome()
    await arrive()
    await anna('a.ruiz@calder.example')
    expect(await offered()).toEqual([])
  })

  it('that has not left is never read, and nobody is asked about it', async () => {
    const { changeId } = await tell()
    await send(changeId)
    await desk.act((tx) => flow.takeBackChange(tx, MAYA, changeId))
    expect([await customers(), await offered()]).toEqual([[], []])
  })
})
