import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { parse } from 'csv-parse/sync'
import { exportData } from '../../src/export.ts'
import { changeAccount, noteMeasure } from '../../src/features/accounts/flow.ts'
import { ANSWER_COLUMNS, CUSTOMER_COLUMNS, INTERNAL_COLUMNS } from '../../src/features/exports/model.ts'
import { COLUMNS } from '../../src/features/imports/columns.ts'
import { describeImport } from '../../src/features/imports/report.ts'
import { Refusal } from '../../src/platform/errors.ts'
import { type Desk, EXAMPLE, openDesk } from '../accounts/desk.ts'
import { inEnvironment, runProgram } from '../support/program.ts'
import { aWeek } from './week.ts'

let desk: Desk
let folder: string
beforeAll(async () => {
  desk = await openDesk()
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-export-'))
})
beforeEach(async () => {
  await desk.database.empty()
  await desk.clear()
})
afterAll(async () => {
  fs.rmSync(folder, { recursive: true })
  await desk.close()
})

const environment = () => ({ DATABASE_URL: inEnvironment(desk.database.url) })
const run = (...args: string[]) => runProgram(['export', ...args], environment(), folder)
/** What the command writes, and the sentence with which it refuses; without a process of its own. */
async function ask(...args: string[]): Promise<{ written: string; refused: string | null }> {
  const output = new PassThrough()
  const written = buffer(output)
  const refused = await exportData(args, environment(), output).then(
    () => null,
    (error: unknown) => {
      if (error instanceof Refusal) return error.message
      throw error
    },
  )
  output.end()
  return { written: (await written).toString(), refused }
}
const exported = async (...args: string[]) => {
  const { written, refused } = await ask(...args)
  expect(refused).toBeNull()
  return written
}
const table = (csv: string) => parse(csv, { bom: true, columns: true }) as Record<string, string>[]

describe('accounts as CSV', () => {
  it('are the file that an import reads, and change nothing when it does', async () => {
    await desk.read(EXAMPLE)
    const csv = await exported('accounts')
    expect(csv.split('\r\n')[0]).toBe(`\uFEFF${COLUMNS.join(',')}`)
    expect(csv.split('\r\n')).toHaveLength(5)
    const report = await desk.read(csv, true)
    expect(report).toMatchObject({ added: 0, changed: 0, unchanged: 3, notes: [] })
    expect(describeImport(report)).toContain('Nothing to change')
    const before = await desk.everything()
    await desk.clear()
    expect(await desk.read(csv)).toMatchObject({ added: 3 })
    const bare = (all: typeof before) =>
      all.map(({ account: { id: _, ...account }, milestones, criteria }) => ({
        account,
        milestones: milestones.map(({ name, plannedOn, goLive }) => ({ name, plannedOn, goLive })),
        criteria: criteria.map(({ name, currentValue, unit }) => ({ name, currentValue, unit })),
      }))
    expect(bare(await desk.everything())).toEqual(bare(before))
  })

  it('come back unchanged also where names look like formulas, hold separators, or came from Slack as they were', async () => {
    await desk.read(EXAMPLE)
    const { account, milestones, criteria } = await desk.facts('CALDER')
    await desk.inside((tx) =>
      changeAccount(
        tx,
        account.id,
        { name: '=cmd|"/c calc"!A1', title: ' +Two  spaces, "quoted"; and more', crmReference: '@-1' },
        'UMAYA',
      ),
    )
    await desk.inside((tx) => noteMeasure(tx, criteria[0]!.id, -2.5))
    await desk.database.query(`update milestones set name = 'Phase 1; a=b \\ c', position = 7 where id = $1`, [
      milestones[0]!.id,
    ])
    await desk.database.query(`update success_criteria set name = '-Margin', unit = '% a week' where id = $1`, [
      criteria[0]!.id,
    ])
    await desk.database.query(
      `insert into stakeholders (workspace_id, account_id, role, name, email, starts_on) values ($1, $2, 'customer_team', 'Ana; "the" Ruiz', 'ana@calder.example', '2026-11-16')`,
      [desk.workspaceId, account.id],
    )
    const csv = await exported('accounts')
    expect(table(csv)[0]!['name']).toBe(`'=cmd|"/c calc"!A1`)
    const report = await desk.read(csv, true)
    expect(describeImport(report)).toContain('Nothing to change')
    expect(report.notes).toEqual([])
  })

  it('hold one account where one is asked for, and those changed since a day', async () => {
    await desk.read(EXAMPLE)
    expect(table(await exported('accounts', '--account', 'OSLO')).map(({ key }) => key)).toEqual(['OSLO'])
    desk.now = new Date('2026-11-19T08:00:00Z')
    await desk.read('key,title\nNILE,Counting\n')
    expect(table(await exported('accounts', '--since', '2026-11-18')).map(({ key }) => key)).toEqual(['NILE'])
  })

  it('come in full where they fill several pages', async () => {
    const rows = Array.from({ length: 620 }, (_, index) => `K${index},Name ${index},UTC`)
    await desk.read(['key,name,zone', ...rows].join('\n'))
    const keys = table(await exported('accounts')).map(({ key }) => key)
    expect(new Set(keys).size).toBe(620)
    expect(keys).toHaveLength(620)
  })

  it('are the same in JSON, with their parts as parts and every text as it is', async () => {
    await desk.read(EXAMPLE)
    await desk.inside(async (tx) =>
      changeAccount(tx, (await desk.facts('CALDER')).account.id, { name: '=1+1' }, 'UMAYA'),
    )
    const accounts = JSON.parse(await exported('accounts', '--format', 'json'))
    expect(accounts).toHaveLength(3)
    expect(accounts[0]).toMatchObject({
      key: 'CALDER',
      name: '=1+1',
      every_weeks: 1,
      working_days: [1, 2, 3, 4, 5],
      owner: { person: 'U0MAYA001', since: '2026-11-16' },
      success_criteria: [{ name: 'Days to invoice', start: 11, now: 3, target: 2, unit: 'days' }],
    })
  })
})

