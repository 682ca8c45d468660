import type { Answer } from '../../src/features/checkins/model.ts'
import type { Material } from '../../src/features/digests/material.ts'
import { calendarOf } from '../../src/platform/calendar.ts'

export const answer = (change: Partial<Answer> = {}): Answer => ({
  checkinId: 'c1',
  roundId: 'r1',
  accountId: 'a1',
  userId: 'UJONAS',
  answeredAt: new Date('2026-11-18T10:00:00Z'),
  late: false,
  nothingChanged: false,
  status: 'on_track',
  because: null,
  forecasts: [],
  reached: [],
  whyMoved: null,
  progress: null,
  hard: null,
  doing: null,
  ask: null,
  asksDone: [],
  decision: null,
  satisfaction: 4,
  heard: null,
  nextStep: null,
  criterionId: null,
  criterionValue: null,
  ...change,
})

const milestone = (
  id: string,
  name: string,
  promisedOn: string,
  forecastOn = promisedOn,
  reachedOn: string | null = null,
) => ({
  id,
  accountId: 'a1',
  name,
  position: Number(id.slice(1)),
  goLive: name === 'Go-live',
  promisedOn,
  plannedOn: promisedOn,
  forecastOn,
  reachedOn,
})

const week = (publishOn: string, status: string, slipDays: number | null, satisfaction: number | null) => ({
  publishOn,
  status,
  slipDays,
  satisfaction,
})

const names = new Map([
  ['UJONAS', 'Jonas Weber'],
  ['UWEI', 'Wei Chen'],
  ['UMAYA', 'Maya Lindqvist'],
  ['UTOMAS', 'Tomás Leal'],
  ['UPRIYA', 'Priya Shah'],
])

/** Calder Freight in its ninth week, as in the example that the wording aims at. */
export const calder = (change: Partial<Material> = {}): Material => ({
  account: { name: 'Calder Freight', title: 'invoicing rollout' },
  calendar: calendarOf('Europe/London', [1, 2, 3, 4, 5], null),
  round: { number: 9, publishOn: '2026-11-20' },
  earlier: [
    week('2026-11-13', 'at_risk', 3, 4),
    week('2026-11-06', 'on_track', 0, 4),
    week('2026-10-30', 'on_track', 0, null),
    week('2026-10-23', 'on_track', 0, 4),
  ],
  milestones: [
    milestone('m1', 'Records final', '2026-11-18', '2026-11-18'),
    milestone('m2', 'Go-live', '2026-12-04', '2026-12-09'),
  ],
  criteria: [
    {
      id: 'k1',
      accountId: 'a1',
      name: 'invoice time',
      position: 1,
      unit: 'days',
      startValue: 11,
      currentValue: 4,
      targetValue: 2,
    },
  ],
  answers: [
    answer({
      status: 'at_risk',
      because: 'the customer records are not final',
      forecasts: [
        { milestoneId: 'm1', on: '2026-11-25' },
        { milestoneId: 'm2', on: '2026-12-14' },
      ],
      whyMoved: 'Duplicate tax numbers in the old system',
      progress: 'Leeds trial: 3 days, 212 invoices, 3 corrected',
      hard: 'Old records carry duplicate tax numbers',
      doing: 'two of our people clear them with Tomás’s team until Wednesday.',
      ask: { what: 'the last 500 of 2,400 customer records', who: 'UTOMAS', dueOn: '2026-11-25' },
      decision: {
        ...{ kind: 'ahead', who: 'Priya Shah', dueOn: '2026-11-24' },
        text: '10 depots on 7 December and 4 on 18 January, or all 14 on 14 December. We recommend the first: it keeps month-end safe.',
      },
      satisfaction: 3,
      heard: 'Finance finds approvals slow; training Monday',
      nextStep: 'Leeds rehearsal, 26 November',
      criterionId: 'k1',
      criterionValue: 3,
    }),
    answer({
      userId: 'UWEI',
      status: 'at_risk',
      because: 'The customer records are not final',
      hard: 'Our currency fix came two days late',
      doing: 'in test since 18 November',
      progress: 'Leeds trial: 3 days, 212 invoices, 3 corrected.',
      satisfaction: 3,
    }),
  ],
  notes: [{ userId: 'UJONAS', confidence: 2, note: 'Tomás inherited this with no time for it', ownerOnly: false }],
  missing: [],
  openAsks: [],
  namedBefore: ['Priya Shah'],
  decisionsBefore: [],
  customers: ['Priya Shah', 'Tomás Leal'],
  primaryContact: null,
  weeksWithout: 0,
  carried: [],
  people: ['Tomás Leal took over from Ana Ruiz; briefing until 26 November'],
  concerns: [],
  nextUpdateOn: '2026-11-27',
  contact: 'Maya Lindqvist',
  seniorBuyer: 'Priya Shah',
  names,
  rating: null,
  ...change,
})

/** Oslo Water in a quiet week. */
export const oslo = (change: Partial<Material> = {}): Material => ({
  ...calder(),
  account: { name: 'Oslo Water', title: 'meter data' },
  round: { number: 5, publishOn: '2026-11-20' },
  earlier: [week('2026-11-13', 'on_track', 0, 4)],
  milestones: [
    milestone('m1', 'First district live', '2026-11-18', '2026-11-18', '2026-11-18'),
    milestone('m2', 'Go-live', '2027-01-28'),
  ],
  criteria: [
    {
      id: 'k1',
      accountId: 'a1',
      name: 'bills without manual correction',
      position: 1,
      unit: '%',
      startValue: 71,
      currentValue: 80,
      targetValue: 95,
    },
  ],
  answers: [
    answer({
      progress: 'Trial run of the week over the first district',
      nextStep: 'second district, 2 December',
      criterionId: 'k1',
      criterionValue: 84,
    }),
  ],
  notes: [],
  people: [],
  ...change,
})
