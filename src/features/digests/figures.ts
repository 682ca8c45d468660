import { type Dated, isNews, isStale } from './dates.ts'
import { linesOf } from './lines.ts'
import { lastReportOn, type Material, TREND_WEEKS } from './material.ts'
import type { Digest, Internal, TrendPoint } from './model.ts'

/** The lowest reading. Where somebody has not answered it rises for nobody: who is away may be the one who reads less. */
function readingOf({ answers, missing, away, earlier }: Material): number | null {
  if (answers.length === 0) return null
  const lowest = Math.min(...answers.map(({ satisfaction }) => satisfaction))
  const before = earlier[0]?.satisfaction ?? null
  const all = missing.length === 0 && (away ?? []).length === 0
  return all || before === null ? lowest : Math.min(lowest, before)
}

/** The dates, numbers and readings of a week. */
export function figures(material: Material, milestones: Dated[]) {
  const goLive = milestones.find((line) => line.goLive && isNews(line, lastReportOn(material)))
  const now = readingOf(material)
  const slipDays = milestones.find((line) => line.goLive)?.slipDays ?? null
  const trend: TrendPoint[] = [
    { publishOn: material.round.publishOn, slipDays, satisfaction: now },
    ...material.earlier,
  ]
  return {
    goLive: goLive ? { ...goLive, ...movementOf(goLive, material) } : null,
    criterion: criterionOf(material),
    milestones: milestones
      .filter(
        (line) =>
          isNews(line, lastReportOn(material)) &&
          (line.reachedOn !== null || line.slipDays !== 0) &&
          !isStale(line, material.round.publishOn),
      )
      .map((line) => ({ ...line, movedFrom: line.before === line.forecastOn ? null : line.before })),
    satisfaction: {
      now,
      before: material.earlier[0]?.satisfaction ?? null,
      heard: linesOf(material, ({ heard }) => heard),
    },
    trend: trend.slice(0, TREND_WEEKS).toReversed(),
  }
}

/** From where the date of going live moved for the reader, or on which day an alert has told them of it already. */
function movementOf(
  { milestoneId, before, forecastOn, promisedOn, reachedOn, told }: Dated,
  { saidGoLiveOn, planned }: Material,
): { movedFrom: string | null; toldOn: string | null } {
  if (before !== forecastOn) return { movedFrom: before, toldOn: null }
  if (told?.named) return { movedFrom: null, toldOn: told.on }
  // The plan was moved, or an alert told of it in words without the day: the report is the first to name it.
  const said = saidGoLiveOn ?? promisedOn
  const isNew = told !== null || (reachedOn === null && planned?.has(milestoneId) === true)
  return { movedFrom: isNew && said !== forecastOn ? said : null, toldOn: null }
}

/** The last value that somebody measured. The form shows the one that is known: whoever leaves it has measured nothing. */
export function measureOf({
  answers,
  carried,
  criteria,
}: Pick<Material, 'answers' | 'carried' | 'criteria'>): Internal['measure'] {
  const known = new Map(criteria.map(({ id, currentValue }) => [id, currentValue]))
  const measured = [...carried, ...answers]
    .filter(({ criterionId, criterionValue }) => criterionId !== null && criterionValue !== null)
    .toSorted((a, b) => a.answeredAt.getTime() - b.answeredAt.getTime())
  const last = measured.findLast((one) => one.criterionValue !== known.get(one.criterionId!)) ?? measured.at(-1)
  return last ? { criterionId: last.criterionId!, value: last.criterionValue! } : null
}

function criterionOf(material: Material): Digest['criterion'] {
  const { criteria } = material
  const measure = measureOf(material)
  const criterion = criteria.find(({ id }) => id === measure?.criterionId) ?? criteria[0]
  if (!criterion) return null
  const { id, name, unit, startValue, currentValue, targetValue } = criterion
  return {
    name,
    unit,
    start: startValue,
    target: targetValue,
    current: id === measure?.criterionId ? measure.value : currentValue,
  }
}
