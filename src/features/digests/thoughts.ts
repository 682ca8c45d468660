import type { Status } from '#features/checkins/model.ts'
import { type Digest, type Internal, LATE_AFTER_MS, THOUGHTS, type Thought, type ToldQuestion } from './model.ts'
import { asksDecision } from './naming.ts'
import { SEVERITY } from './status.ts'

/** The buyer has to be able to rely on the first ones: they are always read by the owner. */
export const FIRST_DIGESTS = 4

/** After fewer updates a share of them says nothing. */
export const SHARE_AFTER = 4

/** Whether the owner has to approve before the buyer reads it. */
export function needsApproval(internal: Internal, publishedBefore: number): boolean {
  const { worsened, disagreement, newlyNamed, unanswered } = internal
  return publishedBefore < FIRST_DIGESTS || worsened || disagreement.length > 0 || newlyNamed.length > 0 || unanswered
}

/** What the answers say cannot simply be taken over: the owner has to say, for us only, why it is decided as it is. */
export const isUndecided = ({ disagreement, decided }: Internal): boolean => disagreement.length > 0 && decided === null

/**
 * How well we kept our word to a buyer: their updates that came, or of which they read that they are late, and those
 * within an hour of their time.
 */
export function keptOf(
  reports: { publishAt: Date; publishedAt: Date | null; lateNoteAt?: Date | null }[],
): { due: number; onTime: number } | null {
  const came = reports.filter(({ publishedAt, lateNoteAt }) => publishedAt || lateNoteAt)
  if (came.length < SHARE_AFTER) return null
  const isOnTime = ({ publishAt, publishedAt }: (typeof came)[number]) =>
    publishedAt !== null && publishedAt.getTime() - publishAt.getTime() <= LATE_AFTER_MS
  return { due: came.length, onTime: came.filter(isOnTime).length }
}

export function thoughtsOf(internal: Internal, digest: Digest, late: boolean): Thought[] {
  const holds: Record<Thought, boolean> = {
    worsened: internal.worsened,
    disagreement: internal.disagreement.length > 0,
    unexplained: digest.status !== 'on_track' && !digest.reason && !internal.unanswered,
    asks:
      internal.newlyNamed.length > 0 ||
      asksDecision(internal.questions) ||
      digest.asks.some(({ askId }) => askId === null),
    unanswered: internal.unanswered,
    // The words are others than those that were read, so nobody approves them in passing.
    includesLate: internal.includesLate === true || internal.alertOn !== undefined,
    late,
    returned: internal.returned.length > 0,
  }
  return THOUGHTS.filter((thought) => holds[thought])
}

/** Puts first what needs thought; what needs none keeps its order at the end. */
export function byThought<T extends { thoughts: Thought[]; account: string }>(entries: T[]): T[] {
  const rank = ({ thoughts }: T) => (thoughts[0] ? THOUGHTS.indexOf(thoughts[0]) : THOUGHTS.length)
  return entries.toSorted(
    (a, b) => rank(a) - rank(b) || b.thoughts.length - a.thoughts.length || a.account.localeCompare(b.account),
  )
}

/** The questions that nobody has said yes to yet. */
export const untold = (internal: Internal, told: Record<string, string>): ToldQuestion[] =>
  internal.questions.filter(({ key }) => !told[key])

/** A status is worse than another. */
export const isWorse = (status: Status, than: Status): boolean => SEVERITY[status] > SEVERITY[than]
