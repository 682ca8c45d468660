import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openExceptions } from '../../src/features/exceptions/flow.ts'
import { look } from '../../src/features/exceptions/looking.ts'
import { kickoffLook } from '../../src/features/states/beginning.ts'
import { moveOn } from '../../src/features/states/flow.ts'
import { type Desk, openDesk } from '../accounts/desk.ts'

let desk: Desk
let id: string
beforeAll(async () => {
  desk = await openDesk()
  await desk.clear()
  await desk.read('key,name,owner,title,zone\ncalder,Calder Freight,UMAYA,invoicing rollout,Europe/Berlin\n')
  id = (await desk.facts('calder')).account.id
})
afterAll(() => desk.close())

const looked = async () => {
  await desk.inside((tx) => look(tx, [kickoffLook], { accountId: id }))
  return desk.inside((tx) => openExceptions(tx, [id]))
}
const set = (change: string) => desk.database.query(`update accounts set ${change} where id = $1`, [id])

describe('a kickoff that is accepted while something is missing', () => {
  it('is nobody’s to act on before it is accepted', async () => {
    expect(await looked()).toEqual([])
  })

  it('says to the owner what the weekly update still needs, and changes as it comes', async () => {
    await desk.database.query(
      `insert into handoffs (workspace_id, account_id, kind, playbook_version, form, anchor_on, giver, receiver, state,
         started_by, started_at, accepted_by, accepted_at)
       values ($1, $2, 'kickoff', 1, 'short', '2026-11-09', 'USAM', 'UJONAS', 'accepted', 'USAM', $3, 'UJONAS', $3)`,
      [desk.workspaceId, id, desk.now],
    )
    expect(await looked()).toMatchObject([
      {
        ownerId: 'UMAYA',
        cause:
          'The kickoff is accepted, and the weekly update cannot begin: it still needs a named senior buyer, a buyer channel or the buyer’s e-mail and a cadence that the buyer has agreed to (the first publishing date).',
        dueOn: '2026-11-17',
      },
    ])
    await set(`buyer_email = 'priya@calder.example', first_publish_on = '2026-11-27'`)
    const [one] = await looked()
    expect(one?.cause).toBe(
      'The kickoff is accepted, and the weekly update cannot begin: it still needs a named senior buyer.',
    )
  })

  it('settles itself once nothing is missing, and the account begins', async () => {
    await desk.database.query(
      `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on)
       values ($1, $2, 'senior_buyer', 'UPRIYA', '2026-11-16')`,
      [desk.workspaceId, id],
    )
    expect(await looked()).toEqual([])
    const due = await desk.database.query(
      `select kind from occurrences where kind = 'states.move' and state = 'waiting'`,
    )
    expect(due.length).toBeGreaterThan(0)
    await desk.inside((tx) => moveOn(tx, id))
    expect((await desk.facts('calder')).account.state).toBe('active')
  })
})
