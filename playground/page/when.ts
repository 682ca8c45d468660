import type { Goal } from './desk.ts'

/** The next instant after `now` that is this weekday and time on the wall in `zone`. */
export function nextGoal({ weekday, time }: Goal, zone: string, now: Date): Date {
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const there = wall(new Date(now.getTime() + ahead * 86_400_000), zone)
    const asUtc = new Date(`${there.date}T${time}:00Z`)
    if ((asUtc.getUTCDay() || 7) !== weekday) continue
    const at = new Date(asUtc.getTime() - offset(asUtc, zone))
    if (at > now) return at
  }
  throw new RangeError(`There is no weekday ${weekday}.`)
}

/** How far the wall clock of `zone` is ahead of UTC around then, in milliseconds. */
function offset(at: Date, zone: string): number {
  const there = wall(at, zone)
  const first = new Date(`${there.date}T${there.time}Z`).getTime() - at.getTime()
  // Once more from the corrected instant, for the days on which the clocks change.
  const corrected = new Date(at.getTime() - first)
  const again = wall(corrected, zone)
  return new Date(`${again.date}T${again.time}Z`).getTime() - corrected.getTime()
}

function wall(at: Date, zone: string): { date: string; time: string } {
  const [date, time] = at.toLocaleString('sv-SE', { timeZone: zone }).split(' ')
  return { date: date!, time: time! }
}
