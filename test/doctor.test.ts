import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { redisFindings } from '../src/doctor/redis.ts'
import { examine, type Finding } from '../src/doctor.ts'
import { createDatabase, type TestDatabase } from './support/database.ts'
import { startMailbox } from './support/mailbox.ts'
import { bot, bot_optional } from './support/manifest.ts'
import { inEnvironment, runProgram } from './support/program.ts'

const TOKEN = 'xoxb-very-secret-token'

let database: TestDatabase
let slack: http.Server
let slackAnswers: { body: object; scopes?: string[]; hang?: boolean }

beforeAll(async () => {
  database = await createDatabase()
  slack = http.createServer((request, response) => {
    const { body, scopes, hang } = slackAnswers
    const known = request.headers.authorization === `Bearer ${TOKEN}`
    if (hang) return
    if (scopes) response.setHeader('x-oauth-scopes', scopes.join(','))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(known ? body : { ok: false, error: 'invalid_auth' }))
  })
  await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve))
  slackAnswers = RIGHT
})
afterAll(async () => {
  slack.closeAllConnections()
  slack.close()
  await database.drop()
})

const RIGHT = { body: { ok: true, team: 'Brightline', user: 'throughline', team_id: 'T1' }, scopes: bot }
const slackUrl = () => `http://127.0.0.1:${(slack.address() as AddressInfo).port}/api/`
const env = (more: Record<string, string> = {}) => ({
  SLACK_BOT_TOKEN: TOKEN,
  SLACK_APP_TOKEN: 'xapp-very-secret-token',
  SLACK_API_URL: slackUrl(),
  DATABASE_URL: inEnvironment(database.url),
  ...more,
})
const real = { now: () => new Date(), real: () => new Date() }
const look = (more: Record<string, string> = {}, answers: typeof slackAnswers = RIGHT) => {
  slackAnswers = answers
  return examine(env(more), { clock: real, timeoutMs: 1_500 })
}
const toMend = (findings: Finding[]) =>
  findings.filter(({ level }) => level === 'mend').map(({ about, text }) => `${about}: ${text}`)

