import { WebClient } from '@slack/web-api'
import { checkMessage } from '#blocks/check.ts'
import { lookAt } from '#features/channels/flow.ts'
import { planMissingRounds, startAudit } from '#features/checkins/flow.ts'
import { startLooking } from '#features/exceptions/flow.ts'
import { type Directory, findWorkspace, meetPeople, meetPerson, strangersIn } from '#features/installations/flow.ts'
import { startChecking } from '#features/troubles/flow.ts'
import { type Clock, systemClock } from '#platform/clock.ts'
import { type Config, lackedBy } from '#platform/config.ts'
import { type Context, createContext } from '#platform/context.ts'
import { insist } from '#platform/insist.ts'
import { createLinks } from '#platform/links.ts'
import { createLog, type Logger } from '#platform/log.ts'
import { createMailer } from '#platform/mail.ts'
import { CHANNEL_SPACING_MS, deliver, type Outbox } from '#platform/outbox/deliver.ts'
import { openDatabase } from '#platform/postgres/db.ts'
import { openWaker, startWorker } from '#platform/queue.ts'
import { happen, takeUpFailed } from '#platform/scheduling/occurrences.ts'
import { assertClocksAgree, nextDue, sweep, type Work } from '#platform/scheduling/sweep.ts'
import { createVault } from '#platform/sealing.ts'
import { type Authorize, createSlack } from '#platform/slack/bolt.ts'
import { clientOptions } from '#platform/slack/client.ts'
import { createDirectory } from '#platform/slack/directory.ts'
import { handleEvent, keepEvent, type SlackEvent } from '#platform/slack/inbox.ts'
import { listen } from '#platform/slack/listen.ts'
import { createSender } from '#platform/slack/sender.ts'
import { listenFor } from '#platform/web/serve.ts'
import { asksOfSlack, occurrences } from './jobs.ts'
import { type Asking, addListeners, events, keptOf } from './listeners.ts'
import { outgoing } from './outgoing.ts'
import { findOwn, type Own } from './own.ts'
import { addPages } from './pages.ts'
import { countHands, type Hands, settle } from './settling.ts'

export interface Options {
  config: Config & { databaseUrl: string }
  clock?: Clock
  log?: Logger
  roles?: ('web' | 'worker')[]
  /** For tests: how long a request to Slack may take, and how long an unclear one rests before we look. */
  slackTimeoutMs?: number
  quarantineMs?: number
  /** For tests: the least time between two messages in one channel. */
  channelSpacingMs?: number
  /** For tests: how long each answer of the mail server may take. */
  mailTimeoutMs?: number
  /** For tests: how long until Slack is asked again who people are, where it could not say at the start. */
  meetAgainMs?: number
  /** For tests: how long until Slack is asked again whose token we have, where it could not say at the start. */
  askAgainMs?: number
  /** For tests: how long an answer who reads in a channel serves. */
  readersCacheMs?: number
}

export interface Throughline {
  ctx: Context
  /** @throws Error where Slack has never said it. */
  readonly workspaceId: string
  /** Rejects when Slack refuses the token after the start, while which it was down. */
  refused: Promise<never>
  /** The port that listens; undefined in Socket Mode. */
  port: number | undefined
  nextDue(): Promise<Date | null>
  /** Resolves when nothing that is due waits any more, or after `patienceMs` of real time. */
  settle(patienceMs?: number): Promise<void>
  /** Reads people from Slack again, and then opens the rounds that are missing (after an import). */
  meetPeople(): Promise<number>
  planRounds(): Promise<void>
  stop(): Promise<void>
}

const CACHE_MS = 60_000
/** Longer than the client's timeout plus any time Slack may take to show what it accepted. */
const QUARANTINE_MS = 120_000
/** Slack's limits count calls by the minute. */
const MEET_AGAIN_MS = 60_000

/** Builds and starts the program in this process: web, worker, or both. */
export async function startApp({
  config,
  clock = systemClock,
  roles = ['web', 'worker'],
  ...rest
}: Options): Promise<Throughline> {
  const log = rest.log ?? createLog(config.logLevel)
  const database = openDatabase(config.databaseUrl, (error) => log.warn({ error }, 'database.connection_lost'))
  const waker = openWaker(config, log)
  const mails = Boolean(config.mail)
  const hands = countHands()
  const wake = () => {
    if (roles.includes('worker')) hands.woken()
    waker.wake()
  }
  const ctx = createContext({ clock, log, database, wake, mails, lacks: lackedBy(config) })
  const client = new WebClient(config.slack.botToken, clientOptions(log, config.slack.apiUrl, rest.slackTimeoutMs))
  const directory = createDirectory(client)
  const meetAll = () => meetPeople(ctx, own.known(), directory)
  let stopMeeting = () => {}
  const arrive = async (id: string) => {
    stopMeeting()
    // Without Slack's answer everything that we know still runs: who is new is named and placed a little later.
    stopMeeting = await insist(meetAll, notMet(log), rest.meetAgainMs ?? MEET_AGAIN_MS)
    await resume(ctx, id)
  }
  const { promise: refused, reject: refuse } = Promise.withResolvers<never>()
  refused.catch(() => {})
  const own = await findOwn(ctx, directory, { answered: arrive, refused: refuse, firstMs: rest.askAgainMs })
  if (own.sure) await arrive(own.known())
  else if (own.id) await resume(ctx, own.id)
  const readersOf = remember(
    (id: string, channel: string) => strangersIn(ctx, id, directory, channel),
    rest.readersCacheMs ?? CACHE_MS,
  )
  const outbox: Outbox = {
    senderFor: () => createSender(client),
    check: checkMessage,
    askWhoReads: async (id, { audience, channel }) => {
      if (audience === 'vendor') return readersOf(id, channel)
      await lookAt(ctx, id, directory, channel, rest.readersCacheMs ?? CACHE_MS)
      return null
    },
    ...outgoing,
    quarantineMs: rest.quarantineMs ?? QUARANTINE_MS,
    spacingMs: rest.channelSpacingMs ?? CHANNEL_SPACING_MS,
    office: {
      mailer: config.mail && createMailer({ ...config.mail, timeoutMs: rest.mailTimeoutMs }),
      links: createLinks(config.secretKey, config.publicUrl),
      ...outgoing,
    },
  }
  const meet = (id: string, userId: string) => meetPerson(ctx, id, directory, userId)
  const web = roles.includes('web')
    ? await startWeb(ctx, config, own, { meet, strangersIn: readersOf }, refuse)
    : undefined
  const worker = roles.includes('worker')
    ? await startWorker(config, doings(ctx, own, outbox, directory, hands), log)
    : undefined
  log.info({ port: web?.port, roles }, 'throughline.started')
  return {
    ctx,
    refused,
    get workspaceId() {
      return own.known()
    },
    port: web?.port,
    nextDue: () => nextDue(ctx),
    settle: (patienceMs) => settle(ctx, hands, patienceMs),
    meetPeople: meetAll,
    planRounds: () => ctx.inWorkspace(own.known(), planMissingRounds),
    async stop() {
      own.stopAsking()
      stopMeeting()
      await web?.stop()
      await worker?.close()
      await waker.close()
      await database.close()
    },
  }
}

