import { createElement as h, type ReactNode } from 'react'
import type { Json, State } from '../state.ts'
import { control, fieldName, takesSeveral } from './controls.ts'
import { element, type Place } from './elements.ts'
import { textOf } from './parts.ts'

/** An input with its label, its hint and the sentence under it when something is wrong. */
export function inputBlock(state: State, block: Json, place: Place): ReactNode {
  const e = block['element'] as Json
  if (place.on !== 'form') return [h('label', { key: 'l' }, textOf(block['label'])), element(state, block, e, place)]
  const name = fieldName(block, e)
  const error = place.view.errors[String(block['block_id'])]
  const grouped = e['type'] === 'radio_buttons' || takesSeveral(e['type'])
  const optional = block['optional'] === true ? h('span', { className: 'optional' }, ' (optional)') : null
  const described = [error ? `${name}-error` : '', block['hint'] ? `${name}-hint` : ''].filter(Boolean).join(' ')
  const drawn = control(state, block, e, place.view, place.as, {
    tellsAtOnce: block['dispatch_action'] === true,
    describedBy: described,
    wrong: error !== undefined,
  })
  return h(
    grouped ? 'fieldset' : 'div',
    { className: error ? 'field wrong' : 'field' },
    grouped
      ? h('legend', null, textOf(block['label']), optional)
      : h('label', { htmlFor: name }, textOf(block['label']), optional),
    drawn,
    error ? h('p', { className: 'error', id: `${name}-error` }, error) : null,
    block['hint'] ? h('p', { className: 'hint', id: `${name}-hint` }, textOf(block['hint'])) : null,
  )
}
