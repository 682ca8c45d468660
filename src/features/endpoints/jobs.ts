import type { OccurrenceHandler } from '#platform/scheduling/occurrences.ts'
import { passOn, REPORT } from './flow.ts'

export const endpointOccurrences: Record<string, OccurrenceHandler> = {
  [REPORT]: passOn,
}
