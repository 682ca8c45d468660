import { goLiveOf } from '#features/accounts/model.ts'
import type { Move } from '#features/alerts/model.ts'
import type { Answer } from '#features/checkins/model.ts'
import {
  addDays,
  type Calendar,
  instantAt,
  isWorkingDay,
  localDate,
  localTime,
  previousWorkingDay,
  shortDay,
  workingDaysBetween,
} from '#platform/calendar.ts'
import type { Material } from './material.ts'
import type { MilestoneLine } from './model.ts'

/** A forecast that passed longer ago is not shown to the buyer until somebody says what became of it. */
const STALE_AFTER_DAYS = 7

/** A milestone as this week's answers see it; `before` is the forecast until now. */
export interface Dated extends MilestoneLine {
  milestoneId: string
  goLive: boolean
  before: string
  /** Set where this week's answers say that it is reached. */
  reachedNow: string | null
  /** An alert since the last report told of this very date; nobody has moved it since. */
  told: Move | null
}

/** The latest date counts where answers differ. */
function latest(dates: { milestoneId: string; on: string }[], milestoneId: string): string | undefined {
  const of = dates.filter((date) => date.milestoneId === milestoneId).map(({ on }) => on)
  return of.toSorted().at(-1)
}

const toldLast = (moves: Move[], milestoneId: string, forecastOn: string): Move | undefined =>
  moves.findLast((move) => move.milestoneId === milestoneId && move.onDay === forecastOn)

/** The milestones with this week's forecasts, each with its slip against the promise in working days. */
export function forecastAnew(
  { milestones, calendar, moves = [] }: Pick<Material, 'milestones' | 'calendar' | 'moves'>,
  answers: Answer[],
): Dated[] {
  const goLive = goLiveOf(milestones)
  const forecasts = answers.flatMap((answer) => answer.forecasts)
  const reached = answers.flatMap((answer) => answer.reached)
  return milestones.map((milestone) => {
    const forecastOn = latest(forecasts, milestone.id) ?? milestone.forecastOn
    const reachedNow = milestone.reachedOn ? null : (latest(reached, milestone.id) ?? null)
    const reachedOn = milestone.reachedOn ?? reachedNow
    return {
      milestoneId: milestone.id,
      name: milestone.name,
      promisedOn: milestone.promisedOn,
      before: milestone.forecastOn,
      forecastOn,
      reachedOn,
      slipDays: workingDaysBetween(milestone.promisedOn, reachedOn ?? forecastOn, calendar),
      goLive: milestone === goLive,
      reachedNow,
      told:
        forecastOn === milestone.forecastOn && !reachedOn ? (toldLast(moves, milestone.id, forecastOn) ?? null) : null,
    }
  })
}

/** Not reached yet, or reached since the last report. */
export const isNews = ({ reachedOn }: Dated, lastReportOn: string): boolean =>
  reachedOn === null || reachedOn >= lastReportOn

/** Its forecast passed a while ago, and nobody said that it was reached. */
export const isStale = ({ reachedOn, forecastOn }: Dated, today: string): boolean =>
  reachedOn === null && addDays(forecastOn, STALE_AFTER_DAYS) < today

const DAY_BEGINS = '09:00'
const LAST_HOUR = '16:00'
const DAY_ENDS = '17:00'

/** An instant while somebody works; one at another hour moves to the beginning of the last working hour before it. */
export function whileAtWork(at: Date, calendar: Calendar): Date {
  const day = localDate(at, calendar.zone)
  const of = (date: string, time: string) => instantAt(date, time, calendar.zone)
  const works = isWorkingDay(day, calendar)
  if (works && at >= of(day, DAY_BEGINS) && at < of(day, DAY_ENDS)) return at
  const last = works && at >= of(day, DAY_ENDS) ? day : previousWorkingDay(day, calendar)
  return of(last, LAST_HOUR)
}

/** 'Fri 20 Nov 02:30 your time (09:30 where they are)': whoever acts lives by their own clock. */
export function onWalls(at: Date, buyerZone: string, readerZone: string | null): string {
  const wall = (zone: string) => `${shortDay(localDate(at, zone))} ${localTime(at, zone)}`
  const [there, here] = [wall(buyerZone), wall(readerZone ?? buyerZone)]
  if (there === here) return there
  const sameDay = localDate(at, buyerZone) === localDate(at, readerZone ?? buyerZone)
  return `${here} your time (${sameDay ? localTime(at, buyerZone) : there} where they are)`
}
