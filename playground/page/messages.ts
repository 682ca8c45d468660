import { createElement as h, type ReactNode } from 'react'
import type { SeenMessage } from '../read.ts'
import type { Json } from '../state.ts'
import { href } from './address.ts'
import { drawBlocks } from './blocks.ts'
import type { Desk } from './desk.ts'
import { hidden } from './elements.ts'
import { dateOf, initials, longDay, time, tint } from './words.ts'

/** The messages of the open channel, oldest first, with a line for each new day. */
export function messageList(desk: Desk): ReactNode {
  const { messages, person } = desk
  if (messages.length === 0) return emptyChannel(desk)
  const rows: ReactNode[] = []
  let today = ''
  for (const message of messages) {
    const date = longDay(dateOf(message.ts), person.tz)
    if (date !== today) rows.push(h('h2', { key: date, className: 'day' }, h('span', null, date)))
    today = date
    rows.push(messageRow(desk, message, 'channel'))
  }
  return rows
}

function emptyChannel({ steps }: Desk): ReactNode {
  const nothing = h('p', { key: 'n', className: 'empty' }, 'Nothing has been said here yet.')
  if (steps.length === 0) return nothing
  const list = h('ol', null, ...steps.map((step) => h('li', { key: step }, step)))
  return [nothing, h('section', { key: 's', className: 'steps' }, h('h2', null, 'Try first'), list)]
}

/** A message and its replies beside the channel. */
export function threadPanel(desk: Desk): ReactNode {
  const { thread } = desk
  if (!thread) return null
  return [messageRow(desk, thread, 'thread'), ...thread.replies.map((reply) => messageRow(desk, reply, 'thread'))]
}

function messageRow(desk: Desk, message: SeenMessage, where: 'channel' | 'thread'): ReactNode {
  const { address, state, person } = desk
  const place = { as: person.id, back: href(address), on: 'message', channel: message.channel, ts: message.ts } as const
  const blocks: Json[] = message.blocks.length > 0 ? message.blocks : [asSection(message.text)]
  return h(
    'article',
    { key: message.ts, className: message.only_you ? 'message private' : 'message', 'data-ts': message.ts },
    h(
      'span',
      { className: 'face', style: { background: tint(message.user) }, 'aria-hidden': true },
      initials(message.author),
    ),
    h(
      'div',
      { className: 'said' },
      heading(desk, message),
      message.only_you ? h('p', { className: 'only' }, 'Only visible to you') : null,
      ...drawBlocks(state, blocks, place),
      reactions(desk, message),
      where === 'channel' ? repliesLink(desk, message) : null,
    ),
    tools(desk, message, where),
  )
}

const asSection = (text: string): Json => ({ type: 'section', text: { type: 'mrkdwn', text } })

function heading({ state, person }: Desk, message: SeenMessage): ReactNode {
  const team = message.is_external ? state.workspaces.get(message.team)?.name : undefined
  const at = dateOf(message.ts)
  return h(
    'header',
    null,
    h('strong', null, message.author),
    message.is_app ? h('span', { className: 'badge' }, 'APP') : null,
    team ? h('span', { className: 'badge outside' }, team) : null,
    h('time', { dateTime: at.toISOString() }, time(at, person.tz)),
    message.edited && !message.is_app ? h('span', { className: 'small' }, '(edited)') : null,
    message.edited && message.is_app
      ? h('span', { className: 'small' }, `updated ${time(dateOf(message.edited.ts), person.tz)}`)
      : null,
  )
}

function repliesLink({ address }: Desk, { ts, replies }: SeenMessage): ReactNode {
  if (replies.length === 0) return null
  const label = `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`
  return h('a', { className: 'replies', href: href({ ...address, thread: ts }) }, label)
}

function reactions(desk: Desk, message: SeenMessage): ReactNode {
  if (message.reactions.length === 0) return null
  const drawn = message.reactions.map(({ name, users }) => reactForm(desk, message, name, `${name} · ${users.length}`))
  return h('div', { className: 'reactions' }, ...drawn)
}

function reactForm({ person, address }: Desk, message: SeenMessage, name: string, label: string): ReactNode {
  const fields = { as: person.id, back: href(address), channel: message.channel, ts: message.ts, name }
  return h(
    'form',
    { key: name, method: 'post', action: '/act/react' },
    ...hidden(fields),
    h(
      'button',
      { type: 'submit', 'aria-label': `React with ${name}`, 'data-key': `react ${name} ${message.ts}` },
      label,
    ),
  )
}

/** What one can do with a message: answer in its thread, react, and the shortcuts of one's own apps. */
function tools(desk: Desk, message: SeenMessage, where: 'channel' | 'thread'): ReactNode {
  if (message.only_you) return null
  const { state, person, address, seen } = desk
  const own = new Set(seen.apps.map(({ app_id }) => app_id))
  const shortcuts = [...state.apps.values()].filter(({ id }) => own.has(id)).flatMap((app) => app.shortcuts)
  const fields = { as: person.id, back: href(address), channel: message.channel, ts: message.ts }
  return h(
    'div',
    { className: 'tools' },
    where === 'channel' && !message.thread_ts
      ? h('a', { href: href({ ...address, thread: message.ts }), 'aria-label': 'Reply in thread' }, 'Reply')
      : null,
    reactForm(desk, message, '+1', '+1'),
    ...shortcuts
      .filter(({ type }) => type === 'message')
      .map(({ name, callback_id }) =>
        h(
          'form',
          { key: callback_id, method: 'post', action: '/act/shortcut' },
          ...hidden({ ...fields, callback_id }),
          h('button', { type: 'submit' }, name),
        ),
      ),
  )
}
