import { type Answer, STATUS_NAMES, type Status } from '#features/checkins/model.ts'

/** Changes with every change of the rule; docs/status-rule.md has the table. */
export const RULE_VERSION = 1
/** Two working weeks: a go-live further off its promise is not a matter of catching up any more. */
export const OFF_TRACK_AFTER_DAYS = 10
/** One working week: another milestone may slip so far before the promise is in danger. */
export const MILESTONE_AT_RISK_AFTER_DAYS = 5
/** Readings of satisfaction this far apart are not readings of the same customer. */
export const SATISFACTION_APART = 2

export const SEVERITY: Record<Status, number> = { on_track: 0, at_risk: 1, off_track: 2 }

/** How late a milestone is forecast against the promise, in working days. */
export interface Slip {
  name: string
  days: number
  goLive: boolean
}

export interface Proposal {
  status: Status
  /** Why, in sentences for the owner. */
  reasons: string[]
}

/**
 * The status that the answers and the dates propose. The worst of all counts: what any implementer says, how late
 * go-live is forecast, how late the other milestones are. Without answers last week's status stays.
 */
export function proposeStatus(answers: Said[], slips: Slip[], before: Status | null): Proposal {
  const grounds = [...answers.map(fromAnswer), ...slips.map(fromSlip)].filter((ground) => ground !== undefined)
  if (answers.length === 0) {
    grounds.unshift({
      status: before ?? 'on_track',
      reason: `Nobody answered; ${before ? 'last week it was' : 'so far it is'} ${lower(before ?? 'on_track')}.`,
    })
  }
  const status = grounds.reduce((worst: Status, ground) => worse(worst, ground.status), 'on_track')
  const deciding = grounds.filter((ground) => ground.status === status)
  const reasons =
    status === 'on_track' && answers.length > 0
      ? ['Everybody who answered says on track.']
      : deciding.map(({ reason }) => reason)
  return { status, reasons: [...new Set(reasons)] }
}

/** An answer with the name of whoever gave it, for the vendor's eyes. */
export interface Said extends Pick<Answer, 'status' | 'satisfaction'> {
  name: string
}

const lower = (status: Status) => STATUS_NAMES[status].toLowerCase()
const worse = (a: Status, b: Status): Status => (SEVERITY[b] > SEVERITY[a] ? b : a)

function fromAnswer({ name, status }: Said) {
  return status === 'on_track' ? undefined : { status, reason: `${name} says ${lower(status)}.` }
}

function fromSlip({ name, days, goLive }: Slip): { status: Status; reason: string } | undefined {
  const late = `${name} is forecast ${days} working ${days === 1 ? 'day' : 'days'} later than promised.`
  if (goLive && days > OFF_TRACK_AFTER_DAYS) return { status: 'off_track', reason: late }
  if (days > (goLive ? 0 : MILESTONE_AT_RISK_AFTER_DAYS)) return { status: 'at_risk', reason: late }
  return undefined
}

/** In what the answers differ so far that the owner has to decide; in sentences, empty when they agree. */
export function disagreementOf(answers: Said[]): string[] {
  const statuses = new Set(answers.map(({ status }) => status))
  const readings = answers.map(({ satisfaction }) => satisfaction)
  const apart = Math.max(...readings) - Math.min(...readings)
  const said = (what: (answer: Said) => string) =>
    `${answers.map((answer) => `${answer.name} says ${what(answer)}`).join(', ')}.`
  return [
    ...(statuses.size > 1 ? [said(({ status }) => lower(status))] : []),
    ...(readings.length > 1 && apart >= SATISFACTION_APART
      ? [said(({ satisfaction }) => `satisfaction ${satisfaction} of 5`)]
      : []),
  ]
}
