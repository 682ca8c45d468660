import { isObject } from './post.ts'
import type { InputValue, Json, Values } from './state.ts'

export interface Found {
  block: Json
  element: Json
  block_id: string
  action_id: string
}

/** Every interactive element in these blocks, in reading order. */
export function elementsIn(blocks: Json[]): Found[] {
  return blocks.flatMap((block) => {
    const nested = [...list(block['child_blocks']), ...(block['type'] === 'carousel' ? list(block['elements']) : [])]
    const own = [block['accessory'], block['element'], ...list(block['elements']), ...list(block['actions'])]
    const here = own
      .filter(isObject)
      .filter((element) => typeof element['action_id'] === 'string')
      .map((element) => ({
        block,
        element,
        block_id: String(block['block_id']),
        action_id: String(element['action_id']),
      }))
    return [...here, ...elementsIn(nested)]
  })
}

const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])

export function findElement(blocks: Json[], action_id: string, block_id?: string): Found | undefined {
  return elementsIn(blocks).find(
    (f) => f.action_id === action_id && (block_id === undefined || f.block_id === block_id),
  )
}

/** Where each kind of input keeps its value in `view.state.values`, and its `initial_…` twin. */
const KEPT: Record<string, { key: string; initial: string; empty: unknown }> = {
  plain_text_input: { key: 'value', initial: 'initial_value', empty: null },
  email_text_input: { key: 'value', initial: 'initial_value', empty: null },
  url_text_input: { key: 'value', initial: 'initial_value', empty: null },
  number_input: { key: 'value', initial: 'initial_value', empty: null },
  rich_text_input: { key: 'rich_text_value', initial: 'initial_value', empty: null },
  datepicker: { key: 'selected_date', initial: 'initial_date', empty: null },
  timepicker: { key: 'selected_time', initial: 'initial_time', empty: null },
  datetimepicker: { key: 'selected_date_time', initial: 'initial_date_time', empty: null },
  radio_buttons: { key: 'selected_option', initial: 'initial_option', empty: null },
  checkboxes: { key: 'selected_options', initial: 'initial_options', empty: [] },
  static_select: { key: 'selected_option', initial: 'initial_option', empty: null },
  external_select: { key: 'selected_option', initial: 'initial_option', empty: null },
  multi_static_select: { key: 'selected_options', initial: 'initial_options', empty: [] },
  multi_external_select: { key: 'selected_options', initial: 'initial_options', empty: [] },
  users_select: { key: 'selected_user', initial: 'initial_user', empty: null },
  multi_users_select: { key: 'selected_users', initial: 'initial_users', empty: [] },
  conversations_select: { key: 'selected_conversation', initial: 'initial_conversation', empty: null },
  multi_conversations_select: { key: 'selected_conversations', initial: 'initial_conversations', empty: [] },
  channels_select: { key: 'selected_channel', initial: 'initial_channel', empty: null },
  multi_channels_select: { key: 'selected_channels', initial: 'initial_channels', empty: [] },
}

export const keptBy = (type: unknown): string | undefined => KEPT[String(type)]?.key

/** The value an element starts with: its initial value, else empty in Slack's shape. */
export function initialValue(element: Json): InputValue | undefined {
  const type = String(element['type'])
  const kept = KEPT[type]
  if (!kept) return undefined
  return { type, [kept.key]: structuredClone(element[kept.initial] ?? kept.empty) }
}

/** `state.values` of freshly drawn blocks; what was typed under the same ids stays. */
export function valuesOf(blocks: Json[], before: Values = {}): Values {
  const values: Values = {}
  for (const { element, block_id, action_id } of elementsIn(blocks)) {
    const start = initialValue(element)
    if (!start) continue
    const kept = before[block_id]?.[action_id]
    values[block_id] = { ...values[block_id], [action_id]: kept?.type === start.type ? kept : start }
  }
  return values
}
