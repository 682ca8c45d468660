import { factsHeldBy } from '#features/accounts/flow.ts'
import { type AccountFacts, ROLES, type Role } from '#features/accounts/model.ts'
import { administratorsOf, peopleById, workspaceOf } from '#features/installations/flow.ts'
import type { Person } from '#features/installations/model.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { isLive, isVendor } from './model.ts'

/** Somebody of the vendor who looks, and the accounts on which they have a role today. */
export interface Viewer {
  person: Person
  zone: string
  isAdministrator: boolean
  held: AccountFacts[]
}

/** Who looks; undefined for customers, guests and people of other organisations. */
export async function viewerOf(tx: Tx, userId: string): Promise<Viewer | undefined> {
  const person = (await peopleById(tx, [userId])).get(userId)!
  const { teamId } = await workspaceOf(tx)
  const held = await factsHeldBy(tx, userId, ROLES)
  if (
    !isVendor(
      person,
      teamId,
      held.flatMap((facts) => rolesIn(facts, userId)),
    )
  )
    return undefined
  const isAdministrator = (await administratorsOf(tx)).includes(userId)
  const live = held.filter(({ account }) => isLive(account.state))
  return {
    person,
    // Of whom Slack says nothing, an account of theirs tells where they work: their questions come by its clock, too.
    zone: person.zone ?? live[0]?.account.zone ?? 'Etc/UTC',
    isAdministrator,
    held: live,
  }
}

/** @throws Refusal for customers, guests and people of other organisations. */
export async function assertVendor(tx: Tx, userId: string): Promise<Viewer> {
  const viewer = await viewerOf(tx, userId)
  if (!viewer) throw new Refusal('This is for the team that implements. Please ask your contact there.')
  return viewer
}

const rolesIn = ({ stakeholders }: AccountFacts, userId: string): Role[] =>
  stakeholders.filter((stakeholder) => stakeholder.userId === userId).map(({ role }) => role)

/** The accounts on which the viewer holds a role. */
export const heldAs = ({ held, person }: Viewer, role: Role): AccountFacts[] =>
  held.filter((facts) => rolesIn(facts, person.userId).includes(role))
