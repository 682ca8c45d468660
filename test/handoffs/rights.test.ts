import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { addUser } from '../../playground/world.ts'
import { acceptHandoff, overrideHandoff } from '../../src/features/handoffs/accepting.ts'
import { askNewcomer, confirmItem } from '../../src/features/handoffs/confirming.ts'
import { getItem, startHandoff } from '../../src/features/handoffs/flow.ts'
import { changeParties } from '../../src/features/handoffs/forms.ts'
import { changeItem } from '../../src/features/handoffs/items.ts'
import { openAllItems } from '../../src/features/handoffs/listing.ts'
import type { Item, Wish } from '../../src/features/handoffs/model.ts'
import type { Actor } from '../../src/features/handoffs/side.ts'
import {
  decide,
  keepFeedback,
  keepMatter,
  keepNote,
  keepSheet,
  openDifferences,
  openText,
  reopen,
} from '../../src/features/knowledge/flow.ts'
import { seal } from '../../src/features/records/model.ts'
import type { Tx } from '../../src/platform/context.ts'
import { Refusal } from '../../src/platform/errors.ts'
import { rightsUnder } from '../support/rights.ts'
import type { Story } from '../support/story.ts'
import { CALDER, startTown } from './town.ts'

const rights = rightsUnder("On a handoff's checklist")

const WHO: Record<string, string> = {
  'The giver': 'USAM',
  'The receiver': 'UJONAS',
  'Whoever was handed the item': 'UWEI',
  'The owner': 'UMAYA',
  'An administrator': 'UADA',
  'An implementer': 'UNOOR',
  'A colleague without a role': 'UEVE',
  'The newcomer': 'UANA',
  'The senior buyer': 'UPRIYA',
}
const CUSTOMERS = ['UANA', 'UPRIYA']

let story: Story
let handoffId: string
let items: Item[]
const inTx = <T>(work: (tx: Tx) => Promise<T>) => story.app.ctx.inWorkspace(story.app.workspaceId, work)

beforeAll(async () => {
  story = await startTown('2026-11-23T09:00:00Z')
  const person = { team_id: 'T1', tz: 'Europe/Stockholm' }
  addUser(story.playground.state, { ...person, id: 'UNOOR', real_name: 'Noor Haddad' })
  addUser(story.playground.state, { ...person, id: 'UEVE', real_name: 'Eve Lund' })
  await story.app.meetPeople()
  await story.database.query(
    `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, 'implementer', 'UNOOR', '2026-09-01')`,
    [story.app.workspaceId, CALDER],
  )
  await story.database.query(
    `insert into channel_confirmations (workspace_id, account_id, channel, organisations, confirmed_by, confirmed_at)
     values ($1, $2, 'CBUYER', '[{"id":"T2","name":"Calder Freight"}]', 'UMAYA', '2026-11-01')`,
    [story.app.workspaceId, CALDER],
  )
  const people = { giver: 'USAM', receiver: 'UJONAS', newcomer: 'UANA', startedBy: 'UMAYA' }
  handoffId = await inTx(async (tx) => {
    const anchor = { kind: 'primary_contact', form: 'full', anchorOn: '2026-11-23' } as const
    return (await startHandoff(tx, { accountId: CALDER, ...anchor, ...people })).id
  })
  // The ready-made playbook leaves nothing to the receiving side but what the newcomer confirms.
  await story.database.query(`update handoff_items set side = 'receiving' where position in (10, 13)`)
  items = await story.database.query(
    `select id, position, text, side, confirmation, evidence_kind as "evidenceKind" from handoff_items order by position`,
  )
})
afterAll(() => story.end())

const itemOf = (side: 'giving' | 'receiving') =>
  items.find((item) => item.side === side && item.confirmation === null && item.evidenceKind === 'note')!
const confirmation = () => items.find((item) => item.confirmation !== null)!
const fields = { evidence: 'e', person: 'p', until: 'u', why: 'w' }
const WORDS = { evidence: 'Agreed with Priya', why: 'It waits for the contract', until: '2026-11-25', person: 'UMAYA' }

