import { createElement as h, type ReactNode } from 'react'
import { initialValue, keptBy } from '../elements.ts'
import { isObject } from '../post.ts'
import type { Json, State, View } from '../state.ts'
import { channelsFor, type Offered, peopleFor } from './choosable.ts'
import { listOf, textOf } from './parts.ts'

/** The name of a form's field: the block and the action it belongs to. */
export const fieldName = (block: Json, e: Json): string =>
  `f|${encodeURIComponent(String(block['block_id']))}|${encodeURIComponent(String(e['action_id']))}`

export interface ControlOptions {
  name?: string
  /** For one that has no label of its own. */
  label?: string
  /** Every change goes to the app at once. */
  tellsAtOnce?: boolean
  describedBy?: string
  wrong?: boolean
}

type Kept = string | string[]

/** The control of an input or a menu, with what stands in it now. */
export function control(
  state: State,
  block: Json,
  e: Json,
  view: View | null,
  as: string,
  options: ControlOptions,
): ReactNode {
  const name = options.name ?? fieldName(block, e)
  const attributes = {
    key: name,
    id: name,
    name,
    ...(options.label ? { 'aria-label': options.label } : {}),
    ...(options.describedBy ? { 'aria-describedby': options.describedBy } : {}),
    ...(options.wrong ? { 'aria-invalid': true } : {}),
    ...(options.tellsAtOnce
      ? { 'data-tell': JSON.stringify({ action_id: e['action_id'], block_id: block['block_id'] }) }
      : {}),
  }
  const kept = keptIn(block, e, view)
  const type = String(e['type'])
  if (type === 'radio_buttons' || type === 'checkboxes') return ticks(e, kept, attributes)
  if (takesSeveral(type)) return severalOf(offered(state, e, as), kept, attributes)
  if (type.endsWith('select')) return select(e, kept, attributes, offered(state, e, as))
  return typed(type, e, kept, attributes)
}

/** What stands in an element: entered, or its initial value. In a message nothing is kept. */
function keptIn(block: Json, e: Json, view: View | null): Kept {
  const value = view?.values[String(block['block_id'])]?.[String(e['action_id'])] ?? initialValue(e)
  const kept = value?.[keptBy(e['type']) ?? '']
  if (Array.isArray(kept)) return kept.map(idOf)
  return kept === null || kept === undefined ? '' : idOf(kept)
}

/** Of such a field nothing is sent where nothing is chosen. */
export const takesSeveral = (type: unknown): boolean => type === 'checkboxes' || String(type).startsWith('multi_')

const idOf = (kept: unknown): string => {
  if (!isObject(kept)) return String(kept)
  return kept['type'] === 'rich_text' ? JSON.stringify(kept) : String(kept['value'])
}

type Attributes = { id: string; name: string } & Record<string, unknown>

const KINDS: Record<string, object> = {
  number_input: { type: 'text', inputMode: 'decimal' },
  email_text_input: { type: 'email' },
  url_text_input: { type: 'url' },
  datepicker: { type: 'date' },
  timepicker: { type: 'time' },
}

function typed(type: string, e: Json, kept: Kept, attributes: Attributes): ReactNode {
  const placeholder = textOf(e['placeholder'])
  const common = { ...attributes, defaultValue: kept, ...(placeholder ? { placeholder } : {}), autoComplete: 'off' }
  if (e['multiline'] === true || type === 'rich_text_input') return h('textarea', { ...common, rows: 3 })
  return h('input', { type: 'text', ...KINDS[type], ...common })
}

function ticks(e: Json, kept: Kept, attributes: Attributes): ReactNode {
  const type = e['type'] === 'checkboxes' ? 'checkbox' : 'radio'
  return listOf(e['options']).map((option) =>
    tick(type, toOffer(option), kept, attributes, textOf(option['description'])),
  )
}

function tick(type: string, { value, label }: Offered, kept: Kept, attributes: Attributes, more?: string): ReactNode {
  const { name, id: _, key: __, ...rest } = attributes
  const defaultChecked = Array.isArray(kept) ? kept.includes(value) : kept === value
  return h(
    'label',
    { key: value, className: 'tick' },
    h('input', { type, name, value, defaultChecked, ...rest }),
    h('span', null, label, more ? h('small', null, more) : null),
  )
}

/** A list to tick, the chosen ones first: none of them is lost by a click, and all can be taken back. */
function severalOf(offers: Offered[], kept: Kept, attributes: Attributes): ReactNode {
  const isChosen = ({ value }: Offered) => kept.includes(value)
  const options = [...offers.filter(isChosen), ...offers.filter((one) => !isChosen(one))]
  return h(
    'div',
    { className: 'several' },
    ...groupsOf(options).map(([label, own]) =>
      h(
        'div',
        { key: label, ...(label ? { role: 'group', 'aria-label': label } : {}) },
        label ? h('small', null, label) : null,
        ...own.map((option) => tick('checkbox', option, kept, attributes)),
      ),
    ),
  )
}

function groupsOf(options: Offered[]): [label: string, own: Offered[]][] {
  const labels = [...new Set(options.map(({ group }) => group ?? ''))]
  return labels.map((label) => [label, options.filter(({ group }) => (group ?? '') === label)])
}

function offered(state: State, e: Json, as: string): Offered[] {
  const type = String(e['type'])
  if (type.endsWith('users_select')) return peopleFor(state, as)
  if (type.endsWith('conversations_select') || type.endsWith('channels_select')) return channelsFor(state, as, e)
  const groups = listOf(e['option_groups']).flatMap((g) =>
    listOf(g['options']).map((o) => ({ ...toOffer(o), group: textOf(g['label']) })),
  )
  return [...listOf(e['options']).map(toOffer), ...groups]
}

const toOffer = (o: Json): Offered => ({ value: String(o['value']), label: textOf(o['text']) })

function select(e: Json, kept: Kept, attributes: Attributes, options: Offered[]): ReactNode {
  const draw = (o: Offered) => h('option', { key: o.value, value: o.value }, o.label)
  return h(
    'select',
    { ...attributes, defaultValue: kept },
    h('option', { key: '', value: '' }, textOf(e['placeholder']) || 'Choose…'),
    ...groupsOf(options).map(([label, own]) => {
      const drawn = own.map(draw)
      return label ? h('optgroup', { key: label, label }, ...drawn) : drawn
    }),
  )
}
