import type {
  AccountFacts,
  AccountState,
  Milestone,
  Role,
  Stakeholder,
  SuccessCriterion,
} from '#features/accounts/model.ts'
import type { Foreseen } from '#features/contacts/model.ts'

/** Something in the file that is not right, and what was expected in its place. */
export interface Problem {
  line: number
  /** Null where it is about the whole row or file. */
  column: string | null
  /** What stands there; null where there is no such thing at all. */
  value: string | null
  expected: string
}

/** Somebody whom a file names: by Slack id, or by name and e-mail. */
export type Named = Pick<Stakeholder, 'userId' | 'name' | 'email'>

type PlannedMilestone = Pick<Milestone, 'name' | 'promisedOn' | 'plannedOn'>
type PlannedCriterion = Pick<SuccessCriterion, 'name' | 'startValue' | 'currentValue' | 'targetValue' | 'unit'>

/** One row as it was read. Undefined: the file says nothing. Null: it says that there is none. */
export interface Row {
  line: number
  /** The columns of which nothing can be concluded: what stands there is wrong or, without the database, nothing. */
  unsure: ReadonlySet<string>
  key: string
  name?: string | undefined
  title?: string | undefined
  state?: AccountState | undefined
  paused_until?: string | null | undefined
  signed_on?: string | null | undefined
  zone?: string | undefined
  publish_zone?: string | null | undefined
  country?: string | null | undefined
  working_days?: number[] | undefined
  weekday?: number | undefined
  publish_time?: string | undefined
  close_time?: string | undefined
  ask_time?: string | undefined
  every_weeks?: 1 | 2 | undefined
  first_publish_on?: string | null | undefined
  owner?: Named | null | undefined
  leader?: Named | null | undefined
  senior_buyer?: Named | null | undefined
  primary_contact?: Named | null | undefined
  stakeholders?: { role: Role; person: Named }[] | undefined
  buyer_channel?: string | null | undefined
  buyer_email?: string | null | undefined
  team_channel?: string | null | undefined
  milestones?: PlannedMilestone[] | undefined
  success_criteria?: PlannedCriterion[] | undefined
  scope_link?: string | null | undefined
  crm_reference?: string | null | undefined
}

/** Something that changes, by the name of its column: from what to what. Null: nothing there. */
export interface Change<T = unknown> {
  what: string
  from: T | null
  to: T | null
}

/** What becomes of one account. */
export interface Plan {
  row: Row
  isNew: boolean
  /** As they will be. */
  facts: AccountFacts
  fields: Change[]
  /** Assignments that end, begin, or get another e-mail. */
  ends: Stakeholder[]
  starts: Stakeholder[]
  corrections: Stakeholder[]
  milestones: Change<Milestone>[]
  criteria: Change<SuccessCriterion>[]
  /** What the file says and we do not follow, in a sentence. */
  notes: string[]
}

/** A role of the customer's or ours that passed from one person to another, or became empty. */
export interface Handover {
  accountId: string
  role: Role
  leaver: Stakeholder
  newcomer: Stakeholder | null
}

/** What becomes of it. */
export interface Foretold extends Handover {
  foreseen: Foreseen
}

/** What an import did, or would do. */
export interface ImportReport {
  dryRun: boolean
  /** Of how many accounts Slack will be asked whether it knows the people and channels that they name. */
  checking: number
  added: number
  changed: number
  unchanged: number
  /** The accounts that are added or changed, in the order of the file. */
  plans: Plan[]
  /** What the file says and was not followed, in sentences. */
  notes: string[]
  /** Where one person followed another in a role that one person holds at a time. */
  handovers: Foretold[]
  /** Accounts of the file whose weeks have not begun, with what they still need; nothing means ready. */
  waiting: { key: string; name: string; missing: string[] }[]
}
