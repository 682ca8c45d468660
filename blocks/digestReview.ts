import { type DigestState, isBlank, isUnwritten, waitsForChannel } from '#features/digests/model.ts'
import { confirmButton } from './channels.ts'
import { inFull } from './dateWords.ts'
import {
  actions,
  type Block,
  button,
  clip,
  divider,
  harmless,
  header,
  lines,
  type Message,
  note,
  paragraph,
} from './kit.ts'
import { entryLines, type ReviewEntry } from './reviewLines.ts'

export const READ = 'digests.read'
export const APPROVE = 'digests.approve'
/** Opens the form instead, because somebody may not have been told yet. */
export const APPROVE_ASKING = 'digests.approve_asking'
export const APPROVE_REST = 'digests.approve_rest'
export const EDIT = 'digests.edit'
export const HOLD = 'digests.hold'
export const RELEASE = 'digests.release'
export const WRITE_LINES = 'digests.write_lines'
export const INCLUDE_LATE = 'digests.include_late'
export const NEXT_WEEK = 'digests.next_week'
export const CORRECT = 'digests.correct'

/** What a review message can list; the rest is counted. */
const MOST_LISTED = 15
/** A button's value holds 2,000 characters, and one of these takes about 40. */
const MOST_APPROVED_AT_ONCE = 48

/** The one message in which somebody reviews all their reports of a date. */
export function reviewMessage({
  publishOn,
  entries,
}: {
  publishOn: string
  ownerId: string
  entries: ReviewEntry[]
}): Message {
  if (entries.length === 0) return passedOn(publishOn)
  const listed = entries.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, MOST_LISTED)
  const more = entries.length - listed.length
  const title = `Updates for ${inFull(publishOn)}`
  const together = approvableTogether(listed)
  const count = summary(entries, together)
  const blocks: Block[] = [
    header(title),
    paragraph(count),
    ...listed.flatMap((entry) => [lines(...entryLines(entry)), entryButtons(entry, together.includes(entry))]),
    ...(together.length > 0 ? [divider(), approveRest(publishOn, together)] : []),
    ...(more > 0 ? [note(moreWords(more))] : []),
  ]
  const words = listed.map((entry) =>
    entryLines(entry)
      .map((row) => row.map(({ text }) => text).join(''))
      .join(' '),
  )
  const rest = more > 0 ? [moreWords(more)] : []
  return { text: harmless(clip([title, count, ...words, ...rest].join('\n'), 3_500)), blocks }
}

const moreWords = (more: number): string => `And ${more} more; they stand on your Home.`

/** What waits for a decision comes first, then what is approved, then what is out. */
function rankOf({ state, answeredLate }: ReviewEntry): number {
  if (state === 'published') return answeredLate.length > 0 ? 1 : 3
  return state === 'approved' && answeredLate.length === 0 ? 2 : 0
}

/** What remains where all of it has gone to somebody else. */
function passedOn(publishOn: string): Message {
  const title = `Updates for ${inFull(publishOn)}`
  const text = 'Nothing of this waits for you any more: somebody else reviews these updates now.'
  return { text: `${title}\n${text}`, blocks: [header(title), paragraph(text)] }
}

const needsThought = ({ thoughts, state }: ReviewEntry): boolean => thoughts.length > 0 && state !== 'published'
/**
 * What may be approved together: nothing flagged, nobody untold and nothing that somebody holds, also where it would go
 * out by itself. One alone has its own button.
 */
function approvableTogether(entries: ReviewEntry[]): ReviewEntry[] {
  const isCalm = (entry: ReviewEntry) => !needsThought(entry) && entry.untold === 0 && !entry.waitsFor && !entry.heldBy
  const calm = entries.filter((entry) => isOpen(entry) && isCalm(entry))
  return calm.length > 1 ? calm.slice(0, MOST_APPROVED_AT_ONCE) : []
}
const needsOwn = (entry: ReviewEntry, together: ReviewEntry[]): boolean =>
  isOpen(entry) && entry.needsApproval && !needsThought(entry) && !together.includes(entry)
const goesByItself = (entry: ReviewEntry, together: ReviewEntry[]): boolean =>
  !isOver(entry) && !needsThought(entry) && !entry.needsApproval && !together.includes(entry)
