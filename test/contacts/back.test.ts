import { describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { peopleLine } from '../../src/features/digests/people.ts'
import { CALDER, MAYA, WEI } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, zones } = takeSeat()

// Somebody is back: what was in between stays in the history of the role. What never was does not.

const ana = { source: 'webhook', reportedBy: 'CRM', newcomer: { userId: 'UANA' } } as const
const contacts = () => desk.held('primary_contact')
const running = () => desk.query(`select id from handoffs where state = 'running'`)

describe('whoever was stood in for is back', () => {
  const stoodIn = ['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23 2026-11-25', 'UANA 2026-11-25']

  it('as a CRM says: both stay in the history, and nothing is handed over any more', async () => {
    await tell({ temporaryUntil: '2026-12-04' })
    await desk.until('2026-11-25T09:00:00Z')
    expect(await tell({ ...ana, effectiveOn: '2026-11-25' })).toMatchObject({ outcome: 'reversed' })
    expect(await contacts()).toEqual(stoodIn)
    const [alert, ...others] = await team()
    expect(others).toEqual([])
    expect(alert).toContain('Ana Ruiz is back as primary contact.\nTomás Leal stood in')
    expect([await zones(), await running()]).toEqual([[], []])
  })

  it('as somebody says in the form, also weeks later', async () => {
    await tell({ temporaryUntil: '2026-12-18' })
    await desk.until('2026-12-14T09:00:00Z')
    const typed = { accountId: CALDER, role: 'primary_contact', leaver: null, userId: 'UANA', written: null } as const
    const more = { isEmpty: false, effectiveOn: '2026-12-14', temporaryUntil: null, notPublicYet: false, words: null }
    const said = await desk.act((tx) => flow.recordContactChange(tx, MAYA, { ...typed, ...more, memory: {} }))
    expect(JSON.stringify(said)).toContain('Ana Ruiz is the primary contact of Calder Freight again')
    expect(await contacts()).toEqual([
      ...['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23 2026-12-14', 'UANA 2026-12-14'],
    ])
  })

  it('on the day on which somebody was to stand in: nobody did', async () => {
    await tell({ temporaryUntil: '2026-12-04' })
    await tell(ana)
    expect(await contacts()).toEqual(['UANA 2026-09-01'])
    expect((await team())[0]).toContain('That was taken back.')
  })
})

describe('whoever was followed for good is back some days later', () => {
  const both = ['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23 2026-11-25', 'UANA 2026-11-25']
  const back = { ...ana, effectiveOn: '2026-11-25' } as const

  it.each(['took over for good', 'stayed after standing in'])(
    'from somebody who %s: the days between stay',
    async (how) => {
      const isStandIn = how.startsWith('stayed')
      const { changeId } = await tell(isStandIn ? { temporaryUntil: '2026-12-04' } : {})
      if (isStandIn) await desk.act((tx) => flow.stay(tx, MAYA, changeId))
      await desk.until('2026-11-25T09:00:00Z')
      expect((await tell(back)).outcome).toBe('new')
      expect((await tell(back)).outcome).toBe('merged')
      expect(await contacts()).toEqual(both)
      expect(await team()).toEqual([
        expect.stringContaining('Tomás Leal takes over from Ana Ruiz'),
        expect.stringContaining('Ana Ruiz takes over from Tomás Leal'),
      ])
      expect([(await zones()).length, (await running()).length]).toEqual([1, 1])
    },
  )

  it('told of the same day, or without one: nobody ever took over', async () => {
    await tell()
    await desk.until('2026-11-25T09:00:00Z')
    await tell({ ...back, isDayAssumed: true })
    expect(await contacts()).toEqual(['UANA 2026-09-01'])
    expect(await team()).toEqual([expect.stringContaining('That was taken back.')])
  })
})

it('somebody takes a role again that they had left empty: the weeks without anybody stay in the history', async () => {
  await tell({ newcomer: null })
  await desk.until('2026-12-20T09:00:00Z')
  await tell({ ...ana, effectiveOn: '2026-12-20' })
  expect(await contacts()).toEqual(['UANA 2026-09-01 2026-11-23', 'UANA 2026-12-20'])
  expect((await team())[0]).toContain('Ana Ruiz is back as primary contact.\nNobody held the role meanwhile.')
  expect([await zones(), await running()]).toEqual([[], []])
})

