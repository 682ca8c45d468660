import type { Correction, Digest, DigestAsk, DigestConcern, Internal, MilestoneLine } from '#features/digests/model.ts'
import { dayMonth, inShort, inWords, lateness } from './dateWords.ts'
import { ended } from './digestHeadline.ts'
import { type Block, clip, type Line, lines, list, type Span } from './kit.ts'

/** One part of the report: how it begins, and its items. An empty one is not made at all. */
export interface Section {
  name: string
  lead: Span[]
  items: Span[][]
  /** inline: items follow the lead in the same line. */
  style: 'inline' | 'lines' | 'bullet' | 'ordered'
  /** Said in any case, whatever of the items finds room. */
  tail?: Span[]
  /** The same for whoever hears it, where signs and columns say nothing. */
  spoken?: string[]
}

const bold = (text: string): Span => ({ text, bold: true })
const said = (text: string): Span => ({ text })
/** Why a status is proposed, and in what the answers differ; nothing is said twice. */
export function reasonsOf({ reasons, disagreement }: Internal): string {
  const differ = disagreement.join(' ')
  const others = reasons.filter((reason) => !differ.includes(reason.replace(/[.]$/, '')))
  return [...others, ...disagreement].join(' ')
}

/** Everything under the first line, in the order in which it matters to the buyer. */
export function sectionsOf(digest: Digest): Section[] {
  const all: (Section | undefined)[] = [
    ...digest.corrections.map(corrected),
    needs(digest),
    plain('Decided', digest.decisionsMade, 'bullet'),
    plain('Since the last update', digest.since, 'bullet'),
    closer(digest),
    plain('Hard, and what we are doing', digest.difficulties, 'bullet'),
    milestones(digest),
    feeling(digest),
    inline('People:', digest.people),
    ...digest.concerns.map(concern),
    closing(digest),
  ]
  return all.filter((section) => section !== undefined)
}

const plain = (title: string, texts: string[], style: Section['style']): Section | undefined =>
  texts.length > 0
    ? { name: title, lead: [bold(title)], items: texts.map((text) => [said(ended(text))]), style }
    : undefined

const inline = (title: string, texts: string[]): Section | undefined =>
  texts.length > 0
    ? {
        name: title.replace(':', ''),
        lead: [bold(title)],
        items: texts.map((text) => [said(ended(text))]),
        style: 'inline',
      }
    : undefined

const corrected = ({ on, text }: Correction): Section => ({
  name: 'Correction',
  lead: [bold(`Correction, ${inShort(on)}:`)],
  items: [[said(ended(text))]],
  style: 'inline',
})

function needs({ decisionsAhead, asks, publishOn }: Digest): Section | undefined {
  const ahead = decisionsAhead.map((text) => [said(ended(text))])
  const items = [...ahead, ...asks.map((ask) => [said(askLine(ask, asks, publishOn))])]
  return items.length > 0
    ? { name: 'We need from you', lead: [bold('We need from you')], items, style: 'ordered' }
    : undefined
}

/** The first name, as people speak, unless two share it. */
function askLine({ who, what, dueOn }: DigestAsk, all: DigestAsk[], publishOn: string): string {
  const first = (name: string) => name.split(/\s+/)[0] ?? name
  const shared = all.some((other) => other.who !== who && first(other.who) === first(who))
  // Named for what they will do, also where the day has passed: their boss reads along.
  const when = dueOn < publishOn ? `still needed, planned for ${inShort(dueOn)}` : `by ${inShort(dueOn)}`
  return `${shared ? who : first(who)}, ${when}: ${ended(what)}`
}

const figure = (value: number, unit: string): string => [value.toLocaleString('en-GB'), unit].filter(Boolean).join(' ')

/** The section that ties the work to what the buyer bought. */
export const CLOSER = 'Closer to your goal'

function closer({ criterion, progress }: Digest): Section | undefined {
  const current = criterion?.current ?? null
  if (progress.length === 0 && current === null) return undefined
  const { name, start, target, unit } = criterion ?? {}
  const aim = criterion ? ` (${name}: from ${figure(start!, '')} to ${figure(target!, unit!)})` : ''
  const short = progress.length < 2
  const now = criterion && current !== null ? [[said(`${short ? 'now' : 'Now'} ${figure(current, unit!)}.`)]] : []
  const items = [...now, ...progress.map((text) => [said(ended(text))])]
  const lead = [bold(CLOSER), said(short ? `${aim}:` : aim)]
  return { name: CLOSER, lead, items, style: short ? 'inline' : 'lines' }
}

function milestones({ milestones: all, whyMoved }: Digest): Section | undefined {
  if (all.length === 0 && whyMoved.length === 0) return undefined
  const reached = all.filter(({ reachedOn }) => reachedOn)
  const open = all.filter(({ reachedOn }) => !reachedOn)
  const why = whyMoved.map((text) => `Why: ${ended(text)}`)
  const spoken = [...[...reached, ...open].map(spokenLine), ...why]
  if (all.length === 1 && reached.length === 1 && why.length === 0)
    return {
      name: 'Milestones',
      lead: [bold('Milestone:')],
      items: [[said(ended(reachedLine(reached[0]!)))]],
      style: 'inline',
    }
  const items = [...reached.map(reachedLine), ...open.map((line, index) => forecastLine(line, index === 0)), ...why]
  const lead = open.length > 0 ? [bold('Milestones'), said(' (planned → forecast)')] : [bold('Milestones')]
  return {
    name: 'Milestones',
    lead,
    items: items.map((text) => [said(text)]),
    style: 'lines',
    spoken: ['Milestones:', ...spoken],
  }
}

