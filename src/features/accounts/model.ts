export const STATES = ['not_started', 'active', 'go_live_cover', 'steady', 'paused', 'ended'] as const
export type AccountState = (typeof STATES)[number]

export const VENDOR_ROLES = [
  'owner',
  'sales_rep',
  'implementation_lead',
  'implementer',
  'success_manager',
  'support_lead',
  'leader',
] as const
export const CUSTOMER_ROLES = ['senior_buyer', 'primary_contact', 'customer_team'] as const
export const ROLES = [...VENDOR_ROLES, ...CUSTOMER_ROLES] as const
export type Role = (typeof ROLES)[number]

/** Roles that one person holds at a time. */
export const SINGLE_ROLES: readonly Role[] = ['owner', 'leader', 'senior_buyer', 'primary_contact']

export const ROLE_NAMES: Record<Role, string> = {
  owner: 'account owner',
  sales_rep: 'sales rep',
  implementation_lead: 'implementation lead',
  implementer: 'implementer',
  success_manager: 'success manager',
  support_lead: 'support lead',
  leader: 'executive leader',
  senior_buyer: 'senior buyer',
  primary_contact: 'primary contact',
  customer_team: 'customer team',
}

export const STATE_NAMES: Record<AccountState, string> = {
  not_started: 'not started',
  active: 'active',
  go_live_cover: 'go-live cover',
  steady: 'steady',
  paused: 'paused',
  ended: 'ended',
}

export type Side = 'vendor' | 'customer'

export const sideOf = (role: Role): Side =>
  (CUSTOMER_ROLES as readonly string[]).includes(role) ? 'customer' : 'vendor'

/** By which role somebody in Slack stands for the customer of an account, also where Slack counts them among our own. */
export const customerRoleOf = (
  stakeholders: Pick<Stakeholder, 'userId' | 'role'>[],
  userId: string,
): Role | undefined => stakeholders.find((one) => one.userId === userId && sideOf(one.role) === 'customer')?.role

/** One customer's implementation. Dates are 'YYYY-MM-DD', times 'HH:mm', zones IANA. */
export interface Account {
  id: string
  key: string
  name: string
  title: string
  /** What our own people call it: its name, with its title or key where another account has that name too. */
  called: string
  state: AccountState
  pausedUntil: string | null
  /** The state into which a paused account comes back; null where it is not known. */
  resumesAs: AccountState | null
  /** The day of the contract; null where nobody has said it. */
  signedOn: string | null
  zone: string
  publishZone: string | null
  country: string | null
  workingDays: number[]
  publishWeekday: number
  publishTime: string
  closeTime: string
  askTime: string
  everyWeeks: number
  firstPublishOn: string | null
  buyerChannel: string | null
  buyerEmail: string | null
  teamChannel: string | null
  scopeUrl: string | null
  crmReference: string | null
  lastWordAt: Date | null
}

/** An account as it may be written: what it is called follows from others. */
export type AccountChange = Partial<Omit<Account, 'id' | 'key' | 'called'>>

/** What an account is called where its name alone does not tell it apart; null where it does. */
export const apartAs = ({ name, called }: Pick<Account, 'name' | 'called'>): string | null =>
  called === name ? null : called

/** The title, where what the account is called does not hold it. */
export const titleBeside = ({ title, called }: Pick<Account, 'title' | 'called'>): string =>
  called.endsWith(` · ${title}`) ? '' : title

/** 'Calder Freight · warehouse', for a choice among accounts: the title also where the name would do. */
export const withTitle = (account: Pick<Account, 'title' | 'called'>): string =>
  [account.called, titleBeside(account)].filter(Boolean).join(' · ')

export interface Stakeholder {
  id: string
  accountId: string
  role: Role
  /** A Slack user id, or null for somebody without Slack, who then has a name. */
  userId: string | null
  name: string | null
  email: string | null
  startsOn: string
  endsOn: string | null
}

