import type { Json } from '../state.ts'
import { type Bounds, checkKeys, checkList, checkOneOf, checkString, isObject, type Report, say } from './report.ts'

/** `block_id`, `action_id`, `callback_id`, `external_id`. */
export const ID_MAX = 255
const OPTION_MAX = 75
const URL_MAX = 3000

/** A text object; `plain_text` only where `plain` is set. Empty text is refused. */
export function checkText(
  report: Report,
  pointer: string,
  value: unknown,
  { plain = false, min = 1, ...bounds }: Bounds & { plain?: boolean },
): void {
  if (value === undefined || value === null) {
    if (bounds.required !== false) say(report, pointer, 'missing required field')
    return
  }
  if (!isObject(value)) return say(report, pointer, 'must be an object')
  const { type } = value
  if (type !== 'plain_text' && (plain || type !== 'mrkdwn'))
    return say(report, `${pointer}/type`, `must be ${plain ? 'plain_text' : 'plain_text or mrkdwn'}`)
  checkKeys(report, pointer, value, ['type', 'text', type === 'mrkdwn' ? 'verbatim' : 'emoji'])
  checkString(report, `${pointer}/text`, value['text'], { min, max: bounds.max })
}

export const checkPlain = (report: Report, pointer: string, value: unknown, bounds: Bounds): void =>
  checkText(report, pointer, value, { ...bounds, plain: true })

export const checkUrl = (report: Report, pointer: string, value: unknown, required: boolean): void => {
  checkString(report, pointer, value, { max: URL_MAX, min: 1, required })
  if (typeof value === 'string' && !/^(https?|mailto|slack):/i.test(value)) say(report, pointer, 'must be a valid URL')
}

/** An option of a select, radio group, checkbox group or overflow menu. */
export function checkOption(report: Report, pointer: string, option: Json, mrkdwn: boolean): void {
  checkKeys(report, pointer, option, ['text', 'value', 'description', 'url'])
  checkText(report, `${pointer}/text`, option['text'], { max: OPTION_MAX, plain: !mrkdwn })
  checkString(report, `${pointer}/value`, option['value'], { max: OPTION_MAX, min: 1 })
  checkText(report, `${pointer}/description`, option['description'], {
    max: OPTION_MAX,
    plain: !mrkdwn,
    required: false,
  })
  if (option['url'] !== undefined) checkUrl(report, `${pointer}/url`, option['url'], true)
}

export interface OptionRules {
  max: number
  mrkdwn?: boolean
}

/** Options, all with different values. */
export function checkOptions(report: Report, pointer: string, value: unknown, rules: OptionRules): void {
  checkList(report, pointer, value, { max: rules.max }, (option, at) =>
    checkOption(report, at, option, rules.mrkdwn ?? false),
  )
  const values = Array.isArray(value) ? value.map((o) => (isObject(o) ? o['value'] : undefined)) : []
  if (new Set(values).size < values.length) say(report, pointer, 'options must have unique values')
}

/** What is chosen at the start must be one of the options, exactly as written there. */
export function checkInitial(report: Report, pointer: string, initial: unknown, options: Json[]): void {
  if (initial === undefined) return
  const chosen = Array.isArray(initial) ? initial : [initial]
  if (chosen.length === 0) say(report, pointer, 'no fewer than 1 items allowed')
  const plain = (o: unknown) => {
    if (!isObject(o) || !isObject(o['text'])) return ''
    return JSON.stringify([o['value'], o['text']['text'], o['text']['type']])
  }
  const known = options.map(plain)
  for (const option of chosen) if (!known.includes(plain(option))) say(report, pointer, 'must be one of the options')
}

export function checkConfirm(report: Report, pointer: string, value: unknown): void {
  if (value === undefined) return
  if (!isObject(value)) return say(report, pointer, 'must be an object')
  checkKeys(report, pointer, value, ['title', 'text', 'confirm', 'deny', 'style'])
  checkPlain(report, `${pointer}/title`, value['title'], { max: 100 })
  checkText(report, `${pointer}/text`, value['text'], { max: 300 })
  checkPlain(report, `${pointer}/confirm`, value['confirm'], { max: 30 })
  checkPlain(report, `${pointer}/deny`, value['deny'], { max: 30 })
  checkOneOf(report, `${pointer}/style`, value['style'], ['primary', 'danger'])
}

/** Pictures need words for those who cannot see them, and exactly one source. */
export function checkPicture(report: Report, pointer: string, value: Json): void {
  checkString(report, `${pointer}/alt_text`, value['alt_text'], { min: 1, max: 2000 })
  const file = value['slack_file']
  if ((value['image_url'] === undefined) === (file === undefined))
    say(report, pointer, 'exactly one of image_url or slack_file is required')
  if (value['image_url'] !== undefined) checkUrl(report, `${pointer}/image_url`, value['image_url'], true)
  if (isObject(file) && (file['id'] === undefined) === (file['url'] === undefined))
    say(report, `${pointer}/slack_file`, 'exactly one of id or url is required')
}
