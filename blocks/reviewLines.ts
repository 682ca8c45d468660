import type { AccountState } from '#features/accounts/model.ts'
import { STATUS_NAMES } from '#features/checkins/model.ts'
import {
  type Digest,
  type DigestState,
  type Internal,
  isBlank,
  isUnwritten,
  type Thought,
  type WaitsFor,
} from '#features/digests/model.ts'
import { inShort } from './dateWords.ts'
import { reasonsOf } from './digestSections.ts'
import { insideWordsNote, textsIn } from './insideWords.ts'
import { clip, type Span } from './kit.ts'

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
  /** What its approved text asks for although it is done, or nobody needs it any more. */
  stillAsked?: string[]
  /** Whether the account's weeks run, are paused or have ended; left out where they run. */
  accountState?: AccountState
  /** 'Fri 27 Nov', when the next update is due; null where none is planned. */
  nextOn?: string | null
  /** The day of the update in which a merged one is told. */
  mergedOn?: string | null
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
  includesLate: 'what came late is in it now',
  late: 'its time has passed',
  returned: 'a difficulty without an action',
}

/** Which account, what is proposed and why, and what happens next. */
export function entryLines(entry: ReviewEntry): Span[][] {
  const { digest, internal, thoughts, account } = entry
  const rows: Span[][] = [[{ text: clip(account, 75), bold: true }, { text: ` · ${STATUS_NAMES[digest.status]}` }]]
  if (entry.state === 'merged') return [...rows, [{ text: stateOf(entry) }]]
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
  if (isUnwritten(entry)) {
    const before = isBlank(entry) ? '' : ' Or approve what was said before.'
    rows.push([{ text: `Please write three lines: where it stands, what is hard, what comes next.${before}` }])
  }
  if (entry.silent)
    rows.push([{ text: 'The senior buyer has neither seen nor answered the last three updates: please phone.' }])
  const [unsent] = internal.unsent ?? []
  if (unsent)
    rows.push([{ text: `With what was said for the update of ${inShort(unsent.publishOn)}, which is not out.` }])
  if (internal.carried.length > 0) {
    const who = [...new Set(internal.carried.map(({ name }) => name))].join(', ')
    rows.push([{ text: clip(`With what ${who} answered after last week’s close.`, LONGEST_REASON) }])
  }
  if (internal.alertOn && entry.state !== 'approved')
    rows.push([
      { text: `An alert of ${inShort(internal.alertOn)} told another date: it is in this now. Please read it again.` },
    ])
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

function lateRow({ answeredLate, leftForNext, heard, stillAsked = [] }: ReviewEntry): Span[][] {
  const rows: Span[][] = heardRows(heard)
  if (stillAsked.length > 0) {
    const what = clip(stillAsked.join(', '), LONGEST_HEARD)
    const text = `The approved text still asks for what is not needed any more: ${what}. Edit takes it out.`
    rows.push([{ text, italic: true }])
  }
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

const WAITING: Record<Exclude<WaitsFor, 'account'>, string> = {
  channel: 'There was no channel to post it in. Once the account has one, approving posts it at once.',
  confirmation:
    'Its time has come, and it is not posted. It follows, marked as late, once you have confirmed who reads.',
  place: 'Its time has come, and its channel cannot be used: a direct message says why. It follows, marked as late.',
}

/** What becomes of a report whose account does not run, or did not when its time came; null of any other. */
function stoppedWords({ accountState, state, waitsFor, publishAt, nextOn }: ReviewEntry): string | null {
  if (accountState === 'ended') return 'The account has ended, so this is not posted any more.'
  if (accountState === 'paused' && waitsFor !== 'account' && state !== 'held')
    return `The account is paused. ${state === 'approved' ? 'Approved; it' : 'It'} goes out ${publishAt} only if the account runs again by then.`
  if (accountState === 'paused')
    return 'The account is paused, so nothing is posted. Once it runs again, approving posts it at once.'
  if (waitsFor !== 'account') return null
  const before = nextOn ? `, before the next one of ${nextOn}` : ''
  return `It was not posted while the account was paused. Now that it runs again, approving posts it at once, marked as late${before}.`
}

function stateOf(entry: ReviewEntry): string {
  const { state, publishAt, publishedAt, approvedBy, heldBy, holdEndsAt, needsApproval, lateNote } = entry
  const { waitsFor, unposted } = entry
  if (state === 'published' && unposted) return 'It waits for its channel and follows, marked as late.'
  if (state === 'published') return [`Published ${publishedAt}.`, ...correctedOn(entry)].join(' ')
  if (state === 'merged') return `Not published by itself: what it says is in ${mergedWords(entry)}.`
  const stopped = stoppedWords(entry)
  if (stopped) return stopped
  if (state === 'approved') return `Approved${approvedBy ? ` by ${approvedBy}` : ''}; goes out ${publishAt}.`
  if (state === 'held' && waitsFor && waitsFor !== 'account') return WAITING[waitsFor]
  if (lateNote) return 'The buyer was told that it is late. It follows as soon as it is approved.'
  if (state === 'held') return `${heldBy ? `Held by ${heldBy}` : 'Not approved in time'}; waits until ${holdEndsAt}.`
  return needsApproval ? `Needs your approval before ${publishAt}.` : `Goes out ${publishAt} unless you hold it.`
}

const mergedWords = ({ mergedOn }: ReviewEntry): string =>
  mergedOn ? `the update of ${inShort(mergedOn)}` : 'the next update'

const correctedOn = ({ digest }: ReviewEntry): string[] => {
  const last = digest.corrections.at(-1)
  return last ? [`Corrected ${inShort(last.on)}.`] : []
}
