import { type Block, clip, plain } from './kit.ts'

/** Inputs of a form. Each is drawn and read by its block id; the action id inside is always the same. */
const ACTION = 'value'

interface Common {
  label: string
  hint?: string
  optional?: boolean
  /** Tells us at once when it changes, so that the form can be drawn anew. */
  dispatch?: boolean
}

const input = (blockId: string, { label, hint, optional, dispatch }: Common, element: object): Block => ({
  type: 'input',
  block_id: blockId,
  label: plain(label, 2000),
  element: { action_id: dispatch ? blockId : ACTION, ...element },
  ...(hint ? { hint: plain(hint, 2000) } : {}),
  ...(optional ? { optional } : {}),
  ...(dispatch ? { dispatch_action: true } : {}),
})

export const LONGEST_INPUT = 3000

export function textInput(
  blockId: string,
  options: Common & { initial?: string | null | undefined; multiline?: boolean; placeholder?: string; max?: number },
): Block {
  const { initial, multiline, placeholder, max = LONGEST_INPUT } = options
  return input(blockId, options, {
    type: 'plain_text_input',
    max_length: max,
    ...(multiline ? { multiline } : {}),
    ...(initial ? { initial_value: initial } : {}),
    ...(placeholder ? { placeholder: plain(placeholder, 150) } : {}),
  })
}

export function numberInput(
  blockId: string,
  options: Common & { initial?: number | null | undefined; decimal?: boolean },
): Block {
  const { initial, decimal = true } = options
  return input(blockId, options, {
    type: 'number_input',
    is_decimal_allowed: decimal,
    ...(initial === null || initial === undefined ? {} : { initial_value: String(initial) }),
  })
}

export interface Choice {
  value: string
  text: string
  description?: string
}
const option = ({ value, text, description }: Choice) => ({
  value,
  text: plain(text, 75),
  ...(description ? { description: plain(description, 75) } : {}),
})
const initialOption = (choices: Choice[], value: string | null | undefined) => {
  const chosen = choices.find((choice) => choice.value === value)
  return chosen ? { initial_option: option(chosen) } : {}
}

/** A few choices, all in sight. Ten at most. */
export const radioInput = (
  blockId: string,
  options: Common & { choices: Choice[]; initial?: string | null | undefined },
): Block =>
  input(blockId, options, {
    type: 'radio_buttons',
    options: options.choices.map(option),
    ...initialOption(options.choices, options.initial),
  })

/** One of up to a hundred. */
export const selectInput = (
  blockId: string,
  options: Common & { choices: Choice[]; initial?: string | null | undefined },
): Block =>
  input(blockId, options, {
    type: 'static_select',
    options: options.choices.slice(0, 100).map(option),
    ...initialOption(options.choices, options.initial),
  })

/** Ticks. Ten at most. */
export const tickInput = (blockId: string, options: Common & { choices: Choice[]; initial?: string[] }): Block => {
  const chosen = options.choices.filter(({ value }) => options.initial?.includes(value))
  return input(blockId, options, {
    type: 'checkboxes',
    options: options.choices.slice(0, 10).map(option),
    ...(chosen.length > 0 ? { initial_options: chosen.map(option) } : {}),
  })
}

export const dateInput = (blockId: string, options: Common & { initial?: string | null | undefined }): Block =>
  input(blockId, options, { type: 'datepicker', ...(options.initial ? { initial_date: options.initial } : {}) })

export const timeInput = (blockId: string, options: Common & { initial?: string | null | undefined }): Block =>
  input(blockId, options, { type: 'timepicker', ...(options.initial ? { initial_time: options.initial } : {}) })

export const personInput = (blockId: string, options: Common & { initial?: string | null | undefined }): Block =>
  input(blockId, options, { type: 'users_select', ...(options.initial ? { initial_user: options.initial } : {}) })

/** Several people. */
export const peopleInput = (blockId: string, options: Common & { initial?: string[] | undefined }): Block =>
  input(blockId, options, {
    type: 'multi_users_select',
    ...(options.initial && options.initial.length > 0 ? { initial_users: options.initial } : {}),
  })

/** A channel, public or private; `internal` leaves out those that other organisations read. */
export const channelInput = (
  blockId: string,
  options: Common & { initial?: string | null | undefined; internal?: boolean },
): Block =>
  input(blockId, options, {
    type: 'conversations_select',
    filter: {
      include: ['public', 'private'],
      exclude_bot_users: true,
      ...(options.internal ? { exclude_external_shared_channels: true } : {}),
    },
    ...(options.initial ? { initial_conversation: options.initial } : {}),
  })

// biome-ignore lint/suspicious/noExplicitAny: Slack's shape differs by input; it is read here and nowhere else
export type Values = Record<string, Record<string, any>>

// Marks that turn the direction of writing reach beyond the words they came with; the words themselves need none.
const DIRECTIONS = /[\u202A-\u202E\u2066-\u2069]/g

/** What stands in an input now, as text; null where it was left empty or is not in this form. */
export function read(values: Values, blockId: string): string | null {
  const state = values[blockId]?.[ACTION] ?? values[blockId]?.[blockId]
  if (!state) return null
  const raw =
    state.value ??
    state.selected_option?.value ??
    state.selected_date ??
    state.selected_time ??
    state.selected_user ??
    state.selected_conversation ??
    null
  const text = typeof raw === 'string' ? raw.replace(DIRECTIONS, '').trim() : raw
  return text === '' || text === null || text === undefined ? null : String(text)
}

/** The people chosen. */
export const readPeople = (values: Values, blockId: string): string[] => values[blockId]?.[ACTION]?.selected_users ?? []

/** The ticked values. */
export const readTicks = (values: Values, blockId: string): string[] =>
  (values[blockId]?.[ACTION]?.selected_options ?? []).map(({ value }: { value: string }) => value)

export const readNumber = (values: Values, blockId: string): number | null => {
  const text = read(values, blockId)
  return text === null || !Number.isFinite(Number(text)) ? null : Number(text)
}

/** Draws a choice's text so that it fits. */
export const choice = (value: string, text: string): Choice => ({ value, text: clip(text, 75) })
