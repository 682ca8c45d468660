import { firstEntry } from '../../src/features/checkins/entry.ts'
import type { Entry, FormFacts } from '../../src/features/checkins/model.ts'

export const milestone = (id: string, goLive: boolean, forecastOn: string) => ({
  ...{ id, accountId: 'a', name: id, position: 1, goLive, reachedOn: null },
  ...{ promisedOn: forecastOn, plannedOn: forecastOn, forecastOn },
})
export const facts: FormFacts = {
  accountName: 'Calder Freight',
  milestone: milestone('records', false, '2026-11-20'),
  goLive: milestone('golive', true, '2026-12-09'),
  criterion: {
    id: 'c1',
    accountId: 'a',
    name: 'Invoice within',
    position: 1,
    unit: 'days',
    startValue: 11,
    currentValue: 3,
    targetValue: 2,
  },
  openAsks: [{ id: 'k1', what: 'Sample invoices', who: 'Tomás', dueOn: '2026-11-20' }],
  customers: [],
  ours: ['Wei Chen'],
  today: '2026-11-18',
  before: { status: 'on_track', satisfaction: 4 },
}
/** A normal week: prefilled, with three choices made and one sentence written. */
export const normal: Entry = { ...firstEntry(facts, undefined), progress: 'Leeds invoices for itself', confidence: 4 }
