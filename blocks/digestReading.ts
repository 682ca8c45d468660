import { STATUS_NAMES } from '#features/checkins/model.ts'
import type { Digest, Internal, ToldQuestion } from '#features/digests/model.ts'
import { pageButtons, pagesOf } from './digests.ts'
import { readTicks, tickInput, type Values } from './inputs.ts'
import { type Block, clip, divider, header, list, type Modal, modal, note, paragraph } from './kit.ts'

export const TURN_REVIEW = 'digests.turn_review'
export const APPROVE_VIEW = 'digests.approve_view'
export const TOLD = 'told'
const OTHERS = 'others'
/** Checkboxes take ten. */
const MOST_QUESTIONS = 10

export interface Reading {
  digestId: string
  version: number
  digest: Digest
  internal: Internal
  /** Whom the owner has not confirmed to have told. */
  questions: ToldQuestion[]
  mayApprove: boolean
  /** Notes for the owner alone are drawn for nobody else. */
  isOwner: boolean
}

/** Exactly what the buyer will read, a page at a time, then what only we may read, and the questions before approving. */
export function readingModal(reading: Reading, page = 0): Modal {
  const { digestId, version, digest, questions, mayApprove } = reading
  const pages = pagesOf(digest)
  const at = Math.min(Math.max(page, 0), pages.length - 1)
  const blocks = [
    note('The customer reads this'),
    ...pages[at]!,
    ...pageButtons(TURN_REVIEW, digestId, at, pages.length),
    divider(),
    header('Only we read this'),
    ...inside(reading),
    ...(mayApprove && questions.length > 0 ? [toldInput(questions)] : []),
  ]
  const metadata = JSON.stringify({ digestId, version })
  return modal(APPROVE_VIEW, clip(digest.account, 24), blocks, {
    metadata,
    ...(mayApprove ? { submit: 'Approve' } : {}),
  })
}

/** One tick each; where there are more than a form can hold, the last tick is for all others. */
function toldInput(questions: ToldQuestion[]): Block {
  const each = questions.length > MOST_QUESTIONS ? questions.slice(0, MOST_QUESTIONS - 1) : questions
  const others = questions.length - each.length
  const choices = each.map(({ who, about }, index) => ({
    value: String(index),
    text: clip(`${who} has been told`, 75),
    description: clip(about, 75),
  }))
  const rest = others > 0 ? [{ value: OTHERS, text: `The ${others} others have been told` }] : []
  const label = 'Nobody should read it here first'
  return tickInput(TOLD, { label, optional: true, choices: [...choices, ...rest] })
}

/** The keys of the questions that were ticked. */
export function readTold(values: Values, questions: ToldQuestion[]): string[] {
  const ticked = readTicks(values, TOLD)
  const others = ticked.includes(OTHERS) ? questions.slice(MOST_QUESTIONS - 1) : []
  const each = questions.filter((_, index) => ticked.includes(String(index)))
  return [...new Set([...each, ...others].map(({ key }) => key))]
}

export const readMetadata = (metadata: string | undefined): { digestId: string; version: number } =>
  JSON.parse(metadata ?? '{}')

function inside({ internal, isOwner }: Reading): Block[] {
  const { missing, notes, ownerNotes, returned, confidence, unconfirmed, decided, rating } = internal
  const by = ({ name, text }: { name: string; text: string }) => clip(`${name}: ${text}`, 600)
  const section = (title: string, items: string[]) => (items.length > 0 ? [list(title, items.slice(0, 12))] : [])
  return [
    paragraph(
      clip(
        `Proposed: ${STATUS_NAMES[internal.proposed]}. ${[...internal.reasons, ...internal.disagreement].join(' ')}`,
        2_000,
      ),
    ),
    ...(decided ? section('Decided otherwise', [`${decided.by}: ${decided.reason}`]) : []),
    ...section('Without an action, so the buyer does not read it', returned.map(by)),
    ...section('Has not answered', missing),
    ...section('To ask', unconfirmed),
    ...section(
      'How sure we are of the next date',
      confidence.map(({ name, value }) => `${name}: ${value} of 5`),
    ),
    ...section('Notes', notes.map(by)),
    ...(isOwner ? section('Notes for you alone', ownerNotes.map(by)) : []),
    ...(rating
      ? section(`The buyer’s rating of week ${rating.week}`, [
          `${rating.rating} of 5${rating.comment ? `: ${rating.comment}` : ''}`,
        ])
      : []),
    note(`Status rule, version ${internal.ruleVersion}.`),
  ]
}
