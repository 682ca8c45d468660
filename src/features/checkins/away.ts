import type { Tx } from '#platform/context.ts'
import { findAbsences } from './absences.ts'
import type { Absence } from './model.ts'

/** Whether somebody is away now, and until when. */
export const absenceOf = async (tx: Tx, userId: string): Promise<Absence | undefined> =>
  (await absencesOf(tx, [userId])).get(userId)

/** Who of these people is away now. */
export const absencesOf = (tx: Tx, userIds: string[]): Promise<Map<string, Absence>> =>
  findAbsences(tx.db, userIds, tx.now)