const isOpen = (entry: ReviewEntry): boolean => !isOver(entry) && (entry.state === 'waiting' || entry.state === 'held')
/** Its account has ended before it was out. */
const isOver = ({ state, accountState }: ReviewEntry): boolean =>
  accountState === 'ended' && state !== 'published' && state !== 'merged'

function summary(entries: ReviewEntry[], together: ReviewEntry[]): string {
  const counted = (n: number, what: string) => (n > 0 ? [`${n} ${what}`] : [])
  const parts = [
    ...counted(entries.filter((entry) => isOpen(entry) && needsThought(entry)).length, 'to think about'),
    ...counted(together.length, 'to approve together'),
    ...counted(entries.filter((entry) => needsOwn(entry, together)).length, 'to approve'),
    ...counted(
      entries.filter((entry) => entry.state === 'waiting' && goesByItself(entry, together)).length,
      'to go out unless you hold them',
    ),
    ...counted(entries.filter((entry) => entry.state === 'held' && goesByItself(entry, together)).length, 'held'),
    ...counted(entries.filter((entry) => entry.state === 'approved' && !isOver(entry)).length, 'approved'),
    ...counted(entries.filter(isOver).length, 'not posted any more'),
    ...counted(entries.filter(({ state }) => state === 'merged').length, 'told in a later update'),
    ...counted(entries.filter(({ state }) => state === 'published').length, 'published'),
  ]
  return `${parts.join(', ')}.`
}

function entryButtons(entry: ReviewEntry, together: boolean): Block {
  const { digestId, version, state, untold, undecided, account, answeredLate } = entry
  const value = `${digestId}:${version}`
  const of = (id: string, text: string, style: { style?: 'primary' } = {}) =>
    button(id, text, digestId, { label: `${text}: ${account}`, ...style })
  const [read, edit, hold] = [of(READ, 'Read'), of(EDIT, 'Edit'), of(HOLD, 'Hold')]
  // A hold that somebody pressed can be taken back where the update would have gone out by itself.
  const release = entry.heldBy && !entry.needsApproval && !entry.waitsFor ? [of(RELEASE, 'Release')] : []
  const asks = untold > 0 || undecided
  const approve = button(asks ? APPROVE_ASKING : APPROVE, 'Approve', asks ? digestId : value, {
    style: 'primary',
    label: `Approve: ${account}`,
  })
  // What was said for a week before can be approved where nobody answered for this one.
  const lines = isUnwritten(entry)
    ? [of(WRITE_LINES, 'Write three lines', isBlank(entry) ? { style: 'primary' } : {})]
    : []
  const decide = isBlank(entry) ? lines : [approve, ...lines]
  const shown: Record<DigestState, object[]> = {
    waiting: [read, ...(together ? [] : decide), edit, hold],
    held: [read, ...(waitsForChannel(entry.waitsFor) && entry.approvedBy ? [] : decide), edit, ...release],
    approved: [read, edit, hold],
    published: [read],
    merged: [read],
  }
  const late = [
    state === 'published' ? of(CORRECT, 'Add as a correction') : of(INCLUDE_LATE, 'Include and approve again'),
    of(NEXT_WEEK, 'Next week'),
  ]
  if (isOver(entry)) return actions(`review.${digestId}`, read)
  const buttons = shown[state].filter((one) => !(isBlank(entry) && one === edit))
  const confirm = asksWhoReads(entry) ? [confirmButton(entry.accountId, account)] : []
  return actions(`review.${digestId}`, ...confirm, ...buttons, ...(answeredLate.length > 0 ? late : []))
}

const asksWhoReads = ({ obstacle, state, unposted }: ReviewEntry): boolean =>
  obstacle === 'confirmation' && state !== 'merged' && (state !== 'published' || unposted)

const approveRest = (publishOn: string, entries: ReviewEntry[]): Block =>
  actions(
    `review.rest.${publishOn}`,
    button(
      APPROVE_REST,
      `Approve these ${entries.length}`,
      entries.map(({ digestId, version }) => `${digestId}:${version}`).join(','),
      { style: 'primary' },
    ),
  )

/** Which texts an approval means: ids with the versions that were shown. */
export const readApprovals = (value: string): { digestId: string; version: number }[] =>
  value.split(',').map((pair) => {
    const [digestId = '', version = '0'] = pair.split(':')
    return { digestId, version: Number(version) }
  })
