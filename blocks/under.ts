import type { Under } from '#features/promises/model.ts'
import { type Modal, modal, paragraph } from './kit.ts'

/** What a form of the customer's remembers between two presses. Only we write it; Slack hands it back as it was. */
export interface Remembered extends Under {
  /** The id of what the form will make, so that a form sent twice makes one thing. */
  id: string
  /** The ask that is talked about. */
  askId?: string
  concernId?: string
  turn?: number
  /** The message of which a concern is made, and who wrote it. */
  message?: { channel: string; ts: string; author: string }
}

export const remember = (what: Remembered): string => JSON.stringify(what)

/** @returns undefined where it is none of ours. */
export function recall(metadata: string | undefined): Remembered | undefined {
  try {
    const kept = JSON.parse(metadata ?? '') as Partial<Remembered> | null
    return kept && typeof kept.accountId === 'string' && typeof kept.id === 'string' ? (kept as Remembered) : undefined
  } catch {
    return undefined
  }
}

/** A form that says one thing. */
export const saidModal = (title: string, ...texts: string[]): Modal =>
  modal(
    'promises.said',
    title,
    texts.map((text) => paragraph(text)),
  )
