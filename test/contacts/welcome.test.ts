import { describe, expect, it } from '@jest/globals'
import { readWelcome } from '../../blocks/welcome.ts'
import * as flow from '../../src/features/contacts/flow.ts'
import { overrideHandoff } from '../../src/features/handoffs/accepting.ts'
import { askNewcomer } from '../../src/features/handoffs/confirming.ts'
import { ADA, CALDER, INGRID, JONAS, MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, customers } = takeSeat()

describe('the welcome', () => {
  it('is never sent by itself: the owner edits and sends it, with the confirmations below, once', async () => {
    const { changeId } = await tell()
    await desk.until('2026-11-30T09:00:00Z')
    expect(await customers()).toEqual([])
    expect(await desk.act((tx) => flow.waitingWelcomes(tx, [CALDER]))).toMatchObject([{ newcomerName: 'Tomás Leal' }])
    await expect(desk.act((tx) => flow.openWelcome(tx, JONAS, changeId))).rejects.toThrow('Only Maya Lindqvist')
    const form = JSON.stringify(await desk.act((tx) => flow.openWelcome(tx, MAYA, changeId)))
    expect(form).toContain(
      'Welcome, Tomás. Tomás Leal takes over from Ana Ruiz as primary contact for invoicing rollout',
    )
    await expect(desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, null))).rejects.toThrow(
      'Please write a line',
    )
    await desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, Tomás!'))
    expect(await customers()).toEqual([
      expect.stringMatching(/^Calder Freight · invoicing rollout: Welcome, Tomás![\s\S]*Please tell us when/),
    ])
    expect((await team())[0]).toContain('The customer was told: Maya Lindqvist')
    await expect(desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Again'))).rejects.toThrow(
      'has read a welcome already',
    )
    expect(await desk.act((tx) => flow.waitingWelcomes(tx, [CALDER]))).toEqual([])
  })

  it('of somebody without Slack does not stand beside that of whoever comes instead and confirms in the channel', async () => {
    const { changeId } = await tell({ newcomer: { name: 'Ann Berg' } })
    const send = (text: string) => desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, text))
    // Nor does the draft speak to somebody who does not read it.
    const draft = JSON.stringify(await desk.act((tx) => flow.openWelcome(tx, MAYA, changeId)))
    expect(draft).toContain('"Ann Berg takes over from Ana Ruiz as primary contact')
    await send('Welcome, Ann!')
    expect(await customers()).toEqual([expect.stringContaining('Welcome, Ann!')])
    await tell({ corrects: changeId, reportedBy: 'UMAYA' })
    expect(await customers()).toEqual([expect.stringContaining('Welcome, Ann!')])
    await send('Welcome, Tomás!')
    const read = await customers()
    expect(read.filter((text) => text.includes('Please tell us when'))).toHaveLength(1)
    for (const text of read) expect(text).toContain('Welcome, Tomás!')
  })

  it('is sent with a word that stays inside only by who has read that it does', async () => {
    const { changeId } = await tell()
    const send = (marked: string[], text: string) =>
      desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked }, text))
    const again = await send([], 'Welcome to the danger zone, Tomás. No churn!')
    expect(JSON.stringify(again)).toContain(
      'The customer would read “danger zone” and “churn”: we keep these words to ourselves.',
    )
    expect(await customers()).toEqual([])
    const { marked } = readWelcome({}, again!.private_metadata!).memory
    expect(await send(marked, 'Welcome, Tomás. No rescue, no churn!')).toBeDefined()
    expect(await send(marked, 'Welcome, Tomás. No churn!')).toBeUndefined()
    expect((await customers())[0]).toContain('No churn!')
    await desk.query(`update accounts set title = 'churn rollout'`)
    const next = await tell({ role: 'owner', newcomer: { userId: 'UJONAS' } })
    const form = await desk.act((tx) => flow.openWelcome(tx, JONAS, next.changeId))
    expect(JSON.stringify(form)).toContain('The customer would read “churn”: we keep this word to ourselves.')
  })

  it('introduces a colleague without anything to confirm, and nobody whose role is only ours', async () => {
    const { changeId } = await tell({ role: 'owner', newcomer: { userId: 'UJONAS' } })
    await desk.act((tx) => flow.sendWelcome(tx, JONAS, { changeId, marked: [] }, 'Jonas is your contact now.'))
    expect(await customers()).toEqual(['Calder Freight · invoicing rollout: Jonas is your contact now.'])
    const { changeId: leader } = await tell({ role: 'leader', newcomer: { userId: 'UWEI' } })
    await expect(desk.act((tx) => flow.openWelcome(tx, JONAS, leader))).rejects.toThrow(
      'There is nobody to welcome here.',
    )
  })
})

