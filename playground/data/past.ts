import { type AccountFacts, goLiveOf, holderOf } from '#features/accounts/model.ts'
import { type Digest, type Internal, readDigest } from '#features/digests/model.ts'
import { addDays, addWorkingDays, calendarOf, instantAt, type LocalDate } from '#platform/calendar.ts'
import { HISTORY, type PastWeek } from './history.ts'

/** A past week of an account with its dates and what its digest said. */
export interface Past extends PastWeek {
  number: number
  publishOn: LocalDate
  publishAt: Date
  digest: Digest
}

/** The published weeks of an account, oldest first. */
export function pastOf(
  { account, stakeholders, milestones, criteria }: AccountFacts,
  names: Map<string, string>,
): Past[] {
  const weeks = HISTORY[account.key] ?? []
  const calendar = calendarOf(account.zone, account.workingDays, account.country)
  const goLive = goLiveOf(milestones)!
  const owner = holderOf(stakeholders, 'owner')?.userId ?? ''
  const criterion = criteria[0]
  return weeks.map((week, index) => {
    const publishOn = addDays(account.firstPublishOn!, 7 * index)
    const forecastOn = (slip: number) => addWorkingDays(goLive.promisedOn, slip, calendar)
    const before = weeks[index - 1]
    const reachedOn = goLive.promisedOn <= publishOn ? goLive.promisedOn : null
    const digest = readDigest({
      account: account.name,
      title: account.title,
      week: index + 1,
      publishOn,
      status: week.status,
      reason: week.because ?? null,
      goLive: {
        name: goLive.name,
        promisedOn: goLive.promisedOn,
        movedFrom: before && before.slip !== week.slip ? forecastOn(before.slip) : null,
        forecastOn: forecastOn(week.slip),
        reachedOn,
        slipDays: week.slip,
      },
      asks: (week.asks ?? []).map((ask) => ({ ...ask, askId: null })),
      decisionsAhead: [],
      decisionsMade: [],
      criterion: criterion
        ? {
            name: criterion.name,
            start: criterion.startValue,
            current: null,
            target: criterion.targetValue,
            unit: criterion.unit,
          }
        : null,
      progress: [week.progress],
      difficulties: week.hard ? [week.hard] : [],
      milestones: [],
      whyMoved: [],
      satisfaction: {
        now: week.satisfaction,
        before: before?.satisfaction ?? null,
        heard: week.heard ? [week.heard] : [],
      },
      people: week.people ?? [],
      next: week.next ? [week.next] : [],
      nextUpdateOn: addDays(publishOn, 7),
      weeksWithout: 0,
      contact: names.get(owner) ?? null,
      trend: weeks.slice(0, index + 1).map(({ slip, satisfaction }, n) => ({
        publishOn: addDays(account.firstPublishOn!, 7 * n),
        slipDays: slip,
        satisfaction,
      })),
      lateSince: null,
    })
    const publishAt = instantAt(publishOn, account.publishTime, account.publishZone ?? account.zone)
    return { ...week, number: index + 1, publishOn, publishAt, digest }
  })
}

/** What only Brightline could read of that week: nothing but the proposal and its reason. */
export const internalOf = ({ status, because }: PastWeek): Internal => ({
  ruleVersion: 1,
  proposed: status,
  reasons: [because ? `${because}.` : 'Everybody who answered says on track.'],
  worsened: false,
  disagreement: [],
  unanswered: false,
  missing: [],
  confidence: [],
  notes: [],
  ownerNotes: [],
  returned: [],
  unconfirmed: [],
  newlyNamed: [],
  questions: [],
  rating: null,
  decided: null,
  forecasts: [],
  reached: [],
  measure: null,
  asksDone: [],
  carried: [],
})