export interface Milestone {
  id: string
  accountId: string
  name: string
  position: number
  goLive: boolean
  promisedOn: string
  plannedOn: string
  forecastOn: string
  reachedOn: string | null
}

export interface SuccessCriterion {
  id: string
  accountId: string
  name: string
  position: number
  unit: string
  startValue: number
  currentValue: number | null
  targetValue: number
}

/** An account with everything that belongs to it now. */
export interface AccountFacts {
  account: Account
  stakeholders: Stakeholder[]
  milestones: Milestone[]
  criteria: SuccessCriterion[]
}

const ANSWERING: Record<AccountState, readonly Role[]> = {
  not_started: [],
  active: ['implementation_lead', 'implementer'],
  go_live_cover: ['implementation_lead', 'implementer'],
  steady: ['success_manager', 'support_lead'],
  paused: [],
  ended: [],
}

/** Whether weeks are asked and published in this state. */
export const runsWeekly = (state: AccountState): boolean => ANSWERING[state].length > 0

/** The Slack users who answer for the account in its state, each once. */
export function whoAnswers(state: AccountState, stakeholders: Stakeholder[]): string[] {
  const answering = stakeholders.filter(({ role }) => ANSWERING[state].includes(role))
  return [...new Set(answering.map(({ userId }) => userId).filter((id) => id !== null))]
}

export const holderOf = (stakeholders: Stakeholder[], role: Role): Stakeholder | undefined =>
  stakeholders.find((stakeholder) => stakeholder.role === role && stakeholder.endsOn === null)

/** What an account still needs before its weeks may begin, as a person would say it; empty when nothing. */
export function missingForActive(account: Account, stakeholders: Stakeholder[]): string[] {
  const missing: string[] = []
  if (!holderOf(stakeholders, 'owner')) missing.push('an account owner')
  if (!holderOf(stakeholders, 'senior_buyer')) missing.push('a named senior buyer')
  if (!account.buyerChannel && !account.buyerEmail) missing.push('a buyer channel or the buyer’s e-mail')
  if (!account.firstPublishOn) missing.push('a cadence that the buyer has agreed to (the first publishing date)')
  return missing
}

/** Whose milestone of the account decides about going live; the last one where none is marked. */
export const goLiveOf = (milestones: Milestone[]): Milestone | undefined =>
  milestones.find(({ goLive }) => goLive) ?? milestones.at(-1)

/** '11 days at the start, now 3 days, target 2 days' */
export function valuesInWords({ unit, startValue, currentValue, targetValue }: SuccessCriterion): string {
  const value = (figure: number) =>
    unit === '%' ? `${figure} %` : [figure, unit].filter((part) => part !== '').join(' ')
  const now = currentValue === null ? 'not measured yet' : `now ${value(currentValue)}`
  return `${value(startValue)} at the start, ${now}, target ${value(targetValue)}`
}

export const criterionInWords = (criterion: SuccessCriterion): string =>
  `${criterion.name}: ${valuesInWords(criterion)}`

/** Where the go-live handoff of an account stands; what came to nothing counts as none. */
export type HandoffStanding = 'none' | 'running' | 'accepted'

/** Who answers once an account is steady. */
export const SUCCESSORS: readonly Role[] = ANSWERING.steady

/**
 * The state that follows by itself, or null. Cover begins on the day of going live as it is forecast and ends when the
 * handoff to success is accepted, but not before somebody is there to answer: until then those who implement go on.
 */
export function nextState(
  { account, stakeholders, milestones }: Pick<AccountFacts, 'account' | 'stakeholders' | 'milestones'>,
  today: string,
  handoff: HandoffStanding,
): AccountState | null {
  const goLive = goLiveOf(milestones)
  if (account.state !== 'active' && account.state !== 'go_live_cover') return null
  const covered = account.state === 'go_live_cover' || (goLive !== undefined && goLive.forecastOn <= today)
  const done = handoff === 'accepted' && whoAnswers('steady', stakeholders).length > 0
  if (covered && done) return 'steady'
  return covered && account.state === 'active' ? 'go_live_cover' : null
}
