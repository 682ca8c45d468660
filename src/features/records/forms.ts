import { drawAdd, drawAdded, drawPeople, drawProfile, type FormState } from '#blocks/accountForm.ts'
import type { Modal } from '#blocks/kit.ts'
import {
  changeAccount,
  checkSoon,
  factsOf,
  insertAccount,
  lockAccount,
  record,
  searchAccounts,
  watchStates,
} from '#features/accounts/flow.ts'
import { type Account, type AccountFacts, missingForActive } from '#features/accounts/model.ts'
import { planAccount } from '#features/checkins/flow.ts'
import type { Actor } from '#features/handoffs/flow.ts'
import { administratorsOf, peopleById, settingsOf } from '#features/installations/flow.ts'
import { assertMaySteer } from '#features/rounds/flow.ts'
import { workingDaysIn } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { isKept } from '#platform/kept.ts'
import { type Entry, fromProfile, keyOf, PROFILE, peopleOf, profileOf, profileTroubles, sealsOf } from './model.ts'
import { keepPeople, peopleAfter, peopleTroubles } from './people.ts'
import { bringTogether, channelTroubles, type Looked, lossTroubles, refuseAt, viewOf } from './profile.ts'

/** @throws Refusal for anybody but administrators. */
async function assertAdministers(tx: Tx, userId: string): Promise<void> {
  if ((await administratorsOf(tx)).includes(userId)) return
  throw new Refusal('Only an administrator can add an account. Please ask one of them.')
}

/** The empty form, with what the workspace suggests. */
export async function openAdd(tx: Tx, userId: string): Promise<Modal> {
  await assertAdministers(tx, userId)
  const { country } = await settingsOf(tx)
  const zone = (await peopleById(tx, [userId])).get(userId)?.zone ?? 'Etc/UTC'
  return drawAdd({ zone, country, workingDays: workingDaysIn(country).map(String) })
}

/** Adds an account. @returns what comes next. @throws Refusal with a sentence at each field that is wrong. */
export async function addAccount(tx: Tx, actor: Actor, entry: Partial<Entry>, looked: Looked): Promise<Modal> {
  await assertAdministers(tx, actor.userId)
  const people = Object.fromEntries(Object.entries(entry).filter(([field]) => !isProfile(field) && field !== 'key'))
  const profile = Object.fromEntries(Object.entries(entry).filter(([field]) => isProfile(field)))
  refuseAt({ ...profileTroubles(entry), ...(await peopleTroubles(tx, people)) })
  const wanted = typeof entry['key'] === 'string' ? entry['key'] : null
  const there = await addedBefore(tx, { ...profile, ...people }, wanted)
  if (there) return added(there)
  const channels: Pick<Account, 'buyerChannel' | 'teamChannel'> = { buyerChannel: null, teamChannel: null }
  const account = { ...channels, ...fromProfile(profile) } as Account
  const { buyerChannel, teamChannel } = account
  refuseAt(await channelTroubles(tx, { id: null, buyerChannel, teamChannel }, looked))
  const id = await insertAccount(tx, { ...account, key: wanted ?? keyOf(account.name) }, wanted === null)
  if (!id) refuseAt({ key: 'Another account has this key. Please choose another, or leave it empty.' })
  await record(tx, { accountId: id!, actor: actor.userId, action: 'account.added', detail: { ...entry } })
  await keepPeople(tx, actor, await factsOf(tx, id!), people, people)
  await checkSoon(tx, [id!])
  return added(await factsOf(tx, id!))
}

const added = ({ account, stakeholders }: AccountFacts): Modal =>
  drawAdded({
    accountId: account.id,
    accountName: account.called,
    missing: missingForActive(account, stakeholders),
  })

/** The account that is just as this form says: it is sent again where its answer came too late. */
async function addedBefore(tx: Tx, entry: Partial<Entry>, key: string | null): Promise<AccountFacts | undefined> {
  const alike = await searchAccounts(tx, String(entry['name']))
  const typed = sealsOf(entry as Entry)
  for (const { id } of alike.filter((account) => key === null || account.key === key)) {
    const facts = await factsOf(tx, id)
    const now: Entry = { ...profileOf(facts.account), ...peopleOf(facts) }
    if (isKept(typed, sealsOf(now))) return facts
  }
  return undefined
}

const isProfile = (field: string): boolean => (PROFILE as readonly string[]).includes(field)

export async function openProfile(tx: Tx, userId: string, accountId: string): Promise<Modal> {
  const facts = await factsOf(tx, accountId)
  await assertMaySteer(tx, userId, facts)
  return drawProfile(viewOf(facts, profileOf(facts.account)))
}

/** Keeps what somebody changed. @returns the form again where somebody else changed the same meanwhile. */
export async function keepProfile(
  tx: Tx,
  { userId }: Actor,
  state: FormState,
  typed: Entry,
  looked: Looked,
): Promise<Modal | undefined> {
  await lockAccount(tx, state.accountId)
  const facts = await factsOf(tx, state.accountId)
  await assertMaySteer(tx, userId, facts)
  refuseAt(profileTroubles(typed))
  const outcome = await bringTogether(tx, facts, state, typed, profileOf(facts.account))
  if ('again' in outcome) return drawProfile(outcome.again)
  const { changes } = outcome
  const account = { ...facts.account, ...fromProfile(changes) }
  refuseAt({
    ...lossTroubles(facts, { ...facts, account }),
    ...('teamChannel' in changes || 'buyerChannel' in changes ? await channelTroubles(tx, account, looked) : {}),
  })
  if (Object.keys(changes).length === 0) return undefined
  await changeAccount(tx, account.id, fromProfile(changes), userId)
  await watchStates(tx, [{ ...facts, account }])
  return undefined
}

export async function openPeople(tx: Tx, userId: string, accountId: string): Promise<Modal> {
  const facts = await factsOf(tx, accountId)
  await assertMaySteer(tx, userId, facts)
  return drawPeople(viewOf(facts, peopleOf(facts)))
}

/** Keeps who is who. @returns the form again where somebody else changed the same meanwhile. */
export async function keepRoles(tx: Tx, actor: Actor, state: FormState, typed: Entry): Promise<Modal | undefined> {
  await lockAccount(tx, state.accountId)
  const facts = await factsOf(tx, state.accountId)
  const now = peopleOf(facts)
  // Whoever has handed their own role on may not steer any more, and sends the form again where its answer came too late.
  if (isKept(sealsOf(typed), sealsOf(now))) return undefined
  await assertMaySteer(tx, actor.userId, facts)
  const outcome = await bringTogether(tx, facts, state, typed, now)
  if ('again' in outcome) return drawPeople(outcome.again)
  const { changes } = outcome
  const wanted = { ...now, ...changes }
  refuseAt(await peopleTroubles(tx, { ...changes, ...bothOf(changes, wanted) }, facts))
  refuseAt(lossTroubles(facts, { ...facts, stakeholders: peopleAfter(facts, wanted) }))
  await keepPeople(tx, actor, facts, changes, wanted)
  // Who comes is asked in the week under way, and who goes is not any more.
  await planAccount(tx, state.accountId)
  await checkSoon(tx, [state.accountId])
  return undefined
}

/** Where one of the two ways to name somebody changed, both are looked at. */
const bothOf = (changes: Partial<Entry>, wanted: Entry): Partial<Entry> =>
  Object.fromEntries(
    ['senior_buyer', 'primary_contact'].flatMap((role) =>
      role in changes || `${role}_written` in changes
        ? [
            [role, wanted[role] ?? null],
            [`${role}_written`, wanted[`${role}_written`] ?? null],
          ]
        : [],
    ),
  )
