import { STATUS_NAMES } from '#features/checkins/model.ts'
import type { Digest, Internal } from '#features/digests/model.ts'
import { inShort } from './dateWords.ts'
import { headline, titleOf } from './digestHeadline.ts'
import { teamPages } from './digestReading.ts'
import { CLOSER, reasonsOf, sectionsOf } from './digestSections.ts'
import { inWordsOf, pageButtons, pagesOf } from './digests.ts'
import {
  actions,
  type Block,
  button,
  clip,
  divider,
  harmless,
  lines,
  list,
  type Message,
  type Modal,
  modal,
  note,
  paragraph,
  type Span,
} from './kit.ts'

const LONGEST_ITEM = 400
const MOST_ITEMS = 5
const MOST_TOLD = 3
const LONGEST_TOLD = 200
/** Of the 10,000 characters of a message, what title, first line and notes leave. */
const ROOM = 8_000

export const READ_INTERNAL = 'digests.read_internal'
export const TURN_INTERNAL = 'digests.turn_internal'
/** A person brought the words to a buyer whom we cannot reach. */
export const PASSED_ON = 'digests.passed_on'

/** Which text was passed on. */
export interface Passed {
  digestId: string
  version: number
}

/**
 * The report as our own team reads it: in short what the buyer was told, then what only we may read. Notes for the
 * owner alone and who has not answered are never in it. `because` says why it came to the owner instead of the team.
 */
export function internalMessage(
  digest: Digest,
  internal: Internal,
  { because, digestId }: { because: string | null; digestId: string },
): Message {
  const parts = partsOf(digest, internal)
  const head = `Internal edition: ${titleOf(digest)}`
  const origin = because ? [`This came to you because ${because}.`] : []
  const words = [head, headline(digest), ...parts.map(([title, items]) => `${title}: ${items.join(' · ')}`), ...origin]
  const blocks: Block[] = [
    lines([{ text: head, bold: true }]),
    paragraph(clip(headline(digest), 1_200)),
    ...parts.map(([title, items]) => list(title, items)),
    note('Only for us. The customer reads their own edition in their channel.', ...origin),
    actions(`internal.${digestId}`, button(READ_INTERNAL, 'Read it all', digestId)),
  ]
  return { text: harmless(clip(words.join('\n'), 3_500)), blocks }
}

/** All of it, a page at a time: what the customer reads, then what only we may read. */
export function internalModal(digest: Digest, internal: Internal, digestId: string, page = 0): Modal {
  const pages = [
    ...pagesOf(digest).map((blocks) => [note('The customer reads this'), ...blocks]),
    ...teamPages(internal),
  ]
  const at = Math.min(Math.max(page, 0), pages.length - 1)
  return modal('digests.internal_view', clip(digest.account, 24), [
    ...pages[at]!,
    ...pageButtons(TURN_INTERNAL, digestId, at, pages.length),
  ])
}

function partsOf(digest: Digest, internal: Internal): [string, string[]][] {
  const { confidence, notes, returned, rating, decided, unsent = [] } = internal
  const by = ({ name, text }: { name: string; text: string }) => `${name}: ${text}`
  const asks = digest.asks.map(({ who, what, dueOn }) => `${who}, by ${inShort(dueOn)}: ${what}`)
  const days = [...new Set(unsent.map(({ publishOn }) => publishOn))].map(inShort)
  const all: [string, string[]][] = [
    ['It also tells what was said for', days.map((day) => `the update of ${day}, which did not go out`)],
    ['We asked for', [...digest.decisionsAhead, ...asks]],
    ...told(digest),
    ['Proposed status', [`${STATUS_NAMES[internal.proposed]}: ${reasonsOf(internal)}`]],
    ['Decided', decided ? [`${decided.by}: ${decided.reason}`] : []],
    ['How sure we are of the next date', confidence.map(({ name, value }) => `${name}: ${value} of 5`)],
    ['Hard, and nothing done about it yet', returned.map(by)],
    ['Notes', notes.map(by)],
    [
      'The buyer’s rating',
      rating ? [`week ${rating.week}: ${rating.rating} of 5${rating.comment ? `, ${rating.comment}` : ''}`] : [],
    ],
  ]
  const parts: [string, string[]][] = all
    .filter(([, items]) => items.length > 0)
    .map(([title, items]) => [title, shortened(items)])
  // Where there is no room for both, what only we may read comes first.
  const shared = new Set(told(digest).map(([title]) => title))
  return sizeOf(parts) <= ROOM ? parts : parts.filter(([title]) => !shared.has(title))
}

const sizeOf = (parts: [string, string[]][]): number =>
  parts.flatMap(([title, items]) => [title, ...items]).reduce((sum, text) => sum + text.length + 1, 0)

/** What else the buyer reads, for those of us who are not in their channel. */
const told = (digest: Digest): [string, string[]][] =>
  sectionsOf(digest)
    .filter(({ name }) => name !== 'We need from you')
    .map(({ name, lead, items }) => [
      // By what it is measured stands in the lead alone.
      name === CLOSER ? clip(textOf(lead).replace(/:$/, ''), LONGEST_TOLD) : name,
      items.slice(0, MOST_TOLD).map((item) => clip(capital(textOf(item)), LONGEST_TOLD)),
    ])

const textOf = (spans: Span[]): string => spans.map(({ text }) => text).join('')
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

function shortened(items: string[]): string[] {
  const shown = items.slice(0, MOST_ITEMS).map((item) => clip(item, LONGEST_ITEM))
  return items.length > MOST_ITEMS ? [...shown, `and ${items.length - MOST_ITEMS} more`] : shown
}

const plainMessage = (text: string): Message => ({ text: harmless(text), blocks: [paragraph(text)] })

/**
 * For the reviewer, where there is no place to publish. `approved` is what the buyer should read, or null where nobody
 * approved it in time. Without a mail server, who has only an address gets the update from a person.
 */
export function nowhereNote(account: string, email: string | null, approved: Digest | null, passed: Passed): Message {
  const why = email
    ? `${account} has no buyer channel, only an e-mail address, and no mail server is set up for Throughline.`
    : `${account} has no buyer channel.`
  if (!approved)
    return plainMessage(`${why} This week’s update is late and not approved, and the buyer does not know: please call.`)
  if (!email)
    return plainMessage(
      `${why} This week’s update could not be posted. Name a channel for the account, then approve the update again: it is posted at once.`,
    )
  const text = `${why} Please pass this week’s update on to ${email}; it stands below. Then press Passed on: it counts as published. Once the account has a channel, approving it again posts it there.`
  return {
    text: clip(`${harmless(text)}\n${inWordsOf(approved)}`, 3_900),
    blocks: [
      paragraph(text),
      divider(),
      ...pagesOf(approved)[0]!,
      actions(`nowhere.${passed.digestId}`, button(PASSED_ON, 'Passed on', JSON.stringify(passed))),
    ],
  }
}

export const readPassed = (value: string): Passed => JSON.parse(value) as Passed

/** The same message, once a person has brought the words to the buyer. */
export const passedOnNote = (account: string, by: string): Message =>
  plainMessage(`${account}: ${by} passed this week’s update on. It counts as published.`)

/** The same message, once the week after has closed without that. */
export const takenNote = (account: string): Message =>
  plainMessage(
    `${account}: the week after has closed, and what this update says is in the next one. Nothing waits here.`,
  )
