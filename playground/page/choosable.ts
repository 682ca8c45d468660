import type { Channel, Json, Person, State } from '../state.ts'
import { peopleOf } from './desk.ts'

export interface Offered {
  group?: string
  value: string
  label: string
}

/** Whom one can choose: one's own organisation, then those met in shared channels. */
export function peopleFor(state: State, as: string): Offered[] {
  const me = state.people.get(as)
  const met = new Set([...state.channels.values()].filter((c) => c.members.includes(as)).flatMap((c) => c.members))
  const own = (p: Person) => p.team_id === me?.team_id
  return peopleOf(state)
    .filter((p) => own(p) || met.has(p.id))
    .sort((a, b) => Number(own(b)) - Number(own(a)))
    .map((p) => ({ value: p.id, label: p.real_name, group: state.workspaces.get(p.team_id)?.name ?? '' }))
}

/** Which conversations one can choose, as the element's filter wants them. */
export function channelsFor(state: State, as: string, element: Json): Offered[] {
  const filter = (element['filter'] ?? {}) as { include?: string[]; exclude_external_shared_channels?: boolean }
  const kinds = String(element['type']).includes('channels_select')
    ? ['public']
    : (filter.include ?? ['public', 'private'])
  const team = state.people.get(as)?.team_id
  const offers = (c: Channel) =>
    kinds.includes(c.kind) &&
    !c.is_archived &&
    (c.members.includes(as) || (c.kind === 'public' && c.team_id === team)) &&
    !(filter.exclude_external_shared_channels && c.connected_team_ids.length > 0)
  return [...state.channels.values()].filter(offers).map((c) => ({ value: c.id, label: `#${c.name}` }))
}
