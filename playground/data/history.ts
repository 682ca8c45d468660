/** One past week of an account, as its digest said it. */
export interface PastWeek {
  status: 'on_track' | 'at_risk' | 'off_track'
  /** Working days by which go-live is later than promised. */
  slip: number
  satisfaction: number
  progress: string
  because?: string
  /** What is hard, and in the same line what we do about it. */
  hard?: string
  heard?: string
  next?: string
  /** What the customer still had to do. */
  asks?: { what: string; who: string; dueOn: string }[]
  /** Who came and who left. */
  people?: string[]
}

type Row = [
  status: 'on' | 'risk' | 'off',
  slip: number,
  satisfaction: number,
  progress: string,
  more?: Partial<PastWeek>,
]

const STATUSES = { on: 'on_track', risk: 'at_risk', off: 'off_track' } as const

const weeks = (...rows: Row[]): PastWeek[] =>
  rows.map(([status, slip, satisfaction, progress, more]) => ({
    status: STATUSES[status],
    slip,
    satisfaction,
    progress,
    ...more,
  }))

const records = 'The customer records are not final'
/** What Calder Freight still owes when the demo begins; nobody has asked Tomás by name yet. */
export const OPEN_ASK = { what: 'the last 900 of 2,400 customer records', who: 'Finance', dueOn: '2026-11-18' }
const scanners = 'The scanners of six stores are older than the contract says'

/** By account key, oldest first; the last one was published on the Friday before the demo begins. */
export const HISTORY: Record<string, PastWeek[]> = {
  calder: weeks(
    ['on', 0, 4, 'The invoice layout is agreed with finance.'],
    ['on', 0, 4, 'Test invoices leave the system with the right tax.'],
    ['on', 0, 4, 'Two depots send their delivery notes by themselves.'],
    ['on', 0, 4, 'Corrections take one step instead of four.'],
    ['risk', 1, 4, 'The first 900 of 2,400 customer records are in.', { because: records }],
    [
      'risk',
      1,
      4,
      'Leeds has chosen the team for its trial.',
      { because: records, next: 'Training in Leeds, 9 November.' },
    ],
    [
      'risk',
      3,
      4,
      '1,500 of 2,400 records are in.',
      {
        because: records,
        hard: 'Old records carry duplicate tax numbers; we list them for Tomás’s team every Monday.',
        next: 'Trial in Leeds from 10 November.',
      },
    ],
    [
      'risk',
      3,
      4,
      'Leeds invoices for itself: 140 invoices, 9 corrected, 4 days.',
      {
        because: 'The records may take until the week of go-live',
        hard: 'Old records carry duplicate tax numbers; Jonas and Wei clear them with Tomás’s team.',
        heard: 'Finance likes the new corrections.',
        next: 'The Leeds trial is counted on 19 November.',
        asks: [OPEN_ASK],
        people: ['Tomás Leal took over from Ana Ruiz'],
      },
    ],
  ),
  oslo: weeks(
    ['on', 0, 3, 'The meters of the first district are listed.'],
    ['on', 0, 3, 'Readings arrive every night.'],
    ['on', 0, 4, '71 % of bills leave without correction, as before.'],
    ['on', 0, 4, 'The first 200 households are read without a visit.'],
    ['on', 0, 4, '74 % of bills without correction.'],
    ['on', 0, 4, 'Support answers meter questions without us.'],
    ['on', 0, 4, '77 % of bills without correction.'],
    ['on', 0, 4, 'The second district’s meters are listed.'],
    ['on', 0, 4, '79 % of bills without correction.'],
    ['on', 0, 4, 'The trial run of November bills has begun.', { next: 'Trial run ends 12 November.' }],
    ['on', 0, 4, '82 % in this week’s trial run.', { next: 'First district live, 18 November.' }],
  ),
  halden: weeks(
    ['on', 0, 4, 'The plan for forty stores is agreed.'],
    ['on', 0, 4, 'The stock list of the pilot stores is loaded.'],
    ['on', 0, 4, 'Two stores count overnight.'],
    ['risk', 2, 4, 'Three stores count overnight.', { because: scanners }],
    ['on', 2, 4, 'The first replacement scanners are in.'],
    ['on', 2, 4, 'Four stores count overnight.'],
    [
      'risk',
      3,
      3,
      'The night shift has been trained.',
      { because: scanners, heard: 'Night managers want a shorter list.' },
    ],
    ['risk', 3, 3, 'Five stores count overnight.', { because: scanners }],
    ['on', 3, 4, 'The shorter list is in use.', { next: 'Six stores by 13 November.' }],
    [
      'risk',
      4,
      3,
      'Six stores count overnight.',
      {
        because: scanners,
        hard: 'Scanners lose the network in cold rooms; a repeater is on trial in Turku.',
        next: 'Result from Turku, 18 November.',
      },
    ],
  ),
  straits: weeks(
    ['on', 0, 4, 'The cold-chain rules of three countries are in one list.'],
    ['on', 0, 4, 'The first warehouse has sensors.'],
    ['on', 0, 4, 'Records of the first warehouse are kept by themselves.'],
    ['risk', 2, 3, 'The second warehouse has sensors.', { because: 'Sensors for the third warehouse are in customs' }],
    [
      'risk',
      4,
      3,
      'Drivers see the temperature on their phone.',
      { because: 'Sensors for the third warehouse are in customs' },
    ],
    [
      'risk',
      4,
      3,
      '68 % of records still kept by hand, 100 % when we began.',
      { because: 'Sensors for the third warehouse are in customs' },
    ],
    [
      'risk',
      5,
      3,
      '64 % of records still kept by hand.',
      {
        because: 'Sensors for the third warehouse are in customs',
        hard: 'Customs wants another certificate; it was sent on 11 November.',
        next: 'Answer from customs, 19 November.',
      },
    ],
  ),
  hudson: weeks(
    ['on', 0, 4, 'Claims of the first clinic go out every day.'],
    ['on', 0, 4, '84 % of claims are paid at the first attempt.'],
    ['on', 0, 4, 'All nine clinics are connected.'],
    ['on', 0, 4, 'The last users are trained.'],
    ['on', 0, 4, '86 % of claims are paid at the first attempt.'],
    ['on', 0, 4, 'The go or no-go list is complete.'],
    ['on', 0, 4, 'Live in all nine clinics.'],
    ['on', 0, 4, '88 % of claims are paid at the first attempt.'],
    ['on', 0, 4, 'Support has answered every request within a day.'],
    ['on', 0, 4, '89 % of claims are paid at the first attempt.'],
    [
      'on',
      0,
      3,
      '90 % of claims are paid at the first attempt.',
      { heard: 'We have not heard from the clinics this week.', next: 'Quarterly look at the figures, 3 December.' },
    ],
  ),
}

