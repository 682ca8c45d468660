import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import type { Actor } from '../../src/features/handoffs/flow.ts'
import type { Tx } from '../../src/platform/context.ts'
import { Refusal } from '../../src/platform/errors.ts'
import { rightsUnder } from '../support/rights.ts'
import { CALDER, type Desk, openDesk, toldOf } from './desk.ts'

const rights = rightsUnder('On a contact change')

const ours = (userId: string): Actor => ({ userId, userTeamId: 'T1' })
const WHO: Record<string, Actor[]> = {
  'Who answers for the account': [ours('UMAYA')],
  'The leader, once they were asked': [ours('UINGRID')],
  'An administrator': [ours('UADA')],
  'Whoever recorded it': [ours('UJONAS')],
  'Another of our people on the account': [ours('USAM')],
  'A colleague without a role': [ours('UEVE')],
  'The newcomer of ours': [ours('UWEI')],
  'A guest, or somebody of the customer': [ours('UGUS'), { userId: 'UPRIYA', userTeamId: 'T2' }],
}

let desk: Desk
let changeId: string
let secretId: string
let suspicionId: string

beforeAll(async () => {
  desk = await openDesk()
  await desk.reset()
  for (const [userId, name, guest] of [
    ['USAM', 'Sam Okafor', false],
    ['UEVE', 'Eve Lund', false],
    ['UGUS', 'Gus Guest', true],
  ])
    await desk.query(
      `insert into people (workspace_id, user_id, name, team_id, zone, guest, administrator, deactivated, refreshed_at)
       select workspace_id, $1, $2, 'T1', 'Europe/London', $3, false, false, now() from workspaces`,
      [userId, name, guest],
    )
  await desk.query(
    `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on)
     select workspace_id, id, 'sales_rep', 'USAM', '2026-09-01' from accounts where id = $1`,
    [CALDER],
  )
  // Without one on this account: what she may do elsewhere offers her nothing here.
  await desk.query(
    `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on)
     select workspace_id, id, 'implementer', 'UEVE', '2026-09-01' from accounts where key = 'oslo'`,
  )
  const tell = async (more: Parameters<typeof toldOf>[0]) =>
    (await desk.act((tx) => flow.reportChange(tx, toldOf(more)))).changeId
  changeId = await tell({ temporaryUntil: '2026-11-25' })
  await tell({ role: 'support_lead', newcomer: { userId: 'UWEI' } })
  secretId = await tell({
    ...{ role: 'success_manager', newcomer: { userId: 'UEVE' } },
    ...{ effectiveOn: '2026-12-18', notPublicYet: true },
  })
  await desk.act((tx) => flow.heardOfPerson(tx, { id: 'UPRIYA', deleted: true }))
  ;[{ id: suspicionId }] = (await desk.query('select id from contact_suspicions')) as [{ id: string }]
  await desk.query('update contact_changes set misleads = true where id = $1', [changeId])
  // By then the owner was reminded of both, and the leader was asked.
  await desk.until('2026-11-30T09:00:00Z')
})
afterAll(() => desk.close())

const typed = {
  ...{ accountId: CALDER, role: 'implementation_lead', userId: 'UEVE', written: null, isEmpty: false },
  ...{ effectiveOn: '2026-11-30', temporaryUntil: null, notPublicYet: false, words: null, memory: {} },
}
const right = { ...typed, role: 'primary_contact', userId: null, written: 'Anna Ruiz', effectiveOn: '2026-11-23' }
const welcome = 'Welcome, Tomás!'

type Deed = (tx: Tx, actor: Actor) => Promise<unknown>
/** What each row of the table stands for, in all that it names. */
const DEEDS: Record<string, Deed[]> = {
  'Record a change': [
    (tx, actor) => flow.openContactChange(tx, actor, CALDER),
    (tx, actor) => flow.recordContactChange(tx, actor, typed as never),
  ],
  Acknowledge: [(tx, actor) => flow.acknowledgeChange(tx, actor, changeId)],
  'Put right or take back': [
    (tx, actor) => flow.openCorrection(tx, actor, changeId),
    (tx, actor) => flow.recordContactChange(tx, actor, { ...right, memory: { corrects: changeId } } as never),
    (tx, actor) => flow.takeBackChange(tx, actor, changeId),
  ],
  'Say how standing in goes on': [
    (tx, actor) => flow.comeBack(tx, actor, changeId),
    (tx, actor) => flow.stay(tx, actor, changeId),
  ],
  'Tell the team of what is not public yet': [(tx, actor) => flow.releaseChange(tx, actor, secretId)],
  'Write and send the welcome': [
    (tx, actor) => flow.openWelcome(tx, actor, changeId),
    (tx, actor) => flow.sendWelcome(tx, actor, { changeId } as never, welcome),
  ],
  'Say what the customer reads instead of a welcome that turned out wrong, or that they were told': [
    (tx, actor) => flow.openRetraction(tx, actor, changeId),
    (tx, actor) => flow.sendRetraction(tx, actor, { changeId, marked: [] }, welcome),
    (tx, actor) => flow.toldByHand(tx, actor, changeId),
  ],
  'Record or dismiss what Slack made us suspect': [
    (tx, actor) => flow.openSuspicion(tx, actor, suspicionId),
    (tx, actor) => flow.dismissSuspicion(tx, actor, suspicionId),
  ],
}

const UNDONE = new Error('undone')
/** Does it and takes it back, so that each begins the same. */
const isAllowed = (deed: Deed, actor: Actor): Promise<boolean> =>
  desk
    .act(async (tx) => {
      await deed(tx, actor)
      throw UNDONE
    })
    .catch((error: unknown) => {
      if (error === UNDONE) return true
      // A sentence for the person, and none about what they typed.
      if (error instanceof Refusal && error.field === undefined) return false
      throw error
    })

describe('who may do what with a contact change, as docs/rights.md says', () => {
  it('names every kind of person and every deed', () => {
    expect(rights.who).toEqual(Object.keys(WHO))
    expect(rights.what).toEqual(Object.keys(DEEDS))
    expect(new Set(rights.cells.map(([, , cell]) => cell))).toEqual(new Set(['yes', 'a form', 'a sentence']))
  })

  it.each(rights.cells)('%s: %s, %s', async (what, who, cell) => {
    for (const actor of WHO[who]!)
      for (const deed of DEEDS[what]!) expect(await isAllowed(deed, actor)).toBe(cell !== 'a sentence')
  })
})
