import { keptBy } from './elements.ts'
import { isDate, isTime } from './limits/inputs.ts'
import { allOptions } from './limits/selects.ts'
import { isObject } from './post.ts'
import type { InputValue, Json } from './state.ts'

/** What a person puts into an input, in short: a text, an option's value or label, an id, several of them, or nothing. */
export type Choice = string | number | string[] | Json | null

/** Refused by the client itself: there is no such option, or it is not a date. */
export class NotPossible extends Error {}

/** The value that goes into `state.values` when a person enters `choice` into `element`. */
export function enter(element: Json, choice: Choice, offered: Json[] = allOptions(element)): InputValue {
  const type = String(element['type'])
  const key = type === 'overflow' ? 'selected_option' : keptBy(type)
  if (!key) throw new NotPossible(`Nothing can be entered into a ${type}.`)
  const kept = (value: unknown): InputValue => ({ type, [key]: value })
  if (key === 'selected_options') return kept(several(choice).map((c) => pick(offered, c)))
  if (/^selected_(users|conversations|channels)$/.test(key)) return kept(several(choice))
  if (choice === null || choice === '') return kept(null)
  if (key === 'selected_option') return kept(isObject(choice) ? choice : pick(offered, String(choice)))
  return kept(single(type, choice))
}

const several = (choice: Choice): string[] =>
  Array.isArray(choice) ? choice : choice === null || choice === '' ? [] : [String(choice)]

function single(type: string, choice: Choice): unknown {
  if (type === 'datepicker' && !isDate(choice))
    throw new NotPossible(`${String(choice)} is not a date like 2026-11-20.`)
  if (type === 'timepicker' && !isTime(choice)) throw new NotPossible(`${String(choice)} is not a time like 09:30.`)
  if (type === 'datetimepicker') return Number(choice)
  if (type === 'rich_text_input') return isObject(choice) ? choice : richText(String(choice))
  return String(choice)
}

/** An option by its value, or by the words on it. */
function pick(offered: Json[], wanted: string): Json {
  const label = (o: Json) => (isObject(o['text']) ? o['text']['text'] : undefined)
  const option = offered.find((o) => o['value'] === wanted) ?? offered.find((o) => label(o) === wanted)
  if (!option) throw new NotPossible(`There is no option "${wanted}". There are: ${offered.map(label).join(', ')}.`)
  return structuredClone(option)
}

/** Typed text as the rich text editor keeps it. */
export function richText(typed: string): Json {
  const elements = [{ type: 'rich_text_section', elements: [{ type: 'text', text: typed }] }]
  return { type: 'rich_text', elements }
}

/** The plain words of a rich text value. */
export function plainWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainWords).join('')
  if (!isObject(value)) return ''
  if (typeof value['text'] === 'string') return value['text']
  if (value['type'] !== 'text' && !value['elements']) return ' '
  return plainWords(value['elements'])
}
