import { foreseeImport, type Imported } from '#features/contacts/flow.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import type { Foretold, Handover, Plan } from './model.ts'
import { handoversOf } from './parts.ts'

/** Where a row hands a role over, on its account's day. */
export const handoversOn = (tx: Tx, plan: Plan): (Handover & Pick<Imported, 'on'>)[] =>
  handoversOf(plan).map((one) => ({ ...one, on: localDate(tx.now, plan.facts.account.zone) }))

/** What becomes of each role that the file hands over. */
export async function foretold(tx: Tx, plans: Plan[]): Promise<Foretold[]> {
  const all: Foretold[] = []
  for (const plan of plans)
    for (const one of handoversOn(tx, plan)) all.push({ ...one, foreseen: await foreseeImport(tx, plan.facts, one) })
  return all
}
