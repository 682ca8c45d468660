import { createElement as h, type ReactNode } from 'react'
import type { Json, State, View } from '../state.ts'
import { control } from './controls.ts'
import { listOf, textOf } from './parts.ts'

/** Where an element stands, which decides what pressing it says. */
export type Place = { as: string; back: string } & (
  | { on: 'message'; channel: string; ts: string }
  | { on: 'home'; app: string; view: View }
  | { on: 'form'; view: View }
)

/** What is pressed: sent as JSON in one field. `choice` is an option's value. */
export interface Pressed {
  action_id: string
  block_id: string
  value?: string
  choice?: string
}

export const hidden = (fields: Record<string, string>): ReactNode[] =>
  Object.entries(fields).map(([name, value]) => h('input', { key: name, type: 'hidden', name, value }))

/** The form around one element of a message or a Home. In a modal the whole modal is the form. */
function onItsOwn(place: Place, className: string, ...children: ReactNode[]): ReactNode {
  if (place.on === 'form') return children
  const where = place.on === 'message' ? { channel: place.channel, ts: place.ts } : { home: place.app }
  const fields = { as: place.as, back: place.back, on: place.on, ...where }
  return h('form', { method: 'post', action: '/act/press', className }, ...hidden(fields), ...children)
}

/** Something interactive: a button, a menu, or anything else that holds a choice and says so at once. */
export function element(state: State, block: Json, e: Json, place: Place): ReactNode {
  switch (e['type']) {
    case 'button':
    case 'workflow_button':
      return button(block, e, place)
    case 'overflow':
      return overflow(block, e, place)
    case 'feedback_buttons':
      return [e['positive_button'], e['negative_button']].map((b) =>
        button(block, { ...(b as Json), action_id: e['action_id'] }, place),
      )
    default:
      return choice(state, block, e, place)
  }
}

const pressed = (block: Json, e: Json, more: Partial<Pressed> = {}): string =>
  JSON.stringify({ action_id: e['action_id'], block_id: block['block_id'], ...more } as Pressed)

function button(block: Json, e: Json, place: Place): ReactNode {
  const label = textOf(e['text'])
  if (typeof e['url'] === 'string')
    return h('a', { className: 'button', href: e['url'], target: '_blank', rel: 'noreferrer' }, label)
  const value = e['value'] === undefined ? {} : { value: String(e['value']) }
  return onItsOwn(
    place,
    'press',
    h(
      'button',
      {
        type: 'submit',
        key: 'b',
        name: 'press',
        value: pressed(block, e, value),
        className: `button ${String(e['style'] ?? '')}`,
        ...(e['accessibility_label'] ? { 'aria-label': String(e['accessibility_label']) } : {}),
        ...(place.on === 'form' ? { formAction: '/act/press', formNoValidate: true } : {}),
        ...confirmation(e),
      },
      label,
    ),
  )
}

function confirmation(e: Json): Record<string, string> {
  const ask = e['confirm'] as Json | undefined
  return ask ? { 'data-confirm': `${textOf(ask['title'])}\n\n${textOf(ask['text'])}` } : {}
}

function overflow(block: Json, e: Json, place: Place): ReactNode {
  const options = listOf(e['options']).map((o) => ({ value: String(o['value']), label: textOf(o['text']) }))
  const buttons = options.map(({ value, label }) =>
    h(
      'button',
      {
        type: 'submit',
        key: value,
        name: 'press',
        value: pressed(block, e, { choice: value }),
        ...inForm(place),
        ...confirmation(e),
      },
      label,
    ),
  )
  return h('details', { className: 'more' }, h('summary', null, 'More'), onItsOwn(place, 'menu', ...buttons))
}

const inForm = (place: Place) => (place.on === 'form' ? { formAction: '/act/press', formNoValidate: true } : {})

/** A menu or a field outside an input block tells the app at once. */
function choice(state: State, block: Json, e: Json, place: Place): ReactNode {
  const label = String(e['accessibility_label'] ?? (textOf(e['placeholder']) || 'Choose'))
  if (place.on === 'form') return control(state, block, e, place.view, place.as, { label, tellsAtOnce: true })
  return onItsOwn(
    place,
    'choose',
    h('input', { key: 'p', type: 'hidden', name: 'press', value: pressed(block, e) }),
    control(state, block, e, place.on === 'home' ? place.view : null, place.as, {
      label,
      tellsAtOnce: true,
      name: 'choice',
    }),
    h('noscript', { key: 'go' }, h('button', { type: 'submit', className: 'button' }, 'Go')),
  )
}
