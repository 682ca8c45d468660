import type { Json } from '../state.ts'
import { checkBlocks } from './blocks.ts'
import { isObject, newReport, say } from './report.ts'

/** Undocumented, measured by others at 13,202: the text of all blocks of a message together. */
export const ALL_TEXT_MAX = 13_200
const CHARTS_MAX = 2
const TABLES_MAX = 1
const TABLE_TEXT_MAX = 10_000
const DATA_TABLE_TEXT_MAX = 20_000
const MARKDOWN_MAX = 12_000

/** What is wrong with a message's blocks; empty when Slack would take them. */
export function messageProblems(blocks: unknown): string[] {
  const report = newReport('message')
  checkBlocks(report, '/blocks', blocks)
  const list = asBlocks(blocks)
  const of = (type: string) => list.filter((b) => b['type'] === type)
  if (of('data_visualization').length > CHARTS_MAX) say(report, '/blocks', 'no more than 2 data_visualization blocks')
  if (of('table').length > TABLES_MAX) say(report, '/blocks', 'only_one_table_allowed')
  if (textLength(of('table')) > TABLE_TEXT_MAX) say(report, '/blocks', 'tables have more than 10000 characters')
  if (textLength(of('data_table')) > DATA_TABLE_TEXT_MAX)
    say(report, '/blocks', 'tables have more than 20000 characters')
  if (textLength(of('markdown')) > MARKDOWN_MAX) say(report, '/blocks', 'markdown has more than 12000 characters')
  return report.problems
}

/** Whether the text of all blocks together is over what Slack stores with a message. */
export function tooMuchText(blocks: unknown): boolean {
  const counted = asBlocks(blocks).filter((b) => b['type'] !== 'table' && b['type'] !== 'data_table')
  return textLength(counted) > ALL_TEXT_MAX
}

export const asBlocks = (blocks: unknown): Json[] => (Array.isArray(blocks) ? blocks.filter(isObject) : [])

/** Characters a person can read in these blocks: every `text` that is a string, at any depth. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + textLength(item), 0)
  if (!isObject(value)) return 0
  let sum = 0
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string') sum += key === 'text' || key === 'alt_text' ? inner.length : 0
    else sum += textLength(inner)
  }
  return sum
}
