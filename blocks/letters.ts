import type { Digest, TrendPoint } from '#features/digests/model.ts'
import { dayMonth, inFull, inShort, lateness } from './dateWords.ts'
import { firstLine, titleOf } from './digestHeadline.ts'
import { type Section, sectionsOf } from './digestSections.ts'
import { lateMark, trendLines } from './digests.ts'
import { escaped } from './html.ts'
import type { Message, Span } from './kit.ts'

/** What a reader without Slack is sent: the same words twice, plain and as HTML. Nothing in it is loaded from anywhere. */
export interface Letter {
  subject: string
  text: string
  html: string
}

/** The week's report as a letter: all of it, as a letter has room; what is a chart in the channel is a table. */
export function digestLetter(digest: Digest): Letter {
  const sections = sectionsOf(digest)
  const title = `${titleOf(digest)} (${inFull(digest.publishOn)})`
  const { line, more } = firstLine(digest)
  const late = lateMark(digest)
  const strong = (words: string) => `<p dir="auto"><strong>${escaped(words)}</strong></p>`
  const trend = trendLines(digest.trend)
  return {
    subject: `${titleOf(digest)}: ${line}`,
    text: plainText([[title, line, ...(more ? [more] : []), ...late], ...sections.map(plainSection), trend]),
    html: page(title, [
      heading(title),
      strong(line),
      ...(more ? [`<p dir="auto">${escaped(more)}</p>`] : []),
      ...late.map(strong),
      ...sections.map(drawSection),
      ...(trend.length > 0 ? [trendTable(digest.trend)] : []),
    ]),
  }
}

/** A short message as a letter. Its first line says which account it is about. */
export function noteLetter(subject: string, message: Message): Letter {
  const text = asTyped(message.text)
  const rows = text.split('\n').filter(Boolean)
  return {
    subject,
    text: `${text}\n`,
    html: page(
      subject,
      rows.map((row) => `<p dir="auto">${escaped(row)}</p>`),
    ),
  }
}

/** A letter holds no buttons: whoever reads it answers by replying. `reader` is who gets that; null where no name is. */
export function answerable({ subject, text, html }: Letter, reader: string | null): Letter {
  const how = `To answer, to raise a concern or to ask for a call, reply to this letter: ${reader ? `${reader} reads it` : 'it reaches us'}.`
  return {
    subject,
    text: `${text.trimEnd()}\n\n${how}\n`,
    html: html.replace(END, () => `<p dir="auto">${escaped(how)}</p>\n${END}`),
  }
}

const END = '</body></html>'

/** What somebody is asked for besides reading: each point, and where to say it. */
export interface Leading {
  title: string
  before: string[]
  points: string[]
  ask: string
  address: string
}

/** A letter that leads to a page of ours. */
export function leadingLetter(subject: string, { title, before, points, ask, address }: Leading): Letter {
  const numbered = points.map((point, index) => `${index + 1}. ${point}`)
  return {
    subject,
    text: plainText([[title], ...before.map((row) => [row]), numbered, [ask, address]]),
    html: page(title, [
      heading(title),
      ...before.map((row) => `<p dir="auto">${escaped(row)}</p>`),
      `<ol>${points.map((point) => `<li dir="auto">${escaped(point)}</li>`).join('')}</ol>`,
      `<p dir="auto">${escaped(ask)}<br><a href="${escaped(address)}" style="word-break:break-all">${escaped(address)}</a></p>`,
    ]),
  }
}

/** The top-level text of a message is kept harmless for Slack; a letter shows it as it was typed. */
const asTyped = (text: string): string => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')

const plainText = (parts: string[][]): string =>
  `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`

const wordsOf = (spans: Span[]): string => spans.map(({ text }) => text).join('')

function plainSection({ lead, items, style, tail = [] }: Section): string[] {
  const marks = { bullet: () => '- ', ordered: (index: number) => `${index + 1}. `, lines: () => '', inline: () => '' }
  const rows = items.map((item, index) => `${marks[style](index)}${wordsOf(item)}`)
  const all = [wordsOf(lead), ...rows, wordsOf(tail)].filter(Boolean)
  return style === 'inline' ? [all.join(' ').trim()] : all
}

const spans = (all: Span[]): string =>
  all.map(({ text, bold }) => (bold ? `<strong>${escaped(text)}</strong>` : escaped(text))).join('')

function drawSection({ lead, items, style, tail = [] }: Section): string {
  if (style === 'inline') return `<p dir="auto">${[lead, ...items, tail].map(spans).filter(Boolean).join(' ')}</p>`
  const tag = { bullet: 'ul', ordered: 'ol', lines: null }[style]
  const rows = items.map((item) => (tag ? `<li dir="auto">${spans(item)}</li>` : `<br>${spans(item)}`)).join('')
  const under = tail.length > 0 ? `<p dir="auto">${spans(tail)}</p>` : ''
  return tag
    ? `<p dir="auto">${spans(lead)}</p><${tag}>${rows}</${tag}>${under}`
    : `<p dir="auto">${spans(lead)}${rows}</p>${under}`
}

/** Week by week, the two figures of the charts; a week without a figure has a dash. */
function trendTable(trend: TrendPoint[]): string {
  const cell = (tag: 'td' | 'th', text: string) =>
    `<${tag} style="text-align:left;padding:2px 12px 2px 0">${escaped(text)}</${tag}>`
  const row = (tag: 'td' | 'th', texts: string[]) => `<tr>${texts.map((text) => cell(tag, text)).join('')}</tr>`
  const rows = trend.map(({ publishOn, slipDays, satisfaction }) =>
    row('td', [
      dayMonth(publishOn),
      slipDays === null ? '–' : lateness(slipDays),
      satisfaction === null ? '–' : `${satisfaction} of 5`,
    ]),
  )
  return `<table>${row('th', ['Week', 'Go-live against the promise', 'Satisfaction, as we read it'])}${rows.join('')}</table>`
}

const heading = (title: string): string => `<h1 dir="auto" style="font-size:18px">${escaped(title)}</h1>`

const page = (title: string, parts: string[]): string =>
  [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>`,
    '<body style="font-family:sans-serif;font-size:15px;line-height:1.45;max-width:42em">',
    ...parts,
    END,
  ].join('\n')

export const correctionSubject = (digest: Digest, on: string): string =>
  `${titleOf(digest)}: correction, ${inShort(on)}`
