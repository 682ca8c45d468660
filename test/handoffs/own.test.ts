import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { allItemsModal } from '../../blocks/checklist.ts'
import type { ItemEntry } from '../../blocks/playbookForms.ts'
import { copyModal, nameModal, playbookItemModal, readItemEntry, readNameEntry } from '../../blocks/playbookForms.ts'
import { playbookModal, playbooksModal, readSeen, type Seen } from '../../blocks/playbooks.ts'
import { valuesOf } from '../../playground/elements.ts'
import { viewProblems } from '../../playground/limits/view.ts'
import { startHandoff } from '../../src/features/handoffs/flow.ts'
import * as editing from '../../src/features/handoffs/playbooks/editing.ts'
import { KINDS, type OwnPlaybook, proposeForm } from '../../src/features/handoffs/playbooks/model.ts'
import { offeredFor, ownPlaybooks, playbookFor } from '../../src/features/handoffs/playbooks/own.ts'
import { PLAYBOOKS } from '../../src/features/handoffs/playbooks.ts'
import { checklistOf } from '../../src/features/handoffs/side.ts'
import type { Tx } from '../../src/platform/context.ts'
import { Refusal } from '../../src/platform/errors.ts'
import { playbooks } from '../../src/playbooks.ts'
import { type Desk, EXAMPLE, openDesk } from '../accounts/desk.ts'
import { inEnvironment } from '../support/program.ts'

let desk: Desk
let folder: string
beforeAll(async () => {
  desk = await openDesk()
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-playbooks-'))
})
beforeEach(async () => {
  await desk.database.query('truncate workspaces cascade')
  await desk.clear()
  const person = `insert into people (workspace_id, user_id, team_id, name, zone, administrator, refreshed_at)
    values ($1, $2, 'T', $3, 'Europe/Stockholm', $4, $5)`
  for (const [id, name, admin] of [
    ['UADA', 'Ada Brandt', true],
    ['UBEA', 'Bea Holm', true],
    ['UMAYA', 'Maya Lindqvist', false],
  ])
    await desk.database.query(person, [desk.workspaceId, id, name, admin, desk.now])
})
afterAll(async () => {
  fs.rmSync(folder, { recursive: true })
  await desk.close()
})

const inside = <T>(work: (tx: Tx) => Promise<T>) => desk.inside(work)
const copy = async (ref = 'kickoff', name = 'Kickoff for large accounts'): Promise<OwnPlaybook> => {
  await inside((tx) => editing.copyPlaybook(tx, 'UADA', ref, name))
  return (await inside(ownPlaybooks)).find((own) => own.name === name)!
}
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
    await desk.read(EXAMPLE)
    const accountId = (await desk.everything())[0]!.account.id
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

describe('what administrators see', () => {
  const long = { ...PLAYBOOKS.primary_contact.items[8]!, text: 'x'.repeat(300), confirmation: 'y'.repeat(200) }
  const longest: OwnPlaybook = {
    ...PLAYBOOKS.primary_contact,
    ...{ id: crypto.randomUUID(), key: 'k', preferred: true, changedBy: 'UADA', changedAt: new Date(0) },
    ...{ name: 'n'.repeat(75), anchor: 'a'.repeat(75), anchorHint: 'h'.repeat(300), items: Array(30).fill(long) },
  }

  it('fits Slack’s limits with as many and as long as there can be', () => {
    const view = { ...longest, changed: 'Ada Brandt, Mon 23 Nov 10:02' }
    const ready = KINDS.map((kind) => ({ ...PLAYBOOKS[kind], id: null, preferred: false, changed: null }))
    const own = Array.from({ length: 30 }, () => ({ ...view, id: crypto.randomUUID() }))
    const seen = { id: longest.id, version: 1, index: 29 }
    for (const modal of [
      playbooksModal([...ready, ...own]),
      playbookModal(view),
      ...ready.map(playbookModal),
      copyModal(longest),
      nameModal(longest),
      playbookItemModal(longest, seen),
      playbookItemModal(longest, { ...seen, index: null }),
    ])
      expect(viewProblems(modal as never)).toEqual([])
  })

  it('gives back what a form was filled with', () => {
    const form = playbookItemModal(longest, { id: longest.id, version: 7, index: 4 })
    const { confirmedBy: _, ...item } = long
    expect(readItemEntry(valuesOf(form.blocks as never) as never)).toEqual({ ...item, place: 5 })
    expect(readSeen(form.private_metadata!)).toEqual({ id: longest.id, version: 7, index: 4 })
    const { name, anchor, anchorHint, preferred } = longest
    expect(readNameEntry(valuesOf(nameModal(longest).blocks as never) as never)).toEqual({
      ...{ name, anchor, anchorHint, preferred },
    })
  })
})