/** What a start does besides: plans the looking after everything, and takes up what was given up. */
async function resume(ctx: Context, workspaceId: string): Promise<void> {
  await ctx.inWorkspace(workspaceId, startAudit)
  await ctx.inWorkspace(workspaceId, startLooking)
  await ctx.inWorkspace(workspaceId, startChecking)
  await ctx.inWorkspace(workspaceId, takeUpFailed)
}

const notMet = (log: Logger) => (error: unknown) => log.warn({ error }, 'people.not_met')

type Listening = { address?: () => { port: number } | null }
const SOCKET_WAIT_MS = 10_000
const pause = (ms: number) => new Promise<undefined>((resolve) => setTimeout(resolve, ms, undefined).unref())

async function startWeb(ctx: Context, config: Config, own: Own, asking: Asking, refuse: (error: unknown) => void) {
  // Bolt authorizes before the ack, so this must not cost a query a click.
  const authorize: Authorize = remember(async (teamId) => {
    const workspaceId = await findWorkspace(ctx, teamId)
    // There is one token: for another workspace, which the database may still hold, nobody speaks.
    if (workspaceId !== own.known()) return undefined
    return { workspaceId, botToken: config.slack.botToken, botUserId: '' }
  }, CACHE_MS)
  const keep = async (event: SlackEvent) => {
    const kept = keptOf(event.event)
    if (!kept) return
    const team = event.authorizations?.[0]?.team_id ?? event.team_id
    const found = await authorize(team)
    if (found) await keepEvent(ctx, found.workspaceId, { ...event, event: kept })
    else ctx.log.warn({ team }, 'event.of_unknown_workspace')
  }
  const desk = { vault: createVault(config.secretKey), publicUrl: config.publicUrl }
  const pages = addPages(ctx, () => own.id, { ...desk, links: createLinks(config.secretKey, config.publicUrl) })
  const { app } = createSlack({ config, log: ctx.log, authorize, keep, pages })
  addListeners(listen(app, ctx), ctx, asking, desk)
  // Slack comes over a socket of ours; a CRM does not.
  const door = config.slack.appToken && config.publicUrl ? await listenFor(pages, config.port) : undefined
  const starting = app.start() as Promise<Listening | undefined>
  starting.catch(refuse)
  // A socket opens when Slack answers, which may be in an hour. A server of ours listens at once.
  const patience = config.slack.appToken ? [pause(own.sure ? SOCKET_WAIT_MS : 0)] : []
  const server = await Promise.race([starting, ...patience])
  const stop = async () => {
    await door?.stop()
    await app.stop()
  }
  return { port: door?.port ?? server?.address?.()?.port, stop }
}

/** Remembers answers for so long, in ms of real time; a failure and `undefined` are asked for again at once. */
function remember<Asked extends string[], T>(ask: (...about: Asked) => Promise<T>, forMs: number): typeof ask {
  const cache = new Map<string, { until: number; answer: Promise<T> }>()
  return (...about) => {
    const key = about.join(' ')
    const hit = cache.get(key)
    if (hit && hit.until > performance.now()) return hit.answer
    const answer = ask(...about)
    cache.set(key, { until: performance.now() + forMs, answer })
    answer.then(
      (found) => found === undefined && cache.delete(key),
      () => cache.delete(key),
    )
    return answer
  }
}

const doings = (ctx: Context, own: Own, outbox: Outbox, directory: Directory, hands: Hands) => ({
  tick: async () => {
    if (ctx.clock === systemClock) await assertClocksAgree(ctx)
    return sweep(ctx).finally(hands.looked)
  },
  work: (work: Work) => hands.during(doOne(work, ctx, own, outbox, directory)),
})

async function doOne(work: Work, ctx: Context, own: Own, outbox: Outbox, directory: Directory): Promise<void> {
  if (work.workspaceId !== own.id) return
  if (work.table === 'occurrences') return happen(ctx, { ...occurrences, ...asksOfSlack(directory) }, work)
  if (work.table === 'inbox') return handleEvent(ctx, events, work)
  // An attempt while Slack is down would only become unclear; left alone, its claim ends in half a minute.
  if (own.sure) return deliver(ctx, outbox, work)
}
