import { STATUS_NAMES } from '#features/checkins/model.ts'
import type { Digest, Internal, ToldQuestion } from '#features/digests/model.ts'
import { inShort } from './dateWords.ts'
import { reasonsOf } from './digestSections.ts'
import { digestMessage, pageButtons, pagesOf, READ_ALL } from './digests.ts'
import { read, readTicks, textInput, tickInput, type Values } from './inputs.ts'
import { insideWordsNote, textsIn } from './insideWords.ts'
import { type Block, clip, divider, header, list, type Modal, modal, note, paragraph } from './kit.ts'

export const TURN_REVIEW = 'digests.turn_review'
export const APPROVE_VIEW = 'digests.approve_view'
export const DECISION = 'decision'
const MOST_QUESTIONS = 10
/** A page of a form; it may hold more, but nobody wants to. */
const PAGE = 8_500
/** The input of a person, by the first question that concerns them, counted from 0. */
export const toldField = (index: number): string => `told.${index}`

export interface Reading {
  digestId: string
  version: number
  /** As it would be posted now. */
  digest: Digest
  internal: Internal
  /** Whom the owner has not confirmed to have told. */
  questions: ToldQuestion[]
  mayApprove: boolean
  /** The answers differ, and nobody has said yet why it is decided as it is. */
  undecided: boolean
  /** What came after the close. */
  late: { name: string; text: string }[]
  /** Notes for the owner alone are drawn for nobody else. */
  isOwner: boolean
}

/** Exactly what the buyer will read, then what only we may read, a page at a time, and the questions before approving. */
export function readingModal(reading: Reading, page = 0): Modal {
  const { digestId, version, digest, questions, mayApprove, undecided } = reading
  const pages = allPages(reading)
  const at = Math.min(Math.max(page, 0), pages.length - 1)
  const blocks = [
    ...pages[at]!,
    ...pageButtons(TURN_REVIEW, digestId, at, pages.length),
    ...(mayApprove && undecided ? [decisionInput()] : []),
    ...(mayApprove ? toldQuestions(questions, ' Until then you can hold the update.') : []),
  ]
  const metadata = JSON.stringify({ digestId, version })
  return modal(APPROVE_VIEW, clip(digest.account, 24), blocks, {
    metadata,
    ...(mayApprove ? { submit: 'Approve' } : {}),
  })
}

function allPages(reading: Reading): Block[][] {
  const customer = previewPages(reading.digest)
  const marked: [string, string[]][] = insideWordsNote(textsIn(reading.digest)).map((text) => ['', [text]])
  const sections = insideSections(reading, reading.isOwner, reading.late)
  const inside = insidePages([...marked, ...sections], reading.internal)
  if (customer.length > 1 || inside.length > 1) return [...customer, ...inside]
  return [[...customer[0]!, divider(), ...inside[0]!]]
}

/**
 * First what stands in the channel, block by block; where that has no room for all of it, then the pages behind *Read it
 * all*. A form holds no charts: their words stand in it, as they do under them.
 */
export function previewPages(digest: Digest): Block[][] {
  const { blocks } = digestMessage(digest, 'preview')
  const whole = !JSON.stringify(blocks.filter(({ type }) => type === 'actions')).includes(READ_ALL)
  const drawn = blocks.filter(({ type }) => type !== 'data_visualization' && type !== 'actions')
  const posted = [note('The customer reads this'), ...drawn]
  if (whole) return [posted]
  return [posted, ...pagesOf(digest).map((page) => [note('The customer reads this behind “Read it all”'), ...page])]
}

/** Sections on as few pages as hold them; a long one goes on on the next. */
function insidePages(sections: [string, string[]][], internal: Internal): Block[][] {
  const pages: { blocks: Block[]; size: number }[] = [{ blocks: [header('Only we read this')], size: 0 }]
  const add = (title: string, items: string[], size: number) => {
    if (pages.at(-1)!.size > 0 && pages.at(-1)!.size + size > PAGE)
      pages.push({ blocks: [header('Only we read this')], size: 0 })
    const page = pages.at(-1)!
    page.blocks.push(title ? list(title, items) : paragraph(items[0]!))
    page.size += size
  }
  for (const [title, items] of sections) {
    let chunk: string[] = []
    for (const item of items) {
      if (chunk.length > 0 && sizeOf([...chunk, item]) > PAGE) {
        add(title, chunk, sizeOf(chunk))
        chunk = []
      }
      chunk.push(item)
    }
    if (chunk.length > 0) add(title, chunk, sizeOf(chunk))
  }
  pages.at(-1)!.blocks.push(note(`Status rule, version ${internal.ruleVersion}.`))
  return pages.map(({ blocks }) => blocks)
}

const sizeOf = (items: string[]): number => items.reduce((sum, item) => sum + item.length + 1, 0)

