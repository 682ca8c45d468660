import { type Confirmations, headOf, leadOf, pointOf } from './confirmations.ts'
import { escaped, inParagraph, type WebPage, webPage } from './html.ts'
import { type Letter, leadingLetter } from './letters.ts'

const COUNTS = ['nothing', 'one thing', 'two things', 'three things', 'four things', 'five things']
const counted = (count: number): string => COUNTS[count] ?? `${count} things`

/**
 * What a newcomer without Slack is sent: the welcome, what they are asked for, and where to say it.
 * @param until the last day of the link, 'Tuesday 22 December 2026'.
 */
export function confirmationLetter(asked: Confirmations, until: string, address: string): Letter {
  const open = asked.points.filter(({ confirmedOn }) => !confirmedOn)
  return leadingLetter(`${headOf(asked)}: welcome, and ${counted(open.length)} to confirm`, {
    title: headOf(asked),
    before: [...(asked.welcome ? [asked.welcome] : []), leadOf(asked)],
    points: asked.points.map(pointOf),
    ask: `You tell us on this page, which is for you alone: please pass its address on to nobody. It works until ${until}; opening it confirms nothing yet.`,
    address,
  })
}

/**
 * The page to which that letter leads: each point with its button, or with the day on which it was confirmed.
 * @param news what has just happened, where something has.
 */
export function confirmationPage(asked: Confirmations, news: string | null = null): WebPage {
  const open = asked.points.filter(({ confirmedOn }) => !confirmedOn).length
  const left = open < asked.points.length ? ' left' : ''
  const title = open > 0 ? `${sentence(counted(open))}${left} to confirm` : 'Everything is confirmed'
  return webPage(`${title}: ${headOf(asked)}`, [
    inParagraph(headOf(asked), 'project'),
    `<h1>${escaped(title)}</h1>`,
    ...(news ? [inParagraph(news, 'news')] : []),
    inParagraph(open > 0 ? leadOf({ ...asked, welcome: news ?? asked.welcome }) : NOTHING_LEFT),
    `<ol>${asked.points.map(drawPoint).join('\n')}</ol>`,
    inParagraph(`Questions, or pressed too soon? Reply to the letter: ${asked.owner} is glad to help.`, 'small'),
  ])
}

const NOTHING_LEFT = 'You have told us all of it; there is nothing left to do here. You can close this page.'

function drawPoint({ itemId, version, words, confirmedOn }: Confirmations['points'][number], index: number): string {
  const said = `<p dir="auto" id="point-${index}">${escaped(words)}</p>`
  if (confirmedOn) return `<li>${said}<p class="small">✓ Confirmed on ${escaped(confirmedOn)}.</p></li>`
  const hidden = (name: string, value: string) => `<input type="hidden" name="${name}" value="${escaped(value)}">`
  // Whoever hears the page hears with each button what it confirms.
  const button = `<button id="yes-${index}" aria-labelledby="yes-${index} point-${index}">Yes, that is so</button>`
  return `<li>${said}<form method="post">${hidden(ITEM, itemId)}${hidden(VERSION, String(version))}${button}</form></li>`
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** What somebody reads whose link confirms nothing. */
export const refusalPage = (words: string): WebPage =>
  webPage('This cannot be confirmed here', ['<h1>This cannot be confirmed here</h1>', inParagraph(words)])

const ITEM = 'point'
const VERSION = 'as'

/** Which point somebody confirmed, and as they saw it; undefined where a form says neither. */
export function readConfirmed(form: URLSearchParams): { itemId: string; version: number } | undefined {
  const [itemId, version] = [form.get(ITEM), form.get(VERSION)]
  return itemId && /^\d{1,9}$/.test(version ?? '') ? { itemId, version: Number(version) } : undefined
}
