import { allIsWell, troublesGoOn, troublesMessage } from '#blocks/accountTroubles.ts'
import { checkSoon } from '#features/accounts/flow.ts'
import { administratorsOf, type Directory } from '#features/installations/flow.ts'
import type { Tx } from '#platform/context.ts'
import { revise, say } from '#platform/outbox/say.ts'
import { type Asking, type Occurrence, schedule } from '#platform/scheduling/occurrences.ts'
import { askSlack, type Findings, keepMet } from './checking.ts'
import { type AccountTrouble, isAbsent, isFresh, type Troubled, troubleInWords } from './model.ts'
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

/** Those of these accounts of which Slack was never asked, or said that something is wrong. */
export async function worthChecking(tx: Tx, accountIds: string[]): Promise<string[]> {
  const fine = (await store.findChecks(tx.db, accountIds)).filter(({ troubles }) => troubles.length === 0)
  const known = new Set(fine.map(({ accountId }) => accountId))
  return accountIds.filter((id) => !known.has(id))
}

/** Asks Slack about one account's people and channels, keeps what is wrong, and tells whoever can mend it. */
export const checkAccount = (directory: Directory): Asking => ({
  async ask(ctx, workspaceId, { subject }: Occurrence<{ accountId: string }>) {
    const findings = await askSlack(ctx, workspaceId, directory, subject.accountId)
    return (tx) => keepFindings(tx, subject.accountId, findings)
  },
})

async function keepFindings(tx: Tx, accountId: string, findings: Findings | undefined): Promise<void> {
  const troubles = findings?.troubles ?? []
  await keepMet(tx, findings?.met ?? [])
  await store.takeTurn(tx.db, tx.workspaceId)
  const before = (await accountTroubles(tx, [accountId])).get(accountId) ?? []
  if (findings || before.length > 0) await store.saveCheck(tx.db, accountId, troubles, tx.now)
  await tellEverybody(tx, isFresh(before, troubles) ? accountId : null)
  if (troubles.length === 0) return
  const dueAt = new Date(tx.now.getTime() + AGAIN_MS)
  await schedule(tx, {
    kind: 'accounts.check',
    key: `accounts.check:again:${accountId}:${dueAt.toISOString()}`,
    subject: { accountId },
    dueAt,
  })
}

/** One message a person with all that they can mend, changed in place until all is well. */
async function tellEverybody(tx: Tx, freshId: string | null): Promise<void> {
  const lists = await listsByPerson(tx)
  const open = new Map((await store.listOpenNotices(tx.db)).map((notice) => [notice.userId, notice]))
  for (const userId of new Set([...lists.keys(), ...open.keys()])) {
    await tell(tx, userId, lists.get(userId) ?? [], open.get(userId), freshId)
  }
}

/** The owner's accounts are the owner's; what has no owner who could read it is the administrators'. */
async function listsByPerson(tx: Tx): Promise<Map<string, Troubled[]>> {
  const troubled = await store.listTroubled(tx.db)
  const administrators = await administratorsOf(tx)
  const lists = new Map<string, Troubled[]>()
  for (const one of troubled) {
    const hasOwner = one.ownerId !== null && !isAbsent(one.ownerId, one.troubles)
    for (const userId of hasOwner ? [one.ownerId!] : administrators) {
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
  const message = troublesMessage(list.map(({ name, troubles }) => ({ name, lines: troubles.map(troubleInWords) })))
  await say(tx, { key, kind: 'account_troubles', audience: 'vendor', channel: userId, message })
}

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
