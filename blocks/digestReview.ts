import { STATUS_NAMES } from '#features/checkins/model.ts'
import type { Digest, DigestState, Internal, Thought } from '#features/digests/model.ts'
import { inFull } from './digestSections.ts'
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
  type Span,
} from './kit.ts'

export const READ = 'digests.read'
export const APPROVE = 'digests.approve'
/** Opens the form instead, because somebody may not have been told yet. */
export const APPROVE_ASKING = 'digests.approve_asking'
export const APPROVE_REST = 'digests.approve_rest'
export const EDIT = 'digests.edit'
export const HOLD = 'digests.hold'

/** What a review message can list; the rest is counted. */
const MOST_LISTED = 15
/** A button's value holds 2,000 characters, and one of these takes about 40. */
const MOST_APPROVED_AT_ONCE = 48
const LONGEST_REASON = 320

/** One report as its reviewer sees it. Instants are already written out, by the reviewer’s clock. */
export interface ReviewEntry {
  digestId: string
  version: number
  account: string
  digest: Digest
  internal: Internal
  state: DigestState
  needsApproval: boolean
  thoughts: Thought[]
  /** How many people may not have been told yet. */
  untold: number
  publishAt: string
  publishedAt: string | null
  holdEndsAt: string | null
  approvedBy: string | null
  heldBy: string | null
  lateNote: boolean
  /** Who answered after the close. */
  answeredLate: string[]
}

const THOUGHT_NAMES: Record<Thought, string> = {
  worsened: 'worse than last week',
  disagreement: 'the answers differ',
  asks: 'something new is asked of the customer',
  unanswered: 'nobody answered',
  late: 'late',
  returned: 'a difficulty without an action',
}

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
  const open = entries.filter(({ state }) => state !== 'published')
  const listed = [...open, ...entries.filter(({ state }) => state === 'published')].slice(0, MOST_LISTED)
  const more = entries.length - listed.length
  const title = `Updates for ${inFull(publishOn)}`
  const count = summary(entries)
  const together = approvableTogether(entries)
  const blocks: Block[] = [
    header(title),
    paragraph(count),
    ...listed.flatMap((entry) => [lines(...entryLines(entry)), entryButtons(entry, together.includes(entry))]),
    ...(together.length > 0 ? [divider(), approveRest(publishOn, together)] : []),
    ...(more > 0 ? [note(`And ${more} more; they stand on your Home.`)] : []),
  ]
  const words = listed.map((entry) =>
    entryLines(entry)
      .map((row) => row.map(({ text }) => text).join(''))
      .join(' '),
  )
  return { text: harmless(clip([title, count, ...words].join('\n'), 3_500)), blocks }
}

/** What remains where all of it has gone to somebody else. */
function passedOn(publishOn: string): Message {
  const title = `Updates for ${inFull(publishOn)}`
  const text = 'Nothing of this waits for you any more: somebody else reviews these updates now.'
  return { text: `${title}\n${text}`, blocks: [header(title), paragraph(text)] }
}

const needsThought = ({ thoughts, state }: ReviewEntry): boolean => thoughts.length > 0 && state !== 'published'
/** What may be approved together: nothing flagged and nobody untold, also where it would go out by itself. One alone has its own button. */
function approvableTogether(entries: ReviewEntry[]): ReviewEntry[] {
  const calm = entries.filter((entry) => isOpen(entry) && !needsThought(entry) && entry.untold === 0)
  return calm.length > 1 ? calm.slice(0, MOST_APPROVED_AT_ONCE) : []
}
const needsOwn = (entry: ReviewEntry, entries: ReviewEntry[]): boolean =>
  isOpen(entry) && entry.needsApproval && !needsThought(entry) && !approvableTogether(entries).includes(entry)
const goesByItself = (entry: ReviewEntry, entries: ReviewEntry[]): boolean =>
  !needsThought(entry) && !entry.needsApproval && !approvableTogether(entries).includes(entry)
const isOpen = ({ state }: ReviewEntry): boolean => state === 'waiting' || state === 'held'

