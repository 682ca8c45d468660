import { changeAccount, changeState, factsOf, lockAccount, record, watchStates } from '#features/accounts/flow.ts'
import { type AccountFacts, type HandoffStanding, missingForActive, nextState } from '#features/accounts/model.ts'
import { planAccount } from '#features/checkins/flow.ts'
import { type Look, raiseException, settleException } from '#features/exceptions/flow.ts'
import { handoffStanding, handoffStandings } from '#features/handoffs/flow.ts'
import { peopleById } from '#features/installations/flow.ts'
import { assertMaySteer } from '#features/rounds/flow.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Outcome } from '#platform/scheduling/occurrences.ts'
import { NO_SUCCESSOR, noSuccessor, QUIET_START, quietTooLong, successorKey } from './model.ts'
import { tellTeam } from './telling.ts'

/** Who changes a state when nobody pressed anything. */
export const ITSELF = 'throughline'
const SUCCESSOR_NAMED = 'Somebody of success or support is named now.'

/** Brings an account into the state that follows by itself, where one does, and tells our team. */
export async function moveOn(tx: Tx, accountId: string): Promise<Outcome> {
  await lockAccount(tx, accountId)
  const facts = await factsOf(tx, accountId)
  const { account } = facts
  const handoff = await handoffStanding(tx, accountId, 'go_live')
  const to = nextState(facts, localDate(tx.now, account.zone), handoff) ?? (await begins(tx, facts))
  await noticeNoSuccessor(tx, facts, handoff)
  if (!to) return { skip: `It stays ${account.state}.` }
  await changeState(tx, account, { state: to }, ITSELF)
  if (to === 'active') await watchStates(tx, [{ ...facts, account: { ...account, state: to } }])
  // Who answers changes with the state, at once and without a gap: whoever comes is asked, whoever goes is not any more.
  await planAccount(tx, accountId)
  await tellTeam(tx, await factsOf(tx, accountId))
  return undefined
}

/** Once those who implement have accepted the kickoff, the weeks begin, where nothing is missing for them. */
async function begins(tx: Tx, { account, stakeholders }: AccountFacts): Promise<'active' | null> {
  const ready = account.state === 'not_started' && missingForActive(account, stakeholders).length === 0
  return ready && (await handoffStanding(tx, account.id, 'kickoff')) === 'accepted' ? 'active' : null
}

async function noticeNoSuccessor(tx: Tx, facts: AccountFacts, handoff: HandoffStanding): Promise<void> {
  const found = noSuccessor(facts, handoff, localDate(tx.now, facts.account.zone))
  if (found) await raiseException(tx, found)
  else await settleException(tx, successorKey(facts.account.id), SUCCESSOR_NAMED)
}

/** Looks at what the days ahead bring, also for accounts that came by an import, at who is missing, and at who hears nothing. */
export const stateLook: Look = {
  kinds: {
    [NO_SUCCESSOR]: SUCCESSOR_NAMED,
    [QUIET_START]: 'The updates have begun, or the buyer has heard from us.',
  },
  async find(tx, all) {
    await watchStates(tx, all)
    const standings = await handoffStandings(tx, 'go_live')
    return all
      .flatMap((facts) => [
        noSuccessor(facts, standings.get(facts.account.id) ?? 'none', localDate(tx.now, facts.account.zone)),
        quietTooLong(facts, tx.now),
      ])
      .filter((found) => found !== null)
  },
}

/** The owner has chosen a rhythm for steady operation. @returns what happens now. */
export async function chooseRhythm(tx: Tx, userId: string, accountId: string, everyWeeks: 1 | 2): Promise<string> {
  await lockAccount(tx, accountId)
  const facts = await factsOf(tx, accountId)
  await assertMaySteer(tx, userId, facts)
  const { account } = facts
  if (account.state !== 'steady') throw new Refusal(`${account.called} is not in steady operation any more.`)
  if (everyWeeks === 2) await changeAccount(tx, accountId, { everyWeeks }, userId)
  else await record(tx, { accountId, actor: userId, action: 'account.stays_weekly', detail: {} })
  const name = (await peopleById(tx, [userId])).get(userId)?.name ?? userId
  const decided = everyWeeks === 2 ? 'It is updated every second week from the next update on' : 'It stays weekly'
  await tellTeam(tx, await factsOf(tx, accountId), `${decided}, as ${name} chose.`)
  return `${decided.replace('It', account.called)}. Cadence changes it whenever you like.`
}
