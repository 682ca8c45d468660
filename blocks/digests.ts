import type { Digest, TrendPoint } from '#features/digests/model.ts'
import { ASKS } from './asks.ts'
import { CONCERNS } from './concerns.ts'
import { dayMonth, inFull, inShort, inWords, lateness } from './dateWords.ts'
import { firstLine, headline, projectOf, spokenTitle, titleOf } from './digestHeadline.ts'
import { drawSection, type Section, sayLines, sectionsOf, sizeOf } from './digestSections.ts'
import {
  actions,
  type Block,
  button,
  chart,
  clip,
  harmless,
  lines,
  type Message,
  type Modal,
  modal,
  note,
} from './kit.ts'
import { pageButtons, readPage } from './pages.ts'
import { TALK, talkTo } from './talk.ts'

/** What the customer presses. The value is the digest's id. */
export const SEEN = 'digests.seen'
export const RATE = 'digests.rate'
export const READ_ALL = 'digests.read_all'
export const TURN_PAGE = 'digests.turn_page'
const READ_VIEW = 'digests.read_all_view'

/** What is left of the 10,000 characters of a message after title, charts and buttons. */
const ROOM = 8_500
/** A page of a form; it may hold more, but nobody wants to. */
const PAGE = 8_500
/** Longer top-level texts are cut off by Slack (docs: chat.postMessage). */
const LONGEST_TEXT = 4_000
/** Ends words that were cut: what is heard is not all of it. */
const CUT = '… The rest stands in the update itself.'
const MORE = [{ text: '… more in ' }, { text: 'Read it all', bold: true }, { text: '.' }]
const FEWEST_POINTS = 2

/** The week's report, as it stands in the buyer's channel. */
export function digestMessage(digest: Digest, digestId: string): Message {
  const { sections, whole } = trim(sectionsOf(digest), ROOM - headline(digest).length)
  return {
    text: inWordsOf(digest),
    blocks: [...top(digest), ...sections.map(drawSection), ...charts(digest.trend), buttonsOf(digest, digestId, whole)],
  }
}

/** What the customer can answer back. What is asked of them has one button, whatever the number of asks. */
function buttonsOf({ contact, asks }: Digest, digestId: string, whole: boolean): Block {
  const first = contact ? (contact.split(/\s+/)[0] ?? contact) : null
  return actions(
    'digest',
    button(SEEN, 'Seen', digestId),
    button(RATE, 'Rate this week', digestId),
    button(TALK, talkTo(first), digestId),
    button(CONCERNS, 'Raise a concern', digestId),
    ...(asks.length > 0 ? [button(ASKS, 'Answer our asks', digestId)] : []),
    ...(whole ? [] : [button(READ_ALL, 'Read it all', digestId)]),
  )
}

function top(digest: Digest): Block[] {
  const { line, more } = firstLine(digest)
  return [
    lines([{ text: titleOf(digest), bold: true }, { text: ` (${inFull(digest.publishOn)})` }]),
    lines([{ text: line, bold: true }]),
    ...(more ? [lines(more)] : []),
    ...lateMark(digest).map((text) => lines(text)),
  ]
}

export const lateMark = ({ lateSince, missed }: Digest): string[] => [
  ...(lateSince ? [`This update was due ${lateSince}; it comes late.`] : []),
  ...(missed.length > 0 ? [`With it comes what was due ${missed.map(inFull).join(' and ')}.`] : []),
]

/** The report in words only, for whoever hears it. At most 4,000 characters after escaping. */
export function inWordsOf(digest: Digest): string {
  const rows = [spokenTitle(digest), headline(digest), ...lateMark(digest)]
  const words = [...rows, ...sectionsOf(digest).map(sayLines), ...trendLines(digest.trend)].join('\n')
  let text = harmless(words)
  // Cut before escaping, so that no escaped sign is cut in half.
  for (let most = LONGEST_TEXT - CUT.length; text.length > LONGEST_TEXT; most -= 100)
    text = `${harmless(clip(words, most)).replace(/…$/, '')}${CUT}`
  return text
}

/** What finds room, whole items first; what does not is announced where it would have stood. */
function trim(sections: Section[], room: number): { sections: Section[]; whole: boolean } {
  const reserve = (section: Section) => sizeOf({ ...section, items: [], tail: [...MORE, ...(section.tail ?? [])] })
  let left = room - sections.reduce((sum, section) => sum + reserve(section), 0)
  let whole = true
  const fitted = sections.map((section) => {
    const items: Section['items'] = []
    for (const item of section.items) {
      const size = item.reduce((sum, { text }) => sum + text.length + 1, 0)
      if (size > left) break
      left -= size
      items.push(item)
    }
    if (items.length === section.items.length) return section
    whole = false
    return { ...section, items: [...items, MORE] }
  })
  return { sections: fitted, whole }
}