function summary(entries: ReviewEntry[]): string {
  const counted = (n: number, what: string) => (n > 0 ? [`${n} ${what}`] : [])
  const parts = [
    ...counted(entries.filter((entry) => isOpen(entry) && needsThought(entry)).length, 'to think about'),
    ...counted(approvableTogether(entries).length, 'to approve together'),
    ...counted(entries.filter((entry) => needsOwn(entry, entries)).length, 'to approve'),
    ...counted(
      entries.filter((entry) => entry.state === 'waiting' && goesByItself(entry, entries)).length,
      'to go out unless you hold them',
    ),
    ...counted(entries.filter((entry) => entry.state === 'held' && goesByItself(entry, entries)).length, 'held'),
    ...counted(entries.filter(({ state }) => state === 'approved').length, 'approved'),
    ...counted(entries.filter(({ state }) => state === 'published').length, 'published'),
  ]
  return `${parts.join(', ')}.`
}

/** Which account, what is proposed and why, and what happens next. */
function entryLines(entry: ReviewEntry): Span[][] {
  const { digest, internal, thoughts, account } = entry
  const rows: Span[][] = [[{ text: clip(account, 75), bold: true }, { text: ` · ${STATUS_NAMES[digest.status]}` }]]
  if (entry.state === 'published') return [...rows, [{ text: stateOf(entry) }], ...lateRow(entry)]
  const flags = thoughts.map((thought) => THOUGHT_NAMES[thought]).join(', ')
  if (flags) rows.push([{ text: `${flags.charAt(0).toUpperCase()}${flags.slice(1)}.`, italic: true }])
  rows.push([{ text: clip([...internal.reasons, ...internal.disagreement].join(' '), LONGEST_REASON) }])
  if (!internal.unanswered && internal.missing.length > 0)
    rows.push([{ text: clip(`Not answered by ${internal.missing.join(', ')}.`, LONGEST_REASON) }])
  if (internal.unanswered && entry.version === 1)
    rows.push([{ text: 'Please write three lines with Edit: where it stands, what is hard, what comes next.' }])
  if (internal.rating)
    rows.push([{ text: `The buyer rated week ${internal.rating.week}: ${internal.rating.rating} of 5.` }])
  return [...rows, ...lateRow(entry), [{ text: stateOf(entry) }]]
}

function lateRow({ answeredLate }: ReviewEntry): Span[][] {
  if (answeredLate.length === 0) return []
  const [who, is] = [answeredLate.join(', '), answeredLate.length === 1 ? 'it is' : 'they are']
  return [[{ text: `${clip(who, LONGEST_REASON)} answered after the close: ${is} in Read, and not in the update.` }]]
}

function stateOf(entry: ReviewEntry): string {
  const { state, publishAt, publishedAt, approvedBy, heldBy, holdEndsAt, needsApproval, lateNote } = entry
  if (state === 'published') return `Published ${publishedAt}.`
  if (state === 'approved') return `Approved${approvedBy ? ` by ${approvedBy}` : ''}; goes out ${publishAt}.`
  if (state === 'held' && !holdEndsAt)
    return 'There was no channel to post it in. Once the account has one, approving posts it at once.'
  if (lateNote) return 'The buyer was told that it is late. It follows as soon as it is approved.'
  if (state === 'held') return `${heldBy ? `Held by ${heldBy}` : 'Not approved in time'}; waits until ${holdEndsAt}.`
  return needsApproval ? `Needs your approval before ${publishAt}.` : `Goes out ${publishAt} unless you hold it.`
}

function entryButtons(entry: ReviewEntry, together: boolean): Block {
  const { digestId, version, state, untold, account, internal } = entry
  const value = `${digestId}:${version}`
  const read = button(READ, 'Read', digestId, { label: `Read ${account}` })
  const edit = button(EDIT, 'Edit', digestId, { label: `Edit ${account}` })
  const hold = button(HOLD, 'Hold', digestId, { label: `Hold ${account}` })
  const approve = button(untold > 0 ? APPROVE_ASKING : APPROVE, 'Approve', untold > 0 ? digestId : value, {
    style: 'primary',
    label: `Approve ${account}`,
  })
  const blank = internal.unanswered && version === 1
  const shown: Record<DigestState, object[]> = {
    waiting: [read, ...(together || blank ? [] : [approve]), edit, hold],
    held: [read, ...(blank ? [] : [approve]), edit],
    approved: [read, edit, hold],
    published: [read],
  }
  return actions(`review.${digestId}`, ...shown[state])
}

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