describe('the file of playbooks', () => {
  const command = async (...args: string[]): Promise<string> => {
    const output = new PassThrough()
    const written = buffer(output)
    await playbooks(args, { DATABASE_URL: inEnvironment(desk.database.url) }, output)
    output.end()
    return (await written).toString()
  }
  const saved = (data: unknown): string => {
    const file = path.join(folder, `${crypto.randomUUID()}.json`)
    fs.writeFileSync(file, typeof data === 'string' ? data : JSON.stringify(data))
    return file
  }
  const refused = (...args: string[]) =>
    command(...args).then(
      () => 'not refused',
      (error: Error) => error.message,
    )
  // biome-ignore lint/suspicious/noExplicitAny: a file is made wrong on purpose
  const readyMade = async (): Promise<any> => JSON.parse(await command('export', '--ready-made'))

  it('takes the ready-made ones as a beginning, and comes back as it went out', async () => {
    const file = await readyMade()
    expect(await command('import', saved(file), '--dry-run')).toContain('our-kickoff: would be added, 14 items.')
    expect(await inside(ownPlaybooks)).toEqual([])
    expect(await command('import', saved(file))).toContain('our-senior-buyer: added, 14 items.')
    const out = JSON.parse(await command('export'))
    expect(out.playbooks.map(({ version: _, ...one }: { version: number }) => one)).toEqual(file.playbooks)
    expect(await command('import', saved(out))).toContain('our-owner: unchanged, version 1.')
    out.playbooks[0].items[0].due = 3
    out.playbooks[0].preferred = true
    expect(await command('import', saved({ ...out, playbooks: [out.playbooks[0]] }))).toBe(
      'our-kickoff: changed, version 1 → 2; 1 of 14 items new or different.\n11 more of your own stay as they are.\n',
    )
    expect(await inside((tx) => playbookFor(tx, 'kickoff', undefined))).toMatchObject({ version: 2, preferred: true })
    expect(await refused('import', saved(out))).toContain('playbooks[0].version: 1; expected: 2: it was changed since')
  })

  it('names everything that is wrong, with its place and what was expected, and keeps nothing', async () => {
    const file = await readyMade()
    const [first, second, third] = file.playbooks
    first.items[3].due = 1.5
    first.items[4].evidence = 'photo'
    first.items[5].surprise = 1
    second.name = ''
    delete second.items[0].text
    third.key = 'Über'
    const said = await refused('import', saved({ ...file, playbooks: [first, second, third] }))
    expect(said.split('\n')).toEqual([
      'playbooks[0].items[3].due: 1.5; expected: a whole number of working days from -260 to 260',
      'playbooks[0].items[4].evidence: "photo"; expected: one of link, note, none',
      'playbooks[0].items[5].surprise: 1; expected: nothing of this name',
      'playbooks[1].name: ""; expected: one line of 1 to 75 characters',
      'playbooks[1].items[0].text: missing; expected: one line of 1 to 300 characters',
      'playbooks[2].key: "Über"; expected: a key of small letters, digits and hyphens, at most 60',
      'Nothing was imported: 6 things are not right in this file.',
    ])
    expect(await inside(ownPlaybooks)).toEqual([])
  })

  it('refuses what gets in the way of something else, and what is no such file', async () => {
    const file = await readyMade()
    const [first, second] = file.playbooks
    const twice = { ...file, playbooks: [first, { ...second, key: first.key }, { ...first, key: 'kickoff' }] }
    expect(await refused('import', saved(twice))).toContain(
      'playbooks[1].key: "our-kickoff"; expected: a key of its own',
    )
    expect(await refused('import', saved(twice))).toContain('such as our-kickoff: this names a ready-made playbook')
    first.items[0].confirmation = 'You agree.'
    expect(await refused('import', saved(file))).toContain(
      'playbooks[0].items[0].confirmation: "You agree."; expected: nothing: only primary_contact and senior_buyer',
    )
    delete first.items[0].confirmation
    await copy('owner', first.name)
    expect(await refused('import', saved(file))).toContain(
      'playbooks[0].name: "Sales → implementation"; expected: a name',
    )
    expect(await refused('import', saved('{ "a": '))).toContain('This is no JSON')
    expect(await refused('import', saved([]))).toContain('The file: []; expected: an object with throughline')
    expect(await refused('import', path.join(folder, 'none.json'))).toContain('There is no file')
    expect(await refused('import')).toContain('Name one file to import.')
    expect(await refused('sing')).toContain('Say whether to export or to import.')
    expect(await inside(ownPlaybooks)).toHaveLength(1)
  })
})
