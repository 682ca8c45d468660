import { choice, dateInput, radioInput, read, selectInput, timeInput, type Values } from './inputs.ts'
import { actions, type Block, button, divider, lines, list, type Modal, modal, note, paragraph } from './kit.ts'

/** The button that opens the cadence of the account in its value. */
export const OPEN_CADENCE = 'cadence_open'
export const CHANGE_CADENCE = 'cadence_change'
/** Begins the weekly update of the account in its value. */
export const START_ACCOUNT = 'account_start'

/** The form's inputs; each tells us when it changes, so that the preview follows. */
export const CADENCE_INPUT = /^cadence_in_/
export const FIELD = {
  weekday: 'cadence_in_weekday',
  everyWeeks: 'cadence_in_weeks',
  firstPublishOn: 'cadence_in_first',
  publishTime: 'cadence_in_publish',
  publishZone: 'cadence_in_buyer_zone',
  closeTime: 'cadence_in_close',
  zone: 'cadence_in_zone',
  askTime: 'cadence_in_ask',
} as const

/** What the form holds. Dates 'YYYY-MM-DD', times 'HH:mm', weekday 1 = Monday … 7 = Sunday, zones IANA. */
export interface CadenceForm {
  weekday: number
  everyWeeks: number
  firstPublishOn: string | null
  publishTime: string
  publishZone: string
  closeTime: string
  zone: string
  askTime: string
}

/** One coming update: when it is asked (for somebody in the account's zone), closed and published. */
export interface ComingUpdate {
  asked: string
  closed: string
  published: string
  /** Why weeks before it have no update. */
  skipped: string[]
}
export type Preview = { updates: ComingUpdate[] } | { sentence: string }

export interface CadenceView {
  accountId: string
  accountName: string
  form: CadenceForm
  /** The first date may be chosen until the first update has been planned. */
  mayChooseFirst: boolean
  /** What happens to the week that is under way; null where there is none. */
  underWay: string | null
  preview: Preview
}

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const weekdayChoices = WEEKDAYS.map((name, index) => choice(String(index + 1), name))
const rhythms = [choice('1', 'Every week'), choice('2', 'Every second week')]

export function drawCadence(view: CadenceView): Modal {
  const { accountId, accountName, form, underWay } = view
  const intro = `When the update on ${accountName} is asked, closed and published.`
  const blocks = [
    paragraph(underWay ? `${intro} ${underWay}` : intro),
    selectInput(FIELD.weekday, {
      label: 'Published on',
      choices: weekdayChoices,
      initial: String(form.weekday),
      dispatch: true,
    }),
    radioInput(FIELD.everyWeeks, {
      label: 'How often',
      choices: rhythms,
      initial: String(form.everyWeeks),
      dispatch: true,
    }),
    ...(view.mayChooseFirst ? [firstDate(form)] : []),
    ...times(form),
    divider(),
    ...drawPreview(view.preview, form),
  ]
  return modal(CHANGE_CADENCE, 'Cadence', blocks, { submit: 'Save', metadata: accountId })
}

function firstDate({ firstPublishOn }: CadenceForm): Block {
  const hint = 'The day the buyer has agreed to for the first update. Leave it empty until they have.'
  const label = 'First update published on'
  return dateInput(FIELD.firstPublishOn, { label, hint, initial: firstPublishOn, optional: true, dispatch: true })
}

function times(form: CadenceForm): Block[] {
  const zone = (id: string, label: string, initial: string) =>
    selectInput(id, { label, choices: zoneChoices(initial), initial, dispatch: true })
  const time = (id: string, label: string, initial: string, hint?: string) =>
    timeInput(id, { label, initial, dispatch: true, ...(hint ? { hint } : {}) })
  return [
    time(FIELD.publishTime, 'Published at', form.publishTime),
    zone(FIELD.publishZone, 'Where the buyer is', form.publishZone),
    time(FIELD.closeTime, 'Answers close at', form.closeTime, 'On the day that leaves the owner time to review.'),
    zone(FIELD.zone, 'The account’s time zone', form.zone),
    time(FIELD.askTime, 'People are asked at', form.askTime, 'In each person’s own time zone.'),
  ]
}

function drawPreview(preview: Preview, form: CadenceForm): Block[] {
  if ('sentence' in preview) return [lines([{ text: preview.sentence, bold: true }])]
  return [
    list('The next three updates: asked → closed → published', preview.updates.map(updateLine)),
    note(...preview.updates.flatMap(({ skipped }) => skipped), zonesNote(form)),
  ]
}

export const updateLine = ({ asked, closed, published }: ComingUpdate): string => `${asked} → ${closed} → ${published}`

const zonesNote = ({ zone, publishZone }: CadenceForm): string =>
  `Asked and closed in ${zoneName(zone)} time, published in ${zoneName(publishZone)} time. Each person is asked by their own clock.`

