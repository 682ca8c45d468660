import { createElement as h, type ReactNode } from 'react'
import type { SeenChannel } from '../read.ts'
import type { Person } from '../state.ts'
import { href } from './address.ts'
import { type Desk, peopleOf } from './desk.ts'
import { city, initials, time, tint } from './words.ts'

/** Everybody one can act as, by organisation, each with what their clock shows and whether something new waits. */
export function peopleList(desk: Desk): ReactNode {
  const { state, seen } = desk
  const people = peopleOf(state)
  return [...state.workspaces.values()].map(({ id, name }) => {
    const own = people.filter((p) => p.team_id === id)
    if (own.length === 0) return null
    const installed = state.installations.some((i) => i.team_id === id)
    return h(
      'section',
      { key: id },
      h('h2', null, name, h('small', null, installed ? ' has the app' : ' customer')),
      h('ul', null, ...own.map((p) => personRow(desk, p, p.id === seen.person.id))),
    )
  })
}

function personRow({ state, unread }: Desk, person: Person, current: boolean): ReactNode {
  const fresh = unread(person.id).size
  const where = city(person.tz)
  return h(
    'li',
    { key: person.id },
    h(
      'a',
      { href: href({ as: person.id }), className: 'person', ...(current ? { 'aria-current': 'page' } : {}) },
      h(
        'span',
        { className: 'face', style: { background: tint(person.id) }, 'aria-hidden': true },
        initials(person.real_name),
      ),
      h('span', { className: 'who' }, h('b', null, person.real_name), h('small', null, person.title || where)),
      h(
        'span',
        { className: 'clock' },
        h('time', { title: where }, time(state.clock.now(), person.tz)),
        fresh > 0 ? h('span', { className: 'fresh' }, String(fresh), h('span', { className: 'hidden' }, ' new')) : null,
      ),
    ),
  )
}

/** The channels, direct messages and apps of whoever acts. */
export function channelList(desk: Desk): ReactNode {
  const { seen } = desk
  const [direct, shared] = [seen.channels.filter((c) => c.kind === 'im'), seen.channels.filter((c) => c.kind !== 'im')]
  return [
    h('p', { key: 'me', className: 'me' }, h('b', null, seen.person.name), h('small', null, role(desk))),
    h('h2', { key: 'hc' }, 'Channels'),
    h('ul', { key: 'c' }, ...shared.sort(byName).map((c) => channelRow(desk, c))),
    direct.length > 0 ? h('h2', { key: 'hd' }, 'Direct messages') : null,
    h('ul', { key: 'd' }, ...direct.sort(byName).map((c) => channelRow(desk, c))),
    h('h2', { key: 'ha' }, 'App'),
    apps(desk),
  ]
}

const role = ({ seen }: Desk): string => `${seen.person.title ? `${seen.person.title}, ` : ''}${seen.person.team}`

const byName = (a: SeenChannel, b: SeenChannel): number => a.name.localeCompare(b.name)

function channelRow({ address, unread, person }: Desk, channel: SeenChannel): ReactNode {
  const current = address.channel === channel.id && !address.home
  const fresh = unread(person.id).has(channel.id)
  return h(
    'li',
    { key: channel.id },
    h(
      'a',
      {
        href: href({ as: person.id, channel: channel.id }),
        className: fresh ? 'channel new' : 'channel',
        ...(current ? { 'aria-current': 'page' } : {}),
      },
      channel.kind === 'im' ? channel.name : `# ${channel.name}`,
      channel.is_ext_shared ? h('span', { className: 'shared' }, 'shared') : null,
      fresh ? h('span', { className: 'hidden' }, ', something new') : null,
    ),
  )
}

function apps({ seen, address, person }: Desk): ReactNode {
  if (seen.apps.length === 0)
    return h(
      'p',
      { key: 'a', className: 'hint' },
      'The app belongs to another organisation. Here its messages, buttons and forms work; it has no Home and no commands.',
    )
  const rows = seen.apps.map(({ app_id, name }) =>
    h(
      'li',
      { key: app_id },
      h(
        'a',
        {
          href: href({ as: person.id, home: app_id }),
          className: 'channel',
          ...(address.home === app_id ? { 'aria-current': 'page' } : {}),
        },
        `${name} Home`,
      ),
    ),
  )
  return h('ul', { key: 'a' }, ...rows)
}
