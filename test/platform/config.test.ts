import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { readConfig, readSlackAccess, readStorage, VARIABLES } from '../../src/platform/config.ts'
import { Refusal } from '../../src/platform/errors.ts'
import { runProgram } from '../support/program.ts'

const ROOT = path.join(import.meta.dirname, '../..')
const RIGHT = { SLACK_BOT_TOKEN: 'xoxb-1234567890', SLACK_SIGNING_SECRET: '0123456789abcdef' }

const refusalOf = (env: Record<string, string>): string => {
  try {
    readConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal)
    return (error as Refusal).message
  }
  return 'complete'
}

describe('the configuration', () => {
  it('needs a token and a way for Slack to reach us, and nothing else', () => {
    expect(readConfig(RIGHT)).toMatchObject({
      port: 3000,
      logLevel: 'info',
      dataFolder: '.throughline',
      databaseUrl: undefined,
      redisUrl: undefined,
    })
    expect(
      readConfig({ SLACK_BOT_TOKEN: RIGHT.SLACK_BOT_TOKEN, SLACK_APP_TOKEN: 'xapp-1234567890' }).slack.signingSecret,
    ).toBeUndefined()
  })

  it('counts an empty variable as missing', () => {
    expect(readConfig({ ...RIGHT, REDIS_URL: '', PORT: '', LOG_LEVEL: '' })).toMatchObject({
      redisUrl: undefined,
      port: 3000,
      logLevel: 'info',
    })
    expect(refusalOf({ ...RIGHT, SLACK_BOT_TOKEN: '' })).toContain('SLACK_BOT_TOKEN is missing')
  })

  it.each([
    ['SLACK_BOT_TOKEN', 'xoxp-1234567890', 'xoxb-'],
    ['SLACK_BOT_TOKEN', 'xoxb-1', 'too short'],
    ['SLACK_SIGNING_SECRET', 'short', 'Signing Secret'],
    ['SLACK_APP_TOKEN', 'xoxb-1234567890', 'xapp-'],
    ['SLACK_API_URL', 'slack.com/api', 'https://slack.com/api/'],
    ['DATABASE_URL', 'localhost:5432', 'postgres://'],
    ['DATABASE_OWNER_URL', 'mysql://root@localhost/x', 'postgres://'],
    ['REDIS_URL', 'http://localhost:6379', 'redis://'],
    ['SMTP_URL', 'mail.example.com:587', 'smtp://'],
    ['MAIL_FROM', 'Brightline', 'Brightline <updates@brightline.example>'],
    ['PORT', 'three thousand', '3000'],
    ['PORT', '70000', '3000'],
    ['PORT', '-1', '3000'],
    ['PORT', '80.5', '3000'],
    ['PUBLIC_URL', 'throughline.example.com', 'https://'],
    ['LOG_LEVEL', 'loud', 'debug, info, warn'],
  ])('names %s when it is “%s”, and says what it should look like', (name, value, hint) => {
    const message = refusalOf({ ...RIGHT, [name]: value })
    const line = message.split('\n').find((text) => text.trim().startsWith(name))
    expect(line).toContain(hint)
    expect(message).not.toContain(RIGHT.SLACK_BOT_TOKEN)
  })

  it('names everything that is wrong or missing at once', () => {
    const message = refusalOf({ PORT: 'x', DATABASE_OWNER_URL: 'postgres://owner@localhost/x' })
    for (const name of ['PORT', 'SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'DATABASE_URL'])
      expect(message).toContain(`  ${name} `)
  })

  it('asks commands that may do without Slack for no token', () => {
    expect(
      readStorage({ DATABASE_URL: 'postgres://throughline_app@localhost/x', SLACK_BOT_TOKEN: 'wrong' }),
    ).toMatchObject({
      databaseUrl: 'postgres://throughline_app@localhost/x',
    })
    expect(() => readStorage({ REDIS_URL: 'nowhere' })).toThrow('REDIS_URL')
    expect(readSlackAccess({})).toBeUndefined()
    expect(readSlackAccess(RIGHT)).toEqual({ botToken: RIGHT.SLACK_BOT_TOKEN, apiUrl: undefined })
    expect(() => readSlackAccess({ SLACK_BOT_TOKEN: 'wrong' })).toThrow('SLACK_BOT_TOKEN')
  })
})

describe('.env.example', () => {
  const text = fs.readFileSync(path.join(ROOT, '.env.example'), 'utf8')
  const given = parseEnv(text)

  it('has every variable that the program or compose.yaml reads, and no other', () => {
    const compose = fs.readFileSync(path.join(ROOT, 'compose.yaml'), 'utf8')
    const composed = [...compose.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!)
    expect(VARIABLES.length).toBeGreaterThan(10)
    expect(new Set(Object.keys(given))).toEqual(new Set([...VARIABLES, ...composed]))
  })

  it('describes each in a sentence above it', () => {
    const lines = text.split('\n')
    const bare = VARIABLES.filter((name) => {
      const above = lines[lines.findIndex((line) => line.startsWith(`${name}=`)) - 1]
      return !above?.startsWith('#') && name !== 'SLACK_CLIENT_SECRET'
    })
    expect(bare).toEqual([])
  })

  it('is a configuration that the program accepts', () => {
    expect(refusalOf(given as Record<string, string>)).toBe('complete')
  })
})

describe('the program', () => {
  const run = (args: string[], env: Record<string, string>, folder = newFolder()) => runProgram(args, env, folder)
  const newFolder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-cwd-'))

  it('ends with 1 and names what is wrong, without a stack trace', async () => {
    const { code, stderr } = await run(['start'], { SLACK_BOT_TOKEN: 'wrong', PORT: 'x' })
    expect(code).toBe(1)
    expect(stderr).toContain('SLACK_BOT_TOKEN should begin with xoxb-')
    expect(stderr).toContain('PORT should be a number, such as 3000')
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it('reads a .env in the folder in which it is started, under what the environment says', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughline-env-'))
    fs.writeFileSync(
      path.join(folder, '.env'),
      'SLACK_BOT_TOKEN=xoxb-1234567890\nSLACK_SIGNING_SECRET=0123456789abcdef\nPORT=from-the-file\nLOG_LEVEL=from-the-file\n',
    )
    const { code, stderr } = await run(['start'], { LOG_LEVEL: 'warn' }, folder)
    expect(code).toBe(1)
    expect(stderr).toContain('PORT')
    expect(stderr).not.toContain('SLACK_BOT_TOKEN')
    expect(stderr).not.toContain('LOG_LEVEL')
  })

  it('says in a sentence that the database does not answer', async () => {
    const env = { SLACK_BOT_TOKEN: 'xoxb-1234567890', SLACK_SIGNING_SECRET: '0123456789abcdef', LOG_LEVEL: 'silent' }
    const { code, stderr } = await run(['start'], {
      ...env,
      DATABASE_URL: 'postgres://throughline_app:hidden@127.0.0.1:1/x',
      SLACK_API_URL: 'http://127.0.0.1:1/api/',
    })
    expect(code).toBe(1)
    expect(stderr).not.toMatch(/^\s+at |hidden/m)
    expect(stderr).not.toBe('')
  })

  it('says how it is used when a command is not known', async () => {
    expect(await run(['dance'], {})).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('throughline <command>'),
    })
    expect(await run(['import'], {})).toMatchObject({
      code: 1,
      stderr: 'Usage: throughline import <file.csv> [--dry-run]\n',
    })
  })
})
