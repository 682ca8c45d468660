import { describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { WEI } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell } = takeSeat()

describe('somebody seems gone, and another owner follows before it is decided', () => {
  const owner = { role: 'owner', reportedBy: 'UMAYA' } as const
  const gone = (deleted = true) => desk.act((tx) => flow.heardOfPerson(tx, { id: 'UANA', deleted }))
  const asked = (whom: string) => desk.said(whom, 'contact_suspicion')
  const all = async () =>
    (await desk.query<{ id: string; asked: string }>('select id, asked from contact_suspicions')).map(
      ({ id, asked: who }): [string, string] => [who, id],
    )
  const QUESTION =
    'Calder Freight: Ana Ruiz, the primary contact, is not active in Slack any more.\nHas somebody else taken over? Nobody else was told of this.'
  const passedTo = (name: string) => expect.stringContaining(`${name} is asked about this now.`)

  it('the question is theirs from then on, once, and says so where it was asked before', async () => {
    await gone()
    await desk.until('2026-11-23T11:00:00Z')
    await tell({ ...owner, newcomer: { userId: 'UWEI' } })
    await desk.until('2026-11-24T09:00:00Z')
    expect([await asked('UMAYA'), await asked('UWEI')]).toEqual([[passedTo('Wei Chen')], [QUESTION]])
    const ids = new Map(await all())
    const late = desk.act((tx) => flow.dismissSuspicion(tx, WEI, ids.get('UMAYA')!))
    await expect(late).rejects.toThrow('Whoever answers for this account now is asked about it.')
    await desk.act((tx) => flow.dismissSuspicion(tx, WEI, ids.get('UWEI')!))
    await gone()
    await desk.until('2026-11-26T09:00:00Z')
    expect(await asked('UWEI')).toEqual([expect.stringContaining('Nothing has changed, you said.')])
    expect(await asked('UMAYA')).toEqual([passedTo('Wei Chen')])
  })

  it('and comes back with the account to whoever had it first, as a question of its own', async () => {
    await gone()
    const { changeId } = await tell({ ...owner, newcomer: { userId: 'UWEI' } })
    await desk.until('2026-11-23T11:00:00Z')
    await desk.act((tx) => flow.takeBackChange(tx, WEI, changeId))
    await desk.until('2026-11-23T12:00:00Z')
    expect(await asked('UMAYA')).toEqual([passedTo('Wei Chen'), QUESTION])
    expect(await asked('UWEI')).toEqual([passedTo('Maya Lindqvist')])
    await gone(false)
    expect((await asked('UMAYA'))[1]).toContain('This is over')
  })
})
