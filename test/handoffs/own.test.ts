import { describe, expect, it } from '@jest/globals'
import { allItemsModal } from '../../blocks/checklist.ts'
import type { ItemEntry } from '../../blocks/playbookForms.ts'
import type { Seen } from '../../blocks/playbooks.ts'
import { startHandoff } from '../../src/features/handoffs/flow.ts'
import * as editing from '../../src/features/handoffs/playbooks/editing.ts'
import { type OwnPlaybook, proposeForm } from '../../src/features/handoffs/playbooks/model.ts'
import { offeredFor, ownPlaybooks, playbookFor } from '../../src/features/handoffs/playbooks/own.ts'
import { PLAYBOOKS } from '../../src/features/handoffs/playbooks.ts'
import { checklistOf } from '../../src/features/handoffs/side.ts'
import type { Tx } from '../../src/platform/context.ts'
import { Refusal } from '../../src/platform/errors.ts'
import { EXAMPLE } from '../accounts/desk.ts'
import { takeShelf } from './shelf.ts'

const shelf = takeShelf()
const { inside, copy } = shelf
const at = ({ id, version }: OwnPlaybook, index: number | null): Seen => ({ id, version, index })
const entry = (change: Partial<ItemEntry> = {}): ItemEntry => ({
  ...{ text: 'Security review passed', side: 'giving', due: 4, evidence: 'link', short: true },
  ...{ confirmation: null, place: 3, ...change },
})
const refusalOf = async (work: (tx: Tx) => Promise<unknown>): Promise<{ message: string; errors?: object }> => {
  const error = await inside(work).then(
    () => undefined,
    (found: unknown) => found,
  )
  if (!(error instanceof Refusal)) throw new Error('It was not refused')
  return { message: error.message, ...(error.errors ? { errors: error.errors } : {}) }
}
const texts = ({ items }: OwnPlaybook) => items.map(({ text }) => text)

describe('a playbook of one’s own', () => {
  it('begins as a copy, changes item by item, and each change is a version', async () => {
    const own = await copy()
    expect(own).toMatchObject({ version: 1, key: 'kickoff-for-large-accounts', items: PLAYBOOKS.kickoff.items })
    await inside((tx) => editing.keepItem(tx, 'UADA', at(own, null), entry()))
    const [added] = await inside(ownPlaybooks)
    expect(added).toMatchObject({ version: 2, changedBy: 'UADA' })
    expect(texts(added!)[2]).toBe('Security review passed')
    const moved = entry({ place: 1, due: -2, short: false, side: 'receiving' })
    await inside((tx) => editing.keepItem(tx, 'UADA', at(added!, 2), moved))
    await inside((tx) => editing.removeItem(tx, 'UADA', { ...at(added!, 1), version: 3, index: 1 }))
    const [third] = await inside(ownPlaybooks)
    expect(third).toMatchObject({ version: 4, items: { length: 14 } })
    expect(third!.items[0]).toMatchObject({ text: 'Security review passed', side: 'receiving', due: -2, short: false })
    expect(third!.items[1]).toEqual(PLAYBOOKS.kickoff.items[1])
  })

  it('is an administrator’s to see and to change', async () => {
    const own = await copy()
    for (const act of [
      (tx: Tx) => editing.openPlaybooks(tx, 'UMAYA'),
      (tx: Tx) => editing.openPlaybook(tx, 'UMAYA', own.id),
      (tx: Tx) => editing.openCopy(tx, 'UMAYA', 'kickoff'),
      (tx: Tx) => editing.copyPlaybook(tx, 'UMAYA', 'kickoff', 'Mine'),
      (tx: Tx) => editing.openName(tx, 'UMAYA', at(own, null)),
      (tx: Tx) => editing.keepName(tx, 'UMAYA', at(own, null), { ...own, name: 'Mine' }),
      (tx: Tx) => editing.openItem(tx, 'UMAYA', at(own, 0)),
      (tx: Tx) => editing.keepItem(tx, 'UMAYA', at(own, 0), entry()),
      (tx: Tx) => editing.removeItem(tx, 'UMAYA', at(own, 0)),
      (tx: Tx) => editing.removePlaybook(tx, 'UMAYA', at(own, null)),
    ])
      expect((await refusalOf(act)).message).toContain('Only an administrator')
    expect(await inside(ownPlaybooks)).toEqual([own])
  })

  it.each<[string, Partial<ItemEntry>, string]>([
    ['no words', { text: '' }, 'playbook.text'],
    ['a part of a day', { due: 1.5 }, 'playbook.due'],
    ['a year and more', { due: 300 }, 'playbook.due'],
    ['no day', { due: null }, 'playbook.due'],
    ['a place behind the end', { place: 16 }, 'playbook.place'],
    [
      'somebody of the customer in a handoff between two of us',
      { confirmation: 'You agree.' },
      'playbook.confirmation',
    ],
  ])('refuses %s at the field', async (_, change, field) => {
    const own = await copy()
    const refused = inside((tx) => editing.keepItem(tx, 'UADA', at(own, null), entry(change)))
    const error = await refused.catch((found: Refusal) => found)
    expect(Object.keys((error as Refusal).errors ?? {})).toEqual([field])
    expect((await inside(ownPlaybooks))[0]!.version).toBe(1)
  })

  it('says to a customer’s newcomer none of our words', async () => {
    const own = await copy('primary_contact', 'Contacts')
    const refused = await refusalOf((tx) =>
      editing.keepItem(tx, 'UADA', at(own, 8), entry({ confirmation: 'The danger zone is over.', place: 9 })),
    )
    expect(refused.message).toContain('words for the customer')
  })

  it('keeps what two administrators change at once, and says where they changed the same', async () => {
    const own = await copy()
    const { items } = own
    await inside((tx) => editing.keepItem(tx, 'UBEA', at(own, null), entry({ place: 1 })))
    const second = { ...items[4]!, text: 'Contract read twice', confirmation: null, place: 5 }
    await inside((tx) => editing.keepItem(tx, 'UADA', at(own, 4), second))
    const [both] = await inside(ownPlaybooks)
    expect(both).toMatchObject({ version: 3, items: { length: 15 } })
    expect(both!.items[5]!.text).toBe('Contract read twice')
    const again = await refusalOf((tx) => editing.keepItem(tx, 'UBEA', at(own, 4), { ...second, text: 'Not read' }))
    expect(again.message).toContain('Ada Brandt changed this while you were writing.')
    await inside((tx) => editing.keepName(tx, 'UBEA', at(both!, null), { ...both!, name: 'Bea’s kickoff' }))
    const named = await refusalOf((tx) => editing.keepName(tx, 'UADA', at(both!, null), { ...both!, name: 'Ada’s' }))
    expect(named.message).toContain('It says “Bea’s kickoff” there now.')
  })

  it('has a name of its own', async () => {
    await copy()
    const again = await refusalOf((tx) => editing.copyPlaybook(tx, 'UADA', 'go_live', 'kickoff for LARGE accounts'))
    expect(again.message).toContain('has this name')
  })
})

