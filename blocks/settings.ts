import { zoneChoices } from './cadence.ts'
import { OPEN_ENDPOINTS } from './endpoints.ts'
import {
  numberInput,
  peopleInput,
  personInput,
  read,
  readNumber,
  readPeople,
  selectInput,
  textInput,
  type Values,
} from './inputs.ts'
import { actions, type Block, button, divider, lines, type Modal, modal, note, paragraph } from './kit.ts'
import { OPEN_PLAYBOOKS } from './playbooks.ts'

export const OPEN_SETTINGS = 'settings_open'
export const SETTINGS_VIEW = 'settings_view'
export const OPEN_PLACE = 'settings_place'
export const CHOOSE_PERSON = 'settings_person'
export const PLACE_VIEW = 'settings_place_view'

export const SETTING = {
  country: 'settings_in_country',
  administrators: 'settings_in_administrators',
  alertSlipDays: 'settings_in_slip',
  concernDueDays: 'settings_in_concern',
  acknowledgeHours: 'settings_in_acknowledge',
  sameChangeDays: 'settings_in_same_change',
  lateForOwnerDays: 'settings_in_late_owner',
  lateForLeaderDays: 'settings_in_late_leader',
} as const
export const PLACE = { zone: 'settings_in_zone', country: 'settings_in_place_country' } as const

export interface SettingsEntry {
  country: string | null
  administrators: string[]
  alertSlipDays: number | null
  concernDueDays: number | null
  acknowledgeHours: number | null
  sameChangeDays: number | null
  lateForOwnerDays: number | null
  lateForLeaderDays: number | null
}

export interface SettingsForm {
  entry: SettingsEntry
  version: number
  /** What somebody else changed meanwhile, a sentence each. */
  meanwhile: string[]
}

export function drawSettings({ entry, version, meanwhile }: SettingsForm): Modal {
  const number = (id: string, label: string, hint: string, initial: number | null) =>
    numberInput(id, { label, hint, initial, decimal: false })
  const blocks = [
    ...meanwhileBlocks(meanwhile),
    textInput(SETTING.country, {
      label: 'Country',
      hint: 'In two letters, such as SE. Nobody is asked on its public holidays, unless they have a country of their own.',
      initial: entry.country,
      optional: true,
      max: 2,
    }),
    peopleInput(SETTING.administrators, {
      label: 'Administrators of Throughline',
      hint: 'Beside the administrators and owners of this Slack, who always are.',
      initial: entry.administrators,
      optional: true,
    }),
    number(
      SETTING.alertSlipDays,
      'Slip that drafts an alert',
      'A forecast that slips by more working days than this.',
      entry.alertSlipDays,
    ),
    number(
      SETTING.concernDueDays,
      'A concern is answered within',
      'In working days of the owner.',
      entry.concernDueDays,
    ),
    number(
      SETTING.acknowledgeHours,
      'A contact change is acknowledged within',
      'In working hours of the owner; then the leader hears of it.',
      entry.acknowledgeHours,
    ),
    number(
      SETTING.sameChangeDays,
      'Reports of one contact change belong together for',
      'In days. What is told again within them, by whatever way, is the same change, or puts it right.',
      entry.sameChangeDays,
    ),
    number(
      SETTING.lateForOwnerDays,
      'A late handoff item reaches the owner after',
      'In working days of whoever does it. They themselves are reminded each morning.',
      entry.lateForOwnerDays,
    ),
    number(
      SETTING.lateForLeaderDays,
      'And the leader after',
      'In working days, more than for the owner.',
      entry.lateForLeaderDays,
    ),
    divider(),
    paragraph('Where somebody’s clock in Slack is wrong or missing, say here where they are.'),
    actions('settings_places', button(OPEN_PLACE, 'Set somebody’s place', 'open')),
    paragraph('What a handoff’s checklist begins with can be copied and made your own.'),
    actions('settings_playbooks', button(OPEN_PLAYBOOKS, 'Playbooks', 'settings')),
    paragraph('A CRM can tell Throughline when somebody takes over a role.'),
    actions('settings_endpoints', button(OPEN_ENDPOINTS, 'Endpoints', 'open')),
  ]
  return modal(SETTINGS_VIEW, 'Settings', blocks, { submit: 'Save', metadata: String(version) })
}

