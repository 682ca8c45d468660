import { createElement as h, type ReactNode } from 'react'
import { href } from './address.ts'
import type { Desk } from './desk.ts'
import { hidden } from './elements.ts'
import { city, day, longDay, time, until } from './words.ts'

/** The clock at the top: now, what is next, and the ways forward. */
export function clockBar(desk: Desk): ReactNode {
  const { state, person, moving } = desk
  const now = state.clock.now()
  return [
    h(
      'div',
      { key: 'now', className: 'now' },
      h('time', { dateTime: now.toISOString() }, h('b', null, time(now, person.tz)), ` ${longDay(now, person.tz)}`),
      h(
        'small',
        null,
        `in ${city(person.tz)}, for ${person.real_name}. ${day(now, 'Etc/UTC')} ${time(now, 'Etc/UTC')} UTC.`,
      ),
    ),
    moving ? onTheWay(desk) : nextThing(desk),
    h('div', { key: 'moves', className: 'moves' }, ...moves(desk)),
  ]
}

function onTheWay({ moving, person }: Desk): ReactNode {
  const to = moving?.to
  const where = to ? ` to ${day(to, person.tz)} ${time(to, person.tz)}` : ''
  return h(
    'p',
    { key: 'next', className: 'next', role: 'status' },
    h('span', { className: 'spinner' }),
    `On the way${where}, stopping at everything that is due…`,
  )
}

function nextThing({ next, state, person }: Desk): ReactNode {
  if (!next) return h('p', { key: 'next', className: 'next' }, 'Nothing is due.')
  const at = `${day(next.at, person.tz)} ${time(next.at, person.tz)}`
  return h(
    'p',
    { key: 'next', className: 'next' },
    'Next: ',
    h('b', null, at),
    ` (${until(next.at, state.clock.now())})${next.what ? `: ${next.what}` : ''}`,
  )
}

function moves({ person, address, moving, next, goal }: Desk): ReactNode[] {
  const fields = { as: person.id, back: href(address) }
  const options = [
    { move: 'hour', label: '+1 hour', off: false },
    { move: 'next', label: 'To the next thing due', off: !next },
    { move: 'goal', label: goal.label, off: false },
  ]
  return options.map(({ move, label, off }) =>
    h(
      'form',
      { key: move, method: 'post', action: '/act/clock' },
      ...hidden({ ...fields, move }),
      h(
        'button',
        { type: 'submit', className: 'button', disabled: off || moving !== null, 'data-key': `clock ${move}` },
        label,
      ),
    ),
  )
}
