import type { Json } from '../state.ts'
import { checkBlocks } from './blocks.ts'
import { checkPlain, ID_MAX } from './composition.ts'
import { checkKeys, checkOneOf, checkString, isObject, newReport, type Report, say } from './report.ts'

const TITLE_MAX = 24
const PRIVATE_METADATA_MAX = 3000
/** Slack refuses views above this many bytes of JSON. */
export const VIEW_BYTES_MAX = 250_000

const COMMON = ['type', 'blocks', 'private_metadata', 'callback_id', 'external_id']
const MODAL = ['title', 'submit', 'close', 'clear_on_close', 'notify_on_close', 'submit_disabled']

/** What is wrong with a modal or a Home; empty when Slack would take it. */
export function viewProblems(view: Json): string[] {
  const type = view['type']
  const report = newReport(type === 'home' ? 'home' : 'modal')
  checkOneOf(report, '/view/type', type ?? null, ['modal', 'home'])
  checkString(report, '/view/private_metadata', view['private_metadata'], {
    max: PRIVATE_METADATA_MAX,
    required: false,
  })
  for (const key of ['callback_id', 'external_id'])
    checkString(report, `/view/${key}`, view[key], { max: ID_MAX, required: false })
  checkKeys(report, '/view', view, type === 'home' ? COMMON : [...COMMON, ...MODAL])
  if (type === 'modal') checkModal(report, view)
  checkBlocks(report, '/view/blocks', view['blocks'])
  return report.problems
}

function checkModal(report: Report, view: Json): void {
  checkPlain(report, '/view/title', view['title'], { max: TITLE_MAX })
  checkPlain(report, '/view/submit', view['submit'] ?? undefined, { max: TITLE_MAX, required: false })
  checkPlain(report, '/view/close', view['close'] ?? undefined, { max: TITLE_MAX, required: false })
  const blocks = Array.isArray(view['blocks']) ? view['blocks'].filter(isObject) : []
  const asks = blocks.some((b) => b['type'] === 'input')
  if (asks && !view['submit']) say(report, '/view/submit', 'missing required field: submit')
}