/** What people said in the channels: days before the first Monday, an hour of the day (UTC), and whether in the digest's thread. */
export const TALK: { channel: string; user: string; daysAgo: number; at: string; text: string; inThread?: boolean }[] =
  [
    {
      channel: 'CCALDER',
      user: 'UPRIYA',
      daysAgo: 10,
      at: '11:20',
      text: 'Thank you, clear. Please keep an eye on month-end.',
      inThread: true,
    },
    {
      channel: 'CCALDER',
      user: 'UMAYA',
      daysAgo: 10,
      at: '12:05',
      text: 'We will. I call you on Tuesday about the depots.',
      inThread: true,
    },
    {
      channel: 'CCALDER',
      user: 'UTOMAS',
      daysAgo: 4,
      at: '09:40',
      text: 'Hello everyone, I take over from Ana Ruiz this week. The record lists go to me now, please.',
    },
    {
      channel: 'CCALDER',
      user: 'UJONAS',
      daysAgo: 4,
      at: '10:02',
      text: 'Welcome Tomás. I send you this week’s list today and we walk through it on Friday.',
    },
    {
      channel: 'COSLO',
      user: 'UINGRID',
      daysAgo: 3,
      at: '13:15',
      text: 'Good numbers. The board has seen them.',
      inThread: true,
    },
    {
      channel: 'CHALDEN',
      user: 'UMARTA',
      daysAgo: 3,
      at: '12:30',
      text: 'Which of the forty stores still have the old scanners?',
      inThread: true,
    },
    {
      channel: 'CCALDERTEAM',
      user: 'URACHEL',
      daysAgo: 4,
      at: '15:10',
      text: 'Tomás is new to this. Priya told me he has three other projects.',
    },
    {
      channel: 'CRIBEIRATEAM',
      user: 'URACHEL',
      daysAgo: 3,
      at: '16:45',
      text: 'Signed! Helena Costa wants the kickoff on 1 December. Who takes it? (Try: /handoff Ribeira)',
    },
    {
      channel: 'CHALDENTEAM',
      user: 'UWEI',
      daysAgo: 4,
      at: '08:20',
      text: 'I read the cold-room tests less kindly than Jonas does. Let us both say so in the check-in.',
    },
  ]
