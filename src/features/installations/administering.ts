import type { Modal } from '#blocks/kit.ts'
import {
  CHOOSE_PERSON,
  drawPlace,
  drawSettings,
  NOBODY,
  placeField,
  SETTING,
  SETTING_LABELS,
  type SettingsEntry,
} from '#blocks/settings.ts'
import { record } from '#features/accounts/flow.ts'
import { isCountry, isZone } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { isKept } from '#platform/kept.ts'
import { schedule } from '#platform/scheduling/occurrences.ts'
import { forgetPeople } from './people.ts'
import { changeSettings, type Settings, versionedSettings } from './settings.ts'
import { findAdministrators, findPeople, findPlace, getWorkspace, type Place, updatePlace } from './store.ts'

/** @throws Refusal for anybody but administrators. */
async function assertAdministers(tx: Tx, userId: string): Promise<void> {
  if ((await findAdministrators(tx.db)).includes(userId)) return
  throw new Refusal('Only an administrator can change the settings. Please ask one of them.')
}

export async function openSettings(tx: Tx, userId: string): Promise<Modal> {
  await assertAdministers(tx, userId)
  const { settings, version } = await versionedSettings(tx)
  return drawSettings({ entry: settings, version, meanwhile: [] })
}

/** Keeps the settings. @returns the form again where somebody else changed them meanwhile. */
export async function keepSettings(
  tx: Tx,
  userId: string,
  seen: number,
  entry: SettingsEntry,
): Promise<Modal | undefined> {
  await assertAdministers(tx, userId)
  const { settings, version } = await versionedSettings(tx)
  if (differing(settings, entry).length === 0) return undefined
  if (seen !== version) {
    const changed = differing(settings, entry).map((name) => `${SETTING_LABELS[name]}: ${wordsOf(settings, name)}`)
    if (changed.length > 0) return drawSettings({ entry, version, meanwhile: changed })
  }
  await check(tx, entry)
  const kept = await changeSettings(tx, entry as Settings, { userId, version })
  if (!kept) throw new Refusal('Somebody changed the settings this very moment. Please send the form again.')
  const detail = Object.fromEntries(differing(settings, entry).map((name) => [name, entry[name]]))
  await record(tx, { accountId: null, actor: userId, action: 'settings.changed', detail })
  return undefined
}

const NAMES = Object.keys(SETTING) as (keyof SettingsEntry)[]
const differing = (kept: Settings, entry: SettingsEntry) =>
  NAMES.filter((name) => JSON.stringify(kept[name]) !== JSON.stringify(entry[name]))

const wordsOf = (settings: Settings, name: keyof SettingsEntry): string => {
  const value = settings[name]
  if (Array.isArray(value)) return `${value.length} named`
  return value === null ? 'empty' : String(value)
}

const LIMITS = {
  alertSlipDays: 60,
  concernDueDays: 20,
  acknowledgeHours: 80,
  sameChangeDays: 90,
  lateForOwnerDays: 20,
  lateForLeaderDays: 40,
} as const

function wrongNumbers(entry: SettingsEntry): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const [name, most] of Object.entries(LIMITS) as [keyof typeof LIMITS, number][]) {
    const value = entry[name]
    if (value === null || !Number.isInteger(value) || value < 1 || value > most)
      errors[SETTING[name]] = `Please give a whole number from 1 to ${most}.`
  }
  if ((entry.lateForLeaderDays ?? 0) <= (entry.lateForOwnerDays ?? 0))
    errors[SETTING.lateForLeaderDays] ??= 'Please give more days than for the owner, who hears first.'
  return errors
}

async function check(tx: Tx, entry: SettingsEntry): Promise<void> {
  const errors = wrongNumbers(entry)
  if (entry.country && !isCountry(entry.country)) errors[SETTING.country] = COUNTRY
  const { teamId } = await getWorkspace(tx.db)
  const people = await findPeople(tx.db, entry.administrators)
  const known = new Map(people.map((person) => [person.userId, person]))
  const outsider = entry.administrators.find((id) => {
    const person = known.get(id)
    return !person || person.teamId !== teamId || person.guest
  })
  if (outsider)
    errors[SETTING.administrators] =
      `${known.get(outsider)?.name ?? 'Somebody here'} is not of our own team. Please name colleagues only.`
  const [first] = Object.values(errors)
  if (first) throw new Refusal(first, undefined, errors)
}

const COUNTRY = 'Please write the country in two letters, such as SE.'

/** The form that says where somebody is; empty until somebody is chosen. */
export async function openPlace(tx: Tx, userId: string, chosen: string | null): Promise<Modal> {
  await assertAdministers(tx, userId)
  const place = chosen ? await findPlace(tx.db, chosen) : undefined
  const [person] = chosen ? await findPeople(tx.db, [chosen]) : []
  if (!chosen || !place || !person)
    return drawPlace({ person: null, zone: null, zoneOverride: null, countryOverride: null })
  return drawPlace({ person: { userId: chosen, name: person.name }, ...place })
}

/** Keeps where somebody is; their questions that were not sent yet move there. */
export async function keepPlace(tx: Tx, userId: string, whose: string, place: Omit<Place, 'zone'>): Promise<void> {
  await assertAdministers(tx, userId)
  if (whose === NOBODY || (await findPeople(tx.db, [whose])).length === 0)
    throw new Refusal('Please choose somebody whom Slack has told us of.', CHOOSE_PERSON)
  const { zoneOverride, countryOverride } = place
  if (zoneOverride && !isZone(zoneOverride)) throw new Refusal('Please choose a time zone.', placeField('zone', whose))
  if (countryOverride && !isCountry(countryOverride)) throw new Refusal(COUNTRY, placeField('country', whose))
  if (isKept(place, await findPlace(tx.db, whose))) return
  await updatePlace(tx.db, whose, place)
  forgetPeople(tx)
  await record(tx, { accountId: null, actor: userId, action: 'person.placed', detail: { person: whose, ...place } })
  const key = `move:${whose}:${crypto.randomUUID()}`
  await schedule(tx, { kind: 'checkins.move', key, subject: { userId: whose }, dueAt: tx.now })
}
