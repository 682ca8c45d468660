import type { AccountFacts } from '#features/accounts/model.ts'
import type { Look } from '#features/exceptions/flow.ts'
import { dueIn, type NewException } from '#features/exceptions/model.ts'
import { peopleById, settingsOf } from '#features/installations/flow.ts'
import { calendarOf, localDate } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { showChecklist } from './flow.ts'
import { followDays } from './following.ts'
import { type Handoff, isAlone, isOfOurs, NAME_SECOND, waitsFor } from './model.ts'
import { afterDays, lateBy, type People, peopleIn } from './overdue.ts'
import { calledOf, nameOf } from './playbooks.ts'
import { planReminders } from './reminding.ts'
import { listOpenItems, listRunning, type OpenItem } from './store.ts'

const LATE = 'handoff_late'
const GONE = 'handoff_gone'
const ALONE = 'handoff_alone'

/** What is late in handoffs, and handoffs whose receiver has left or was never found; dates follow their anchor, reminders are planned. */
export const handoffLook: Look = {
  kinds: {
    [LATE]: 'What was late is done or put right.',
    [GONE]: 'Somebody receives it again, or it is over.',
    [ALONE]: 'A second person was named, or it is over.',
  },
  async find(tx, all) {
    await followDays(tx, all)
    await planReminders(tx)
    return [...(await lateOn(tx, all)), ...(await withoutReceiver(tx, all))]
  },
}

async function lateOn(tx: Tx, all: AccountFacts[]): Promise<NewException[]> {
  const facts = new Map(all.map((one) => [one.account.id, one]))
  const open = await listOpenItems(tx.db, [...facts.keys()])
  const found = await peopleById(tx, peopleIn(open))
  const settings = await settingsOf(tx)
  const after = afterDays(settings)
  const gone = new Set([...found.values()].filter(({ deactivated }) => deactivated).map(({ userId }) => userId))
  const name = (id: string) => found.get(id)?.name ?? id
  return [...Map.groupBy(open, ({ handoffId }) => handoffId)].flatMap(([handoffId, items]) => {
    const first = items[0]!
    const calendars = new Map(
      [...found.values()].map((person) => [
        person.userId,
        calendarOf(person.zone ?? first.zone, first.workingDays, person.country ?? settings.country),
      ]),
    )
    return lateIn(facts.get(first.accountId)!, handoffId, items, { gone, calendars, after }, name, tx.now)
  })
}

function lateIn(
  facts: AccountFacts,
  handoffId: string,
  items: OpenItem[],
  people: People,
  name: (id: string) => string,
  now: Date,
): NewException[] {
  const today = localDate(now, facts.account.zone)
  const late = items
    .map((item) => ({ item, by: lateBy(item, today, people) }))
    .filter(({ by }) => by >= people.after.owner)
  const [one] = late
  if (!one) return []
  const { leader } = one.item
  const named = late.slice(0, 3).map(({ item }) => `${item.position} (${name(waitsFor(item, item, people.gone))})`)
  const more = late.length > 3 ? ` and ${late.length - 3} more` : ''
  const what = `${late.length === 1 ? 'item' : 'items'} ${named.join(', ')}${more}`
  const isLeaders = late.some(({ by }) => by >= people.after.leader) && leader !== null && !people.gone.has(leader)
  return [
    {
      key: `${LATE}:${handoffId}`,
      accountId: facts.account.id,
      cause: `The handoff “${calledOf(one.item, name)}” waits for ${what}.`,
      action: 'Ask them, hand the items on, or mark what does not apply.',
      ownerId: isLeaders ? leader : null,
      dueOn: dueIn(1, facts, now),
    },
  ]
}

async function withoutReceiver(tx: Tx, all: AccountFacts[]): Promise<NewException[]> {
  const facts = new Map(all.map((one) => [one.account.id, one]))
  const running = await listRunning(tx.db, [...facts.keys()])
  const people = await peopleById(
    tx,
    running.flatMap(({ giver, receiver }) => [giver, receiver]),
  )
  // Who stands in for them is somebody else from one day to the next; where nothing changed, nothing is sent.
  for (const handoff of running) if (people.get(handoff.giver)?.deactivated) await showChecklist(tx, handoff)
  return running
    .filter(({ accountId }) => facts.get(accountId)!.account.state !== 'ended')
    .flatMap((handoff): NewException[] => {
      const { id, accountId, receiver } = handoff
      const { name, deactivated } = people.get(receiver)!
      const dueOn = dueIn(1, facts.get(accountId)!, tx.now)
      if (deactivated) return [{ key: `${GONE}:${id}`, accountId, dueOn, ...gone(handoff, name) }]
      return isAlone(handoff) ? [{ key: `${ALONE}:${id}`, accountId, dueOn, ...alone(handoff, name) }] : []
    })
}

type Words = Pick<NewException, 'cause' | 'action'>

const gone = (handoff: Handoff, name: string): Words => ({
  cause: `${name}, who receives the handoff “${nameOf(handoff)}”, is not in Slack any more.`,
  action: isOfOurs(handoff.kind)
    ? 'Record who takes over instead, with Contact change.'
    : 'Choose who receives it: All items → Who gives and receives.',
})

const alone = (handoff: Handoff, name: string): Words => ({
  cause: `Nobody receives this transition: ${name} gives and receives “${nameOf(handoff)}”, and cannot accept it alone.`,
  action: NAME_SECOND,
})
