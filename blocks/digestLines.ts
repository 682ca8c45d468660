import { STATUS_NAMES, STATUSES, type Status } from '#features/checkins/model.ts'
import type { Digest, Internal } from '#features/digests/model.ts'
import { reasonsOf } from './digestSections.ts'
import { radioInput, read, textInput, type Values } from './inputs.ts'
import { clip, header, type Modal, modal, note } from './kit.ts'

export const LINES_VIEW = 'digests.lines_view'
const STATUS = 'status'
export const STANDS = 'stands'
export const HARD = 'hard'
export const COMES = 'comes'
const LONGEST_LINE = 500

/** Three lines instead of an update that nobody answered for. */
export function linesModal(digest: Digest, internal: Internal, ids: { digestId: string; version: number }): Modal {
  const line = { max: LONGEST_LINE }
  return modal(
    LINES_VIEW,
    clip(digest.account, 24),
    [
      note(clip(reasonsOf(internal), 1_900)),
      header('The customer reads this'),
      radioInput(STATUS, {
        label: 'Against the plan',
        choices: STATUSES.map((status) => ({ value: status, text: STATUS_NAMES[status] })),
        initial: digest.status,
      }),
      textInput(STANDS, { ...line, label: 'Where it stands', hint: 'Where it is not on track: because of what.' }),
      textInput(HARD, { ...line, label: 'What is hard, and what we do about it', optional: true }),
      textInput(COMES, { ...line, label: 'What comes next' }),
    ],
    { submit: 'Look at it', metadata: JSON.stringify(ids) },
  )
}

export interface Lines {
  status: Status
  stands: string
  hard: string | null
  comes: string
}

export function readLines(values: Values, digest: Digest): Lines {
  const text = (field: string) => read(values, field)?.replace(/\s+/g, ' ') ?? null
  return {
    status: STATUSES.find((status) => status === read(values, STATUS)) ?? digest.status,
    stands: text(STANDS) ?? '',
    hard: text(HARD),
    comes: text(COMES) ?? '',
  }
}
