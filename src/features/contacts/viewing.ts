import type { ChangeView } from '#blocks/contactView.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import { getHandoff, itemCount } from '#features/handoffs/flow.ts'
import type { Handoff } from '#features/handoffs/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { localDate, momentIn, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { hasLapsed } from './judging.ts'
import { type ContactChange, isUserId, type Source, WELCOMED_ROLES, whoComes } from './model.ts'
import { standInsOf } from './standIns.ts'
import * as store from './store.ts'
import { greetedAs } from './welcomed.ts'
import { acceptedWithout } from './zones.ts'

const SOURCE_WORDS: Record<Source, string> = {
  slack: 'in Slack',
  import: 'by import',
  webhook: 'by webhook',
  suspicion: 'after Slack had noticed',
}

/** A change as our own people read it. */
export async function viewOf(tx: Tx, facts: AccountFacts, change: ContactChange): Promise<ChangeView> {
  const { account, stakeholders } = facts
  const { leaver, newcomer, recordedBy, acknowledgedBy, closedBy, welcomedBy, retractedBy, handoffId } = change
  const reports = await store.listReports(tx.db, change.id)
  // Whoever stands in may have had a role before, which stays theirs.
  const named = [leaver, newcomer ?? change.newcomerName ?? change.newcomerEmail]
  const others = stakeholders.filter(
    ({ userId, name: written, email, role }) => role !== change.role || !named.includes(userId ?? written ?? email),
  )
  const away = (await standInsOf(tx, change)).at(-1)!.leaver
  const handoff = handoffId ? await getHandoff(tx, handoffId) : null
  const unnamed = await acceptedWithout(tx, change)
  const greeted = handoff ? await greetedAs(tx, handoff) : null
  const ids = [
    leaver,
    away,
    newcomer,
    recordedBy,
    acknowledgedBy,
    closedBy,
    welcomedBy,
    retractedBy,
    ...(handoff ? [handoff.receiver, handoff.acceptedBy] : []),
    unnamed?.acceptedBy ?? null,
  ]
  const told = change.stray.map(({ toldBy }) => toldBy)
  const more = [...told, ...others.map(({ userId }) => userId), ...reports.map(({ reportedBy }) => reportedBy)]
  const people = await peopleById(tx, [...ids, ...more].filter(isUserId))
  const name = (id: string) => people.get(id)?.name ?? id
  const by = (id: string | null, at: Date | null) =>
    id && at && `${name(id)}, ${momentIn(at, people.get(id)?.zone ?? account.zone)}`
  return {
    ...{ changeId: change.id, accountId: account.id },
    accountName: account.called,
    role: change.role,
    leaverName: leaver && name(leaver),
    awayName: away && name(away),
    newcomerName: newcomer ? name(newcomer) : (change.newcomerName ?? change.newcomerEmail),
    effectiveOn: change.effectiveOn,
    isAhead: change.tookEffectAt === null,
    temporaryUntil: change.temporaryUntil,
    hasLapsed: hasLapsed(change, facts, localDate(tx.now, account.zone)),
    words: change.words,
    state: change.state,
    isPrivate: change.private,
    corrected: change.turn > 0,
    recorderName: name(recordedBy),
    told: reports.map(
      (one) =>
        `${name(one.reportedBy)} ${SOURCE_WORDS[one.source]}, ${shortDay(localDate(one.reportedAt, account.zone))}`,
    ),
    stakes: change.stakes,
    stakeholders: others.map(({ userId, name: written, role }) => ({
      name: userId ? name(userId) : (written ?? ''),
      role,
    })),
    handoff:
      handoff && handoff.state !== 'withdrawn'
        ? {
            ...{ receiverName: name(handoff.receiver), items: await itemCount(tx, handoff.id) },
            accepted: by(handoff.acceptedBy, handoff.acceptedAt),
            isOverridden: handoff.overrideReason !== null,
            isReplaced: handoff.state === 'replaced',
            isByHand: change.joined !== null,
          }
        : null,
    acceptedUnnamed: unnamed ? by(unnamed.acceptedBy, unnamed.acceptedAt) : null,
    acknowledged: by(acknowledgedBy, change.acknowledgedAt),
    closed: by(closedBy, change.closedAt),
    welcomed: by(welcomedBy, change.welcomedAt),
    welcomes: isWelcomed(change, handoff) && !greeted,
    greetedAs: change.state === 'standing' ? greeted : null,
    misleads: change.misleads,
    retracted: by(retractedBy, change.retractedAt),
    stray: change.stray.map((one) => ({
      ...{ name: one.name, address: one.address },
      told: by(one.toldBy, one.toldAt ? new Date(one.toldAt) : null),
    })),
    whyHere: null,
  }
}

/** Whether the customer's side gets a welcome: whoever was asked to confirm, and has, has been greeted with that. */
function isWelcomed(change: ContactChange, handoff: Handoff | null): boolean {
  const isGreeted = handoff?.state === 'accepted' && handoff.newcomerAskedAt !== null
  return change.state === 'standing' && whoComes(change) !== null && WELCOMED_ROLES.includes(change.role) && !isGreeted
}
