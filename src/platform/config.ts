import { z } from 'zod'
import { Refusal } from './errors.ts'

const token = (prefix: string, where: string) =>
  z
    .string()
    .startsWith(prefix, `should begin with ${prefix} (${where})`)
    .min(prefix.length + 8, `is too short to be a token (${where})`)

const url = (protocols: string[], example: string) =>
  z.string().refine((text) => protocols.includes(URL.parse(text)?.protocol ?? ''), `should look like ${example}`)

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())

const Environment = z.object({
  SLACK_BOT_TOKEN: optional(token('xoxb-', 'OAuth & Permissions › Bot User OAuth Token')),
  SLACK_SIGNING_SECRET: optional(z.string().min(16, 'should be the secret under Basic Information › Signing Secret')),
  SLACK_APP_TOKEN: optional(token('xapp-', 'Basic Information › App-Level Tokens, scope connections:write')),
  SLACK_CLIENT_ID: optional(z.string()),
  SLACK_CLIENT_SECRET: optional(z.string()),
  SLACK_API_URL: optional(url(['http:', 'https:'], 'https://slack.com/api/')),
  DATABASE_URL: optional(
    url(['postgres:', 'postgresql:'], 'postgres://throughline_app:password@localhost/throughline'),
  ),
  DATABASE_OWNER_URL: optional(url(['postgres:', 'postgresql:'], 'postgres://owner:password@localhost/throughline')),
  REDIS_URL: optional(url(['redis:', 'rediss:'], 'redis://localhost:6379')),
  PORT: optional(
    z.coerce.number('should be a number, such as 3000').int().min(0).max(65_535, 'should be a port, such as 3000'),
  ),
  SMTP_URL: optional(url(['smtp:', 'smtps:'], 'smtp://user:password@mail.example.com:587')),
  MAIL_FROM: optional(
    z
      .string()
      .refine((text) => readSender(text) !== undefined, 'should look like Brightline <updates@brightline.example>'),
  ),
  PUBLIC_URL: optional(url(['https:', 'http:'], 'https://throughline.example.com')),
  SECRET_KEY: optional(
    z.string().refine((text) => text.split(',').every(isLong), 'should be 32 characters or more, from a generator'),
  ),
  LOG_LEVEL: optional(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'should be debug, info, warn, error or silent'),
  ),
  DATA_FOLDER: optional(z.string()),
})

const isLong = (key: string): boolean => key.trim().length >= 32

/** 'Brightline <updates@brightline.example>' or the address alone; undefined where it is neither. */
function readSender(text: string): Sender | undefined {
  const [, name = '', address = ''] = /^\s*(?:"?([^"<>]*?)"?\s*<)?([^\s@<>]+@[^\s@<>]+)>?\s*$/.exec(text) ?? []
  return address ? { name: name.trim(), address } : undefined
}

interface Sender {
  name: string
  address: string
}

type Env = Record<string, string | undefined>
type Variables = z.infer<typeof Environment>

/** What is not there and has to be. */
function missing(env: Env): string[] {
  const lines: string[] = []
  if (!env['SLACK_BOT_TOKEN']) {
    lines.push('SLACK_BOT_TOKEN is missing: OAuth & Permissions › Bot User OAuth Token (xoxb-…)')
  }
  if (!env['SLACK_APP_TOKEN'] && !env['SLACK_SIGNING_SECRET']) {
    const other = 'or set SLACK_APP_TOKEN for Socket Mode'
    lines.push(`SLACK_SIGNING_SECRET is missing: Slack signs its requests with it (${other})`)
  }
  if (env['DATABASE_OWNER_URL'] && !env['DATABASE_URL']) {
    lines.push('DATABASE_URL is missing: DATABASE_OWNER_URL is for migrations only')
  }
  if (env['SMTP_URL'] && !env['MAIL_FROM']) {
    lines.push('MAIL_FROM is missing: whose letters they are, for example Brightline <updates@brightline.example>')
  }
  return lines
}

// What is wrong is told beside what is missing, so that one run names it all.
function readAll(env: Env): Variables {
  const read = Environment.safeParse(env)
  const wrong = read.error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) ?? []
  const lines = [...wrong, ...missing(env)]
  if (read.success && lines.length === 0) return read.data
  throw new Refusal(['The configuration is not complete:', ...lines.map((line) => `  ${line}`)].join('\n'))
}

