import { createElement as h, type ReactNode } from 'react'
import { href } from './address.ts'
import type { Desk } from './desk.ts'
import { hidden } from './elements.ts'

/** Where one writes: a message, or a slash command where one has any. */
export function composer(desk: Desk, thread: string | null): ReactNode {
  const { person, address, channel, seen, state } = desk
  if (!channel) return null
  const commands = seen.apps.flatMap(({ app_id }) => state.apps.get(app_id)?.commands ?? [])
  const hint = commands.length > 0 ? `, or ${commands.map(({ command }) => command).join(', ')}` : ''
  const name = thread ? 'thread' : 'channel'
  return h(
    'form',
    { className: 'composer', method: 'post', action: '/act/say' },
    ...hidden({ as: person.id, back: href(address), channel: channel.id, ...(thread ? { thread } : {}) }),
    h('label', { className: 'hidden', htmlFor: `say-${name}` }, thread ? 'Reply' : 'Message'),
    h('input', {
      id: `say-${name}`,
      name: 'text',
      autoComplete: 'off',
      placeholder: thread ? 'Reply' : `Write as ${person.real_name}${hint}`,
      list: 'commands',
    }),
    h('button', { type: 'submit', className: 'button' }, 'Send'),
    thread
      ? null
      : h(
          'datalist',
          { id: 'commands' },
          ...commands.map(({ command, usage_hint }) =>
            h('option', { key: command, value: `${command} `, label: `${command} ${usage_hint}`.trim() }),
          ),
        ),
    seen.apps.length === 0 && !thread
      ? h(
          'p',
          { className: 'hint' },
          'People of another organisation have no slash commands here, as in Slack Connect.',
        )
      : null,
  )
}
