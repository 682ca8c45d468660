import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readPausing } from '../../blocks/states.ts'
import type { AccountState } from '../../src/features/accounts/model.ts'
import { openExceptions } from '../../src/features/exceptions/flow.ts'
import { look } from '../../src/features/exceptions/looking.ts'
import { kickoffLook } from '../../src/features/states/beginning.ts'
import { moveOn, openResume, pause, previewPause, resume } from '../../src/features/states/flow.ts'
import { type Desk, MONDAY, openDesk } from '../accounts/desk.ts'

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

describe('a pause', () => {
  it.each<[AccountState, boolean]>([
    ['not_started', false],
    ['active', true],
    ['go_live_cover', true],
    ['steady', true],
  ])(
    'of an account that is %s ends in that state again; the customer is told where they read updates: %s',
    async (state, tells) => {
      desk.now = MONDAY
      // What lacks its first day does not begin by itself meanwhile.
      const first = state === 'not_started' ? 'null' : `'2026-11-27'`
      await set(`state = '${state}', first_publish_on = ${first}, paused_until = null, resumes_as = null`)
      const shown = await desk.inside((tx) => previewPause(tx, 'UMAYA', id, '2026-11-30'))
      expect(JSON.stringify(shown).includes('The updates on this project pause now.')).toBe(tells)
      expect(await desk.inside((tx) => pause(tx, 'UMAYA', readPausing(shown.private_metadata!)))).toBeUndefined()
      expect((await desk.facts('calder')).account).toMatchObject({ state: 'paused', resumesAs: state })
      desk.now = new Date('2026-11-30T08:00:00Z')
      await desk.inside((tx) => resume(tx, id, null))
      expect((await desk.facts('calder')).account).toMatchObject({ state, pausedUntil: null, resumesAs: null })
    },
  )

  it.each([
    ['2026-11-24', true],
    ['2026-12-01', false],
  ])(
    'that ends on %s by hand tells the customer of another next update than the one they know: %s',
    async (day, tells) => {
      desk.now = MONDAY
      await set(`state = 'active', first_publish_on = '2026-11-27', paused_until = null, resumes_as = null`)
      await desk.database.query(`delete from rounds`)
      const shown = await desk.inside((tx) => previewPause(tx, 'UMAYA', id, '2026-12-02'))
      expect(JSON.stringify(shown)).toContain('The next one comes on Friday 4 December 2026')
      await desk.inside((tx) => pause(tx, 'UMAYA', readPausing(shown.private_metadata!)))
      desk.now = new Date(`${day}T06:00:00Z`)
      const again = JSON.stringify(await desk.inside((tx) => openResume(tx, 'UMAYA', id)))
      expect(again.includes('earlier than we had said')).toBe(tells)
    },
  )

  it.each<[AccountState, string]>([
    ['paused', 'Calder Freight is paused already, until Mon 30 Nov.'],
    ['ended', 'Calder Freight has ended, so there is nothing to pause.'],
  ])('of an account that is %s is none', async (state, sentence) => {
    await set(`state = '${state}', paused_until = ${state === 'paused' ? "'2026-11-30'" : 'null'}`)
    await expect(desk.inside((tx) => previewPause(tx, 'UMAYA', id, '2026-12-07'))).rejects.toThrow(sentence)
  })
})
