import { LONGEST_INPUT } from './inputs.ts'

/** Inputs of one section in one form; with all sections and asks a form stays under its 100 blocks. */
const MOST_INPUTS = 5

/** What one input holds; `joined` where its first line goes on from the input before. */
export interface Piece {
  text: string
  joined: boolean
}

/** The lines of a section that one form shows, and how they lie in its inputs. */
export interface Span {
  from: number
  to: number
  pieces: Piece[]
}

/** Shares lines out over inputs, and inputs over forms; a line is never torn between two forms. */
export function shareOut(texts: string[]): Span[] {
  const spans: Span[] = [{ from: 0, to: 0, pieces: [] }]
  for (const [index, text] of texts.entries()) {
    let span = spans.at(-1)!
    const pieces = piecesOf(text)
    const last = span.pieces.at(-1)
    const joins = last && pieces.length === 1 && last.text.length + 1 + text.length <= LONGEST_INPUT
    if (!joins && span.pieces.length > 0 && span.pieces.length + pieces.length > MOST_INPUTS) {
      span = { from: index, to: index, pieces: [] }
      spans.push(span)
    }
    if (joins) last.text = `${last.text}\n${text}`
    else span.pieces.push(...pieces)
    span.to = index + 1
  }
  for (const span of spans) if (span.pieces.length === 0) span.pieces.push({ text: '', joined: false })
  return spans
}

/** A line longer than an input goes on in the next. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let rest = text
  while (rest.length > LONGEST_INPUT) {
    const space = rest.lastIndexOf(' ', LONGEST_INPUT)
    const at = space > 0 ? space : LONGEST_INPUT
    pieces.push({ text: rest.slice(0, at), joined: pieces.length > 0 })
    rest = rest.slice(at).trim()
  }
  return [...pieces, { text: rest, joined: pieces.length > 0 }]
}

/** The lines that inputs hold now. */
export function readPieces(pieces: Piece[]): string[] {
  const texts: string[] = []
  for (const { text, joined } of pieces) {
    const rows = text.split('\n').map((row) => row.trim())
    if (joined && texts.length > 0) texts[texts.length - 1] = `${texts.at(-1)} ${rows.shift() ?? ''}`.trim()
    texts.push(...rows)
  }
  return texts.filter(Boolean)
}
