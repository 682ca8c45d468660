import type { Json } from '../state.ts'
import { SlackError, text } from './call.ts'

export interface Page<T> {
  items: T[]
  more: { response_metadata: { next_cursor: string } }
}

/** One page of a list; `limit` at most 1000, the cursor opaque to the caller. */
export function page<T>(args: Json, all: T[], usual: number): Page<T> {
  const limit = Number(text(args, 'limit') || usual)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new SlackError('invalid_limit')
  const cursor = text(args, 'cursor')
  const start = cursor ? Number(Buffer.from(cursor, 'base64').toString().replace('next:', '')) : 0
  if (!Number.isInteger(start)) throw new SlackError('invalid_cursor')
  const end = start + limit
  const next_cursor = end < all.length ? Buffer.from(`next:${end}`).toString('base64') : ''
  return { items: all.slice(start, end), more: { response_metadata: { next_cursor } } }
}
