import { STATUS_NAMES } from '#features/checkins/model.ts'
import {
  type Digest,
  type DigestState,
  type Internal,
  isBlank,
  type Thought,
  type WaitsFor,
  waitsForChannel,
} from '#features/digests/model.ts'
import { confirmButton } from './channels.ts'
import { inFull, inShort } from './dateWords.ts'
import { reasonsOf } from './digestSections.ts'
import { insideWordsNote, textsIn } from './insideWords.ts'
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
export const RELEASE = 'digests.release'
export const WRITE_LINES = 'digests.write_lines'
export const INCLUDE_LATE = 'digests.include_late'
export const NEXT_WEEK = 'digests.next_week'
export const CORRECT = 'digests.correct'

/** What a review message can list; the rest is counted. */
const MOST_LISTED = 15
/** A button's value holds 2,000 characters, and one of these takes about 40. */
const MOST_APPROVED_AT_ONCE = 48
const LONGEST_REASON = 320

/** One report as its reviewer sees it. Instants are already written out, by the reviewer’s clock. */
export interface ReviewEntry {
  digestId: string
  accountId: string
  version: number
  account: string
  digest: Digest
  internal: Internal
  state: DigestState
  needsApproval: boolean
  thoughts: Thought[]
  /** How many people may not have been told yet. */
  untold: number
  /** The answers differ, and nobody has said yet why it is decided as it is. */
  undecided: boolean
  publishAt: string
  publishedAt: string | null
  holdEndsAt: string | null
  approvedBy: string | null
  heldBy: string | null
  waitsFor: WaitsFor | null
  lateNote: boolean
  /** What stands in the way of posting it, whatever else it waits for. */
  obstacle: 'confirmation' | 'place' | null
  /** It counts as published and waits for its channel. */
  unposted: boolean
  /** Whose answers after the close wait for a decision. */
  answeredLate: string[]
  /** What people of the customer did under it, or since the last one. */
  heard?: string[]
  /** The buyer gave no sign of the last three: said in this one week of a silence. */
  silent?: boolean
  /** Whose answers after the close go into the next report. */
  leftForNext: string[]
}

const THOUGHT_NAMES: Record<Thought, string> = {
  worsened: 'worse than last week',
  disagreement: 'the answers differ',
  unexplained: 'no reason is given',
  asks: 'something new is asked of the customer',
  unanswered: 'nobody answered',
  late: 'its time has passed',
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
/** What may be approved together: nothing flagged and nobody untold, also where it would go out by itself. One alone has its own button. */
function approvableTogether(entries: ReviewEntry[]): ReviewEntry[] {
  const calm = entries.filter((entry) => isOpen(entry) && !needsThought(entry) && entry.untold === 0 && !entry.waitsFor)
  return calm.length > 1 ? calm.slice(0, MOST_APPROVED_AT_ONCE) : []
}
const needsOwn = (entry: ReviewEntry, together: ReviewEntry[]): boolean =>
  isOpen(entry) && entry.needsApproval && !needsThought(entry) && !together.includes(entry)
const goesByItself = (entry: ReviewEntry, together: ReviewEntry[]): boolean =>
  !needsThought(entry) && !entry.needsApproval && !together.includes(entry)
const isOpen = ({ state }: ReviewEntry): boolean => state === 'waiting' || state === 'held'

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
    ...counted(entries.filter(({ state }) => state === 'approved').length, 'approved'),
    ...counted(entries.filter(({ state }) => state === 'published').length, 'published'),
  ]
  return `${parts.join(', ')}.`
}

/** Which account, what is proposed and why, and what happens next. */
function entryLines(entry: ReviewEntry): Span[][] {
  const { digest, internal, thoughts, account } = entry
  const rows: Span[][] = [[{ text: clip(account, 75), bold: true }, { text: ` · ${STATUS_NAMES[digest.status]}` }]]
  if (entry.state === 'published')
    return [...rows, [{ text: stateOf(entry) }], ...lateRow(entry), ...(entry.unposted ? channelRow(entry) : [])]
  // That nobody answered is what the reason begins with.
  const flags = thoughts
    .filter((thought) => thought !== 'unanswered')
    .map((thought) => THOUGHT_NAMES[thought])
    .join(', ')
  if (flags) rows.push([{ text: `${flags.charAt(0).toUpperCase()}${flags.slice(1)}.`, italic: true }])
  rows.push([{ text: clip(reasonsOf(internal), LONGEST_REASON) }])
  for (const text of insideWordsNote(textsIn(digest))) rows.push([{ text, italic: true }])
  if (entry.undecided) rows.push([{ text: 'You decide: Approve asks why, for us only.' }])
  if (!internal.unanswered && internal.missing.length > 0)
    rows.push([{ text: clip(`Not answered by ${internal.missing.join(', ')}.`, LONGEST_REASON) }])
  if (internal.away?.length) rows.push([{ text: clip(`Away: ${internal.away.join(', ')}.`, LONGEST_REASON) }])
  if (isBlank(entry)) rows.push([{ text: 'Please write three lines: where it stands, what is hard, what comes next.' }])
  if (entry.silent)
    rows.push([{ text: 'The senior buyer has neither seen nor answered the last three updates: please phone.' }])
  if (internal.rating)
    rows.push([{ text: `The buyer rated week ${internal.rating.week}: ${internal.rating.rating} of 5.` }])
  return [...rows, ...lateRow(entry), ...channelRow(entry), [{ text: stateOf(entry) }]]
}