describe('a welcome that Home offers', () => {
  const waits = () => desk.act((tx) => flow.waitingWelcomes(tx, [CALDER])).then((all) => all.length)
  const handoff = async () => (await desk.query<{ id: string }>('select id from handoffs'))[0]!.id

  it('is offered no more once the newcomer was asked to confirm, which greets them', async () => {
    await tell()
    expect(await waits()).toBe(1)
    await desk.act(async (tx) => askNewcomer(tx, MAYA, await handoff()))
    expect(await customers()).toEqual([expect.stringContaining('Welcome, Tomás.')])
    expect(await waits()).toBe(0)
  })

  it('is offered no more once the transition is complete', async () => {
    await tell()
    await desk.act(async (tx) => overrideHandoff(tx, ADA, await handoff(), 'All of it was done by phone'))
    expect(await waits()).toBe(0)
  })

  it('is offered no more of whoever held the role before it was told, and holds it no more', async () => {
    await tell({ effectiveOn: '2026-11-24' })
    await desk.query(`update stakeholders set ends_on = '2026-11-23' where user_id = 'UANA'`)
    const insert = `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on)
      select workspace_id, id, 'primary_contact', 'UTOMAS', '2026-11-23' from accounts where key = 'calder'`
    await desk.query(insert)
    await desk.until('2026-11-24T01:00:00Z')
    expect(await desk.query('select assignment_id from contact_changes where took_effect_at is not null')).toEqual([
      { assignment_id: null },
    ])
    expect(await waits()).toBe(1)
    await desk.query(`update stakeholders set ends_on = '2026-11-24' where user_id = 'UTOMAS'`)
    expect(await waits()).toBe(0)
  })
})

describe('a welcome that a buyer reads by letter', () => {
  it('is written once more where the change was put right meanwhile: a letter that has left cannot change', async () => {
    await desk.query(
      `update stakeholders set user_id = null, name = 'Priya Shah', email = 'priya@calder.example' where user_id = 'UPRIYA'`,
    )
    const letters = () => desk.said('mailto:priya@calder.example', 'contact_welcome')
    const send = (changeId: string, text: string) =>
      desk.act((tx) => flow.sendWelcome({ ...tx, mails: true }, ADA, { changeId, marked: [] }, text))
    const { changeId } = await tell({ role: 'implementation_lead', newcomer: { userId: 'UWEI' } })
    await send(changeId, 'Wei leads from now on.')
    await desk.query(`update deliveries set state = 'sent', ts = id::text where state = 'pending'`)
    await tell({
      role: 'implementation_lead',
      newcomer: { userId: 'UINGRID' },
      corrects: changeId,
      reportedBy: 'UMAYA',
    })
    await send(changeId, 'Ingrid leads from now on.')
    expect((await letters()).toSorted()).toEqual([
      expect.stringContaining('Ingrid leads'),
      expect.stringContaining('Wei leads'),
    ])
    expect(await desk.said('CCALDER', 'contact_welcome')).toEqual([expect.stringContaining('Ingrid leads')])
  })
})

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
    const right = (newcomer: { userId: string } | null) => tell({ newcomer, corrects: changeId, reportedBy: 'UMAYA' })
    await right(null)
    await right({ userId: 'UPRIYA' })
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
    const mail = <T>(work: Parameters<typeof desk.act<T>>[0]) => desk.act((tx) => work({ ...tx, mails: true }))
    const welcome = () => mail((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome!'))
    const comes = (newcomer: { userId: string } | { name: string; email: string }) =>
      tell({ newcomer, corrects: changeId, reportedBy: 'UMAYA' })
    await welcome()
    await arrive()
    await comes({ userId: 'UTOMAS' })
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
      const mail = <T>(work: Parameters<typeof desk.act<T>>[0]) => desk.act((tx) => work({ ...tx, mails: true }))
      const comes = (name: string) => ({ newcomer: { name, email: `${name.toLowerCase()}@calder.example` } })
      const { changeId } = await tell(comes('Anna'))
      const write = async (work: typeof flow.sendWelcome, text: string) => {
        await mail((tx) => work(tx, MAYA, { changeId, marked: [] }, text))
        await arrive()
      }
      await write(flow.sendWelcome, 'Welcome, Anna!')
      await tell({ ...comes('Bea'), corrects: changeId, reportedBy: 'UMAYA' })
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
    const mail = <T>(work: Parameters<typeof desk.act<T>>[0]) => desk.act((tx) => work({ ...tx, mails: true }))
    await mail((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, Anna!'))
    await desk.query(`update deliveries set state = 'withdrawn' where audience = 'customer' and surface <> 'email'`)
    await arrive()
    const comes = (newcomer: { userId: string } | { name: string; email: string }) =>
      tell({ newcomer, corrects: changeId, reportedBy: 'UMAYA' })
    await comes({ userId: 'UTOMAS' })
    await mail((tx) => flow.sendRetraction(tx, MAYA, { changeId, marked: [] }, 'A mistake, Anna.'))
    if (isWelcomeAgain) {
      await comes({ name: 'Anna', email: 'anna@calder.example' })
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
    const welcome = () =>
      desk.act((tx) => flow.sendWelcome({ ...tx, mails: true }, MAYA, { changeId, marked: [] }, 'Welcome!'))
    await welcome()
    await tell({ newcomer: { userId: 'UTOMAS' }, corrects: changeId, reportedBy: 'UMAYA' })
    expect(await desk.said('mailto:anna@calder.example', 'contact')).toEqual([])
    const anna = (email: string) =>
      tell({ newcomer: { name: 'Anna Ruiz', email }, corrects: changeId, reportedBy: 'UMAYA' })
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
