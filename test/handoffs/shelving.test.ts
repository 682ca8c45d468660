import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { copyModal, nameModal, playbookItemModal, readItemEntry, readNameEntry } from '../../blocks/playbookForms.ts'
import { playbookModal, playbooksModal, readSeen } from '../../blocks/playbooks.ts'
import { valuesOf } from '../../playground/elements.ts'
import { viewProblems } from '../../playground/limits/view.ts'
import { KINDS, type OwnPlaybook } from '../../src/features/handoffs/playbooks/model.ts'
import { ownPlaybooks, playbookFor } from '../../src/features/handoffs/playbooks/own.ts'
import { PLAYBOOKS } from '../../src/features/handoffs/playbooks.ts'
import { playbooks } from '../../src/playbooks.ts'
import { inEnvironment } from '../support/program.ts'
import { takeShelf } from './shelf.ts'

const shelf = takeShelf()
const { inside, copy } = shelf
let folder: string
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-playbooks-'))
})
afterAll(() => fs.rmSync(folder, { recursive: true }))

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
    await playbooks(args, { DATABASE_URL: inEnvironment(shelf.at().database.url) }, output)
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