/** What stands in the form now; what is left out or cleared is as `otherwise` says. */
export function readCadence(values: Values, otherwise: CadenceForm): CadenceForm {
  const first = FIELD.firstPublishOn in values ? read(values, FIELD.firstPublishOn) : otherwise.firstPublishOn
  return {
    weekday: Number(read(values, FIELD.weekday) ?? otherwise.weekday),
    everyWeeks: Number(read(values, FIELD.everyWeeks) ?? otherwise.everyWeeks),
    firstPublishOn: first,
    publishTime: read(values, FIELD.publishTime) ?? otherwise.publishTime,
    publishZone: read(values, FIELD.publishZone) ?? otherwise.publishZone,
    closeTime: read(values, FIELD.closeTime) ?? otherwise.closeTime,
    zone: read(values, FIELD.zone) ?? otherwise.zone,
    askTime: read(values, FIELD.askTime) ?? otherwise.askTime,
  }
}

export interface KeptCadence {
  accountId: string
  accountName: string
  /** What was kept and from when it applies. */
  sentence: string
  updates: ComingUpdate[]
  /** What is still missing before the weekly update may begin; null where it runs or may not begin. */
  missing: string[] | null
}

/** What is shown in the form's place once it is saved. */
export function drawKept({ accountId, accountName, sentence, updates, missing }: KeptCadence): Modal {
  const blocks = [paragraph(`${accountName}: ${sentence}`)]
  if (updates.length > 0)
    blocks.push(list('The next three updates: asked → closed → published', updates.map(updateLine)))
  if (missing) blocks.push(...drawStart(accountId, accountName, missing))
  return modal('cadence_kept', 'Cadence', blocks)
}

/** Either the button that begins the weekly update or what is missing for it. */
export function drawStart(accountId: string, accountName: string, missing: string[]): Block[] {
  if (missing.length > 0) return [list('Before the weekly update can start, this account needs', missing)]
  const confirm = {
    title: 'Start the weekly update?',
    text: 'The people who answer are asked from the next update on, and the buyer reads it in their channel.',
    confirm: 'Start',
    deny: 'Not yet',
  }
  const label = `Start the weekly update of ${accountName}`
  const start = button(START_ACCOUNT, 'Start the weekly update', accountId, { style: 'primary', label, confirm })
  return [actions(`start_${accountId}`, start)]
}

/** 'Buenos Aires' of 'America/Argentina/Buenos_Aires' */
export const zoneName = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')

/** Places to choose a clock from, `current` among them. */
export const zoneChoices = (current: string) => {
  const zones = ZONES.includes(current) ? ZONES : [current, ...ZONES]
  return zones.map((zone) => choice(zone, zone.replaceAll('_', ' ')))
}

/** A place for every clock that people work by, at most 99: a select holds 100 choices. */
const ZONES = [
  ...'Honolulu'.split(' ').map((place) => `Pacific/${place}`),
  ...'Anchorage Los_Angeles Phoenix Denver Chicago Mexico_City New_York Toronto Halifax St_Johns'
    .split(' ')
    .map(inAmerica),
  ...'Bogota Lima Caracas Santiago Sao_Paulo Argentina/Buenos_Aires Montevideo'.split(' ').map(inAmerica),
  'Atlantic/Reykjavik',
  ...'London Dublin Lisbon Madrid Paris Brussels Amsterdam Luxembourg Zurich Berlin Vienna Rome'
    .split(' ')
    .map(inEurope),
  ...'Copenhagen Oslo Stockholm Prague Warsaw Budapest Belgrade Athens Helsinki Bucharest Sofia'
    .split(' ')
    .map(inEurope),
  ...'Riga Vilnius Tallinn Kyiv Istanbul Moscow'.split(' ').map(inEurope),
  ...'Casablanca Lagos Cairo Johannesburg Nairobi'.split(' ').map((place) => `Africa/${place}`),
  ...'Jerusalem Beirut Riyadh Qatar Tehran Dubai Baku Kabul Karachi Tashkent Kolkata Colombo'.split(' ').map(inAsia),
  ...'Kathmandu Dhaka Yangon Bangkok Ho_Chi_Minh Jakarta Singapore Kuala_Lumpur Manila'.split(' ').map(inAsia),
  ...'Hong_Kong Shanghai Taipei Seoul Tokyo'.split(' ').map(inAsia),
  ...'Perth Adelaide Darwin Brisbane Sydney Melbourne Hobart'.split(' ').map((place) => `Australia/${place}`),
  ...'Auckland Fiji'.split(' ').map((place) => `Pacific/${place}`),
  'Etc/UTC',
]

function inAmerica(place: string): string {
  return `America/${place}`
}
function inEurope(place: string): string {
  return `Europe/${place}`
}
function inAsia(place: string): string {
  return `Asia/${place}`
}