/** What only we may read, whole. Notes for the owner alone, and who has not answered, are for whoever reviews. */
function insideSections(
  { internal }: { internal: Internal },
  isOwner: boolean,
  late: { name: string; text: string }[],
): [string, string[]][] {
  const {
    missing,
    notes,
    ownerNotes,
    returned,
    confidence,
    unconfirmed,
    decided,
    rating,
    carried,
    unsent = [],
  } = internal
  const by = ({ name, text }: { name: string; text: string }) => `${name}: ${text}`
  const rated = rating ? [`${rating.rating} of 5${rating.comment ? `: ${rating.comment}` : ''}`] : []
  const all: [string, string[]][] = [
    ['', [`Proposed: ${STATUS_NAMES[internal.proposed]}. ${reasonsOf(internal)}`]],
    ['Decided', decided ? [by({ name: decided.by, text: decided.reason })] : []],
    ['Without an action, so the buyer does not read it', returned.map(by)],
    ['Other reasons that were given; the first line holds one', (internal.unsaid ?? []).map(by)],
    ['Has not answered', missing],
    ['Away', internal.away ?? []],
    ['Answered after the close, so it is not in the update', late.map(by)],
    ['Answered after last week’s close, so it is in this update', carried.map(by)],
    ...[...new Set(unsent.map(({ publishOn }) => publishOn))].map((day): [string, string[]] => [
      `Said for the update of ${inShort(day)}, which is not out, so it is in this one`,
      unsent.filter(({ publishOn }) => publishOn === day).map(by),
    ]),
    ['To ask', unconfirmed],
    ['How sure we are of the next date', confidence.map(({ name, value }) => `${name}: ${value} of 5`)],
    ['Notes', notes.map(by)],
    ['Notes for you alone', isOwner ? ownerNotes.map(by) : []],
    [rating ? `The buyer’s rating of week ${rating.week}` : '', rated],
  ]
  return all.filter(([, items]) => items.length > 0)
}

/** What only we may read of a published report, for our team: without what is for its reviewer alone. */
export function teamPages(internal: Internal): Block[][] {
  const shared = { ...internal, missing: [], away: [], unconfirmed: [] }
  return insidePages(insideSections({ internal: shared }, false, []), internal)
}

const decisionInput = (): Block =>
  textInput(DECISION, {
    label: 'The answers differ. Why do you decide so?',
    hint: 'Only we read this.',
    multiline: true,
  })

/** Why the reviewer decides as they do, where the answers differ. */
export const readDecision = (values: Values): string | null => read(values, DECISION)

/** A person, and where their questions stand among all. */
interface Concerned {
  first: number
  questions: ToldQuestion[]
}

/** Each person once; where there are more than people read, the last one is for all others. */
function concerned(questions: ToldQuestion[]): { each: Concerned[]; others: Concerned | undefined } {
  const byPerson = [...Map.groupBy(questions, ({ who }) => who).values()]
  const people = byPerson.map((own) => ({ first: questions.indexOf(own[0]!), questions: own }))
  const rest = people.slice(MOST_QUESTIONS)
  const others = rest[0] && { first: rest[0].first, questions: rest.flatMap((one) => one.questions) }
  return { each: people.slice(0, MOST_QUESTIONS), others }
}

const MOST_CALLED = 3
const names = new Intl.ListFormat('en-GB')

/** Who hears it from us before they read it, and a tick for each; `meanwhile` says what can be done until then. */
export function toldQuestions(questions: ToldQuestion[], meanwhile = ''): Block[] {
  if (questions.length === 0) return []
  const all = [...new Set(questions.map(({ who }) => who))]
  const whom = all.length > MOST_CALLED ? 'everybody named here' : names.format(all)
  return [note(`Please tell ${whom} first, and tick it here.${meanwhile}`), ...toldInputs(questions)]
}

/** One tick a person, for everything that they should have heard of. */
export function toldInputs(questions: ToldQuestion[]): Block[] {
  const { each, others } = concerned(questions)
  const asked = each.map((one) => ask(one, `Has ${one.questions[0]!.who} been told?`))
  return others ? [...asked, ask(others, 'Have all others been told?')] : asked
}

const ask = ({ first, questions }: Concerned, label: string): Block => {
  const abouts = questions.map(({ about }) => about)
  const single = abouts.length === 1
  return tickInput(toldField(first), {
    label,
    choices: [{ value: 'yes', text: clip(single ? `Yes: ${abouts[0]}` : 'Yes, of all of it', 75) }],
    ...(single ? {} : { hint: clip(abouts.join(' · '), 1_900) }),
  })
}

/** The keys of the questions that were ticked. */
export function readTold(values: Values, questions: ToldQuestion[]): string[] {
  const { each, others } = concerned(questions)
  const ticked = [...each, ...(others ? [others] : [])].filter(
    ({ first }) => readTicks(values, toldField(first)).length > 0,
  )
  return [...new Set(ticked.flatMap((one) => one.questions.map(({ key }) => key)))]
}

export const readMetadata = (metadata: string | undefined): { digestId: string; version: number } =>
  JSON.parse(metadata ?? '{}')
