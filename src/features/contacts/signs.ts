/** By what Slack makes us suspect that somebody is gone. */
export type Suspected = 'deactivated' | 'left_channel'

/** What was asked last about somebody in a role, because Slack made us suspect that they are gone. */
export interface AskedBefore {
  why: Suspected
  state: 'open' | 'confirmed' | 'dismissed' | 'over' | 'passed'
  /** When they came back after that; null while they have not. */
  returnedAt: Date | null
}

/**
 * Whether what Slack shows is to be asked about: one event is, once, whatever was answered. Another event is what came after
 * they were back, and that the account of somebody is closed who had only left a channel; who is deactivated is out of all
 * channels by that. `at`: when Slack showed it.
 */
export function isNewSign(before: AskedBefore | undefined, why: Suspected, at: Date): boolean {
  if (!before) return true
  if (before.state === 'open') return false
  if (before.returnedAt) return at >= before.returnedAt
  return showsMore(before.why, why)
}

/** Whether Slack shows more of somebody than it did. */
export const showsMore = (before: Suspected, now: Suspected): boolean =>
  before === 'left_channel' && now === 'deactivated'
