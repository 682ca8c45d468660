import { checkSoon } from '#features/accounts/flow.ts'
import { localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import * as events from './eventsStore.ts'
import { type Act, type Handoff, type Item, isOverdue, type Wish } from './model.ts'
import { planReminders } from './reminding.ts'
import { note, showChecklist } from './showing.ts'
import * as store from './store.ts'

/** Keeps a change with who made it, and shows it on the checklist. */
export async function keepChange(
  tx: Tx,
  userId: string,
  handoff: Handoff,
  item: Item,
  act: Act,
  after: Parameters<typeof store.updateItem>[2],
  { why = null }: Pick<Wish, 'why'> = {},
): Promise<void> {
  if (!(await store.updateItem(tx.db, item, after))) throw new Error(`Item ${item.id} changed under its own lock.`)
  const words = after.evidence ?? why?.trim() ?? null
  const person = act === 'assign' ? after.person : null
  const version = item.version + 1
  const until = act === 'snooze' ? after.snoozedUntil : null
  await events.insertEvent(tx.db, item.id, { version, actor: userId, act, person, words, until, at: tx.now })
  await note(tx, handoff, userId, `handoff.item.${act}`, { position: item.position, person, words, until })
  await showChecklist(tx, handoff)
  await planReminders(tx)
  if (isOverdue(item, localDate(tx.now, 'UTC'))) await checkSoon(tx, [handoff.accountId])
}