describe('answers and digests', () => {
  beforeEach(async () => {
    await desk.read(EXAMPLE)
    await aWeek(desk, '2026-11-20', 'CANARY')
    await aWeek(desk, '2026-11-27', 'CANARY')
  })

  it('hold every answer, safe for a spreadsheet, and keep what was written for the owner alone', async () => {
    const csv = await exported('answers')
    const rows = table(csv)
    expect(Object.keys(rows[0]!)).toEqual([...ANSWER_COLUMNS])
    expect(rows.map(({ publish_on, person }) => `${publish_on} ${person}`).toSorted()).toEqual([
      '2026-11-20 UJONAS',
      '2026-11-20 UWEI',
      '2026-11-27 UJONAS',
      '2026-11-27 UWEI',
    ])
    expect(rows.find(({ person }) => person === 'UJONAS')).toMatchObject({
      hard: "'=The vendor’s data",
      ask: 'Send the list',
      criterion_value: '-3',
      internal_note: 'CANARY team',
      internal_owner_only: 'false',
    })
    expect(rows.find(({ person }) => person === 'UWEI')).toMatchObject({
      internal_note: '',
      internal_owner_only: 'true',
    })
    expect(csv).not.toContain('CANARY owner')
  })

  it('are those of one account since a day where that is asked for', async () => {
    expect(table(await exported('answers', '--since', '2026-11-21'))).toHaveLength(2)
    expect(table(await exported('digests', '--since', '2026-11-27', '--account', 'CALDER'))).toHaveLength(1)
    expect(table(await exported('digests', '--account', 'OSLO'))).toEqual([])
    expect(JSON.parse(await exported('digests', '--account', 'OSLO', '--format', 'json'))).toEqual([])
  })

  it('name what only the vendor may read, in columns of their own', async () => {
    const [row] = table(await exported('digests'))
    expect(Object.keys(row!)).toEqual([...CUSTOMER_COLUMNS, ...INTERNAL_COLUMNS])
    expect(row).toMatchObject({
      status: 'at_risk',
      decisions_made: "'-Cut over at night",
      progress: 'Leeds invoices\nYork too',
      internal_proposed_status: 'off_track',
      internal_rating: '2',
    })
  })

  it('hold nothing but what the buyer read where that is asked for', async () => {
    await desk.database.query(`update digests set state = 'held' where publish_on = '2026-11-27'`)
    for (const format of ['csv', 'json']) {
      const text = await exported('digests', '--customer', '--format', format)
      expect(text).toContain('Records are late')
      expect(text).toContain('2026-11-20')
      expect(text).not.toContain('2026-11-27T')
      expect(text).not.toMatch(/CANARY|internal|off_track|UPRIYA/)
    }
    const digests = JSON.parse(await exported('digests', '--customer', '--format', 'json'))
    expect(digests.map((one: { publish_on: string }) => one.publish_on)).toEqual(['2026-11-20'])
    expect(digests[0].progress).toEqual(['Leeds invoices', 'York too'])
  })
})

describe('the command', () => {
  beforeEach(() => desk.read(EXAMPLE))

  it('says in a sentence what it cannot do, with what it can', async () => {
    const cases: [string[], string][] = [
      [[], 'Say what to export: accounts, answers, digests.'],
      [['contacts'], 'Say what to export'],
      [['accounts', '--format', 'xlsx'], 'only csv and json'],
      [['answers', '--since', 'Friday'], '“Friday” is no day'],
      [['answers', '--customer'], '--customer goes with digests'],
      [['accounts', '--account', 'NONE'], 'There is no account with the key “NONE”.'],
      [['accounts', '--colour'], '--colour'],
    ]
    for (const [args, sentence] of cases) {
      const { written, refused } = await ask(...args)
      expect({ args, written }).toEqual({ args, written: '' })
      expect(refused).toContain(sentence)
    }
    expect(await ask('--help')).toEqual({ written: expect.stringContaining('--customer'), refused: null })
  })

  it('writes to the standard output and nothing else, and ends with 0', async () => {
    const { code, stdout, stderr } = await run('accounts')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(table(stdout).map(({ key }) => key)).toEqual(['CALDER', 'NILE', 'OSLO'])
    expect(stdout).toBe(await exported('accounts'))
  }, 60_000)

  it('ends with 1 where it refuses, with the sentence and no trace of where', async () => {
    const { code, stdout, stderr } = await run('accounts', '--account', 'NONE')
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: 'There is no account with the key “NONE”.\n',
    })
  }, 60_000)
})
