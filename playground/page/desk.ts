import { homeOf } from '../act/click.ts'
import { messagesFor, type Screen, type SeenMessage, screen } from '../read.ts'
import type { Playground } from '../server.ts'
import type { Channel, Person, State, View } from '../state.ts'
import type { Address } from './address.ts'

/** Where a button of the clock leads, e.g. Friday 09:30 in London. */
export interface Goal {
  label: string
  /** 1 = Monday … 7 = Sunday. */
  weekday: number
  /** `HH:mm` in `zone`; without a zone, where the acting person is. */
  time: string
  zone?: string
}

export interface PageOptions {
  goal: Goal
  /** The next instant at which something is due, and what in a few words. */
  next?: () => Promise<{ at: Date; what: string } | null>
  /** What a newcomer tries first, shown where nothing has been said yet. */
  steps?: string[]
}

/** What a page remembers beside the playground: who has read what, and whether the clock is on its way. */
export interface Memory {
  /** The newest ts somebody has had on the screen, by `person channel`. */
  read: Map<string, string>
  moving: { to: Date | null } | null
}

/** All that one person's screen is drawn from. */
export interface Desk {
  playground: Playground
  state: State
  person: Person
  seen: Screen
  address: Address
  channel: Channel | null
  home: View | null
  messages: SeenMessage[]
  thread: SeenMessage | null
  unread: (personId: string) => Set<string>
  moving: Memory['moving']
  next: { at: Date; what: string } | null
  goal: Goal
  steps: string[]
}

/** Sets out one person's screen, and marks what is on it as read. */
export async function lookFrom(
  playground: Playground,
  memory: Memory,
  options: PageOptions,
  wanted: Address,
): Promise<Desk> {
  const { state } = playground
  const person = whoActs(state, wanted.as)
  const seen = screen(state, person.id)
  const address = { ...wanted, as: person.id }
  if (!address.home && !seen.channels.some(({ id }) => id === address.channel)) address.channel = firstChannel(seen)
  const messages = address.channel ? messagesFor(state, person.id, address.channel) : []
  const newest = state.messages.get(address.channel ?? '')?.at(-1)?.ts
  if (address.channel && newest) memory.read.set(`${person.id} ${address.channel}`, newest)
  return {
    playground,
    state,
    person,
    seen,
    address,
    channel: state.channels.get(address.channel ?? '') ?? null,
    home: address.home ? (homeOf(state, person, address.home) ?? null) : null,
    messages,
    thread: messages.find(({ ts }) => ts === address.thread) ?? null,
    unread: (id) => unreadOf(state, memory, id),
    moving: memory.moving,
    next: (await options.next?.()) ?? null,
    goal: options.goal,
    steps: options.steps ?? [],
  }
}

const whoActs = (state: State, id: string): Person => {
  const humans = peopleOf(state)
  const person = humans.find((p) => p.id === id) ?? humans[0]
  if (!person) throw new RangeError('Nobody lives in this playground.')
  return person
}

export const peopleOf = (state: State): Person[] => [...state.people.values()].filter((p) => !p.is_bot && !p.deleted)

/** Direct messages with an app first: that is where a person is asked something. */
function firstChannel(seen: Screen): string | null {
  const latest = [...seen.channels].sort((a, b) => (a.latest < b.latest ? 1 : -1))
  return (latest.find(({ kind }) => kind === 'im') ?? latest[0])?.id ?? null
}

/** Channels in which somebody else wrote since this person last looked. What was there at the start counts as read. */
function unreadOf(state: State, memory: Memory, personId: string): Set<string> {
  const found = new Set<string>()
  for (const channel of state.channels.values()) {
    if (!channel.members.includes(personId)) continue
    const read = memory.read.get(`${personId} ${channel.id}`) ?? memory.read.get(channel.id) ?? ''
    const fresh = state.messages.get(channel.id)?.some((m) => {
      return m.ts > read && m.user !== personId && (m.ephemeral_for ?? personId) === personId
    })
    if (fresh) found.add(channel.id)
  }
  return found
}

/** Takes everything said so far as read by everybody. */
export function markAllRead(state: State, memory: Memory): void {
  memory.read.clear()
  for (const [id, messages] of state.messages) {
    const newest = messages.at(-1)?.ts
    if (newest) memory.read.set(id, newest)
  }
}