describe('a handoff that runs', () => {
  it('keeps the version it began with, says which, and lives on when its playbook is removed', async () => {
    await shelf.at().read(EXAMPLE)
    const accountId = (await shelf.at().everything())[0]!.account.id
    const own = await copy()
    await inside((tx) => editing.keepName(tx, 'UADA', at(own, null), { ...own, preferred: true }))
    const begin = { accountId, kind: 'kickoff', form: 'full', anchorOn: '2026-11-23' } as const
    const people = { giver: 'UMAYA', receiver: 'UADA', startedBy: 'UMAYA' }
    const handoff = await inside((tx) => startHandoff(tx, { ...begin, ...people }))
    expect(handoff).toMatchObject({ playbookId: own.id, playbookName: own.name, playbookVersion: 1 })
    await inside((tx) => editing.keepName(tx, 'UADA', at(own, null), { ...own, name: 'Another name', preferred: true }))
    await inside((tx) => editing.removeItem(tx, 'UADA', { ...at(own, 0), version: 2 }))
    await inside((tx) => editing.removePlaybook(tx, 'UADA', at(own, null)))
    const checklist = await inside((tx) => checklistOf(tx, handoff))
    expect(checklist.items).toHaveLength(14)
    expect(JSON.stringify(allItemsModal(checklist))).toContain(
      'From the playbook “Kickoff for large accounts”, version 1, in its full form.',
    )
    expect(await inside((tx) => playbookFor(tx, 'kickoff', undefined))).toMatchObject({ id: null, version: 1 })
    expect((await refusalOf((tx) => playbookFor(tx, 'kickoff', own.id))).message).toContain('was removed')
  })

  it('begins with what was chosen, else with what is preferred, else with the ready-made one', async () => {
    const own = await copy()
    const other = await copy('kickoff', 'Kickoff for friends')
    const taken = async (chosen?: string | null) => (await inside((tx) => playbookFor(tx, 'kickoff', chosen))).id
    expect([await taken(), await taken(null), await taken(other.id)]).toEqual([null, null, other.id])
    await inside((tx) => editing.keepName(tx, 'UADA', at(own, null), { ...own, preferred: true }))
    await inside((tx) => editing.keepName(tx, 'UADA', at(other, null), { ...other, preferred: true }))
    expect([await taken(), await taken(null), await taken(own.id)]).toEqual([other.id, null, own.id])
    expect((await inside((tx) => offeredFor(tx, 'kickoff'))).map(({ id }) => id)).toEqual([null, other.id, own.id])
    expect((await refusalOf((tx) => playbookFor(tx, 'owner', own.id))).message).toContain('another kind')
  })

  it.each([
    [7, 9, 9, 'full'],
    [9, 4, 0, 'full'],
    [9, 3, 2, 'short'],
    [0, 0, 0, 'short'],
  ])(
    'is proposed with %i roles, %i milestones and %i criteria in its %s form',
    (people, milestones, criteria, form) => {
      const known = { stakeholders: Array(people), milestones: Array(milestones), criteria: Array(criteria) }
      const proposed = proposeForm(known)
      expect(proposed.form).toBe(form)
      expect(proposed.reason).toContain(`Proposed: ${form}.`)
    },
  )
})
