import type { Json } from '../state.ts'

export function messageProblems(_blocks: unknown): string[] {
  return []
}

export const asBlocks = (blocks: unknown): Json[] => (Array.isArray(blocks) ? (blocks as Json[]) : [])
