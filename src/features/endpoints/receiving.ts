import { accountsReferred, type Referred } from '#features/accounts/flow.ts'
import { checkDay } from '#features/contacts/model.ts'
import { peopleByEmail, peopleById } from '#features/installations/flow.ts'
import type { Person } from '#features/installations/model.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { scheduleAll } from '#platform/scheduling/occurrences.ts'
import type { Vault } from '#platform/sealing.ts'
import type { Heard, Signed } from './model.ts'
import { REPORT, type Report, type Told } from './passing.ts'
import { quoted } from './quoting.ts'
import { dayOf, LONGEST_TEXT, type Message, type Read, readBody, readMessage, TEXT, wordsIn } from './reading.ts'
import { findSigner } from './signatures.ts'
import * as store from './store.ts'

/** What of the program's configuration endpoints need. */
export interface Desk {
  /** Undefined where no key is set: then nothing that signs can be kept. */
  vault: Vault | undefined
  publicUrl: string | undefined
}

/** The same for an address that is nobody's and for a signature that does not fit: neither is told from the other. */
export const NOBODYS: Heard = {
  status: 401,
  body: { error: 'This address does not know this signature or secret.' },
}

/** What a secret is sealed for: copied to another endpoint, it does not open. */
export const boundTo = (tx: Tx, endpointId: string): string => `${tx.workspaceId} ${endpointId}`

/**
 * Takes in what a CRM tells us: whose it is, what it says, and about whom. Kept with the commit, passed on afterwards, so
 * that a thousand messages about one account neither wait for one another nor for Slack.
 */
export async function receive(tx: Tx, endpointId: string, request: Signed, desk: Desk): Promise<Heard> {
  const body = bodyOf(request)
  // Which word of a message is its account, only its endpoint says: both are asked for at once. Nothing is told of either
  // until the signature fits.
  const words = 'refused' in body ? [] : wordsIn(body.messages)
  const [{ endpoint, secrets }, accounts] = await Promise.all([
    store.findWithSecrets(tx.db, endpointId),
    accountsReferred(tx, words),
  ])
  const unseal = (sealed: string) => desk.vault?.open(sealed, boundTo(tx, endpointId))
  const signer = endpoint && findSigner(endpoint.scheme, secrets, request, { unseal, publicUrl: desk.publicUrl })
  if (!endpoint || !signer) return NOBODYS
  await noteUse(tx, signer)
  const heard = await takeIn(tx, endpoint, request, body, { words, accounts })
  if (heard.why) await store.updateRefusal(tx.db, endpoint.id, heard.why, tx.now)
  return heard
}

const HOUR_MS = 3_600_000

// A write for each message would make them wait for one another.
async function noteUse(tx: Tx, { id, lastUsedAt }: store.Proving): Promise<void> {
  const isKnown = lastUsedAt !== null && Math.abs(tx.now.getTime() - lastUsedAt.getTime()) < HOUR_MS
  if (!isKnown) await store.updateLastUsed(tx.db, id, tx.now)
}

type Taken = { told: Told } | Exclude<Read, { message: Message }>

type Body = ReturnType<typeof readBody> | { refused: string }

function bodyOf({ body }: Signed): Body {
  try {
    return readBody(body)
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message }
    throw error
  }
}

async function takeIn(
  tx: Tx,
  endpoint: store.Sending,
  request: Signed,
  body: Body,
  meant: Meant,
): Promise<Heard & { why?: string }> {
  if ('refused' in body) return { status: 400, body: { error: body.refused }, why: body.refused }
  const read = body.messages.map((message) => readMessage(message, endpoint.mapping))
  const taken = await resolve(tx, endpoint, read, request, meant)
  const kept = taken.flatMap((one) => ('told' in one ? [one.told] : []))
  const plans = kept.map(({ key, ...subject }) => ({ kind: REPORT, key, subject, dueAt: tx.now }))
  const heard = answer(taken, body.isList)
  // Of what is refused, the endpoint keeps why.
  if (!heard.why) tx.last()
  await scheduleAll(tx, plans, { patient: true })
  return heard
}

/** One message is refused with its reason; of a list what fits is taken, and the rest is named. */
function answer(taken: Taken[], isList: boolean): Heard & { why?: string } {
  const refused = taken.find((one) => 'refused' in one)?.refused
  const results = taken.map((one) => {
    if ('told' in one) return { result: 'accepted', ...(one.told.id ? { id: one.told.id } : {}) }
    return 'ignored' in one ? { result: 'ignored', reason: one.ignored } : { result: 'refused', reason: one.refused }
  })
  const why = refused === undefined ? {} : { why: refused }
  if (refused !== undefined && taken.every((one) => 'refused' in one))
    return { status: 422, body: { error: refused, ...(isList ? { results } : {}) }, ...why }
  return { status: 202, body: { results }, ...why }
}