/** The name of every variable that the program reads. */
export const VARIABLES: readonly string[] = Object.keys(Environment.shape)

export interface Config {
  slack: {
    botToken: string
    signingSecret: string | undefined
    appToken: string | undefined
    apiUrl: string | undefined
  }
  /** Undefined: an embedded Postgres in the data folder. */
  databaseUrl: string | undefined
  databaseOwnerUrl: string | undefined
  /** Undefined: the queue lives in Postgres too. */
  redisUrl: string | undefined
  port: number
  /** Without a slash at the end. */
  publicUrl: string | undefined
  /** Seals what has to be kept and may not be read from the database; the one before may stand after a comma. */
  secretKey?: string | undefined
  /** Undefined: no e-mail is sent, and whoever has only an address is told by a person. */
  mail?: { url: string; from: Sender } | undefined
  logLevel: string
  dataFolder: string
}

/**
 * The only reader of the environment. Every variable is described in .env.example.
 * @throws Refusal naming each wrong or missing variable and what it should look like.
 */
export function readConfig(env: Env): Config {
  const vars = readAll(env)
  return {
    slack: {
      botToken: vars.SLACK_BOT_TOKEN!,
      signingSecret: vars.SLACK_SIGNING_SECRET,
      appToken: vars.SLACK_APP_TOKEN,
      apiUrl: vars.SLACK_API_URL,
    },
    ...storage(vars),
    port: vars.PORT ?? 3000,
    publicUrl: vars.PUBLIC_URL?.replace(/\/+$/, ''),
    secretKey: vars.SECRET_KEY,
    mail: mailOf(vars),
    logLevel: vars.LOG_LEVEL ?? 'info',
  }
}

/** What is not set and has to be, so that a letter can lead to a page of ours. */
export const lackedBy = ({
  mail,
  publicUrl,
  secretKey,
}: Pick<Config, 'mail' | 'publicUrl' | 'secretKey'>): string[] => [
  ...(mail ? [] : ['SMTP_URL']),
  ...(publicUrl ? [] : ['PUBLIC_URL']),
  ...(secretKey ? [] : ['SECRET_KEY']),
]

const mailOf = ({ SMTP_URL: address, MAIL_FROM: sender }: Variables): Config['mail'] =>
  address && sender ? { url: address, from: readSender(sender)! } : undefined

/** The mail server, where one is set. @throws Refusal as readConfig does. */
export const readMail = (env: Env): Config['mail'] => mailOf(readPart(env, ['SMTP_URL', 'MAIL_FROM']))

/** What commands that may do without Slack need (migrate, import). @throws Refusal as readConfig does. */
export function readStorage(env: Env) {
  const vars = readPart(env, ['DATABASE_URL', 'DATABASE_OWNER_URL', 'REDIS_URL', 'DATA_FOLDER', 'LOG_LEVEL'])
  return { ...storage(vars), logLevel: vars.LOG_LEVEL ?? 'info' }
}

/** The way to Slack where there is one; undefined without a token. @throws Refusal as readConfig does. */
export function readSlackAccess(env: Env): { botToken: string; apiUrl: string | undefined } | undefined {
  if (!env['SLACK_BOT_TOKEN']) return undefined
  const vars = readPart(env, ['SLACK_BOT_TOKEN', 'SLACK_API_URL'])
  return { botToken: vars.SLACK_BOT_TOKEN!, apiUrl: vars.SLACK_API_URL }
}

/** Checks some variables only; what the whole program needs besides counts as given. */
function readPart(env: Env, names: (keyof Variables)[]) {
  const given = { SLACK_BOT_TOKEN: 'xoxb-not-needed-here', SLACK_SIGNING_SECRET: 'not-needed-here-' }
  return readAll({ ...given, ...Object.fromEntries(names.map((name) => [name, env[name]])) })
}

const storage = (vars: Variables) => ({
  databaseUrl: vars.DATABASE_URL,
  databaseOwnerUrl: vars.DATABASE_OWNER_URL,
  redisUrl: vars.REDIS_URL,
  dataFolder: vars.DATA_FOLDER ?? '.throughline',
})
