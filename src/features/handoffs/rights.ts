import type { Act, Item } from './model.ts'

/** What somebody is to a handoff and to one of its items. Somebody may be several of these. */
export interface Standing {
  /** They give, or stand in for a giver who has left. */
  gives: boolean
  receives: boolean
  /** They took the item, or it was handed to them. */
  holds: boolean
  owns: boolean
  administers: boolean
  /** They have a role of ours on the account, or any of the above. */
  works: boolean
  /** They are the customer's newcomer whom the handoff is about. */
  isNewcomer: boolean
}

type Judged = Pick<Item, 'side' | 'confirmation' | 'state'>

/** Whether somebody may do this with an item, whatever stands in its form. */
export function mayAct(act: Act, item: Judged, who: Standing): boolean {
  if (act === 'confirm') return item.confirmation !== null && who.isNewcomer
  if (!who.works) return false
  // Nobody of ours says in the newcomer's place that they were briefed; that it was not so, they may well say.
  if (item.confirmation !== null) return act === 'reopen' && (who.receives || who.owns || who.administers)
  // The receiving side says for itself that it has what it needs.
  if (item.side === 'receiving' && who.gives && !who.receives) return false
  const answers = (item.side === 'giving' ? who.gives : who.receives) || who.owns || who.administers
  if (act === 'assign' || act === 'snooze') return answers || who.holds
  return act === 'not_applicable' ? answers : true
}

const WHILE_OPEN: readonly Act[] = ['take', 'done', 'assign', 'not_applicable', 'snooze', 'confirm']

/** What somebody can do with an item as it stands; `given`: another gave it to whoever has it. */
export function actsFor(item: Judged, who: Standing, given = false): Act[] {
  const fitting: readonly Act[] = item.state === 'done' || item.state === 'not_applicable' ? ['reopen'] : WHILE_OPEN
  const own = item.state === 'taken' && who.holds
  const acts = fitting.filter((act) => mayAct(act, item, who))
  // Whoever has it does it or gives it back; what was given to them, they may also take.
  return own ? [...acts.filter((act) => act !== 'take' || given), 'reopen'] : acts
}