/** Finds the accounts and the people that the messages mean, in one statement each. */
async function resolve(tx: Tx, endpoint: store.Sending, read: Read[], request: Signed, meant: Meant): Promise<Taken[]> {
  const messages = read.flatMap((one) => ('message' in one ? [one.message] : []))
  const accounts = await accountsOf(tx, messages, meant)
  const ids = messages.flatMap(({ newcomer }) => newcomer?.slack ?? [])
  const emails = messages.flatMap(({ newcomer }) => newcomer?.email ?? [])
  const known: Known = {
    accounts,
    byId: ids.length > 0 ? await peopleById(tx, ids) : new Map(),
    byEmail: emails.length > 0 ? await peopleByEmail(tx, emails) : new Map(),
  }
  const webhookId = String(request.headers['webhook-id'] ?? '')
  return read.map((one, index) => {
    if (!('message' in one)) return one
    // Without an id of its own a message has that of its request; without that, it is a new one each time.
    const id = one.message.id ?? (webhookId && (index === 0 ? webhookId : `${webhookId} ${index}`))
    if (one.message.id === undefined && webhookId.length > LONGEST_TEXT)
      return { refused: `webhook-id is too long; it takes ${TEXT}.` }
    try {
      const report = reportOf(tx, one.message, known)
      const key = `webhook:${endpoint.id}:${id || crypto.randomUUID()}`
      const turn = tx.real.getTime() * 1000 + index
      return {
        told: { key, id, endpointId: endpoint.id, by: endpoint.name, accountId: report.accountId, turn, report },
      }
    } catch (error) {
      if (error instanceof Refusal) return { refused: error.message }
      throw error
    }
  })
}

/** Accounts that words may mean: all of those that each of the words does. */
interface Meant {
  words: string[]
  accounts: Referred[]
}

async function accountsOf(tx: Tx, messages: Message[], { words, accounts }: Meant): Promise<Referred[]> {
  const said = [...new Set(messages.map(({ account }) => account))]
  return said.every((one) => words.includes(one)) ? accounts : accountsReferred(tx, said)
}

interface Known {
  accounts: Referred[]
  byId: Map<string, Person>
  byEmail: Map<string, string>
}

/** @throws Refusal where nobody knows the account or the person, or the day cannot be meant. */
function reportOf(tx: Tx, message: Message, known: Known): Report {
  const account = accountOf(message.account, known.accounts)
  const today = localDate(tx.now, account.zone)
  const until = message.until ?? undefined
  const report: Report = {
    accountId: account.id,
    role: message.role,
    newcomer: message.newcomer ? newcomerOf(message.newcomer, known) : null,
    ...(message.from === undefined
      ? { effectiveOn: today, isDayAssumed: true }
      : { effectiveOn: dayOf(message.from, account.zone) }),
    ...(message.leaver === undefined ? {} : { leaver: message.leaver }),
    ...(until === undefined ? {} : { temporaryUntil: dayOf(until, account.zone) }),
    ...(message.not_public ? { notPublicYet: true } : {}),
    ...(message.words === undefined ? {} : { words: message.words }),
  }
  checkSaid(() => checkDay({ ...report, reportedBy: '', fields: FIELDS }, today))
  return report
}

/** What a sender calls each part. */
const FIELDS = { role: 'role', leaver: 'leaver', newcomer: 'newcomer', on: 'from', until: 'until', words: 'words' }

/** @throws Refusal whose sentence names the field. */
function checkSaid(check: () => void): void {
  try {
    check()
  } catch (error) {
    throw error instanceof Refusal && error.field ? new Refusal(`${error.field}: ${error.message}`) : error
  }
}

/** By its key; else by its reference in the CRM, which several accounts may share. */
function accountOf(said: string, accounts: Referred[]): Referred {
  const byKey = accounts.find(({ key }) => key === said)
  if (byKey) return byKey
  const referred = accounts.filter(({ crmReference }) => crmReference === said)
  if (referred.length > 1)
    throw new Refusal(`account: Several have the reference ${quoted(said)}; their keys tell them apart.`)
  if (!referred[0]) throw new Refusal(`account: No account has the key or the CRM reference ${quoted(said)}.`)
  return referred[0]
}

function newcomerOf({ slack, email, name }: NonNullable<Message['newcomer']>, { byId, byEmail }: Known) {
  if (slack) {
    // Whom Slack has not told us of has no organisation.
    if (!byId.get(slack)?.teamId)
      throw new Refusal(`newcomer.slack: Nobody here has the Slack id ${slack}; an e-mail address would do.`)
    return { userId: slack }
  }
  const userId = email && byEmail.get(email.toLowerCase())
  if (userId) return { userId }
  return { name: name ?? email!, ...(email ? { email } : {}) }
}