describe('whoever is to be back on a day that lies ahead', () => {
  const ahead = { ...ana, effectiveOn: '2026-11-30' } as const
  const tomas = ['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23']
  const back = ['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-23 2026-11-30', 'UANA 2026-11-30']

  it('takes the role on that day: who stands in does so until then, and nobody is asked how it goes on', async () => {
    await tell({ temporaryUntil: '2026-12-11' })
    await desk.until('2026-11-25T09:00:00Z')
    await tell(ahead)
    await tell(ahead)
    expect(await team()).toEqual([expect.stringContaining('from Mon 23 Nov until Sun 29 Nov')])
    expect([await contacts(), (await running()).length]).toEqual([tomas, 1])
    await desk.until('2026-11-30T09:00:00Z')
    expect([await contacts(), await running()]).toEqual([back, []])
    expect(await team()).toEqual([expect.stringContaining('Ana Ruiz is back as primary contact.')])
    expect(await desk.said('UMAYA', 'contact_back')).toEqual([])
  })

  it('comes on the day that was told last', async () => {
    await tell({ temporaryUntil: '2026-12-11' })
    await desk.until('2026-11-25T09:00:00Z')
    await tell({ ...ana, effectiveOn: '2026-11-27' })
    await tell(ahead)
    await desk.until('2026-11-28T09:00:00Z')
    expect(await contacts()).toEqual(tomas)
    await desk.until('2026-11-30T09:00:00Z')
    expect(await contacts()).toEqual(back)
  })

  it('does not come where somebody else is named for the role before that', async () => {
    await tell({ newcomer: null })
    await desk.until('2026-11-25T09:00:00Z')
    await tell(ahead)
    await tell({ newcomer: { userId: 'UTOMAS' }, effectiveOn: '2026-11-25' })
    await desk.until('2026-11-30T09:00:00Z')
    expect(await contacts()).toEqual(['UANA 2026-09-01 2026-11-23', 'UTOMAS 2026-11-25'])
  })

  it('leaves a role empty until then, where nobody holds it', async () => {
    await tell({ newcomer: null })
    await desk.until('2026-11-25T09:00:00Z')
    await tell(ahead)
    expect(await team()).toEqual([expect.stringContaining('Ana Ruiz is back after Sun 29 Nov.')])
    await desk.until('2026-11-30T09:00:00Z')
    expect(await contacts()).toEqual(['UANA 2026-09-01 2026-11-23', 'UANA 2026-11-30'])
  })

  it('reads in the form when that is', async () => {
    await tell({ temporaryUntil: '2026-12-11' })
    await desk.until('2026-11-25T09:00:00Z')
    const typed = { accountId: CALDER, role: 'primary_contact', leaver: null, userId: 'UANA', written: null } as const
    const more = { isEmpty: false, effectiveOn: '2026-11-30', temporaryUntil: null, notPublicYet: false, words: null }
    const said = await desk.act((tx) => flow.recordContactChange(tx, MAYA, { ...typed, ...more, memory: {} }))
    expect(JSON.stringify(said)).toContain('Ana Ruiz is the primary contact of Calder Freight again after Sun 29 Nov')
  })
})

describe('whoever was stood in for is back, and the customer has read until when', () => {
  const standIn = { role: 'owner', newcomer: { userId: 'UWEI' }, temporaryUntil: '2026-12-11' } as const
  const backOn = async (day: string, told: string = day) => {
    const { changeId } = await tell({ ...standIn, reportedBy: 'UMAYA' })
    const memory = { changeId } as Parameters<typeof flow.sendWelcome>[2]
    await desk.act((tx) => flow.sendWelcome(tx, WEI, memory, 'Wei stands in for Maya until 11 December.'))
    await desk.query(
      `update deliveries set state = 'sent', ts = id::text, posted_channel = channel where state = 'pending'`,
    )
    await desk.until(`${told}T09:00:00Z`)
    await tell({ ...ana, role: 'owner', newcomer: { userId: 'UMAYA' }, effectiveOn: day })
    return changeId
  }
  const people = async (since: string, on: string) => {
    const told = await desk.act((tx) => flow.recentChanges(tx, CALDER, new Date(`${since}T09:30:00Z`)))
    return told.map((change) => peopleLine(change, on))
  }

  it('earlier: the next updates say so, our team reads the true day, and the owner may write what holds', async () => {
    const changeId = await backOn('2026-11-30')
    const line = 'Maya Lindqvist is back as your contact with us; Wei Chen stood in until Sun 29 Nov'
    expect(await people('2026-11-27', '2026-12-04')).toEqual([line])
    expect((await team())[0]).toContain('Wei Chen stood in until Sun 29 Nov.')
    const [offer] = await desk.said('UMAYA', 'contact_retraction')
    expect(offer).toContain('The customer has read that Wei Chen stands in for longer.')
    const draft = JSON.stringify(await desk.act((tx) => flow.openRetraction(tx, MAYA, changeId)))
    expect(draft).toContain(
      'Maya Lindqvist is back as your contact with us for invoicing rollout, earlier than we wrote.',
    )
  })

  it('earlier, as is told ahead: the owner may write what holds at once', async () => {
    const changeId = await backOn('2026-11-30', '2026-11-25')
    expect(await desk.said('UWEI', 'contact_retraction')).toEqual([expect.stringContaining('stands in for longer')])
    const draft = JSON.stringify(await desk.act((tx) => flow.openRetraction(tx, WEI, changeId)))
    expect(draft).toContain('Maya Lindqvist is back as your contact with us for invoicing rollout from Mon 30 Nov')
  })

  it('at its end: the next updates say so, and nothing has to be put right', async () => {
    await backOn('2026-12-11')
    expect(await people('2026-12-04', '2026-12-18')).toEqual([expect.stringContaining('Maya Lindqvist is back')])
    expect(await desk.said('UMAYA', 'contact_retraction')).toEqual([])
  })

  it('and gone again: no update says that they are there', async () => {
    await backOn('2026-11-30')
    await tell({ role: 'owner', reportedBy: 'UMAYA', newcomer: { userId: 'UJONAS' }, effectiveOn: '2026-11-30' })
    expect((await people('2026-11-27', '2026-12-04')).join()).not.toContain('is back')
  })
})
