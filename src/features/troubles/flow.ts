import { allIsWell, troublesGoOn, troublesMessage } from '#blocks/accountTroubles.ts'
import { askSlackSoon, checkSoon, factsOfAll, factsOfThese } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { channelChanged, keepLook, unconfirmedOf } from '#features/channels/flow.ts'
import { administratorsOf, type Directory } from '#features/installations/flow.ts'
import { addDays, instantAt, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { release } from '#platform/outbox/reconcile.ts'
import { revise, say } from '#platform/outbox/say.ts'
import { lock } from '#platform/postgres/lock.ts'
import { type Asking, type Occurrence, schedule } from '#platform/scheduling/occurrences.ts'
import { askSlack, type Findings, keepMet } from './checking.ts'
import {
  type AccountTrouble,
  isAbsent,
  isFresh,
  isOfBuyerChannel,
  isTold,
  type Shown,
  shownBy,
  type Troubled,
  troubleInWords,
} from './model.ts'
import * as store from './store.ts'

/** While something is wrong, Slack is asked again after so long. */
const AGAIN_MS = 24 * 3_600_000
/** What is new after so long comes as a new message: nobody looks at an old one again. */
const NEWS_MS = 24 * 3_600_000

/** What Slack said of the people and channels that these accounts name, by account; those without trouble are absent. */
export async function accountTroubles(tx: Tx, accountIds: string[]): Promise<Map<string, AccountTrouble[]>> {
  const checks = await store.findChecks(tx.db, accountIds)
  return new Map(
    checks.filter(({ troubles }) => troubles.length > 0).map(({ accountId, troubles }) => [accountId, troubles]),
  )
}

/** Who was there and who was not when Slack was asked last about an account. */
export type Presence = Shown & { accountId: string; at: Date }

/** The same of those of these accounts of which it was asked. */
export async function presenceOn(tx: Tx, all: AccountFacts[]): Promise<Presence[]> {
  const running = new Map(all.filter(({ account }) => account.state !== 'ended').map((one) => [one.account.id, one]))
  return (await store.findChecks(tx.db, [...running.keys()])).map(({ accountId, troubles, checkedAt }) => ({
    ...shownBy(troubles, running.get(accountId)!),
    ...{ accountId, at: checkedAt },
  }))
}

/** Those of these accounts of which Slack was never asked, or said that something is wrong. */
export async function worthChecking(tx: Tx, accountIds: string[]): Promise<string[]> {
  const fine = (await store.findChecks(tx.db, accountIds)).filter(({ troubles }) => troubles.length === 0)
  const known = new Set(fine.map(({ accountId }) => accountId))
  return accountIds.filter((id) => !known.has(id))
}

/** Before anybody's working day, and before what is found is looked at: UTC. */
const NIGHTLY_TIME = '02:30'

/** Has Slack asked about every account, each night from now on: of other organisations' people it tells us little. */
export async function startChecking(tx: Tx): Promise<void> {
  const today = localDate(tx.now, 'UTC')
  const tonight = instantAt(today, NIGHTLY_TIME, 'UTC')
  const dueAt = tonight > tx.now ? tonight : instantAt(addDays(today, 1), NIGHTLY_TIME, 'UTC')
  await schedule(tx, {
    kind: 'accounts.check_all',
    key: `accounts.check_all:${dueAt.toISOString()}`,
    subject: {},
    dueAt,
  })
}

/** Those of which something is wrong are asked about again anyway. What is missing is looked for later in the night. */
export async function checkEverything(tx: Tx): Promise<void> {
  await startChecking(tx)
  const all = await factsOfAll(tx)
  const running = all.filter(({ account }) => account.state !== 'ended').map(({ account }) => account.id)
  const troubles = await accountTroubles(tx, running)
  await askSlackSoon(
    tx,
    running.filter((id) => !troubles.get(id)?.some(isTold)),
  )
}

/** Asks Slack about one account's people and channels, keeps what is wrong, and tells whoever can mend it. */
export const checkAccount = (directory: Directory): Asking => ({
  async ask(ctx, workspaceId, { subject }: Occurrence<{ accountId: string }>) {
    const findings = await askSlack(ctx, workspaceId, directory, subject.accountId)
    return (tx) => keepFindings(tx, subject.accountId, findings)
  },
})

async function keepFindings(tx: Tx, accountId: string, findings: Findings | undefined): Promise<void> {
  await keepMet(tx, findings?.met ?? [])
  const troubles = [...(findings?.troubles ?? []), ...(await keepReaders(tx, accountId, findings?.buyer ?? null))]
  if (await isQuiet(tx, accountId, troubles)) {
    await letWaitingGo(tx, accountId, [], [])
    if (findings) await store.saveCheck(tx.db, accountId, [], tx.now)
    return
  }
  await lock(tx.db, 'troubles')
  const before = (await accountTroubles(tx, [accountId])).get(accountId) ?? []
  await letWaitingGo(tx, accountId, before, troubles)
  if (findings || before.length > 0) await store.saveCheck(tx.db, accountId, troubles, tx.now)
  await tellEverybody(tx, isFresh(before, troubles) ? accountId : null)
  if (!troubles.some(isTold)) return
  const dueAt = new Date(tx.now.getTime() + AGAIN_MS)
  await schedule(tx, {
    kind: 'accounts.check',
    key: `accounts.check:again:${accountId}:${dueAt.toISOString()}`,
    subject: { accountId },
    dueAt,
  })
}

/** Nothing is wrong, was wrong or stands in a message: there is nothing to tell, and nobody has to wait their turn. */
async function isQuiet(tx: Tx, accountId: string, troubles: AccountTrouble[]): Promise<boolean> {
  if (troubles.length > 0 || (await accountTroubles(tx, [accountId])).size > 0) return false
  return (await store.listOpenNotices(tx.db)).length === 0
}

/** What Slack says of the buyer channel is kept; where others read there than was confirmed, that is wrong, too. */
async function keepReaders(tx: Tx, accountId: string, buyer: Findings['buyer']): Promise<AccountTrouble[]> {
  if (!buyer) return []
  await keepLook(tx, buyer.channel, buyer.seen, buyer.names)
  const unconfirmed = await unconfirmedOf(tx, { id: accountId, buyerChannel: buyer.channel })
  return unconfirmed ? [{ kind: 'unconfirmed', id: buyer.channel, use: 'buyer', ...unconfirmed }] : []
}

/** What waited for a channel goes on as soon as nothing stands in its way. */
async function letWaitingGo(tx: Tx, accountId: string, before: AccountTrouble[], now: AccountTrouble[]): Promise<void> {
  const [facts] = await factsOfThese(tx, [accountId])
  if (!facts) return
  if (before.some(isOfBuyerChannel) && !now.some(isOfBuyerChannel)) await channelChanged(tx, accountId)
  const { teamChannel } = facts.account
  const isBarred = now.some((one) => 'use' in one && one.use === 'team')
  if (teamChannel && !isBarred) await release(tx, { accountId, audience: 'vendor', channel: teamChannel })
  const whoLeft = (all: AccountTrouble[]) => all.flatMap(({ kind, id }) => (kind === 'left' ? id : [])).join()
  if (whoLeft(before) !== whoLeft(now)) await lookAgain(tx, accountId)
}

const lookAgain = (tx: Tx, accountId: string): Promise<void> =>
  schedule(tx, {
    kind: 'exceptions.look',
    key: `look:${crypto.randomUUID()}`,
    subject: { accountId },
    dueAt: tx.now,
  })

/** One message a person with all that they can mend, changed in place until all is well. */
async function tellEverybody(tx: Tx, freshId: string | null): Promise<void> {
  const lists = await listsByPerson(tx)
  const open = new Map((await store.listOpenNotices(tx.db)).map((notice) => [notice.userId, notice]))
  for (const userId of new Set([...lists.keys(), ...open.keys()])) {
    await tell(tx, userId, lists.get(userId) ?? [], open.get(userId), freshId)
  }
}

/** An account is its owner's; without one who could read it the leader's, and then the administrators'. */
async function listsByPerson(tx: Tx): Promise<Map<string, Troubled[]>> {
  const all = await store.listTroubled(tx.db)
  const troubled = all
    .map((one) => ({ ...one, troubles: one.troubles.filter(isTold) }))
    .filter(({ troubles }) => troubles.length > 0)
  const administrators = await administratorsOf(tx)
  const lists = new Map<string, Troubled[]>()
  for (const one of troubled) {
    const named = one.holders.find((id) => !isAbsent(id, one.troubles))
    for (const userId of named ? [named] : administrators) {
      lists.set(userId, [...(lists.get(userId) ?? []), one])
    }
  }
  return lists
}

async function tell(
  tx: Tx,
  userId: string,
  list: Troubled[],
  notice: store.Notice | undefined,
  freshId: string | null,
): Promise<void> {
  if (list.length === 0) {
    if (!notice) return
    await revise(tx, notice.key, allIsWell())
    return store.clearNotice(tx.db, notice.key, tx.now)
  }
  const isNews = list.some(({ accountId }) => accountId === freshId)
  const isOld = notice && isNews && tx.now.getTime() - notice.beganAt.getTime() > NEWS_MS
  if (isOld) {
    await revise(tx, notice.key, troublesGoOn())
    await store.clearNotice(tx.db, notice.key, tx.now)
  }
  const key = notice && !isOld ? notice.key : `account-troubles:${userId}:${crypto.randomUUID()}`
  if (key !== notice?.key) await store.openNotice(tx.db, { userId, key, beganAt: tx.now })
  const message = troublesMessage(list.map(listed))
  await say(tx, { key, kind: 'account_troubles', audience: 'vendor', channel: userId, message })
}

const listed = ({ accountId, name, troubles }: Troubled) => ({
  accountId,
  name,
  lines: troubles.map(troubleInWords),
  unconfirmed: troubles.some(({ kind }) => kind === 'unconfirmed'),
})

/** Somebody has mended something: Slack is asked again about all that they were told of. */
export async function checkAgain(tx: Tx, userId: string): Promise<string> {
  const list = (await listsByPerson(tx)).get(userId) ?? []
  await checkSoon(
    tx,
    list.map(({ accountId }) => accountId),
  )
  return list.length === 0
    ? 'All is well already.'
    : 'Slack is being asked again. This message changes when it has answered.'
}
