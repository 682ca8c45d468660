import type { Json } from '../state.ts'
import { checkPlain } from './composition.ts'
import { checkKeys, checkNumber, checkString, isObject, type Report, say } from './report.ts'

const TEXT_MAX = 3000
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

const COMMON = ['type', 'action_id', 'placeholder', 'focus_on_load', 'confirm']
const TEXT = ['initial_value', 'dispatch_action_config']

const KEYS: Record<string, string[]> = {
  plain_text_input: [...TEXT, 'multiline', 'min_length', 'max_length'],
  rich_text_input: [...TEXT, 'min_lines', 'max_lines'],
  email_text_input: TEXT,
  url_text_input: TEXT,
  number_input: [...TEXT, 'is_decimal_allowed', 'min_value', 'max_value'],
  datepicker: ['initial_date'],
  timepicker: ['initial_time', 'timezone'],
  datetimepicker: ['initial_date_time'],
  file_input: ['filetypes', 'max_files'],
}

/** An element that one types or picks a date in. */
export function checkInputs(report: Report, pointer: string, element: Json): void {
  const type = String(element['type'])
  checkKeys(report, pointer, element, [...COMMON, ...(KEYS[type] ?? [])])
  checkPlain(report, `${pointer}/placeholder`, element['placeholder'], { max: 150, required: false })
  CHECKS[type]?.(report, pointer, element)
}

type Check = (report: Report, pointer: string, element: Json) => void

const CHECKS: Record<string, Check> = {
  plain_text_input: checkPlainText,
  number_input: checkNumberInput,
  rich_text_input: (report, pointer, { initial_value }) => {
    if (initial_value !== undefined && (!isObject(initial_value) || initial_value['type'] !== 'rich_text'))
      say(report, `${pointer}/initial_value`, 'must be a rich_text block')
  },
  datepicker: (report, pointer, { initial_date }) => {
    if (initial_date !== undefined && !isDate(initial_date))
      say(report, `${pointer}/initial_date`, 'must be a date in the form YYYY-MM-DD')
  },
  timepicker: (report, pointer, { initial_time, timezone }) => {
    if (initial_time !== undefined && !(typeof initial_time === 'string' && TIME.test(initial_time)))
      say(report, `${pointer}/initial_time`, 'must be a time in the form HH:mm')
    if (timezone !== undefined && !isZone(timezone)) say(report, `${pointer}/timezone`, 'must be an IANA time zone')
  },
  datetimepicker: (report, pointer, { initial_date_time }) => {
    if (initial_date_time !== undefined && !/^\d{10}$/.test(String(initial_date_time)))
      say(report, `${pointer}/initial_date_time`, 'must be a UNIX timestamp of 10 digits')
  },
}

function checkPlainText(report: Report, pointer: string, element: Json): void {
  checkNumber(report, `${pointer}/min_length`, element['min_length'], 0, TEXT_MAX)
  checkNumber(report, `${pointer}/max_length`, element['max_length'], 1, TEXT_MAX)
  checkString(report, `${pointer}/initial_value`, element['initial_value'], { max: TEXT_MAX, required: false })
  const { min_length, max_length, initial_value } = element
  if (typeof min_length === 'number' && typeof max_length === 'number' && min_length > max_length)
    say(report, `${pointer}/min_length`, 'must not be more than max_length')
  if (typeof initial_value === 'string' && typeof max_length === 'number' && initial_value.length > max_length)
    say(report, `${pointer}/initial_value`, `must be less than ${max_length + 1} characters`)
}

function checkNumberInput(report: Report, pointer: string, element: Json): void {
  if (typeof element['is_decimal_allowed'] !== 'boolean')
    say(report, `${pointer}/is_decimal_allowed`, 'missing required field')
  for (const key of ['initial_value', 'min_value', 'max_value']) {
    const value = element[key]
    if (value === undefined) continue
    if (typeof value !== 'string' || value === '' || Number.isNaN(Number(value)))
      say(report, `${pointer}/${key}`, 'must be a number written as a string')
  }
}

/** A date that exists, written YYYY-MM-DD. */
export function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !DATE.test(value)) return false
  return new Date(`${value}T00:00:00Z`).toISOString().startsWith(value)
}

export const isTime = (value: unknown): boolean => typeof value === 'string' && TIME.test(value)

function isZone(value: unknown): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: String(value) }) !== undefined
  } catch {
    return false
  }
}
