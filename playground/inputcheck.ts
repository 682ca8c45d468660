import { plainWords } from './choices.ts'
import { keptBy } from './elements.ts'
import { isObject } from './post.ts'
import type { InputValue, Json, View } from './state.ts'

/** Slack's own sentence under an empty required input. */
export const REQUIRED = 'Please complete this required field.'
const PLAIN_TEXT_MAX = 3000

/** What the client itself says under each input before a form may leave, by block_id. */
export function clientErrors(view: View): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const block of view.blocks) {
    if (block['type'] !== 'input' || !isObject(block['element'])) continue
    const { element } = block
    const block_id = String(block['block_id'])
    const value = view.values[block_id]?.[String(element['action_id'])]
    const error = inputError(block, element, value)
    if (error) errors[block_id] = error
  }
  return errors
}

function inputError(block: Json, element: Json, value: InputValue | undefined): string | undefined {
  const kept = value?.[keptBy(element['type']) ?? ''] ?? null
  if (isEmpty(element, kept)) return block['optional'] === true ? undefined : REQUIRED
  return CHECKS[String(element['type'])]?.(element, kept)
}

function isEmpty(element: Json, kept: unknown): boolean {
  if (element['type'] === 'rich_text_input') return plainWords(kept).trim() === ''
  if (Array.isArray(kept)) return kept.length === 0
  return kept === null || (typeof kept === 'string' && kept.trim() === '')
}

type Check = (element: Json, kept: unknown) => string | undefined

const most: Check = ({ max_selected_items: max }, kept) =>
  typeof max === 'number' && Array.isArray(kept) && kept.length > max ? `Choose at most ${max}.` : undefined

const CHECKS: Record<string, Check> = {
  plain_text_input: lengthError,
  number_input: numberError,
  email_text_input: (_, kept) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(kept)) ? undefined : 'Enter a valid email address.',
  url_text_input: (_, kept) => (/^https?:\/\/[^\s.]+\.\S+$/i.test(String(kept)) ? undefined : 'Enter a valid URL.'),
  multi_static_select: most,
  multi_external_select: most,
  multi_users_select: most,
  multi_conversations_select: most,
  multi_channels_select: most,
}

function lengthError(element: Json, kept: unknown): string | undefined {
  const { length } = String(kept)
  const min = Number(element['min_length'] ?? 0)
  const max = Number(element['max_length'] ?? PLAIN_TEXT_MAX)
  if (length < min) return `Please use at least ${min} characters.`
  return length > max ? `Please use at most ${max} characters.` : undefined
}

function numberError(element: Json, kept: unknown): string | undefined {
  const number = Number(kept)
  if (Number.isNaN(number)) return 'Enter a number.'
  if (element['is_decimal_allowed'] !== true && !Number.isInteger(number)) return 'Enter a whole number.'
  const { min_value, max_value } = element
  if (min_value !== undefined && number < Number(min_value)) return `Enter a number that is ${min_value} or more.`
  if (max_value !== undefined && number > Number(max_value)) return `Enter a number that is ${max_value} or less.`
  return undefined
}