const MOST_HEARD = 3
const LONGEST_HEARD = 100
/** What the customer did, in the owner's sight without a message of its own. */
function heardRows(heard: string[] = []): Span[][] {
  const rows = heard.slice(-MOST_HEARD).map((text) => [{ text: clip(text, LONGEST_HEARD) }])
  const more = heard.length - rows.length
  return more > 0 ? [...rows, [{ text: `And ${more} more before that; your Home shows them.` }]] : rows
}

const OBSTACLES = {
  confirmation: 'Please confirm who reads in its channel: before that nothing is posted there.',
  place: 'Its channel cannot be used now; a direct message says why.',
} as const

const channelRow = ({ obstacle, waitsFor }: ReviewEntry): Span[][] =>
  obstacle && waitsFor !== 'place' ? [[{ text: OBSTACLES[obstacle], italic: true }]] : []

function lateRow({ answeredLate, leftForNext, heard }: ReviewEntry): Span[][] {
  const rows: Span[][] = heardRows(heard)
  if (answeredLate.length > 0) {
    const [who, is] = [answeredLate.join(', '), answeredLate.length === 1 ? 'it is' : 'they are']
    rows.push([
      { text: `${clip(who, LONGEST_REASON)} answered after the close: ${is} in Read, and not in the update.` },
    ])
  }
  if (leftForNext.length > 0)
    rows.push([
      { text: `Left for the next update: what ${clip(leftForNext.join(', '), LONGEST_REASON)} answered late.` },
    ])
  return rows
}

const WAITING: Record<WaitsFor, string> = {
  channel: 'There was no channel to post it in. Once the account has one, approving posts it at once.',
  account: 'The account’s weeks do not run, so nothing is posted. Once they do, approving posts it at once.',
  confirmation:
    'Its time has come, and it is not posted. It follows, marked as late, once you have confirmed who reads.',
  place: 'Its time has come, and its channel cannot be used: a direct message says why. It follows, marked as late.',
}

function stateOf(entry: ReviewEntry): string {
  const { state, publishAt, publishedAt, approvedBy, heldBy, holdEndsAt, needsApproval, lateNote } = entry
  const { waitsFor, unposted } = entry
  if (state === 'published' && unposted) return 'It waits for its channel and follows, marked as late.'
  if (state === 'published') return [`Published ${publishedAt}.`, ...correctedOn(entry)].join(' ')
  if (state === 'approved') return `Approved${approvedBy ? ` by ${approvedBy}` : ''}; goes out ${publishAt}.`
  if (state === 'held' && waitsFor) return WAITING[waitsFor]
  if (lateNote) return 'The buyer was told that it is late. It follows as soon as it is approved.'
  if (state === 'held') return `${heldBy ? `Held by ${heldBy}` : 'Not approved in time'}; waits until ${holdEndsAt}.`
  return needsApproval ? `Needs your approval before ${publishAt}.` : `Goes out ${publishAt} unless you hold it.`
}

const correctedOn = ({ digest }: ReviewEntry): string[] => {
  const last = digest.corrections.at(-1)
  return last ? [`Corrected ${inShort(last.on)}.`] : []
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
  const decide = isBlank(entry) ? of(WRITE_LINES, 'Write three lines', { style: 'primary' }) : approve
  const shown: Record<DigestState, object[]> = {
    waiting: [read, ...(together ? [] : [decide]), edit, hold],
    held: [read, ...(waitsForChannel(entry.waitsFor) && entry.approvedBy ? [] : [decide]), edit, ...release],
    approved: [read, edit, hold],
    published: [read],
  }
  const late = [
    state === 'published' ? of(CORRECT, 'Add as a correction') : of(INCLUDE_LATE, 'Include and approve again'),
    of(NEXT_WEEK, 'Next week'),
  ]
  const buttons = shown[state].filter((one) => !(isBlank(entry) && one === edit))
  const confirm = asksWhoReads(entry) ? [confirmButton(entry.accountId, account)] : []
  return actions(`review.${digestId}`, ...confirm, ...buttons, ...(answeredLate.length > 0 ? late : []))
}

const asksWhoReads = ({ obstacle, state, unposted }: ReviewEntry): boolean =>
  obstacle === 'confirmation' && (state !== 'published' || unposted)

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
