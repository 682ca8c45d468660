import { type Clock, systemClock } from '#platform/clock.ts'
import { readConfig, readStorage } from '#platform/config.ts'
import { Refusal } from '#platform/errors.ts'
import { openStorage } from '#platform/postgres/storage.ts'
import { aboutDatabase } from './doctor/database.ts'
import { type Finding, fine, mend, note } from './doctor/finding.ts'
import { aboutMail } from './doctor/mail.ts'
import { aboutRedis } from './doctor/redis.ts'
import { aboutSlack } from './doctor/slack.ts'
import { explain } from './explain.ts'

type Env = Record<string, string | undefined>

export type { Finding }

export interface Examination {
  clock?: Clock
  /** How long each part may take to answer. */
  timeoutMs?: number
}

const TIMEOUT_MS = 4_000

/** `throughline doctor`: one line per finding. @returns the exit code: 1 where something has to be mended. */
export async function showHealth(env: Env): Promise<number> {
  const findings = await examine(env)
  const words = { fine: 'fine', mend: 'MEND', note: 'note' }
  for (const { level, about, text } of findings) process.stdout.write(`${words[level]}  ${about}: ${text}\n`)
  const broken = findings.filter(({ level }) => level === 'mend').length
  const sum =
    broken === 0
      ? 'Everything it needs is there.'
      : `${broken === 1 ? 'One thing has' : `${broken} things have`} to be mended.`
  process.stdout.write(`\n${sum}\n`)
  return broken === 0 ? 0 : 1
}

/** Looks at every part, each with its own patience, so that one that is down hides no other. Says no secret. */
export async function examine(
  env: Env,
  { clock = systemClock, timeoutMs = TIMEOUT_MS }: Examination = {},
): Promise<Finding[]> {
  const parts = await Promise.all([
    aboutConfiguration(env),
    aboutStorage(env, clock, timeoutMs),
    guarded('Slack', timeoutMs, () => aboutSlack(env, timeoutMs)),
    guarded('E-mail', timeoutMs * 2, () => aboutMail(env, timeoutMs)),
  ])
  const secrets = secretsOf(env)
  const clean = (text: string) => secrets.reduce((said, secret) => said.replaceAll(secret, '…'), text)
  return parts.flat().map((finding) => ({ ...finding, text: clean(finding.text) }))
}

function secretsOf(env: Env): string[] {
  const tokens = Object.entries(env).filter(([name]) => /(TOKEN|SECRET|KEY)$/.test(name))
  const passwords = ['DATABASE_URL', 'DATABASE_OWNER_URL', 'REDIS_URL', 'SMTP_URL'].map(
    (name) => URL.parse(env[name] ?? '')?.password ?? '',
  )
  return [...tokens.map(([, value]) => value ?? ''), ...passwords, ...passwords.map(decodeURIComponent)].filter(
    (secret) => secret.length >= 4,
  )
}

/** Whatever goes wrong within a part is a finding about it. */
async function guarded(about: string, timeoutMs: number, look: () => Promise<Finding[]>): Promise<Finding[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Finding[]>((resolve) => {
    timer = setTimeout(
      () => resolve([mend(about, `No answer within ${(timeoutMs * 2) / 1000} seconds.`)]),
      timeoutMs * 2,
    )
  })
  const found = look().catch((error: unknown) => [mend(about, wordsFor(error))])
  return Promise.race([found, late]).finally(() => clearTimeout(timer))
}

const wordsFor = (error: unknown): string =>
  error instanceof Refusal
    ? error.message
    : (explain(error) ?? (error instanceof Error ? error.message : String(error)))

async function aboutConfiguration(env: Env): Promise<Finding[]> {
  try {
    const { slack, port } = readConfig(env)
    const way = slack.appToken ? 'Socket Mode (SLACK_APP_TOKEN is set)' : `HTTP on port ${port}, at /slack/events`
    return [fine('Configuration', `complete. Slack speaks to us by ${way}.`)]
  } catch (error) {
    const [, ...lines] = wordsFor(error).split('\n')
    return lines.map((line) => mend('Configuration', line.trim()))
  }
}

async function aboutStorage(env: Env, clock: Clock, timeoutMs: number): Promise<Finding[]> {
  let config: ReturnType<typeof readStorage>
  try {
    config = readStorage(env)
  } catch {
    return [note('Database', 'not looked at before the configuration is mended.')]
  }
  const queue = guarded('Queue', timeoutMs, async () => (config.redisUrl ? aboutRedis(config.redisUrl, timeoutMs) : []))
  // The owner's URL is left out: the doctor looks, and migrates nothing in a database of yours.
  const database = guarded('Database', timeoutMs * 4, async () => {
    const storage = await openStorage({ ...config, databaseOwnerUrl: undefined })
    try {
      return await aboutDatabase(storage.databaseUrl, config, clock, timeoutMs)
    } finally {
      await storage.close()
    }
  })
  return [...(await database), ...(await queue)]
}
