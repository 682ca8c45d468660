import { z } from 'zod'
import { isCountry } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { findSettings, saveSettings } from './store.ts'

const days = (most: number) => z.number().int().min(1).max(most)

/** What administrators set for the whole workspace, each with what holds until they do. */
const Settings = z.object({
  /** Whose holidays count for people of whom we know no country; two letters, as in ISO 3166. */
  country: z.string().refine(isCountry).nullable().default(null),
  /** Slack ids of those who administer beside Slack's own administrators. */
  administrators: z.array(z.string()).default([]),
  /** A forecast that slips by more working days than this drafts an alert. */
  alertSlipDays: days(60).default(5),
  /** Within so many working days a concern of the buyer's is responded to. */
  concernDueDays: days(20).default(1),
  /** Within so many working hours the owner acknowledges a contact change. */
  acknowledgeHours: days(80).default(8),
  /** What is told of a contact change within so many days of the first report is the same change. */
  sameChangeDays: days(90).default(14),
  /** Working days late after which an item of a handoff reaches the account's owner. */
  lateForOwnerDays: days(20).default(2),
  /** And then the leader. */
  lateForLeaderDays: days(40).default(4),
})
export type Settings = z.infer<typeof Settings>

/** What holds now, and the version of it that a form must have seen. */
export async function versionedSettings(tx: Tx): Promise<{ settings: Settings; version: number }> {
  const kept = await findSettings(tx.db)
  return { settings: Settings.parse(kept?.value ?? {}), version: kept?.version ?? 0 }
}

/** What administrators have set, with the defaults for the rest. */
export const settingsOf = async (tx: Tx): Promise<Settings> => (await versionedSettings(tx)).settings

/** Keeps a change over the version that its author saw. @returns false where somebody else changed it meanwhile. */
export async function changeSettings(
  tx: Tx,
  change: Partial<Settings>,
  by: { userId: string; version?: number },
): Promise<boolean> {
  const { settings, version } = await versionedSettings(tx)
  const value = Settings.parse({ ...settings, ...change })
  return saveSettings(tx.db, { value, version: by.version ?? version, userId: by.userId }, tx.now)
}
