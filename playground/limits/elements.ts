import type { Json } from '../state.ts'
import * as check from './composition.ts'
import { checkInputs } from './inputs.ts'
import { checkKeys, checkList, checkOneOf, checkString, isObject, type Report, say } from './report.ts'
import { checkSelect } from './selects.ts'

const BUTTON_TEXT = 75
const VALUE_MAX = 2000

/** Which elements a section may carry beside its text. */
const ACCESSORIES =
  'button checkboxes datepicker image overflow radio_buttons timepicker workflow_button static_select external_select users_select conversations_select channels_select multi_static_select multi_external_select multi_users_select multi_conversations_select multi_channels_select'
const IN_ACTIONS = `${ACCESSORIES} datetimepicker rich_text_input`.replace(' image ', ' ')
const IN_INPUT =
  'checkboxes datepicker datetimepicker email_text_input file_input number_input plain_text_input radio_buttons rich_text_input timepicker url_text_input static_select external_select users_select conversations_select channels_select multi_static_select multi_external_select multi_users_select multi_conversations_select multi_channels_select'

const PLACES = {
  accessory: new Set(ACCESSORIES.split(' ')),
  actions: new Set(IN_ACTIONS.split(' ')),
  input: new Set(IN_INPUT.split(' ')),
  context_actions: new Set(['feedback_buttons', 'icon_button']),
  card: new Set(['button']),
}

export type ElementPlace = keyof typeof PLACES

/** One interactive element, in the place where it stands. */
export function checkElement(report: Report, pointer: string, element: unknown, place: ElementPlace): void {
  if (!isObject(element)) return say(report, pointer, 'missing required field')
  const type = String(element['type'])
  if (!PLACES[place].has(type)) return say(report, `${pointer}/type`, `unsupported type: ${type}`)
  if (type === 'image') return check.checkPicture(report, pointer, element)
  checkString(report, `${pointer}/action_id`, element['action_id'], { min: 1, max: check.ID_MAX, required: false })
  check.checkConfirm(report, `${pointer}/confirm`, element['confirm'])
  const kind = ELEMENTS[type]
  if (kind) return kind(report, pointer, element)
  if (type.endsWith('_select')) return checkSelect(report, pointer, element)
  checkInputs(report, pointer, element)
}

type Check = (report: Report, pointer: string, element: Json) => void

const ELEMENTS: Record<string, Check> = {
  button: checkButton,
  overflow: (report, pointer, element) => {
    checkKeys(report, pointer, element, ['type', 'action_id', 'options', 'confirm'])
    check.checkOptions(report, `${pointer}/options`, element['options'], { max: 5 })
  },
  radio_buttons: (report, pointer, element) => checkChoices(report, pointer, element, 'initial_option'),
  checkboxes: (report, pointer, element) => checkChoices(report, pointer, element, 'initial_options'),
  workflow_button: (report, pointer, element) =>
    check.checkPlain(report, `${pointer}/text`, element['text'], { max: BUTTON_TEXT }),
  icon_button: checkIconButton,
  feedback_buttons: (report, pointer, element) => {
    checkKeys(report, pointer, element, ['type', 'action_id', 'positive_button', 'negative_button'])
    for (const key of ['positive_button', 'negative_button']) checkFeedback(report, `${pointer}/${key}`, element[key])
  },
}

const BUTTON_KEYS = ['type', 'text', 'action_id', 'url', 'value', 'style', 'confirm', 'accessibility_label']

function checkButton(report: Report, pointer: string, button: Json): void {
  checkKeys(report, pointer, button, BUTTON_KEYS)
  check.checkPlain(report, `${pointer}/text`, button['text'], { max: BUTTON_TEXT })
  checkString(report, `${pointer}/value`, button['value'], { max: VALUE_MAX, required: false })
  if (button['url'] !== undefined) check.checkUrl(report, `${pointer}/url`, button['url'], true)
  checkOneOf(report, `${pointer}/style`, button['style'], ['primary', 'danger'])
  checkLabel(report, pointer, button)
}

const checkLabel: Check = (report, pointer, element) =>
  checkString(report, `${pointer}/accessibility_label`, element['accessibility_label'], { max: 75, required: false })

function checkIconButton(report: Report, pointer: string, button: Json): void {
  check.checkPlain(report, `${pointer}/text`, button['text'], { max: BUTTON_TEXT })
  checkString(report, `${pointer}/icon`, button['icon'], { min: 1, max: 100 })
  checkString(report, `${pointer}/value`, button['value'], { max: VALUE_MAX, required: false })
  checkLabel(report, pointer, button)
}

function checkFeedback(report: Report, pointer: string, button: unknown): void {
  if (!isObject(button)) return say(report, pointer, 'missing required field')
  check.checkPlain(report, `${pointer}/text`, button['text'], { max: BUTTON_TEXT })
  checkString(report, `${pointer}/value`, button['value'], { max: VALUE_MAX })
  checkLabel(report, pointer, button)
}

/** Radio buttons and checkboxes: at most ten, and their texts may be mrkdwn. */
function checkChoices(report: Report, pointer: string, element: Json, initial: string): void {
  checkKeys(report, pointer, element, ['type', 'action_id', 'options', initial, 'confirm', 'focus_on_load'])
  check.checkOptions(report, `${pointer}/options`, element['options'], { max: 10, mrkdwn: true })
  const options = Array.isArray(element['options']) ? element['options'].filter(isObject) : []
  check.checkInitial(report, `${pointer}/${initial}`, element[initial], options)
}

/** Several elements in a row, with different action ids. */
export function checkElements(report: Report, pointer: string, value: unknown, max: number, place: ElementPlace): void {
  checkList(report, pointer, value, { max }, (element, at) => checkElement(report, at, element, place))
  const ids = Array.isArray(value) ? value.map((e) => (isObject(e) ? e['action_id'] : undefined)).filter(Boolean) : []
  if (new Set(ids).size < ids.length) say(report, pointer, '`action_id` must be unique within a block')
}
