import type { Json } from '../state.ts'
import { checkPlain, checkText } from './composition.ts'
import { checkElements } from './elements.ts'
import { checkKeys, checkList, checkNumber, checkOneOf, checkString, isObject, type Report, say } from './report.ts'

const INSIDE = ['text', 'link', 'emoji', 'user', 'usergroup', 'channel', 'broadcast', 'date', 'color', 'team']
const PARTS = ['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted']

/** What a rich text element needs to carry. */
const NEEDED: Record<string, string> = {
  text: 'text',
  link: 'url',
  emoji: 'name',
  user: 'user_id',
  usergroup: 'usergroup_id',
  channel: 'channel_id',
  broadcast: 'range',
  date: 'timestamp',
  color: 'value',
  team: 'team_id',
}

export function checkRichText(report: Report, pointer: string, block: Json): void {
  checkKeys(report, pointer, block, ['type', 'block_id', 'elements'])
  checkList(report, `${pointer}/elements`, block['elements'], { max: 500, min: 1 }, (part, at) =>
    checkPart(report, at, part, PARTS),
  )
}

function checkPart(report: Report, pointer: string, part: Json, allowed: string[]): void {
  const type = String(part['type'])
  if (!allowed.includes(type)) return say(report, `${pointer}/type`, `unsupported type: ${type}`)
  if (type === 'rich_text_list') {
    checkOneOf(report, `${pointer}/style`, part['style'] ?? null, ['bullet', 'ordered'])
    checkNumber(report, `${pointer}/indent`, part['indent'], 0, 8)
  }
  checkList(report, `${pointer}/elements`, part['elements'], { max: 1000, min: 0 }, (element, at) =>
    type === 'rich_text_list'
      ? checkPart(report, at, element, ['rich_text_section'])
      : checkInside(report, at, element),
  )
}

function checkInside(report: Report, pointer: string, element: Json): void {
  const type = String(element['type'])
  if (!INSIDE.includes(type)) return say(report, `${pointer}/type`, `unsupported type: ${type}`)
  const needed = NEEDED[type] ?? 'type'
  const value = element[needed]
  if (value === undefined || value === null || value === '')
    say(report, `${pointer}/${needed}`, 'missing required field')
  if (isObject(element['style'])) checkKeys(report, `${pointer}/style`, element['style'], STYLES)
}
const STYLES = ['bold', 'italic', 'strike', 'code', 'underline', 'highlight', 'client_highlight', 'unlink']

/** A plain table: at most 100 rows of 20 cells. */
export function checkTable(report: Report, pointer: string, block: Json): void {
  checkKeys(report, pointer, block, ['type', 'block_id', 'rows', 'column_settings'])
  checkRows(report, `${pointer}/rows`, block['rows'], { min: 1, max: 100, equal: false, header: false })
  if (block['column_settings'] !== undefined)
    checkList(report, `${pointer}/column_settings`, block['column_settings'], { max: 20, min: 0 }, (column, at) =>
      checkOneOf(report, `${at}/align`, column['align'], ['left', 'center', 'right']),
    )
}

/** A sortable table: caption, a header row and at most 200 more, rows of equal length. */
export function checkDataTable(report: Report, pointer: string, block: Json): void {
  const known = ['type', 'block_id', 'rows', 'caption', 'page_size', 'row_header_column_index']
  checkKeys(report, pointer, block, known)
  checkString(report, `${pointer}/caption`, block['caption'], { min: 1, max: 3000 })
  checkNumber(report, `${pointer}/page_size`, block['page_size'], 1, 100)
  checkRows(report, `${pointer}/rows`, block['rows'], { min: 2, max: 201, equal: true, header: true })
}

interface RowRules {
  min: number
  max: number
  equal: boolean
  header: boolean
}

function checkRows(report: Report, pointer: string, rows: unknown, rules: RowRules): void {
  if (!Array.isArray(rows)) return say(report, pointer, 'missing required field')
  if (rows.length < rules.min) say(report, pointer, `no fewer than ${rules.min} items allowed`)
  if (rows.length > rules.max) say(report, pointer, `no more than ${rules.max} items allowed`)
  const width = Array.isArray(rows[0]) ? rows[0].length : 0
  rows.forEach((row, i) => {
    const at = `${pointer}/${i}`
    checkList(report, at, row, { max: 20 }, (cell, where) => checkCell(report, where, cell, rules.header && i === 0))
    if (rules.equal && Array.isArray(row) && row.length !== width) say(report, at, 'rows must have the same length')
  })
}

function checkCell(report: Report, pointer: string, cell: Json, header: boolean): void {
  const { type } = cell
  if (type === 'rich_text' && !header) return checkRichText(report, pointer, cell)
  if (type === 'raw_text') return checkString(report, `${pointer}/text`, cell['text'], { min: 1, max: 3000 })
  if (type === 'raw_number' && typeof cell['value'] === 'number') return
  say(report, `${pointer}/type`, `unsupported type: ${String(type)}`)
}

export function checkCard(report: Report, pointer: string, block: Json): void {
  const { title, subtitle, body, actions, hero_image } = block
  if (!title && !body && !actions && !hero_image) say(report, pointer, 'a title, body, image or action is required')
  checkText(report, `${pointer}/title`, title, { max: 150, required: false })
  checkText(report, `${pointer}/subtitle`, subtitle, { max: 150, required: false })
  checkText(report, `${pointer}/body`, body, { max: 200, required: false })
  if (actions !== undefined) checkElements(report, `${pointer}/actions`, actions, 3, 'card')
}

export function checkTask(report: Report, pointer: string, block: Json): void {
  checkString(report, `${pointer}/task_id`, block['task_id'], { min: 1, max: 255 })
  checkString(report, `${pointer}/title`, block['title'], { min: 1, max: 3000 })
  checkOneOf(report, `${pointer}/status`, block['status'] ?? null, ['in_progress', 'complete', 'error'])
}

export function checkVideo(report: Report, pointer: string, block: Json): void {
  checkPlain(report, `${pointer}/title`, block['title'], { max: 199 })
  checkString(report, `${pointer}/author_name`, block['author_name'], { max: 49, required: false })
  for (const key of ['video_url', 'thumbnail_url', 'alt_text'])
    checkString(report, `${pointer}/${key}`, block[key], { min: 1, max: 3000 })
}