/** Two charts, each with its words; a chart of one week says nothing. */
function charts(trend: TrendPoint[]): Block[] {
  return measures(trend).flatMap(({ title, points, axis, words }) => [
    chart(
      title,
      { name: 'Week by week', points: points.map(([date, value]) => ({ label: dayMonth(date), value })) },
      axis,
    ),
    note(words),
  ])
}

/** The charts in words, one line each. */
export const trendLines = (trend: TrendPoint[]): string[] => measures(trend).map(({ words }) => words)

function measures(trend: TrendPoint[]) {
  const wanted = [
    {
      title: 'Go-live against the promise',
      axis: 'working days late (0 = as promised)',
      of: ({ slipDays }: TrendPoint) => slipDays,
      say: lateness,
    },
    {
      title: 'Satisfaction, as we read it',
      axis: '1 to 5',
      of: ({ satisfaction }: TrendPoint) => satisfaction,
      say: (value: number) => `${value} of 5`,
    },
  ]
  return wanted.flatMap(({ title, axis, of, say }) => {
    const points = trend.flatMap((week): [string, number][] => (of(week) === null ? [] : [[week.publishOn, of(week)!]]))
    if (points.length < FEWEST_POINTS) return []
    const gaps = trend.filter((week) => of(week) === null).map(({ publishOn }) => dayMonth(publishOn))
    const without = gaps.length > 0 ? ` No figure for ${gaps.join(', ')}.` : ''
    return [{ title, axis, points, words: `${title}: ${runs(points, say)}.${without}` }]
  })
}

/** 'as promised from 28 Aug, 3 working days late from 2 Oct': a value is said when it changes. */
function runs(points: [string, number][], say: (value: number) => string): string {
  const changes = points.filter(([, value], index) => value !== points[index - 1]?.[1])
  return changes.map(([date, value]) => `${say(value)} from ${dayMonth(date)}`).join(', ')
}

/** The report on pages, for forms, which hold no charts: their words instead. */
export function pagesOf(digest: Digest): Block[][] {
  const trend = trendLines(digest.trend)
  const extra: Section[] =
    trend.length > 0 ? [{ name: 'Trend', lead: [], items: trend.map((text) => [{ text }]), style: 'inline' }] : []
  const pages: { blocks: Block[]; size: number }[] = [{ blocks: top(digest), size: headline(digest).length + 200 }]
  for (const section of [...sectionsOf(digest), ...extra].flatMap(split)) {
    const page = pages.at(-1)!
    const size = sizeOf(section)
    if (page.size + size > PAGE) pages.push({ blocks: [drawSection(section)], size })
    else Object.assign(page, { blocks: [...page.blocks, drawSection(section)], size: page.size + size })
  }
  return pages.map(({ blocks }) => blocks)
}

/** A section that is longer than a page becomes several. */
function split(section: Section): Section[] {
  if (sizeOf(section) <= PAGE || section.items.length < 2) return [section]
  const half = Math.ceil(section.items.length / 2)
  const { tail, ...rest } = section
  const back: Section = { ...rest, items: section.items.slice(half), ...(tail ? { tail } : {}) }
  return [...split({ ...rest, items: section.items.slice(0, half) }), ...split(back)]
}

/** The whole report for the buyer, a page at a time. */
export function readAllModal(digest: Digest, digestId: string, page = 0): Modal {
  const pages = pagesOf(digest)
  const at = Math.min(Math.max(page, 0), pages.length - 1)
  const blocks = [...pages[at]!, ...pageButtons(TURN_PAGE, digestId, at, pages.length)]
  return modal(READ_VIEW, clip(digest.account, 24), blocks, { metadata: digestId })
}

/** A short honest note when the report cannot come in time. It promises no time that nobody agreed to. */
export function lateNote(of: { account: string; title: string; publishOn: string }, caller: string | null): Message {
  const title = projectOf(of)
  // It is read a working day later, which may be in another week.
  const text = `Our update of ${inWords(of.publishOn)} is late. ${caller ? `${caller} will call you.` : 'We will call you.'} The update follows.`
  return { text: harmless(`${title}\n${text}`), blocks: [lines([{ text: title, bold: true }], text)] }
}

/** For a button that was pressed by somebody for whom it is not. */
export const notForYou = (buyer: string | null): string =>
  `This button is for ${buyer ?? 'the senior buyer'}. Nothing was changed.`

export { inShort, pageButtons, readPage }