/** Does something with an item that was handed to Wei before. */
async function act(tx: Tx, actor: Actor, { id }: Item, wish: Wish['act'], before: Partial<Item> = {}): Promise<void> {
  await hold(tx, { id }, { state: 'taken', person: 'UWEI', ...before })
  const { version } = await getItem(tx, id)
  await changeItem(tx, actor, { itemId: id, version, wish: { ...WORDS, act: wish }, fields })
}
const hold = (tx: Tx, { id }: Pick<Item, 'id'>, as: Partial<Item>) =>
  tx.db.updateTable('handoffItems').set(as).where('id', '=', id).execute()
const closeAll = (tx: Tx) => tx.db.updateTable('handoffItems').set({ state: 'done' }).execute()
const CLOSED = { state: 'done', doneBy: 'UWEI' } as const

/** What each row of the table stands for, in all that it names. */
const DEEDS: Record<string, ((tx: Tx, actor: Actor) => Promise<unknown>)[]> = {}
for (const side of ['giving', 'receiving'] as const) {
  const on =
    (wish: Wish['act'], before: Partial<Item> = {}) =>
    (tx: Tx, actor: Actor) =>
      act(tx, actor, itemOf(side), wish, before)
  DEEDS[`Take or tick what the ${side} side does`] = [on('take'), on('done')]
  DEEDS[`Hand on or put off what the ${side} side does`] = [on('assign'), on('snooze')]
  DEEDS[`Call not applicable what the ${side} side does`] = [on('not_applicable')]
  DEEDS[`Open again what the ${side} side did`] = [on('reopen', CLOSED)]
}
/** Wei was handed one, and Ana has confirmed another: that opens nothing of ours to her. */
async function listAll(tx: Tx, actor: Actor): Promise<string> {
  await hold(tx, itemOf('giving'), { state: 'taken', person: 'UWEI' })
  await hold(tx, confirmation(), { state: 'done', person: 'UANA', doneBy: 'UANA' })
  return JSON.stringify(await openAllItems(tx, actor, handoffId))
}

Object.assign(DEEDS, {
  'Read all its items': [listAll],
  'Ask the newcomer to confirm': [(tx: Tx, actor: Actor) => askNewcomer(tx, actor, handoffId)],
  'Confirm what only the newcomer can': [(tx: Tx, actor: Actor) => confirmItem(tx, actor, confirmation().id)],
  'Tick what only the newcomer can confirm': [
    (tx: Tx, actor: Actor) => act(tx, actor, confirmation(), 'done'),
    (tx: Tx, actor: Actor) => act(tx, actor, confirmation(), 'not_applicable'),
    (tx: Tx, actor: Actor) => act(tx, actor, confirmation(), 'confirm'),
  ],
  'Open again what the newcomer confirmed': [
    (tx: Tx, actor: Actor) => act(tx, actor, confirmation(), 'reopen', { state: 'done', doneBy: 'UANA' }),
  ],
  'Name others to give and receive': [
    (tx: Tx, actor: Actor) => changeParties(tx, actor, handoffId, { giver: 'USAM', receiver: 'UWEI' }),
  ],
  'Write what we know, notes and feedback': [
    (tx: Tx, actor: Actor) => keepSheet(tx, actor, { ...SHEET, place: `h:${handoffId}` }, { goals: 'Two days' }),
    (tx: Tx, actor: Actor) => keepNote(tx, actor, { place: `h:${handoffId}`, id: null }, NOTE),
    (tx: Tx, actor: Actor) => keepFeedback(tx, actor, { place: `h:${handoffId}`, id: null }, FEEDBACK),
    (tx: Tx, actor: Actor) => openText(tx, actor, `h:${handoffId}`),
  ],
  'Decide a difference between sold and bought, or keep a promised day': [
    async (tx: Tx, actor: Actor) => {
      const { form, id } = await aMatter(tx)
      await decide(tx, actor, { ...form, id }, DECISION)
      await reopen(tx, actor, { ...form, id })
    },
    async (tx: Tx, actor: Actor) => {
      const { form } = await aMatter(tx)
      await keepMatter(tx, actor, { ...form, id: null }, { ...MATTER, subject: 'Rehearsal', promisedOn: '2026-12-02' })
    },
  ],
  'Accept the handoff': [
    async (tx: Tx, actor: Actor) => {
      await closeAll(tx)
      await acceptHandoff(tx, actor, handoffId)
    },
  ],
  'Accept what one person gives and receives': [
    async (tx: Tx, actor: Actor) => {
      await closeAll(tx)
      await tx.db.updateTable('handoffs').set({ giver: 'UJONAS' }).where('id', '=', handoffId).execute()
      await acceptHandoff(tx, actor, handoffId)
    },
  ],
  'Accept all the same': [
    (tx: Tx, actor: Actor) => overrideHandoff(tx, actor, handoffId, 'The customer is in a hurry'),
  ],
})

