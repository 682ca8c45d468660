import fs from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { factsOfAll, noteForecast, noteMeasure } from '../../src/features/accounts/flow.ts'
import type { AccountFacts } from '../../src/features/accounts/model.ts'
import { COLUMNS } from '../../src/features/imports/columns.ts'
import { importAccounts } from '../../src/features/imports/flow.ts'
import type { ImportReport, Problem } from '../../src/features/imports/model.ts'
import { describeImport, ImportRefusal } from '../../src/features/imports/report.ts'
import { type Context, createContext, type Tx } from '../../src/platform/context.ts'
import { createLog } from '../../src/platform/log.ts'
import { openDatabase } from '../../src/platform/postgres/db.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

const EXAMPLE = fs.readFileSync(new URL('../../docs/accounts.example.csv', import.meta.url), 'utf8')

let database: TestDatabase
let ctx: Context
let workspaceId = ''
let now = new Date('2026-11-16T08:00:00Z')

beforeAll(async () => {
  database = await createDatabase()
  const clock = { now: () => now, real: () => now }
  ctx = createContext({
    clock,
    log: createLog('silent'),
    database: openDatabase(database.url, () => {}),
    wake: () => {},
  })
})
beforeEach(async () => {
  now = new Date('2026-11-16T08:00:00Z')
  workspaceId = crypto.randomUUID()
  await database.query(
    `insert into workspaces (workspace_id, team_id, name, bot_user_id, created_at) values ($1, $2, 'Brightline', 'UBOT', $3)`,
    [workspaceId, `T${workspaceId}`, now],
  )
})
afterAll(async () => {
  await ctx.database.close()
  await database.drop()
})

const inside = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => ctx.inWorkspace(workspaceId, work)
const read = (text: string, dryRun = false): Promise<ImportReport> =>
  inside((tx) => importAccounts(tx, text, { dryRun }))
const facts = async (key: string): Promise<AccountFacts> => {
  const found = (await inside(factsOfAll)).find(({ account }) => account.key === key)
  if (!found) throw new Error(`no ${key}`)
  return found
}
const everything = () => inside(factsOfAll)

async function problemsOf(text: string): Promise<Problem[]> {
  const refusal = await read(text).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (refusal === undefined) return []
  expect(refusal).toBeInstanceOf(ImportRefusal)
  expect(await everything()).toEqual([])
  return (refusal as ImportRefusal).problems
}
const places = async (text: string) => (await problemsOf(text)).map(({ line, column, value }) => [line, column, value])