function reachedLine({ name, promisedOn, reachedOn, slipDays }: MilestoneLine): string {
  if (promisedOn === reachedOn) return `${name}, planned and reached ${dayMonth(promisedOn)}`
  return `${name}, planned ${dayMonth(promisedOn)}, reached ${dayMonth(reachedOn!)}, ${lateness(slipDays)}`
}

function forecastLine({ name, promisedOn, forecastOn, slipDays }: MilestoneLine, first: boolean): string {
  const days = `${slipDays > 0 ? '+' : '−'}${Math.abs(slipDays)}`
  return `${name}: ${dayMonth(promisedOn)} → ${dayMonth(forecastOn)}, ${days}${first ? ` working ${Math.abs(slipDays) === 1 ? 'day' : 'days'}` : ''}`
}

function spokenLine(line: MilestoneLine): string {
  const { name, promisedOn, forecastOn, reachedOn, slipDays } = line
  if (reachedOn) return ended(reachedLine(line))
  return `${name}: planned for ${dayMonth(promisedOn)}, now forecast for ${dayMonth(forecastOn)}, ${lateness(slipDays)}.`
}

function feeling({ satisfaction: { now, before, heard } }: Digest): Section | undefined {
  if (now === null) return inline('How it feels, as we read it:', heard)
  const change = before === null ? '' : before === now ? ', unchanged' : `, was ${before}`
  return inline('How it feels, as we read it:', [`${now} of 5${change}`, ...heard])
}

const LONGEST_CONCERN = 120

/** 'Your concern of 12 November (board report): draft sent; open until you say so.' */
function concern({ by, raisedOn, what, line, resolvedOn }: DigestConcern): Section {
  const on = inWords(raisedOn).slice(4)
  const lead = by ? `${by}’s concern of ${on}` : `Your concern of ${on}`
  const about = clip(what.replace(/\s+/g, ' ').trim(), LONGEST_CONCERN)
  const words = line ? `${line.replace(/[\s.;]+$/, '')}; ` : ''
  const whoSays = by ? `${by} says` : 'you say'
  const end = resolvedOn ? `resolved, as ${by ? `${by} said` : 'you said'}.` : `open until ${whoSays} so.`
  const items = [[said(`(${about}): ${words}${end}`)]]
  return { name: 'Concerns', lead: [bold(lead)], items, style: 'inline' }
}

function kept({ punctuality }: Digest): string {
  if (!punctuality) return ''
  const { due, onTime } = punctuality
  return ` (${onTime === due ? `all ${due}` : `${onTime} of ${due}`} so far came on time)`
}

function closing(digest: Digest): Section {
  const { next, nextUpdateOn, weeksWithout, contact } = digest
  const quiet = digest.asks.length === 0 && digest.decisionsAhead.length === 0
  const gap =
    weeksWithout > 0
      ? `, after ${weeksWithout === 1 ? 'a week' : `${weeksWithout} weeks`} without a working day for it`
      : ''
  const update = nextUpdateOn ? [`Next update ${inWords(nextUpdateOn)}${gap}${kept(digest)}.`] : []
  const call = contact ? [quiet ? `Your contact: ${contact}.` : `Reply here or call ${contact}.`] : []
  return {
    name: 'Next',
    lead: [
      ...(quiet ? [said('We need nothing from you.')] : []),
      ...(next.length > 0 ? [bold(`${quiet ? ' ' : ''}Next:`)] : []),
    ],
    items: next.map((text) => [said(ended(text))]),
    style: 'inline',
    tail: [said([...update, ...call].join(' '))],
  }
}

/** The characters of a section, which is what Slack counts. */
export const sizeOf = ({ lead, items, tail = [] }: Section): number =>
  [...lead, ...items.flat(), ...tail].reduce((sum, { text }) => sum + text.length + 1, 0)

/** The rows of a section, one under the other. */
function rowsOf({ lead, items, style, tail = [] }: Section): Line[] {
  if (style !== 'inline') return [lead, ...items, ...(tail.length > 0 ? [tail] : [])]
  const joined = [...items, ...(tail.some(({ text }) => text) ? [tail] : [])].flatMap((item) => [
    { text: ' ' },
    ...item,
  ])
  return [lead.length > 0 ? [...lead, ...joined] : joined.slice(1)]
}

export function drawSection(section: Section): Block {
  const { lead, items, style, tail } = section
  if ((style !== 'bullet' && style !== 'ordered') || items.length === 0) return lines(...rowsOf(section))
  const drawn = list(lead, items, style)
  if (tail) (drawn['elements'] as unknown[]).push(...(lines(tail)['elements'] as unknown[]))
  return drawn
}

/** The same in words, for whoever hears it: sentences, without bullets and columns. */
export function sayLines(section: Section): string {
  if (section.spoken) return section.spoken.join('\n')
  const [first, ...rest] = rowsOf(section).map((row) =>
    typeof row === 'string' ? row : row.map(({ text }) => text).join(''),
  )
  return [section.style === 'inline' ? first : `${first}:`, ...rest].join('\n')
}