function meanwhileBlocks(sentences: string[]): Block[] {
  if (sentences.length === 0) return []
  const ending = 'Your own entries stand below, and nothing of them is saved yet. Save keeps yours.'
  return [
    lines([{ text: 'Somebody changed this while you were writing.', bold: true }], ...sentences, ending),
    divider(),
  ]
}

export const readSettings = (values: Values): SettingsEntry => ({
  country: read(values, SETTING.country)?.toUpperCase() ?? null,
  administrators: readPeople(values, SETTING.administrators),
  alertSlipDays: readNumber(values, SETTING.alertSlipDays),
  concernDueDays: readNumber(values, SETTING.concernDueDays),
  acknowledgeHours: readNumber(values, SETTING.acknowledgeHours),
  sameChangeDays: readNumber(values, SETTING.sameChangeDays),
  lateForOwnerDays: readNumber(values, SETTING.lateForOwnerDays),
  lateForLeaderDays: readNumber(values, SETTING.lateForLeaderDays),
})

export const SETTING_LABELS: Record<keyof SettingsEntry, string> = {
  country: 'Country',
  administrators: 'Administrators',
  alertSlipDays: 'Slip that drafts an alert',
  concernDueDays: 'A concern is answered within',
  acknowledgeHours: 'A contact change is acknowledged within',
  sameChangeDays: 'Reports of one contact change belong together for',
  lateForOwnerDays: 'A late handoff item reaches the owner after',
  lateForLeaderDays: 'And the leader after',
}

export interface PlaceForm {
  /** Null until somebody is chosen. */
  person: { userId: string; name: string } | null
  /** What Slack says. */
  zone: string | null
  zoneOverride: string | null
  countryOverride: string | null
}

const AS_SLACK = 'slack'
/** Stands for the person while nobody is chosen: a form with inputs has to have a button that sends it. */
export const NOBODY = 'nobody'

/** Says where somebody is. The inputs carry the person in their ids: whoever is chosen next brings their own. */
export function drawPlace({ person, zone, zoneOverride, countryOverride }: PlaceForm): Modal {
  const who = personInput(CHOOSE_PERSON, { label: 'Who', initial: person?.userId ?? null, dispatch: true })
  if (!person) return modal(PLACE_VIEW, 'Where somebody is', [who], { submit: 'Save', metadata: NOBODY })
  const as = {
    value: AS_SLACK,
    text: zone ? `As Slack says: ${zone.replaceAll('_', ' ')}` : 'As Slack says (it does not)',
  }
  const zones = zoneChoices(zoneOverride ?? zone ?? 'Etc/UTC')
  const blocks = [
    who,
    selectInput(`${PLACE.zone}:${person.userId}`, {
      label: 'Time zone',
      choices: [{ ...as, text: as.text.slice(0, 75) }, ...zones].slice(0, 100),
      initial: zoneOverride ?? AS_SLACK,
    }),
    textInput(`${PLACE.country}:${person.userId}`, {
      label: 'Country',
      hint: 'In two letters, for their public holidays. Left empty, the workspace’s.',
      initial: countryOverride,
      optional: true,
      max: 2,
    }),
    note('Questions that were not sent yet move at once.'),
  ]
  return modal(PLACE_VIEW, 'Where somebody is', blocks, { submit: 'Save', metadata: person.userId })
}

export const readPerson = (values: Values): string => read(values, CHOOSE_PERSON) ?? ''
export const placeField = (field: keyof typeof PLACE, userId: string): string => `${PLACE[field]}:${userId}`

export function readPlace(values: Values, userId: string) {
  const zone = read(values, placeField('zone', userId))
  return {
    zoneOverride: zone === AS_SLACK ? null : zone,
    countryOverride: read(values, placeField('country', userId))?.toUpperCase() ?? null,
  }
}
