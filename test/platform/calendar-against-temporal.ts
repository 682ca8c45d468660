import { Temporal } from 'temporal-polyfill'
import { instantAt } from '../../src/platform/calendar.ts'

/*
 * Run as its own process, so that the test can give it a TZ: compares instantAt with Temporal, for every zone the
 * runtime knows, at wall times around each clock change of 2026 and 2027 (and in zones without, around one midnight).
 */
const START = Temporal.Instant.from('2026-01-01T00:00Z')
const END = Temporal.Instant.from('2028-01-01T00:00Z')
const MINUTES = [-180, -61, -30, -1, 0, 1, 30, 59, 60, 90, 181]

function changesOf(zone: string): Temporal.ZonedDateTime[] {
  const changes: Temporal.ZonedDateTime[] = []
  let at = START.toZonedDateTimeISO(zone).getTimeZoneTransition('next')
  while (at && Temporal.Instant.compare(at.toInstant(), END) < 0) {
    changes.push(at)
    at = at.getTimeZoneTransition('next')
  }
  return changes
}

/** Wall times counted from what the clocks showed at the last moment before the change, and at the first after. */
function wallsAround(change: Temporal.ZonedDateTime): Temporal.PlainDateTime[] {
  const before = change.subtract({ nanoseconds: 1 }).toPlainDateTime().add({ nanoseconds: 1 })
  const after = change.toPlainDateTime()
  return [before, after].flatMap((wall) => MINUTES.map((minutes) => wall.add({ minutes })))
}

let compared = 0
let gaps = 0
let overlaps = 0
const wrong: string[] = []
const zones = Intl.supportedValuesOf('timeZone')
for (const zone of zones) {
  const changes = changesOf(zone)
  const around = changes.length > 0 ? changes : [START.toZonedDateTimeISO(zone)]
  for (const wall of around.flatMap(wallsAround)) {
    const [date = '', clock = ''] = wall.toString({ smallestUnit: 'minute' }).split('T')
    const [first, second] = (['earlier', 'later'] as const).map(
      (disambiguation) => wall.toZonedDateTime(zone, { disambiguation }).epochMilliseconds,
    )
    const expected = wall.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
    const answer = instantAt(date, clock, zone).getTime()
    compared += 1
    if (first !== second && expected === first) overlaps += 1
    if (first !== second && expected !== first) gaps += 1
    if (answer !== expected) wrong.push(`${zone} ${date} ${clock}: ${(answer - expected) / 60_000} min`)
  }
}
process.stdout.write(JSON.stringify({ zones: zones.length, compared, gaps, overlaps, wrong }))
