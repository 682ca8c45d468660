import { beforeEach, describe, expect, it } from '@jest/globals'
import { openExceptions } from '../../src/features/exceptions/flow.ts'
import { lookWith } from '../../src/features/exceptions/jobs.ts'
import { acceptHandoff, overrideHandoff } from '../../src/features/handoffs/accepting.ts'
import { changeParties } from '../../src/features/handoffs/forms.ts'
import { handoffLook } from '../../src/features/handoffs/looking.ts'
import { ADA, CALDER, MAYA, WEI } from '../contacts/desk.ts'
import { takeSeat } from '../contacts/seat.ts'

const { desk, tell, finish, running, accept, zones, causes } = takeSeat()
const look = () => desk.act((tx) => lookWith(handoffLook)(tx, { subject: { accountId: CALDER } } as never))
const name = async (parties: { giver: string; receiver: string }) => {
  const { id } = await running()
  return desk.act((tx) => changeParties(tx, MAYA, id, parties))
}

describe('a transition on an account on which nobody but the owner could receive it', () => {
  beforeEach(async () => {
    await desk.query(`delete from stakeholders where role in ('implementation_lead', 'leader')`)
    await desk.query(
      `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on)
       select workspace_id, id, 'implementer', 'UWEI', '2026-09-01' from accounts where key = 'calder'`,
    )
    await tell({ reportedBy: 'UMAYA' })
  })

  it('begins with the owner on both sides, and its checklist says that a second person has to be named', async () => {
    expect(await running()).toMatchObject({ giver: 'UMAYA', receiver: 'UMAYA' })
    const [checklist] = await desk.said('CTEAM', 'handoff')
    expect(checklist).toContain('Maya Lindqvist gives and receives\n')
    expect(checklist).toContain(
      'Nobody accepts what they gave: until a second person is named, Maya Lindqvist stays responsible. Name a second person: All items → Who gives and receives.',
    )
    // Nobody else is drafted.
    expect(await desk.query('select distinct person from handoff_items')).toEqual([{ person: null }])
  })

  it('is not accepted by whoever gave it, and is by whoever is named', async () => {
    await finish()
    await expect(accept(MAYA)).rejects.toThrow(
      'You give and receive this, and nobody accepts what they gave. Name a second person: All items → Who gives and receives.',
    )
    expect((await zones()).map(([role]) => role)).toEqual(['primary_contact'])
    await name({ giver: 'UMAYA', receiver: 'UWEI' })
    expect((await desk.said('CTEAM', 'handoff'))[0]).toContain('Maya Lindqvist gives → Wei Chen receives')
    await accept(WEI)
    expect(await zones()).toEqual([])
  })

  it('is an exception of the owner’s until a second person is named, or it is over', async () => {
    await look()
    const cause =
      'Nobody receives this transition: Maya Lindqvist gives and receives “Primary contact, old → new”, and cannot accept it alone.'
    expect(await causes()).toContain(cause)
    const found = await desk.act((tx) => openExceptions(tx, [CALDER]))
    expect(found.find((one) => one.cause === cause)).toMatchObject({ ownerId: 'UMAYA', dueOn: '2026-11-24' })
    await name({ giver: 'UMAYA', receiver: 'UWEI' })
    await look()
    expect(await causes()).not.toContain(cause)
    await name({ giver: 'UWEI', receiver: 'UMAYA' })
    await finish()
    await accept(MAYA)
  })

  it('ends, and its exception with it, where an administrator accepts it all the same, with a reason', async () => {
    await look()
    const { id } = await running()
    await desk.act((tx) => overrideHandoff(tx, ADA, id, 'There are only two of us'))
    await look()
    expect((await causes()).join()).not.toContain('Nobody receives')
    expect(await zones()).toEqual([])
  })
})

it('the owner accepts as the receiver also what they give in place of somebody who has left', async () => {
  await tell({ reportedBy: 'UMAYA' })
  await name({ giver: 'UJONAS', receiver: 'UMAYA' })
  await desk.query(`delete from stakeholders where role = 'leader'`)
  await desk.query(`update people set deactivated = true where user_id = 'UJONAS'`)
  await finish()
  const { id } = await running()
  await desk.act((tx) => acceptHandoff(tx, MAYA, id))
  expect(await zones()).toEqual([])
})
