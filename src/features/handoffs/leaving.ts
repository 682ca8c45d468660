import type { Leavers } from '#blocks/handoffs.ts'
import { pastHolders } from '#features/accounts/flow.ts'
import { type AccountFacts, holderOf, type Stakeholder, sideOf } from '#features/accounts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { addDays, localDate, shortDay } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { type Kind, TRANSITION_ROLES } from './model.ts'

/** Whoever has held a role for fewer days than this is new in it, and whoever held it before has left it. */
const NEW_DAYS = 60

interface Known {
  holder: Stakeholder | undefined
  past: Stakeholder[]
  proposed: Stakeholder | undefined
}

const keyOf = ({ userId, name, email }: Stakeholder): string => (userId ?? name ?? email)!

/** Who may leave a customer's role: whoever holds it or held it. Undefined where the handoff is about nobody of theirs. */
async function knownIn(tx: Tx, { account, stakeholders }: AccountFacts, kind: Kind): Promise<Known | undefined> {
  const role = TRANSITION_ROLES[kind]
  if (!role || sideOf(role) !== 'customer') return undefined
  const holder = holderOf(stakeholders, role)
  const before = (await pastHolders(tx, account.id)).filter((one) => one.role === role)
  const others = before.filter((one) => !holder || keyOf(one) !== keyOf(holder))
  const past = [...new Map(others.toReversed().map((one) => [keyOf(one), one])).values()].toReversed()
  const isNew = holder && holder.startsOn > addDays(localDate(tx.now, account.zone), -NEW_DAYS)
  return { holder, past, proposed: isNew && past[0] ? past[0] : (holder ?? past[0]) }
}

/** What the form offers: who leaves, as far as we know, and whom we propose. */
export async function leaversFor(tx: Tx, facts: AccountFacts, kind: Kind): Promise<Leavers | null> {
  const known = await knownIn(tx, facts, kind)
  if (!known) return null
  const all = [...(known.holder ? [known.holder] : []), ...known.past]
  const people = await peopleById(
    tx,
    all.map(({ userId }) => userId),
  )
  const choices = all.map((one) => {
    const name = one.userId ? (people.get(one.userId)?.name ?? one.userId) : keyOf(one)
    return { id: one.id, name, since: one.endsOn ? `until ${shortDay(one.endsOn)}` : 'holds the role now' }
  })
  return { choices, proposed: known.proposed?.id ?? null }
}

/**
 * Whom a handoff is about that changes a customer's role by hand: who leaves, and whoever holds it besides as the
 * newcomer. `leaver`: whom the form says, by assignment; null for nobody, left out as proposed.
 */
export async function changingAtTheirs(tx: Tx, facts: AccountFacts, kind: Kind, leaver: string | null | undefined) {
  const { holder, past, proposed } = (await knownIn(tx, facts, kind))!
  const left = leaver === undefined ? proposed : [holder, ...past].find((one) => one?.id === leaver)
  const comer = left && left.id === holder?.id ? undefined : holder
  return {
    leaver: left ? keyOf(left) : null,
    newcomer: comer ? keyOf(comer) : null,
    newcomerEmail: comer && !comer.userId ? comer.email : null,
  }
}
