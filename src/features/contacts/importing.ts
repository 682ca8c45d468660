import { factsOf, lookSoon } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { getHandoff } from '#features/handoffs/flow.ts'
import type { Tx } from '#platform/context.ts'
import { lock } from '#platform/postgres/lock.ts'
import { scheduleAll } from '#platform/scheduling/occurrences.ts'
import { announce } from './alerting.ts'
import { noteChange } from './effecting.ts'
import { judged } from './learning.ts'
import { ANEW } from './mending.ts'
import {
  type ChangingRole,
  type ContactChange,
  type Foreseen,
  isChanging,
  type Outcome,
  type Report,
  type Who,
  whoComes,
} from './model.ts'
import { keepChange } from './reporting.ts'
import { endReturned } from './returning.ts'
import { renewed, untold } from './reviving.ts'
import { showAgain } from './showing.ts'
import * as store from './store.ts'
import { offerApology } from './straying.ts'
import { followChange } from './transition.ts'
import { withdrawChange } from './withdrawing.ts'

/** A role that a file has handed over: the assignments are written already. */
export interface Imported {
  accountId: string
  role: string
  leaver: Assigned
  newcomer: Assigned | null
  on: string
}

interface Assigned extends Who {
  /** The assignment's. */
  id: string
}

/** What a file has changed becomes known as soon as a worker has time: one alert a change, however long the file. */
export async function announceImported(tx: Tx, all: Imported[]): Promise<void> {
  await scheduleAll(
    tx,
    all
      .filter(({ role }) => isChanging(role))
      .map((subject) => ({
        kind: 'contacts.imported',
        key: `contact.imported:${subject.leaver.id}:${subject.newcomer?.id ?? 'empty'}`,
        subject,
        dueAt: tx.now,
      })),
  )
}

/** What becomes of what a file hands over, before it happens; `facts`: as they will be. */
export async function foreseeImport(tx: Tx, facts: AccountFacts, subject: Imported): Promise<Foreseen> {
  const { role, newcomer } = subject
  if (!isChanging(role) || facts.account.state === 'ended') return 'history'
  const { verdict } = await judged(tx, facts, reportOf({ ...subject, role }), getHandoff)
  if (verdict.is === 'reversal' || verdict.is === 'return') return 'ends'
  if (verdict.is === 'same') return 'known'
  if (!newcomer) return 'empty'
  return verdict.is === 'correction' ? 'put_right' : 'begins'
}

const reportOf = ({ accountId, role, leaver, newcomer, on }: Imported & { role: ChangingRole }): Report => ({
  ...{ source: 'import', accountId, role, effectiveOn: on, reportedBy: 'import' },
  leaver: leaver.userId ?? leaver.name,
  newcomer: newcomer && (newcomer.userId ? { userId: newcomer.userId } : named(newcomer)),
})

/** Tells of a change that an import has made, or adds to what was known of it that the file says so, too. */
export async function tellOfImport(tx: Tx, { subject }: { subject: Imported }): Promise<void> {
  const { accountId, role, leaver, newcomer, on } = subject
  if (!isChanging(role)) return
  await lock(tx.db, 'contacts', accountId)
  // A role that nobody holds is looked for once it is known who left it.
  await lookSoon(tx, [accountId])
  const facts = await factsOf(tx, accountId)
  const report = reportOf({ ...subject, role })
  const found = await judged(tx, facts, report)
  const { verdict } = found
  const held = { tookEffectAt: tx.now, leftId: leaver.id, assignmentId: newcomer?.id ?? null, private: false }
  // Who was to come on a later day holds the role from now on.
  const isAhead = 'change' in verdict && verdict.change.tookEffectAt === null
  const moved = isAhead ? { ...held, effectiveOn: on } : held
  if (verdict.is === 'new' || verdict.is === 'held') {
    const left = leaver.userId ?? leaver.name ?? leaver.email
    const change = await keepChange(tx, facts, report, { newcomer: found.newcomer, leaver: left })
    await store.updateChange(tx.db, change.id, moved)
    await tell(tx, change, 'new')
    return announce(tx, change.id)
  }
  const { change } = verdict
  if (verdict.is === 'same') {
    if (isAhead && !change.private) return putRight(tx, change, moved)
    if (isAhead) await store.updateChange(tx.db, change.id, moved)
    await tell(tx, change, 'merged')
    if (change.private) return announce(tx, change.id)
    return showAgain(tx, change.id)
  }
  if (verdict.is === 'reversal') return takeBack(tx, change)
  if (verdict.is === 'return') {
    await tell(tx, change, 'reversed')
    return endReturned(tx, change, { actor: 'import', on, back: verdict.back, assignmentId: newcomer?.id ?? null })
  }
  const named = { ...moved, ...namedIn(found.newcomer) }
  if (verdict.is !== 'revived') return putRight(tx, change, named)
  const again = await renewed(tx, facts, report, { change, newcomer: found.newcomer })
  await putRight(tx, untold(change), { ...named, ...again, effectiveOn: on }, 'revived')
}

const namedIn = (who: Who | null) => ({
  newcomer: who?.userId ?? null,
  newcomerName: who?.userId ? null : (who?.name ?? null),
  newcomerEmail: who?.userId ? null : (who?.email ?? null),
})

const named = ({ name, email }: Who) => ({ name: name ?? email ?? '', email })

const tell = (tx: Tx, { id: changeId }: ContactChange, outcome: Outcome) =>
  store.insertReport(tx.db, {
    ...{ changeId, outcome, source: 'import', reportedBy: 'import' },
    ...{ reportedAt: tx.now, reportId: null },
  })

/** The file names again who held the role before. */
async function takeBack(tx: Tx, change: ContactChange): Promise<void> {
  await tell(tx, change, 'reversed')
  await withdrawChange(tx, change, 'import')
}

/** The file names somebody else than was recorded, or whoever was to come later; or once more what was taken back. */
async function putRight(
  tx: Tx,
  change: ContactChange,
  later: store.Later,
  outcome: 'corrected' | 'revived' = 'corrected',
): Promise<void> {
  const turn = change.turn + 1
  const left = whoComes(change) ? { leftId: change.leftId ?? later.leftId ?? null } : {}
  await store.updateChange(tx.db, change.id, { ...ANEW, ...later, ...left, turn })
  await tell(tx, change, outcome)
  const now = (await store.findChange(tx.db, change.id))!
  await noteChange(tx, now, 'import', outcome === 'revived' ? 'contact.told_again' : 'contact.corrected')
  await followChange(tx, change, now, 'import')
  await offerApology(tx, change, now)
  await announce(tx, change.id)
}
