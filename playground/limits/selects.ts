import type { Json } from '../state.ts'
import * as check from './composition.ts'
import { checkKeys, checkList, checkNumber, isObject, type Report, say } from './report.ts'

const OPTIONS_MAX = 100
const PLACEHOLDER_MAX = 150

const COMMON = ['type', 'action_id', 'placeholder', 'confirm', 'focus_on_load']
const CONVERSATION = ['default_to_current_conversation', 'response_url_enabled', 'filter']

/** The fields of each kind of menu beside the common ones. */
const KEYS: Record<string, string[]> = {
  static_select: ['options', 'option_groups', 'initial_option'],
  multi_static_select: ['options', 'option_groups', 'initial_options', 'max_selected_items'],
  external_select: ['initial_option', 'min_query_length'],
  multi_external_select: ['initial_options', 'min_query_length', 'max_selected_items'],
  users_select: ['initial_user'],
  multi_users_select: ['initial_users', 'max_selected_items'],
  conversations_select: ['initial_conversation', ...CONVERSATION],
  multi_conversations_select: ['initial_conversations', 'max_selected_items', ...CONVERSATION],
  channels_select: ['initial_channel', 'response_url_enabled'],
  multi_channels_select: ['initial_channels', 'max_selected_items'],
}

/** A select menu of any kind, single or multiple. */
export function checkSelect(report: Report, pointer: string, select: Json): void {
  const type = String(select['type'])
  checkKeys(report, pointer, select, [...COMMON, ...(KEYS[type] ?? [])])
  check.checkPlain(report, `${pointer}/placeholder`, select['placeholder'], { max: PLACEHOLDER_MAX, required: false })
  checkNumber(report, `${pointer}/max_selected_items`, select['max_selected_items'], 1, OPTIONS_MAX)
  if (type.endsWith('static_select')) checkStatic(report, pointer, select)
}

function checkStatic(report: Report, pointer: string, select: Json): void {
  const { options, option_groups } = select
  if ((options === undefined) === (option_groups === undefined))
    return say(report, pointer, 'exactly one of options or option_groups is required')
  if (options !== undefined) check.checkOptions(report, `${pointer}/options`, options, { max: OPTIONS_MAX })
  else checkGroups(report, `${pointer}/option_groups`, option_groups)
  const key = select['type'] === 'static_select' ? 'initial_option' : 'initial_options'
  check.checkInitial(report, `${pointer}/${key}`, select[key], allOptions(select))
}

function checkGroups(report: Report, pointer: string, groups: unknown): void {
  checkList(report, pointer, groups, { max: OPTIONS_MAX }, (group, at) => {
    check.checkPlain(report, `${at}/label`, group['label'], { max: 75 })
    check.checkOptions(report, `${at}/options`, group['options'], { max: OPTIONS_MAX })
  })
}

/** The options of a static select, groups taken apart. */
export function allOptions(select: Json): Json[] {
  const groups = Array.isArray(select['option_groups']) ? select['option_groups'].filter(isObject) : [select]
  return groups.flatMap((g) => (Array.isArray(g['options']) ? g['options'].filter(isObject) : []))
}