const SHEET = { sheet: 'sales', about: 'account', seals: { goals: seal(null) } } as const
const NOTE = { occasion: 'Call', heldOn: '2026-11-23', present: null, said: 'Yes', agreed: null, stillOpen: null }
const FEEDBACK = { side: 'giving', situation: 'A call', behaviour: 'Listened', impact: 'Trust' } as const
const DECISION = { decision: 'We do', decidedBy: 'UPRIYA', decidedOn: '2026-11-23', newPromise: null }
const MATTER = {
  ...{ subject: 'Depots', nature: 'agreed' as const, sold: 'All 14', bought: null, same: false },
  ...{ promisedOn: null, goLive: false },
} as const

/** Something that was sold, in a kickoff from Sam to Jonas. */
async function aMatter(tx: Tx) {
  const people = { giver: 'USAM', receiver: 'UJONAS', startedBy: 'UMAYA' }
  const begin = { accountId: CALDER, kind: 'kickoff', form: 'short', anchorOn: '2026-11-23', ...people } as const
  const kickoff = await startHandoff(tx, begin)
  const form = { place: `h:${kickoff.id}`, id: null, seal: null }
  await keepMatter(tx, { userId: 'UMAYA', userTeamId: 'T1' }, form, MATTER)
  return { form, id: (await openDifferences(tx, kickoff.id))[0]!.id }
}

const UNDONE = new Error('undone')
async function outcomeOf(deed: (tx: Tx, actor: Actor) => Promise<unknown>, userId: string): Promise<string> {
  const actor = { userId, userTeamId: CUSTOMERS.includes(userId) ? 'T2' : 'T1' }
  const done = inTx(async (tx) => {
    await deed(tx, actor)
    throw UNDONE
  })
  return done.catch((error: unknown) => {
    if (error === UNDONE) return 'yes'
    if (error instanceof Refusal) return 'a sentence'
    throw error
  })
}

describe('who may do what on a checklist, as docs/rights.md says', () => {
  it('names every kind of person and every deed', () => {
    expect(Object.keys(WHO)).toEqual(rights.who)
    expect(new Set(rights.what)).toEqual(new Set(Object.keys(DEEDS)))
  })
  it.each(rights.cells)('%s: %s, %s', async (what, who, cell) => {
    for (const deed of DEEDS[what]!) expect(await outcomeOf(deed, WHO[who]!)).toBe(cell)
  })
})

describe('the list of all items, for whoever was only handed one', () => {
  const shownTo = (userId: string) => inTx((tx) => listAll(tx, { userId, userTeamId: 'T1' }))
  const opens = (view: string) => view.match(/"action_id":"handoff\.item\.open"/g)?.length ?? 0

  it('holds every item, opens theirs alone, and nothing of what we know', async () => {
    const [wei, noor] = [await shownTo('UWEI'), await shownTo('UNOOR')]
    for (const { text } of items) expect(wei).toContain(JSON.stringify(text).slice(1, -1))
    expect([opens(wei), opens(noor)]).toEqual([1, items.length])
    expect(wei).toContain('the rest stands here for you to read')
    expect([wei.includes('What we know'), noor.includes('What we know')]).toEqual([false, true])
  })
})
