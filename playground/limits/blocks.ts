import type { Json } from '../state.ts'
import { checkChart } from './charts.ts'
import * as check from './composition.ts'
import { checkElement, checkElements } from './elements.ts'
import { checkKeys, checkList, checkOneOf, checkString, isObject, type Report, type Surface, say } from './report.ts'
import * as rich from './rich.ts'

const ALL: Surface[] = ['message', 'modal', 'home']

/** Where each block may stand; `file` cannot be sent by an app at all. */
const SURFACES: Record<string, Surface[]> = {
  section: ALL,
  header: ALL,
  context: ALL,
  divider: ALL,
  image: ALL,
  actions: ALL,
  input: ALL,
  rich_text: ALL,
  video: ALL,
  data_visualization: ['message'],
  data_table: ['message'],
  table: ['message'],
  container: ['message'],
  card: ['message', 'home'],
  carousel: ['message', 'home'],
  alert: ['modal'],
  markdown: ['message'],
  context_actions: ['message'],
  task_card: ['message'],
  plan: ['message'],
}

/** What may stand inside a container. */
const INSIDE_CONTAINER = 'actions context divider header image input rich_text section table video'.split(' ')

/** All blocks of a message (at most 50) or of a view (at most 100). */
export function checkBlocks(report: Report, pointer: string, blocks: unknown): void {
  const max = report.surface === 'message' ? 50 : 100
  const min = report.surface === 'message' ? 0 : 1
  checkList(report, pointer, blocks, { max, min }, (block, at) => checkBlock(report, at, block))
  const list = Array.isArray(blocks) ? blocks.filter(isObject) : []
  const seen = new Set<unknown>()
  list.forEach((block, i) => {
    const id = block['block_id']
    if (id !== undefined && seen.has(id)) say(report, `${pointer}/${i}/block_id`, `\`block_id\` already exists: ${id}`)
    seen.add(id)
  })
}

function checkBlock(report: Report, pointer: string, block: Json): void {
  const type = String(block['type'])
  const kind = BLOCKS[type]
  if (!kind || !SURFACES[type]?.includes(report.surface))
    return say(report, `${pointer}/type`, `unsupported type: ${type}`)
  checkString(report, `${pointer}/block_id`, block['block_id'], { min: 1, max: check.ID_MAX, required: false })
  kind(report, pointer, block)
}

type Check = (report: Report, pointer: string, block: Json) => void

const BLOCKS: Record<string, Check> = {
  section: checkSection,
  header: (report, pointer, block) => {
    checkKeys(report, pointer, block, ['type', 'block_id', 'text', 'level'])
    check.checkPlain(report, `${pointer}/text`, block['text'], { max: 150 })
    checkOneOf(report, `${pointer}/level`, block['level'], [1, 2, 3, 4])
  },
  divider: (report, pointer, block) => checkKeys(report, pointer, block, ['type', 'block_id']),
  image: (report, pointer, block) => {
    checkKeys(report, pointer, block, ['type', 'block_id', 'alt_text', 'title', 'image_url', 'slack_file'])
    check.checkPicture(report, pointer, block)
    check.checkPlain(report, `${pointer}/title`, block['title'], { max: 2000, required: false })
  },
  context: checkContext,
  actions: (report, pointer, block) => {
    checkKeys(report, pointer, block, ['type', 'block_id', 'elements'])
    checkElements(report, `${pointer}/elements`, block['elements'], 25, 'actions')
  },
  context_actions: (report, pointer, block) => {
    checkKeys(report, pointer, block, ['type', 'block_id', 'elements'])
    checkElements(report, `${pointer}/elements`, block['elements'], 5, 'context_actions')
  },
  input: checkInput,
  rich_text: rich.checkRichText,
  markdown: (report, pointer, block) => checkString(report, `${pointer}/text`, block['text'], { min: 1, max: 12_000 }),
  alert: (report, pointer, block) => {
    check.checkText(report, `${pointer}/text`, block['text'], { max: 3000 })
    checkOneOf(report, `${pointer}/level`, block['level'], ['default', 'info', 'warning', 'error', 'success'])
  },
  data_visualization: checkChart,
  table: rich.checkTable,
  data_table: rich.checkDataTable,
  container: checkContainer,
  card: rich.checkCard,
  carousel: (report, pointer, block) =>
    checkList(report, `${pointer}/elements`, block['elements'], { max: 10 }, (card, at) =>
      rich.checkCard(report, at, card),
    ),
  task_card: rich.checkTask,
  plan: (report, pointer, block) => checkString(report, `${pointer}/title`, block['title'], { min: 1, max: 3000 }),
  video: rich.checkVideo,
}

function checkSection(report: Report, pointer: string, block: Json): void {
  checkKeys(report, pointer, block, ['type', 'block_id', 'text', 'fields', 'accessory', 'expand'])
  const { text, fields, accessory } = block
  if (text === undefined && fields === undefined) say(report, pointer, 'missing required field: text')
  check.checkText(report, `${pointer}/text`, text, { max: 3000, required: false })
  const bounds = { max: 10, required: false }
  checkList(report, `${pointer}/fields`, fields, bounds, (field, at) =>
    check.checkText(report, at, field, { max: 2000 }),
  )
  if (accessory !== undefined) checkElement(report, `${pointer}/accessory`, accessory, 'accessory')
}

function checkContext(report: Report, pointer: string, block: Json): void {
  checkKeys(report, pointer, block, ['type', 'block_id', 'elements'])
  checkList(report, `${pointer}/elements`, block['elements'], { max: 10 }, (element, at) =>
    element['type'] === 'image'
      ? check.checkPicture(report, at, element)
      : check.checkText(report, at, element, { max: 3000 }),
  )
}

function checkInput(report: Report, pointer: string, block: Json): void {
  const known = ['type', 'block_id', 'label', 'hint', 'optional', 'element', 'dispatch_action']
  checkKeys(report, pointer, block, known)
  check.checkPlain(report, `${pointer}/label`, block['label'], { max: 2000 })
  check.checkPlain(report, `${pointer}/hint`, block['hint'], { max: 2000, required: false })
  checkElement(report, `${pointer}/element`, block['element'], 'input')
  const file = isObject(block['element']) && block['element']['type'] === 'file_input'
  if (file && report.surface !== 'modal') say(report, `${pointer}/element/type`, 'unsupported type: file_input')
}

function checkContainer(report: Report, pointer: string, block: Json): void {
  const { title, rich_text_title, subtitle, child_blocks } = block
  if (title === undefined && rich_text_title === undefined) say(report, pointer, 'missing required field: title')
  check.checkPlain(report, `${pointer}/title`, title, { max: 150, required: false })
  check.checkText(report, `${pointer}/subtitle`, subtitle, { max: 150, required: false })
  checkList(report, `${pointer}/child_blocks`, child_blocks, { max: 10 }, (child, at) => {
    if (!INSIDE_CONTAINER.includes(String(child['type'])))
      return say(report, `${at}/type`, `unsupported type: ${String(child['type'])}`)
    checkBlock(report, at, child)
  })
}
