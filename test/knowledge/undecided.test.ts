import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type MatterEntry, readMatterForm } from '../../blocks/sold.ts'
import { look, openExceptions } from '../../src/features/exceptions/flow.ts'
import { overrideHandoff } from '../../src/features/handoffs/accepting.ts'
import { startHandoff } from '../../src/features/handoffs/flow.ts'
import { rememberPerson } from '../../src/features/installations/flow.ts'
import {
  decide,
  keepMatter,
  openDifferences,
  openMatter,
  undecidedFor,
  undecidedLook,
} from '../../src/features/knowledge/flow.ts'
import type { Tx } from '../../src/platform/context.ts'
import { type Desk, EXAMPLE, openDesk } from '../accounts/desk.ts'

let desk: Desk
let oslo: string
let kickoff: string
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(async () => {
  await desk.clear()
  await inTx((tx) => rememberPerson(tx, { id: 'U0ADA001', real_name: 'Ada Marsh', is_admin: true }))
  await desk.read(EXAMPLE)
  oslo = (await desk.facts('OSLO')).account.id
  const begin = { accountId: oslo, kind: 'kickoff', form: 'short', anchorOn: '2026-11-16' } as const
  const people = { giver: 'U0DANA001', receiver: 'U0JONAS01', startedBy: 'U0MAYA001' }
  kickoff = (await inTx((tx) => startHandoff(tx, { ...begin, ...people }))).id
})

const inTx = <T>(work: (tx: Tx) => Promise<T>) => desk.inside(work)
const as = (userId: string) => ({ userId, userTeamId: `T${desk.workspaceId}` })
const [jonas, dana] = [() => as('U0JONAS01'), () => as('U0DANA001')]
const here = () => `h:${kickoff}`
const MATTER: MatterEntry = {
  ...{ subject: 'Meters', nature: 'agreed', sold: 'All of them', bought: null, same: false },
  ...{ promisedOn: null, goLive: false },
}
const DECISION = { decision: 'The north first', decidedBy: 'Kari Berg', decidedOn: '2026-11-16', newPromise: null }
const write = (entry: Partial<MatterEntry> = {}) =>
  inTx((tx) => keepMatter(tx, dana(), { place: here(), id: null, seal: null }, { ...MATTER, ...entry }))
const open = () => inTx((tx) => openDifferences(tx, kickoff))

describe('a difference that nobody has decided', () => {
  const needs = () =>
    inTx(async (tx) => {
      await look(tx, [undecidedLook], { accountId: oslo })
      return (await openExceptions(tx, [oslo])).map(({ cause, ownerId, dueOn }) => ({ cause, ownerId, dueOn }))
    })
  const told = async (...ids: string[]) =>
    (await Promise.all(ids.map((id) => inTx((tx) => undecidedFor(tx, id))))).flat()
  const involved = ['U0MAYA001', 'U0JONAS01', 'U0DANA001']

  it('is the owner’s to see to, and told to whoever gives and receives, until it is decided', async () => {
    await write()
    // What was bought is still to be asked for: an item of the checklist, and no difference yet.
    expect([await needs(), await told(...involved)]).toEqual([[], []])
    const [row] = await open()
    const seen = readMatterForm(
      (await inTx((tx) => openMatter(tx, dana(), { place: here(), id: row!.id }))).private_metadata!,
    )
    await inTx((tx) => keepMatter(tx, jonas(), seen, { ...MATTER, bought: 'The north' }))
    await write({ subject: 'Old meters', nature: 'later', sold: 'We deal with them later' })
    const cause = 'What was sold and what was bought differ, and nobody has decided: “Meters”, “Old meters”.'
    expect(await needs()).toEqual([{ cause, ownerId: 'U0MAYA001', dueOn: '2026-11-23' }])
    expect(new Set(await told(...involved))).toEqual(
      new Set(['Oslo Water: sold and bought differ, to be decided: “Meters”, “Old meters”']),
    )
    expect(await told(...involved)).toHaveLength(3)
    expect(await told('U0ADA001')).toEqual([])
    for (const { id } of await open())
      await inTx((tx) => decide(tx, dana(), { place: here(), id, seal: null }, DECISION))
    expect([await needs(), await told(...involved)]).toEqual([[], []])
  })

  it('stays so where an administrator accepted the kickoff all the same, also what was never compared', async () => {
    await write()
    await inTx((tx) => overrideHandoff(tx, as('U0ADA001'), kickoff, 'They are in a hurry'))
    expect((await needs()).map(({ cause }) => cause)).toEqual([expect.stringContaining('“Meters”')])
  })

  it('is nobody’s to decide any more once the account has ended', async () => {
    await write({ nature: 'later', sold: 'We deal with them later' })
    expect([(await needs()).length, (await told(...involved)).length]).toEqual([1, 3])
    await desk.database.query(`update accounts set state = 'ended'`)
    expect([await needs(), await told(...involved)]).toEqual([[], []])
  })
})
