import type { Block, Message } from './kit.ts'

/** Slack's hard limits (docs.slack.dev/reference/block-kit/blocks), except the one it does not document. */
const BLOCKS = { message: 50, home: 100 } as const
const LONGEST_TEXT = 40_000
/** `msg_blocks_too_long` comes at about 13,200 characters over all blocks; one report says 11,300. */
const ALL_TEXT = 10_000
const CHARTS = 2

/** What Slack would refuse about a message or a Home, in words; empty when nothing. */
export function checkMessage(surface: string, message: Message): string[] {
  const { blocks, text } = message
  const problems: string[] = []
  const most = surface === 'home' ? BLOCKS.home : BLOCKS.message
  if (blocks.length > most) problems.push(`has ${blocks.length} blocks, and ${most} are allowed`)
  if (text.length > LONGEST_TEXT)
    problems.push(`has a text of ${text.length} characters, and ${LONGEST_TEXT} are allowed`)
  if (surface === 'message' && text.trim() === '') problems.push('has no text for notifications and screen readers')
  if (surface === 'message' && weight(blocks) > ALL_TEXT)
    problems.push(`has ${weight(blocks)} characters, and ${ALL_TEXT} are allowed`)
  if (blocks.filter(({ type }) => type === 'data_visualization').length > CHARTS)
    problems.push('has more than two charts')
  const ids = blocks.map(({ block_id }) => block_id).filter((id) => id !== undefined)
  if (new Set(ids).size < ids.length) problems.push('names two blocks alike')
  return [...problems, ...blocks.flatMap(checkBlock)].map((problem) => `The message ${problem}.`)
}

/** The characters of all texts in these blocks, which Slack counts together. */
export function weight(part: unknown): number {
  if (Array.isArray(part)) return part.reduce((sum: number, item) => sum + weight(item), 0)
  if (typeof part !== 'object' || part === null) return 0
  return Object.entries(part).reduce((sum, [name, value]) => {
    if (typeof value === 'string') return sum + (name === 'text' || name === 'title' ? value.length : 0)
    return sum + weight(value)
  }, 0)
}

function checkBlock(block: Block): string[] {
  const text = (block['text'] as { text?: string } | undefined)?.text
  if (block.type === 'header' && (text?.length ?? 0) > 150) return ['has a header of more than 150 characters']
  if (block.type === 'section' && (text?.length ?? 0) > 3000) return ['has a section of more than 3,000 characters']
  if (block.type === 'section' && text === '') return ['has an empty section']
  if (block.type === 'actions' && (block['elements'] as unknown[]).length > 25)
    return ['has more than 25 buttons in a row']
  if (block.type === 'context' && (block['elements'] as unknown[]).length > 10)
    return ['has more than 10 parts in a note']
  return []
}
