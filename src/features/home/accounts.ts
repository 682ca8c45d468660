import { type AccountFacts, SINGLE_ROLES } from '#features/accounts/model.ts'
import { type Zone, zonesOn } from '#features/contacts/flow.ts'
import { PRIORITIES } from '#features/contacts/model.ts'
import { peopleById } from '#features/installations/flow.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import type { Standing } from './model.ts'
import { listLastUpdates, listUnderWay } from './store.ts'

/** Where an account stands beside its own facts. */
export const standingOf = async (tx: Tx, facts: AccountFacts): Promise<Standing> =>
  (await standingsOf(tx, [facts])).get(facts.account.id)!

/** Where accounts stand, by account: their last and their coming update, and who is new. The same few statements for all. */
export async function standingsOf(tx: Tx, all: AccountFacts[]): Promise<Map<string, Standing>> {
  const ids = all.map(({ account }) => account.id)
  const last = new Map((await listLastUpdates(tx.db, ids)).map((update) => [update.accountId, update]))
  const underWay = Map.groupBy(await listUnderWay(tx.db, ids), ({ accountId }) => accountId)
  const transitions = await zonesOn(tx, all)
  const people = await peopleById(tx, [...transitions.values()].flat().map(besideOthers))
  return new Map(
    all.map(({ account: { id, zone } }) => {
      const today = localDate(tx.now, zone)
      const changing = (transitions.get(id) ?? []).map((one) => ({
        ...{ role: one.role, until: one.until },
        newcomer: people.get(besideOthers(one) ?? '')?.name ?? null,
        overrun: one.until !== null && one.until < today,
      }))
      return [id, { last: last.get(id), underWay: underWay.get(id) ?? [], transitions: changing }]
    }),
  )
}

/** Who is new in a role in which others may be, too: by their names they are told apart. */
const besideOthers = ({ role, newcomer }: Zone): string | null =>
  role === PRIORITIES || SINGLE_ROLES.includes(role) ? null : newcomer