/** A file with one account that has these cells beside its key, name and zone. */
const one = (cells: Record<string, string>) => {
  const row: Record<string, string> = { key: 'CALDER', name: 'Calder Freight', zone: 'Europe/London', ...cells }
  return `${Object.keys(row).join(',')}\n${Object.values(row)
    .map((cell) => `"${cell.replaceAll('"', '""')}"`)
    .join(',')}\n`
}

const ACTIVE = {
  state: 'active',
  owner: 'UMAYA',
  senior_buyer: 'UPRIYA',
  buyer_channel: 'CCALDER',
  first_publish_on: '2026-11-20',
}

describe('importing accounts', () => {
  it('reads the example of the documentation, which uses every column', async () => {
    expect(EXAMPLE.split('\n')[0]).toBe(COLUMNS.join(','))
    expect(await read(EXAMPLE)).toMatchObject({ added: 3, changed: 0, unchanged: 0 })
    const calder = await facts('CALDER')
    expect(calder.account).toMatchObject({
      name: 'Calder Freight',
      title: 'Invoicing rollout',
      state: 'active',
      publishWeekday: 5,
      workingDays: [1, 2, 3, 4, 5],
      firstPublishOn: '2026-11-20',
      buyerChannel: 'C0CALDER1',
      scopeUrl: 'https://docs.brightline.example/calder-scope',
    })
    expect(calder.stakeholders.map(({ role, userId }) => `${role} ${userId}`).sort()).toEqual([
      'implementation_lead U0JONAS01',
      'implementer U0WEI0001',
      'leader U0INGRID1',
      'owner U0MAYA001',
      'primary_contact U0TOMAS01',
      'sales_rep U0DANA001',
      'senior_buyer U0PRIYA01',
      'success_manager U0LEILA01',
    ])
    expect(calder.milestones).toMatchObject([
      {
        name: 'Records final',
        goLive: false,
        promisedOn: '2026-11-18',
        plannedOn: '2026-11-18',
        forecastOn: '2026-11-18',
      },
      { name: 'Go-live', goLive: true, promisedOn: '2026-12-04', plannedOn: '2026-12-14', forecastOn: '2026-12-14' },
    ])
    expect(calder.criteria).toMatchObject([
      { name: 'Days to invoice', startValue: 11, currentValue: 3, targetValue: 2, unit: 'days' },
    ])
    const oslo = await facts('OSLO')
    expect(oslo.stakeholders).toContainEqual(
      expect.objectContaining({
        role: 'senior_buyer',
        userId: null,
        name: 'Kari Berg',
        email: 'kari.berg@oslowater.example',
      }),
    )
    expect((await facts('NILE')).account).toMatchObject({
      workingDays: [1, 2, 3, 4, 7],
      everyWeeks: 2,
      publishZone: 'Europe/Berlin',
    })
  })

  it('changes nothing when the same file comes again, and says so', async () => {
    await read(EXAMPLE)
    const before = await database.query('select * from accounts order by id')
    now = new Date('2026-11-17T08:00:00Z')
    const again = await read(EXAMPLE)
    expect(again).toMatchObject({ added: 0, changed: 0, unchanged: 3 })
    expect(describeImport(again)).toContain('Nothing to change')
    expect(await database.query('select * from accounts order by id')).toEqual(before)
    expect(await database.query(`select * from history where workspace_id = '${workspaceId}'`)).toHaveLength(3)
  })

  it('shows in a dry run what would change, and writes nothing', async () => {
    const report = await read(EXAMPLE, true)
    expect(describeImport(report)).toContain(
      '+ Calder Freight (CALDER): new, active, 8 people, 2 milestones and 1 success criterion',
    )
    expect(await everything()).toEqual([])
    await read(EXAMPLE)
    const before = await everything()
    const text = describeImport(
      await read(
        'key,owner,weekday,milestones,buyer_email\nOSLO,UNEW,Thu,Go-live=2027-01-28/2027-02-04,"kari@oslo.example"\n',
        true,
      ),
    )
    expect(text).toContain('~ Oslo Water (OSLO)')
    expect(text).toContain('weekday: Fri → Thu')
    expect(text).toContain('buyer_email: kari.berg@oslowater.example → kari@oslo.example')
    expect(text).toContain('account owner: U0MAYA001 ends')
    expect(text).toContain('account owner: UNEW begins')
    expect(text).toContain(
      'milestone “Go-live”: promised 2027-01-28, planned 2027-01-28, forecast 2027-01-28 → promised 2027-01-28, planned 2027-02-04',
    )
    expect(text).toContain('milestone “First district live”: removed')
    expect(text).toContain('nothing was written')
    expect(await everything()).toEqual(before)
  })

  it('leaves alone what the file has no row or column for, and clears what may be empty', async () => {
    await read(EXAMPLE)
    const before = await facts('OSLO')
    await read('key,title,name,crm_reference,zone,weekday\nCALDER,,,,,\n')
    expect(await facts('OSLO')).toEqual(before)
    expect((await facts('CALDER')).account).toMatchObject({
      title: '',
      crmReference: null,
      name: 'Calder Freight',
      zone: 'Europe/London',
      publishWeekday: 5,
      scopeUrl: 'https://docs.brightline.example/calder-scope',
    })
  })

  it('ends one assignment and begins the next on the account’s own day when the file names another holder', async () => {
    await read(EXAMPLE)
    now = new Date('2026-11-17T23:30:00Z')
    const report = await read('key,primary_contact,stakeholders\nOSLO,UANA,implementer=UWEI\n')
    const rows = await database.query<{ role: string; who: string; starts_on: string; ends_on: string | null }>(
      `select role, coalesce(user_id, name) who, starts_on::text, ends_on::text from stakeholders
       where account_id = '${(await facts('OSLO')).account.id}' and role in ('primary_contact', 'implementer', 'sales_rep') order by role, starts_on`,
    )
    expect(rows).toEqual([
      { role: 'implementer', who: 'U0JONAS01', starts_on: '2026-11-16', ends_on: '2026-11-18' },
      { role: 'implementer', who: 'UWEI', starts_on: '2026-11-18', ends_on: null },
      { role: 'primary_contact', who: 'Lars Moen', starts_on: '2026-11-16', ends_on: '2026-11-18' },
      { role: 'primary_contact', who: 'UANA', starts_on: '2026-11-18', ends_on: null },
      { role: 'sales_rep', who: 'U0DANA001', starts_on: '2026-11-16', ends_on: '2026-11-18' },
    ])
    expect(report.handovers).toMatchObject([
      { role: 'primary_contact', leaver: { name: 'Lars Moen' }, newcomer: { userId: 'UANA' } },
    ])
  })

  it('corrects an e-mail address without ending anybody’s assignment', async () => {
    await read(EXAMPLE)
    const { id } = (await facts('OSLO')).stakeholders.find(({ role }) => role === 'senior_buyer')!
    await read('key,senior_buyer\nOSLO,Kari Berg <kari@oslo.example>\n')
    expect((await facts('OSLO')).stakeholders).toContainEqual(
      expect.objectContaining({ id, email: 'kari@oslo.example', endsOn: null }),
    )
  })

  it('keeps the forecast of the weekly answers until the plan itself moves', async () => {
    await read(EXAMPLE)
    const goLive = (await facts('CALDER')).milestones[1]!
    await inside((tx) => noteForecast(tx, goLive.id, '2026-12-21'))
    await read(EXAMPLE)
    expect((await facts('CALDER')).milestones[1]).toMatchObject({ id: goLive.id, forecastOn: '2026-12-21' })
    await read('key,milestones\nCALDER,Records final=2026-11-18; go-live=2026-12-04/2026-12-18\n')
    expect((await facts('CALDER')).milestones[1]).toMatchObject({
      id: goLive.id,
      name: 'go-live',
      plannedOn: '2026-12-18',
      forecastOn: '2026-12-18',
    })
  })

  it('keeps the last measured value of a success criterion, and says that the file has another', async () => {
    await read(EXAMPLE)
    await inside(async (tx) =>
      noteMeasure(tx, (await factsOfAll(tx)).find(({ account }) => account.key === 'CALDER')!.criteria[0]!.id, 2.5),
    )
    const report = await read(EXAMPLE)
    expect((await facts('CALDER')).criteria[0]).toMatchObject({ currentValue: 2.5 })
    expect(report).toMatchObject({ unchanged: 3 })
    expect(describeImport(report)).toContain('Line 2, Calder Freight: “Days to invoice” stays at 2.5')
  })

  it('keeps a reached milestone that the file no longer names', async () => {
    await read(EXAMPLE)
    await database.query(`update milestones set reached_on = '2026-11-18' where name = 'First district live'`)
    await read('key,milestones\nOSLO,Go-live=2027-01-28\n')
    expect((await facts('OSLO')).milestones.map(({ name }) => name)).toEqual(['First district live', 'Go-live'])
    expect(await read('key,milestones\nOSLO,Go-live=2027-01-28\n')).toMatchObject({ unchanged: 1 })
    await database.query(`update milestones set reached_on = '2027-01-28' where name = 'Go-live'`)
    await read('key,milestones\nOSLO,Second district live=2027-03-01\n')
    expect((await facts('OSLO')).milestones.filter(({ goLive }) => goLive).map(({ name }) => name)).toEqual(['Go-live'])
  })

  it('names what is still missing before an account’s weeks can begin', async () => {
    expect(describeImport(await read(EXAMPLE))).toContain('a named senior buyer: Nile Retail')
  })

  it('keeps each workspace’s accounts apart', async () => {
    await read(EXAMPLE)
    const mine = workspaceId
    workspaceId = crypto.randomUUID()
    await database.query(
      `insert into workspaces (workspace_id, team_id, name, bot_user_id, created_at) values ($1, 'TOTHER', 'Other', 'UBOT', $2)`,
      [workspaceId, now],
    )
    expect(await read(EXAMPLE)).toMatchObject({ added: 3 })
    workspaceId = mine
    expect(await everything()).toHaveLength(3)
  })
})

describe('a file that is not right', () => {
  it('changes nothing at all, however many rows are right', async () => {
    const text = `${EXAMPLE}BAD,Bad Account,,active,,Europe/Stokholm${','.repeat(21)}\n`
    expect(await places(text)).toEqual([[5, 'zone', 'Europe/Stokholm']])
  })

  it.each([
    ['zone', 'Europe/Stokholm'],
    ['zone', '+02:00'],
    ['publish_zone', 'CEST?'],
    ['state', 'running'],
    ['country', 'XX'],
    ['working_days', 'Mon-Fry'],
    ['working_days', 'weekdays'],
    ['weekday', '5'],
    ['publish_time', '24:00'],
    ['close_time', '3pm'],
    ['every_weeks', '3'],
    ['first_publish_on', '2026-02-31'],
    ['first_publish_on', '20.11.2026'],
    ['owner', 'maya@brightline.example'],
    ['owner', 'Maya Lindqvist'],
    ['senior_buyer', 'Priya Shah <priya>'],
    ['buyer_channel', '#calder'],
    ['buyer_channel', 'U0PRIYA01'],
    ['buyer_email', 'priya'],
    ['team_channel', 'D0123'],
    ['scope_link', 'javascript:alert(1)'],
    ['stakeholders', 'implementor=U1'],
    ['stakeholders', 'owner=UMAYA'],
    ['stakeholders', 'implementer=Jonas'],
    ['milestones', 'Go-live=2026-02-31'],
    ['milestones', 'Go-live'],
    ['milestones', 'Go-live=2026-12-04/2026-12-14/2026-12-24'],
    ['success_criteria', 'Days to invoice=eleven'],
    ['success_criteria', 'Days to invoice=1/2/3/4'],
    ['name', 'x'.repeat(76)],
  ])('is refused where %s is “%s”, at its line and column', async (column, value) => {
    expect(await places(one({ [column]: value }))).toEqual([[2, column, value]])
  })

  it('names each wrong item of a list', async () => {
    const cell = 'implementer=U0JONAS01; implementer=Wei; implementer=U0JONAS01; tester=UTEST'
    expect((await places(one({ stakeholders: cell }))).map(([, , value]) => value)).toEqual([
      'implementer=Wei',
      'tester=UTEST',
      'implementer=U0JONAS01',
    ])
  })

  it('says everything that is wrong, each with line, column, value and what was expected', async () => {
    const text = 'key,name,zone,state\nA,,Europe/London,active\nA,Twice,Europe/Paris,\n,Nameless key,Europe/Nowhere,\n'
    expect(await places(text)).toEqual([
      [3, 'key', 'A'],
      [4, 'key', ''],
      [4, 'zone', 'Europe/Nowhere'],
    ])
    await expect(read(one({ zone: 'Europe/Stokholm' }))).rejects.toThrow(
      'Line 2, column zone: “Europe/Stokholm”; expected: a time zone of a place, such as Europe/Stockholm\nNothing was imported: One thing is not right in this file.',
    )
  })

  it('shows fifty problems and counts the rest', async () => {
    const rows = Array.from({ length: 70 }, (_, index) => `K${index},Name,Nowhere`)
    const message = await read(['key,name,zone', ...rows].join('\n')).catch((error: Error) => error.message)
    expect(String(message).match(/^Line/gm)).toHaveLength(50)
    expect(message).toContain('… and 20 more.')
    expect(message).toContain('70 things are not right')
  })

  it('names an unknown, a missing and a doubled column', async () => {
    expect(await places('key,name,zone,colour\nA,B,UTC,red')).toEqual([[1, 'colour', '']])
    expect(await places('name,zone\nB,UTC')).toEqual([[1, 'key', '']])
    expect(await places('key,name,Name\nA,B,C')).toEqual([[1, 'name', 'Name']])
  })

  it('asks a new account for its name and zone', async () => {
    expect(await places('key,title\nA,Rollout')).toEqual([
      [2, 'name', ''],
      [2, 'zone', ''],
    ])
  })

  it('lets no account be active that lacks its owner, buyer, channel or cadence, and says which', async () => {
    const [problem] = await problemsOf(one({ state: 'active', owner: 'UMAYA' }))
    expect(problem).toMatchObject({ line: 2, column: 'state', value: 'active' })
    expect(problem!.expected).toContain(
      'a named senior buyer, a buyer channel or the buyer’s e-mail and a cadence that the buyer has agreed to',
    )
    expect(await places(one(ACTIVE))).toEqual([])
  })

  it('does not let an active account lose what it needs', async () => {
    await read(EXAMPLE)
    await expect(read('key,senior_buyer\nCALDER,\n')).rejects.toThrow(
      'Line 2, column state: “active”; expected: not_started for now: it still needs a named senior buyer',
    )
    await expect(read('key,crm_reference\nCALDER,CRM-1\n')).resolves.toMatchObject({ changed: 1 })
  })

  it('asks a paused account until when', async () => {
    expect(await places(one({ state: 'paused' }))).toEqual([[2, 'paused_until', '']])
  })

  it('refuses a week that nobody can meet, saying why', async () => {
    const [problem] = await problemsOf(
      one({ ...ACTIVE, working_days: 'Fri', publish_time: '00:30', close_time: '23:30' }),
    )
    expect(problem).toMatchObject({ line: 2, column: 'publish_time', value: '00:30' })
    expect(problem!.expected).toMatch(/working/)
  })

  it('refuses a first day on another weekday than the cadence’s', async () => {
    expect(await places(one({ ...ACTIVE, weekday: 'Thu' }))).toEqual([[2, 'first_publish_on', '2026-11-20']])
  })

  it('lets no team channel be a channel that a customer reads, in the file or before', async () => {
    const header = 'key,name,zone,buyer_channel,team_channel\n'
    expect(await places(`${header}A,Aqua,UTC,CBUYER,\nB,Bolt,UTC,,CBUYER\n`)).toEqual([[3, 'team_channel', 'CBUYER']])
    await read(`${header}A,Aqua,UTC,CBUYER,CTEAM\n`)
    await expect(read(`${header}B,Bolt,UTC,,CBUYER\n`)).rejects.toThrow('it is the buyer channel of Aqua')
    await expect(read(`${header}B,Bolt,UTC,CTEAM,\n`)).rejects.toThrow('it is the team channel of Aqua')
  })

  it('is refused in words when it is empty, holds no account, or breaks off', async () => {
    expect(await problemsOf('')).toMatchObject([{ line: 1, expected: expect.stringContaining('empty') }])
    expect(await problemsOf('\n\n')).toMatchObject([{ expected: expect.stringContaining('empty') }])
    expect(await problemsOf('key,name\n')).toMatchObject([{ expected: expect.stringContaining('no account') }])
    expect(await problemsOf('key,name\nA,"Open\nB,Next\n')).toMatchObject([
      { line: 2, expected: expect.stringContaining('never closed') },
    ])
    expect(await problemsOf('key,name,zone\nA,B "quoted" C,UTC\n')).toMatchObject([
      { line: 2, expected: expect.stringContaining('quotation mark') },
    ])
    expect(await problemsOf('key,name,zone\nA,B\n')).toMatchObject([
      { line: 2, column: null, expected: expect.stringContaining('2 cells') },
    ])
  })

  it('does not let a value steer the terminal on which it is shown', async () => {
    const message = await read(one({ state: '\u001b[2J boo' })).catch((error: Error) => error.message)
    expect(message).not.toContain('\u001b')
  })
})

describe('a file from a spreadsheet', () => {
  it('is read the same with a byte order mark, carriage returns, semicolons or tabs', async () => {
    await read(EXAMPLE)
    const plain = EXAMPLE.split('\n')
    for (const text of [
      `\uFEFF${EXAMPLE}`,
      plain.join('\r\n'),
      plain.map((line) => line.replaceAll(',', '\t')).join('\n'),
      plain
        .map((line) =>
          line
            .split(',')
            .map((cell) => (cell.includes(';') ? `"${cell}"` : cell))
            .join(';'),
        )
        .join('\r\n'),
    ]) {
      expect(await read(text)).toMatchObject({ added: 0, changed: 0, unchanged: 3 })
    }
  })

  it('may name its columns with capitals and spaces, hold line breaks in a cell, and empty rows', async () => {
    await read(
      'Key,NAME,Zone,First publish on,Stakeholders\n,,,,\nA,"Aqua\nWorks",UTC,,"implementer=U001\nsales_rep=U002"\n\n',
    )
    const { account, stakeholders } = await facts('A')
    expect(account.name).toBe('Aqua Works')
    expect(stakeholders.map(({ userId }) => userId).sort()).toEqual(['U001', 'U002'])
  })

  it('is told apart by line also after a cell of several lines', async () => {
    expect(await places('key,name,zone\nA,"Aqua\r\nWorks",UTC\r\nB,Bolt,Nowhere\n')).toEqual([[4, 'zone', 'Nowhere']])
  })
})

let statements = 0
/** Counts what is sent to Postgres: time depends on the machine, statements do not. */
function countStatements(client: { query: (...args: never[]) => unknown }): void {
  const query = client.query.bind(client)
  client.query = (...args) => {
    statements += 1
    return query(...args)
  }
}

it('reads a thousand accounts with a few dozen statements, however many there are', async () => {
  const [header, calder] = EXAMPLE.split('\n')
  const rows = Array.from({ length: 1_000 }, (_, index) =>
    calder!.replace('CALDER', `K${index}`).replace('U0WEI0001', `U0WEI${index}`),
  )
  const text = [header, ...rows].join('\n')
  ctx.database.pool.once('acquire', countStatements)
  const cost = async (file: string) => {
    const [before, began] = [statements, performance.now()]
    const report = await read(file)
    return { report, ms: Math.round(performance.now() - began), statements: statements - before }
  }
  const first = await cost(text)
  expect(first.report).toMatchObject({ added: 1_000 })
  expect(first.statements).toBeGreaterThan(5)
  expect(first.statements).toBeLessThan(60)
  const again = await cost(text)
  expect(again.report).toMatchObject({ unchanged: 1_000 })
  const changed = await cost(text.replaceAll('U0MAYA001', 'U0NEW0001'))
  expect(changed.report).toMatchObject({ changed: 1_000 })
  process.stdout.write(`1,000 accounts: ${first.ms} ms; again: ${again.ms} ms; changed: ${changed.ms} ms\n`)
})
