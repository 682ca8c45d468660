import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { createClock } from '../../playground/clock.ts'
import { type Playground, startPlayground } from '../../playground/server.ts'
import { addApp, addUser, createWorkspace, install } from '../../playground/world.ts'
import { importFile } from '../../src/import.ts'
import { Refusal } from '../../src/platform/errors.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { inEnvironment, runProgram } from '../support/program.ts'

const EXAMPLE = path.join(import.meta.dirname, '../../docs/accounts.example.csv')

let database: TestDatabase
let slack: Playground
let folder: string
let token = ''
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-import-'))
  database = await createDatabase()
  slack = await startPlayground({
    clock: createClock({ start: new Date() }),
    world: (state) => {
      const { id: team_id } = createWorkspace(state, { id: 'T1', name: 'Brightline' })
      token = install(state, { app: addApp(state, { name: 'Throughline' }), team_id, scopes: ['users:read'] }).bot_token
      addUser(state, { team_id, id: 'U0WEI0001', real_name: 'Wei Chen', tz: 'Asia/Singapore' })
    },
  })
})
afterEach(async () => {
  await slack.stop()
  await database.drop()
  fs.rmSync(folder, { recursive: true })
})

const around = (env: Record<string, string>) => ({
  DATABASE_URL: inEnvironment(database.url),
  LOG_LEVEL: 'silent',
  ...env,
})
const run = (args: string[], env: Record<string, string> = {}) => runProgram(['import', ...args], around(env), folder)
/** The sentence with which it refuses; without a process of its own. */
async function refused(args: string[], env: Record<string, string> = {}): Promise<string> {
  const error = await importFile(args, around(env)).catch((error: unknown) => error)
  if (error instanceof Refusal) return error.message
  throw error ?? new Error('It was not refused')
}
const withSlack = () => ({ SLACK_BOT_TOKEN: token, SLACK_API_URL: slack.apiUrl })
const count = async (table: string) =>
  Number((await database.query<{ n: string }>(`select count(*) n from ${table}`))[0]!.n)
const addWorkspace = (id: string) =>
  database.query(
    `insert into workspaces (workspace_id, team_id, name, bot_user_id, created_at) values (gen_random_uuid(), $1, $1, 'UBOT', '2026-11-16')`,
    [id],
  )

it('imports into a database that has seen no program yet, learns who the people are, and has the weeks planned', async () => {
  const { code, stdout, stderr } = await run([EXAMPLE], withSlack())
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('Accounts: 3 added, 0 changed, 0 unchanged.')
  expect(await database.query('select name, zone from people')).toEqual([{ name: 'Wei Chen', zone: 'Asia/Singapore' }])
  expect(await count("occurrences where kind = 'checkins.plan' and state = 'waiting'")).toBe(2)
  expect(await run([EXAMPLE], withSlack())).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Nothing to change: 3 accounts as in the file already.'),
  })
})

it('writes nothing in a dry run, not even which workspace this is', async () => {
  const { code, stdout } = await run([EXAMPLE, '--dry-run'])
  expect(code).toBe(0)
  expect(stdout).toContain('+ Calder Freight (CALDER): new')
  expect(await count('workspaces')).toBe(0)
  expect(await count('accounts')).toBe(0)
})

it('works without Slack where the workspace is known, and says what it could not ask', async () => {
  await addWorkspace('T1')
  const { code, stdout } = await run([EXAMPLE])
  expect(code).toBe(0)
  expect(stdout).toContain('will be read when the program starts')
})

it('says in a sentence why it cannot, and ends with 1', async () => {
  const latin = path.join(folder, 'latin.csv')
  fs.writeFileSync(latin, Buffer.from('key,name,zone\nA,Caf\xe9,UTC\n', 'latin1'))
  const utf16 = path.join(folder, 'utf16.csv')
  fs.writeFileSync(utf16, Buffer.from('key,name,zone\nA,B,UTC\n', 'utf16le'))
  const huge = path.join(folder, 'huge.csv')
  fs.writeFileSync(huge, '')
  fs.truncateSync(huge, 50_000_000_000)
  const empty = path.join(folder, 'empty.csv')
  fs.writeFileSync(empty, '')
  const cases: [string, string][] = [
    [EXAMPLE, 'Set SLACK_BOT_TOKEN'],
    ['missing.csv', 'is not there'],
    [folder, 'is a folder'],
    [latin, 'not in UTF-8'],
    [utf16, 'not in UTF-8'],
    [huge, '50000 MB'],
    [empty, 'The file is empty'],
  ]
  for (const [file, sentence] of cases)
    expect({ file, said: await refused([file], file === empty ? withSlack() : {}) }).toEqual({
      file,
      said: expect.stringContaining(sentence),
    })
  expect(await refused(['--force', EXAMPLE])).toContain('Usage')
  const { code, stderr } = await run([latin])
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('not in UTF-8') })
  expect(stderr).not.toMatch(/^\s+at /m)
}, 180_000)

it('checks the file and says what is wrong in it, whatever else is missing, and then what that is', async () => {
  const wrong = path.join(folder, 'wrong.csv')
  fs.writeFileSync(wrong, 'key,name,zone,colour\nA,Aqua,Nowhere,red\n')
  const nowhere = { DATABASE_URL: 'postgres://throughline_app@127.0.0.1:9/throughline' }
  const cases: [Record<string, string>, string][] = [
    [{}, 'Set SLACK_BOT_TOKEN'],
    [{ ...withSlack(), SLACK_BOT_TOKEN: 'xoxb-1234567890-wrong' }, 'Slack does not know this SLACK_BOT_TOKEN'],
    [nowhere, 'Only the file itself was checked. Nothing answers there.'],
    [{ DATABASE_URL: 'nonsense' }, 'DATABASE_URL should look like'],
  ]
  for (const [env, missing] of cases) {
    const said = await refused([wrong], env)
    expect(said).toContain(missing)
    expect(said).toContain('Line 1, column number 4: “colour”; expected: the name of a column')
    expect(said).toContain('Line 2, column zone: “Nowhere”; expected: a time zone')
    expect(said.indexOf('Line 2')).toBeLessThan(said.indexOf(missing))
  }
  expect(await run([EXAMPLE], nowhere)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      'Nothing is wrong in the file as far as it alone can tell, but nothing was imported.',
    ),
  })
  expect(await count('accounts')).toBe(0)
}, 180_000)

it('refuses to guess between two workspaces', async () => {
  await addWorkspace('T1')
  await addWorkspace('T2')
  expect(await run([EXAMPLE])).toMatchObject({ code: 1, stderr: expect.stringContaining('several workspaces') })
})
