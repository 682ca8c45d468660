import { askBack } from '#blocks/contactSteps.ts'
import { checkSoon, factsOf } from '#features/accounts/flow.ts'
import type { AccountFacts } from '#features/accounts/model.ts'
import type { Look } from '#features/exceptions/flow.ts'
import { dueIn } from '#features/exceptions/model.ts'
import { responsibleFor } from '#features/handoffs/flow.ts'
import { ownerCalendar } from '#features/rounds/flow.ts'
import { type LocalDate, localDate, nextWorkingDay, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { revise, say } from '#platform/outbox/say.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { leaderOf } from './acknowledging.ts'
import { hasLapsed } from './judging.ts'
import { isHeldBySeveral } from './lines.ts'
import { type ContactChange, HAS_ENDED, subjectName } from './model.ts'
import { nameOf, type ReturnStep, returnKey } from './planning.ts'
import { showAlert } from './showing.ts'
import * as store from './store.ts'
import { viewOf } from './viewing.ts'

const MOST_WAITING = 20

/** Standing in ends: whoever answers for the account is asked how it goes on, reminded, and then the leader is. */
export async function askHowItGoesOn(
  tx: Tx,
  { subject }: { subject: { changeId: string; until: LocalDate; step: ReturnStep } },
): Promise<Outcome> {
  const { changeId, until, step } = subject
  const change = await store.lockChange(tx.db, changeId)
  if (change?.state !== 'standing' || change.temporaryUntil !== until) return { skip: 'It is settled.' }
  const facts = await factsOf(tx, change.accountId)
  if (facts.account.state === 'ended') return { skip: HAS_ENDED }
  if (!facts.stakeholders.some(({ id }) => id === change.assignmentId))
    return { skip: 'Somebody else holds the role by now.' }
  if (await isFollowed(tx, facts, change)) return { skip: 'Who follows is recorded.' }
  if (step !== 'lapse') return ask(tx, facts, change, step)
  await showAlert(tx, change)
  await checkSoon(tx, [change.accountId])
  return undefined
}

async function ask(
  tx: Tx,
  facts: AccountFacts,
  change: ContactChange,
  step: Exclude<ReturnStep, 'lapse'>,
): Promise<Outcome> {
  const { id, accountId, temporaryUntil } = change
  const responsible = (await responsibleFor(tx, facts)) ?? null
  const channel = step === 'leader' ? await leaderOf(tx, facts) : responsible
  if (step === 'leader') await store.updateChange(tx.db, id, { leaderAskedAt: tx.now })
  // Nobody hears of the same thing twice, whatever their roles.
  if (!channel || (step === 'leader' && channel === responsible)) return { skip: 'There is nobody else to ask.' }
  const waitedFor = step === 'leader' && responsible ? await nameOf(tx, responsible) : null
  const message = askBack(await viewOf(tx, facts, change), { until: temporaryUntil!, step, waitedFor })
  const key = returnKey(id, temporaryUntil!, step)
  await say(tx, { key, kind: 'contact_back', audience: 'vendor', channel, message, accountId })
  return undefined
}

/** Whether it is recorded who holds the role once standing in is over: on the next working day at the latest. */
async function isFollowed(tx: Tx, facts: AccountFacts, change: ContactChange): Promise<boolean> {
  const { accountId, role, temporaryUntil } = change
  const first = nextWorkingDay(temporaryUntil!, await ownerCalendar(tx, facts))
  const others = await store.listStanding(tx.db, accountId, role, MOST_WAITING)
  return others.some((one) => one.tookEffectAt === null && one.effectiveOn <= first && leavesIn(one, change))
}

/** Of a role that several hold, another one may wait to be followed. */
const leavesIn = (one: ContactChange, { role, leaver, newcomer }: ContactChange): boolean =>
  !isHeldBySeveral(role) || [leaver, newcomer].includes(one.leaver)

const ASKED: readonly Exclude<ReturnStep, 'lapse'>[] = ['ask', 'remind', 'leader']

/** Whatever asked about an end of standing in says what came of it. */
export async function showAsked(tx: Tx, change: ContactChange, until: LocalDate | null): Promise<void> {
  if (!until) return
  const view = await viewOf(tx, await factsOf(tx, change.accountId), change)
  for (const step of ASKED)
    await revise(tx, returnKey(change.id, until, step), askBack(view, { until, step, waitedFor: null }))
}

/** Who stands in beyond their last day, because nobody has said how it goes on. */
export const lapsedLook: Look = {
  kinds: { contact_back: 'It was said how it goes on.' },
  async find(tx, all) {
    const live = all.filter(({ account }) => account.state !== 'ended')
    const ids = live.map(({ account }) => account.id)
    const standIns = Map.groupBy(await store.listStandIns(tx.db, ids), ({ accountId }) => accountId)
    const over = live.flatMap((facts) =>
      (standIns.get(facts.account.id) ?? [])
        .filter((change) => hasLapsed(change, facts, localDate(tx.now, facts.account.zone)))
        .map((change) => ({ facts, change })),
    )
    const lapsed: typeof over = []
    for (const one of over) if (!(await isFollowed(tx, one.facts, one.change))) lapsed.push(one)
    return Promise.all(
      lapsed.map(async ({ facts, change }) => {
        const { newcomerName, leaverName } = await viewOf(tx, facts, change)
        const stood = `${newcomerName} was to stand in${leaverName ? ` for ${leaverName}` : ''} as ${subjectName(change.role)}`
        return {
          key: `contact_back:${change.id}`,
          accountId: change.accountId,
          cause: `${stood} until ${shortDay(change.temporaryUntil!)}, and nobody has said how it goes on.`,
          action: `Say under the alert of the change who it is from now on, or put its last day right.`,
          dueOn: dueIn(1, facts, tx.now),
        }
      }),
    )
  },
}