describe('the doctor', () => {
  it('tells of work that was given up, and of nothing once it was done', async () => {
    const workspace = '00000000-0000-4000-8000-000000000001'
    await database.query(
      `insert into workspaces (workspace_id, team_id, name, bot_user_id, created_at) values ($1, 'T9', 'Brightline', 'UBOT', '2026-11-16')`,
      [workspace],
    )
    await database.query(
      `insert into occurrences (workspace_id, kind, key, due_at, state) values ($1, 'rounds.close', 'close:1', '2026-11-16', 'failed')`,
      [workspace],
    )
    const text = 'given up after many attempts: 1 planned and 0 heard from Slack.'
    expect(toMend(await look())).toEqual([expect.stringContaining(text)])
    await database.query(`delete from occurrences`)
    await database.query(`delete from workspaces`)
    expect(toMend(await look())).toEqual([])
  })

  it('finds everything fine where everything is there, in a line for each part', async () => {
    const findings = await look()
    expect(toMend(findings)).toEqual([])
    expect(findings.map(({ level, about }) => `${level} ${about}`)).toEqual([
      'fine Configuration',
      'fine Database',
      'fine Database role',
      'fine Migrations',
      'fine Queue',
      'fine Clock',
      'fine Slack',
      'fine Slack permissions',
      'note E-mail',
    ])
    expect(findings.find(({ about }) => about === 'Slack')!.text).toContain('throughline in Brightline')
  })

  it('names each variable that is wrong or missing, and looks at the rest all the same', async () => {
    const found = toMend(await look({ PORT: 'many', SLACK_APP_TOKEN: '' }))
    expect(found).toEqual([
      expect.stringContaining('PORT should be a number'),
      expect.stringContaining('SLACK_SIGNING_SECRET is missing'),
    ])
    const findings = await look({ DATABASE_URL: 'nowhere' })
    expect(toMend(findings)).toEqual([expect.stringContaining('DATABASE_URL should look like postgres://')])
    expect(findings).toContainEqual(expect.objectContaining({ about: 'Slack', level: 'fine' }))
  })

  it('says what is down when everything is down, soon, and without a secret', async () => {
    const findings = await look({
      DATABASE_URL: 'postgres://throughline_app:hunter2222@127.0.0.1:1/x',
      REDIS_URL: 'redis://:hunter3333@127.0.0.1:1',
      SMTP_URL: 'smtp://updates:hunter4444@127.0.0.1:1',
      MAIL_FROM: 'updates@brightline.example',
      SLACK_API_URL: 'http://127.0.0.1:1/api/',
    })
    expect(toMend(findings).map((line) => line.split(':')[0])).toEqual(['Database', 'Queue', 'Slack', 'E-mail'])
    expect(JSON.stringify(findings)).not.toMatch(/hunter|very-secret/)
  })

  it('greets the mail server and logs in, and says what it answered', async () => {
    const box = await startMailbox({ password: 'sesame' })
    const mail = { SMTP_URL: box.url, MAIL_FROM: 'Brightline <updates@brightline.example>' }
    const about = async (more: Record<string, string>) => (await look(more)).find((found) => found.about === 'E-mail')
    expect(await about(mail)).toMatchObject({
      level: 'fine',
      text: expect.stringContaining('updates@brightline.example'),
    })
    const links = async (more: Record<string, string>) =>
      (await look({ ...mail, ...more })).find((found) => found.about === 'Links in letters')?.text
    expect(await links({})).toContain('are off (PUBLIC_URL and SECRET_KEY are empty)')
    const key = { SECRET_KEY: 'k'.repeat(32) }
    expect(await links(key)).toContain('are off (PUBLIC_URL is empty)')
    expect(await links({ ...key, PUBLIC_URL: 'https://throughline.example.com' })).toBeUndefined()
    const wrong = await about({ ...mail, SMTP_URL: box.url.replace('sesame', 'hunter5555') })
    expect(wrong).toMatchObject({ level: 'mend', text: expect.stringContaining('wrong password') })
    expect(wrong?.text).not.toContain('hunter5555')
    expect(box.received).toEqual([])
    await box.stop()
  })

  it('does not wait for a Slack that never answers', async () => {
    expect(toMend(await look({}, { ...RIGHT, hang: true }))).toEqual([expect.stringMatching(/^Slack: /)])
  })

  it('refuses a login that may see every workspace', async () => {
    const owner = inEnvironment(database.ownerUrl)
    expect(toMend(await look({ DATABASE_URL: owner }))).toEqual([
      expect.stringContaining('must be a login of the role throughline_app'),
    ])
    await database.query('create table owned_by_the_app (id int)')
    await database.query('grant create on schema public to throughline_app')
    await database.query('alter table owned_by_the_app owner to throughline_app')
    expect(toMend(await look())).toEqual([expect.stringMatching(/^Database role: it owns the tables/)])
    await database.query('drop table owned_by_the_app')
  })

  it('names a migration that was not applied, and a database that was never set up', async () => {
    await database.query(`update migrations set name = name || '_elsewhere' where name like '0005%'`)
    expect(toMend(await look())).toEqual([
      expect.stringMatching(/^Migrations: not applied yet: 0005_\w+\. Run: throughline migrate$/),
    ])
    await database.query(`update migrations set name = replace(name, '_elsewhere', '')`)
    await database.query('alter table migrations rename to hidden')
    await database.query('alter schema bullmq rename to hidden')
    expect(toMend(await look())).toEqual([
      expect.stringMatching(/^Migrations: not applied yet: 0001/),
      expect.stringMatching(/^Queue: .*throughline migrate/),
    ])
    await database.query('alter table hidden rename to migrations')
    await database.query('alter schema hidden rename to bullmq')
  })

  it('notices a clock that is more than five seconds off', async () => {
    const off = (ms: number) => {
      slackAnswers = RIGHT
      return examine(env(), { clock: { now: real.now, real: () => new Date(Date.now() + ms) } })
    }
    expect(toMend(await off(60_000))).toEqual([expect.stringMatching(/^Clock: .*differ by (59|60)\.\d seconds/)])
    expect(toMend(await off(-60_000))).toEqual([expect.stringMatching(/^Clock: /)])
    expect(toMend(await off(3_000))).toEqual([])
  })

  it('says which permission is missing, and of an optional one that it works without', async () => {
    const needed = bot.filter((scope) => !bot_optional.includes(scope))
    expect(toMend(await look({}, { ...RIGHT, scopes: bot.filter((scope) => scope !== 'groups:read') }))).toEqual([
      expect.stringContaining('Slack permissions: missing: groups:read.'),
    ])
    const without = await look({}, { ...RIGHT, scopes: needed })
    expect(toMend(without)).toEqual([])
    expect(without).toContainEqual(
      expect.objectContaining({
        level: 'note',
        about: 'Slack permissions',
        text: expect.stringContaining('im:history'),
      }),
    )
  })

  it('explains a token that Slack does not know or that was revoked', async () => {
    expect(toMend(await look({ SLACK_BOT_TOKEN: 'xoxb-another-token' }))).toEqual([
      expect.stringContaining('Slack does not know this SLACK_BOT_TOKEN'),
    ])
    expect(toMend(await look({}, { body: { ok: false, error: 'account_inactive' } }))).toEqual([
      expect.stringContaining('The app was removed from this workspace'),
    ])
  })

  it('ends with 0 when nothing has to be mended and with 1 otherwise, in lines that a person can read', async () => {
    slackAnswers = RIGHT
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-doctor-'))
    const well = await runProgram(['doctor'], env(), folder)
    expect(well).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Everything it needs is there.'),
      stderr: '',
    })
    const ill = await runProgram(['doctor'], env({ SLACK_BOT_TOKEN: '' }), folder)
    expect(ill).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('MEND  Configuration: SLACK_BOT_TOKEN is missing'),
      stderr: '',
    })
    expect(ill.stdout).toContain('One thing has to be mended.')
  })
})

const redisUrl = process.env['TEST_REDIS_URL']
;(redisUrl ? describe : describe.skip)('the doctor, of Redis', () => {
  it('says which Redis answers, and what it should keep', async () => {
    const findings = await look({ REDIS_URL: redisUrl! })
    expect(findings).toContainEqual(
      expect.objectContaining({ level: 'fine', about: 'Queue', text: expect.stringMatching(/^Redis \d+\.\d+/) }),
    )
  })
})

describe('the doctor, of a Redis that', () => {
  const RIGHT_INFO = { redis_version: '7.2.4', maxmemory_policy: 'noeviction', aof_enabled: '1' }
  it.each([
    ['is as it should be', {}, ['fine', 'fine', 'fine']],
    ['is just recent enough', { redis_version: '6.2.0' }, ['fine', 'fine', 'fine']],
    ['is too old', { redis_version: '6.0.16' }, ['mend', 'fine', 'fine']],
    ['throws jobs away when it is full', { maxmemory_policy: 'allkeys-lru' }, ['fine', 'mend', 'fine']],
    ['forgets at a restart, which loses nothing', { aof_enabled: '0' }, ['fine', 'fine', 'note']],
  ])('%s', (_, info, levels) => {
    expect(redisFindings({ ...RIGHT_INFO, ...info }).map(({ level }) => level)).toEqual(levels)
  })
})
