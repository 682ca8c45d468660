import { progressLine, titleOf } from '#blocks/checklist.ts'
import { PARTY_FIELDS, type Parties, partiesModal } from '#blocks/confirmations.ts'
import { HANDOFF_HELP, type Start, type StartChoice, type StartForm, startModal } from '#blocks/handoffs.ts'
import { echoed, harmless, type Modal } from '#blocks/kit.ts'
import { checkSoon, factsHeldBy, factsOf, factsOfAll, searchAccounts } from '#features/accounts/flow.ts'
import { type AccountFacts, goLiveOf, holderOf, sideOf, VENDOR_ROLES, withTitle } from '#features/accounts/model.ts'
import { administratorsOf, isOutsider, peopleById } from '#features/installations/flow.ts'
import { addDays, daysBetween, fullDay, isLocalDate, type LocalDate, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { isKept } from '#platform/kept.ts'
import { checkRunning } from './checking.ts'
import { type Begin, getHandoff, holdHandoff, note, runningHandoffs, showChecklist, startHandoff } from './flow.ts'
import { followParties } from './following.ts'
import { changingAtTheirs, leaversFor } from './leaving.ts'
import { BY_HAND, firstHolder, type Handoff, isOfOurs, type Kind, type Playbook, TRANSITION_ROLES } from './model.ts'
import { proposeForm } from './playbooks/model.ts'
import { offeredFor } from './playbooks/own.ts'
import { PLAYBOOKS } from './playbooks.ts'
import { type Actor, checklistOf, checkVendor, isColleague, responsibleFor } from './side.ts'
import { findRunning, updateHandoff } from './store.ts'

const FOR_VENDORS = 'Handoffs are started by the team that implements. Please ask your contact there.'
/** Beyond these a date is a typing mistake. */
const LONGEST_PAST_DAYS = 365
const LONGEST_FUTURE_DAYS = 730

/** Answers `/handoff …`: the form, or a sentence. */
export async function answerHandoff(tx: Tx, actor: Actor, text: string): Promise<string | Modal> {
  if (await isOutsider(tx, actor)) throw new Refusal(FOR_VENDORS)
  const [word = '', ...rest] = text.split(/\s+/)
  if (word.toLowerCase() === 'help') return HANDOFF_HELP
  if (word.toLowerCase() === 'status') return reportStatus(tx, actor, rest.join(' '))
  const mine = await accountsOf(tx, actor.userId)
  const matching = await narrow(tx, mine, text)
  const only = matching.length === 1 ? matching[0] : undefined
  return drawStart(tx, [...matching, ...mine.filter((facts) => !matching.includes(facts))], text ? only : undefined, {
    kind: 'kickoff',
  })
}

/** The accounts on which somebody may start a handoff: where they have a role of ours; administrators, everywhere. */
async function accountsOf(tx: Tx, userId: string): Promise<AccountFacts[]> {
  const everywhere = (await administratorsOf(tx)).includes(userId)
  const all = everywhere ? await factsOfAll(tx) : await factsHeldBy(tx, userId, VENDOR_ROLES)
  // Where an account has ended, nothing is handed over any more.
  const mine = all.filter(({ account }) => account.state !== 'ended')
  if (mine.length > 0) return mine
  throw new Refusal(
    'You have no role on any account yet, so there is nothing to hand over. An account owner or an administrator can add you.',
  )
}

/** Those whose name holds a text. @throws Refusal where there is none. */
async function narrow(tx: Tx, mine: AccountFacts[], text: string): Promise<AccountFacts[]> {
  if (!text) return mine
  const found = new Set((await searchAccounts(tx, text)).map(({ id }) => id))
  const matching = mine.filter(({ account }) => found.has(account.id))
  if (matching.length > 0) return matching
  const names = mine.slice(0, 10).map(({ account }) => harmless(account.called))
  const more = mine.length > 10 ? ` and ${mine.length - 10} more` : ''
  throw new Refusal(
    `No account of yours has “${echoed(text)}” in its name. You have a role on ${names.join(', ')}${more}.`,
  )
}

/** Draws the form anew after the account, the kind or the playbook was chosen. */
export async function redrawStart(tx: Tx, actor: Actor, choice: StartChoice): Promise<Modal> {
  const mine = await accountsOf(tx, actor.userId)
  const chosen = mine.find(({ account }) => account.id === choice.accountId)
  return drawStart(tx, mine, chosen, { ...choice, kind: choice.kind ?? 'kickoff' })
}

async function drawStart(
  tx: Tx,
  mine: AccountFacts[],
  chosen: AccountFacts | undefined,
  { kind, playbookId }: { kind: Kind; playbookId?: string | null },
): Promise<Modal> {
  const first = chosen ? [chosen, ...mine.filter((facts) => facts !== chosen)] : mine
  const offered = await offeredFor(tx, kind)
  const playbook =
    offered.find(({ id, preferred }) => (playbookId === undefined ? preferred : id === playbookId)) ?? offered[0]!
  return startModal({
    accounts: first.map(({ account }) => ({ id: account.id, name: withTitle(account) })),
    accountId: chosen?.account.id ?? null,
    kinds: BY_HAND.map((each) => ({ kind: each, name: PLAYBOOKS[each].name })),
    playbook,
    offered,
    proposal: chosen ? proposeForm(chosen) : null,
    leavers: chosen ? await leaversFor(tx, chosen, kind) : null,
    ...fillings(tx, chosen, playbook),
  })
}

/** What the form can fill in for an account: who gives, who receives, and the anchor where it is known. */
function fillings(
  tx: Tx,
  facts: AccountFacts | undefined,
  playbook: Playbook,
): Pick<StartForm, 'anchorOn' | 'giver' | 'receiver'> {
  if (!facts) return { anchorOn: null, giver: null, receiver: null }
  const today = localDate(tx.now, facts.account.zone)
  const giver = firstHolder(facts.stakeholders, playbook.givingRoles)
  const known = knownAnchor(facts, playbook.kind)
  return {
    anchorOn: known && canBegin(known, today) ? known : today,
    giver,
    receiver: firstHolder(facts.stakeholders, playbook.receivingRoles, giver),
  }
}

/** The day from which a handoff counts, where the account has it. */
function knownAnchor({ account, milestones }: AccountFacts, kind: Kind): LocalDate | null {
  if (kind === 'kickoff') return account.signedOn
  return kind === 'go_live' ? (goLiveOf(milestones)?.forecastOn ?? null) : null
}

/** Starts what the form says. @throws Refusal at the input that is wrong. */
export async function submitStart(tx: Tx, actor: Actor, start: Start): Promise<void> {
  const facts = await factsOf(tx, start.accountId)
  await checkVendor(tx, actor, facts)
  checkAnchor(start, localDate(tx.now, facts.account.zone))
  await checkColleague(tx, facts, start.giver, start.fields.giver)
  await checkColleague(tx, facts, start.receiver, start.fields.receiver)
  checkTwo(start, start.fields.receiver)
  const { accountId, kind, playbookId, form, anchorOn, giver, receiver } = start
  const people = { giver, receiver, ...(await changingIn(tx, facts, start)), startedBy: actor.userId }
  const begin = { accountId, kind, playbookId, form, anchorOn, ...people }
  await startHandoff(tx, begin).catch(async (error) => {
    if (error instanceof Refusal && (await isStarted(tx, begin))) return
    throw error instanceof Refusal ? new Refusal(error.message, start.fields.account) : error
  })
}

/** Sent again, as the answer came too late: what runs is what they have started. */
async function isStarted(tx: Tx, { accountId, kind, ...begin }: Begin): Promise<boolean> {
  const { playbookId, form, anchorOn, giver, receiver, startedBy } = begin
  const sent = { playbookId, form, anchorOn, giver, receiver, startedBy }
  return isKept(sent, await findRunning(tx.db, accountId, kind))
}

function checkTwo({ giver, receiver }: Parties, field: string): void {
  if (giver === receiver)
    throw new Refusal('Please choose two people: who receives accepts what the other has done.', field)
}

/**
 * Whom the handoff brings in: between two of ours the colleague who receives, and whoever holds the role leaves. Where the
 * newcomer holds it already, whoever gives has left it.
 */
async function changingIn(
  tx: Tx,
  facts: AccountFacts,
  { kind, giver, receiver, leaver }: Start,
): Promise<{ newcomer: string | null; leaver: string | null; newcomerEmail?: string | null }> {
  const role = TRANSITION_ROLES[kind]
  if (!role) return { newcomer: null, leaver: null }
  if (sideOf(role) === 'customer') return changingAtTheirs(tx, facts, kind, leaver)
  const holder = holderOf(facts.stakeholders, role)?.userId ?? null
  return { newcomer: receiver, leaver: holder === null || holder === receiver ? giver : holder }
}

function canBegin(anchorOn: string, today: LocalDate): boolean {
  const days = isLocalDate(anchorOn) ? daysBetween(today, anchorOn) : Number.NaN
  return days >= -LONGEST_PAST_DAYS && days <= LONGEST_FUTURE_DAYS
}

function checkAnchor({ anchorOn, fields }: Start, today: LocalDate): void {
  if (canBegin(anchorOn, today)) return
  const [from, to] = [addDays(today, -LONGEST_PAST_DAYS), addDays(today, LONGEST_FUTURE_DAYS)]
  throw new Refusal(`Please choose a day from ${fullDay(from)} to ${fullDay(to)}.`, fields.anchor)
}

/** Both sides of a checklist are ours: a customer's people are asked by our own, never by this form. */
async function checkColleague(tx: Tx, facts: AccountFacts, userId: string, field: string): Promise<void> {
  const person = (await peopleById(tx, [userId])).get(userId)
  const ours = person && (await isColleague(tx, { userId, userTeamId: person.teamId }, facts))
  if (!ours) throw new Refusal('Please choose a colleague of our own team.', field)
}

async function reportStatus(tx: Tx, actor: Actor, text: string): Promise<string> {
  const mine = await narrow(tx, await accountsOf(tx, actor.userId), text)
  const ids = new Set(mine.map(({ account }) => account.id))
  const running = (await runningHandoffs(tx)).filter(({ handoff }) => ids.has(handoff.accountId))
  const where = text && mine.length === 1 ? ` for ${harmless(mine[0]!.account.called)}` : ' on your accounts'
  if (running.length === 0) return `No handoff is running${where}. \`/handoff\` starts one.`
  const rows = running.map((checklist) => `• ${harmless(titleOf(checklist))}: ${progressLine(checklist)}.`)
  return [`Running${where}:`, ...rows].join('\n')
}

/** Who gives and who receives, for whoever answers for the account or an administrator to change. */
export async function openParties(tx: Tx, actor: Actor, handoffId: string): Promise<Modal> {
  const handoff = await getHandoff(tx, handoffId)
  await checkSteers(tx, actor, handoff)
  return partiesModal(titleOf(await checklistOf(tx, handoff)), handoff, handoffId)
}

/** Somebody else gives or receives from now on. What they have done so far stays theirs. */
export async function changeParties(tx: Tx, actor: Actor, handoffId: string, parties: Parties): Promise<void> {
  const handoff = await holdHandoff(tx, handoffId)
  await checkSteers(tx, actor, handoff)
  if (isKept(parties, handoff)) return
  // Who has left stays named as the giver: the owner stands in for them.
  const facts = await factsOf(tx, handoff.accountId)
  for (const side of ['giver', 'receiver'] as const)
    if (parties[side] !== handoff[side]) await checkColleague(tx, facts, parties[side], PARTY_FIELDS[side])
  if (parties.giver !== handoff.giver || parties.receiver !== handoff.receiver) checkTwo(parties, PARTY_FIELDS.receiver)
  if (parties.receiver !== handoff.receiver) await checkSuccessor(tx, handoff)
  await updateHandoff(tx.db, handoffId, parties)
  const before = { giver: handoff.giver, receiver: handoff.receiver }
  await note(tx, handoff, actor.userId, 'handoff.parties', { before, ...parties })
  await followParties(tx, facts.account, handoff, { ...handoff, ...parties })
  await showChecklist(tx, { ...handoff, ...parties })
  await checkSoon(tx, [handoff.accountId])
}

/** @throws Refusal where whoever receives is the one who takes over: nobody accepts in their place. */
async function checkSuccessor(tx: Tx, { kind, newcomer }: Handoff): Promise<void> {
  if (newcomer === null || !isOfOurs(kind)) return
  const name = (await peopleById(tx, [newcomer])).get(newcomer)?.name ?? newcomer
  throw new Refusal(
    `${name} takes over, and so receives. If it is somebody else after all, please record that with Contact change.`,
    PARTY_FIELDS.receiver,
  )
}

async function checkSteers(tx: Tx, actor: Actor, handoff: Handoff): Promise<void> {
  const facts = await factsOf(tx, handoff.accountId)
  await checkVendor(tx, actor, facts, handoff)
  checkRunning(handoff)
  const owner = await responsibleFor(tx, facts)
  if (owner === actor.userId || (await administratorsOf(tx)).includes(actor.userId)) return
  const name = owner ? (await peopleById(tx, [owner])).get(owner)?.name : null
  throw new Refusal(`Only ${name ? `${name} or ` : ''}an administrator can change who gives and who receives.`)
}
