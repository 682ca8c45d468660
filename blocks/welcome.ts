import { projectOf } from './digestHeadline.ts'
import { read, textInput, type Values } from './inputs.ts'
import { insideWordsIn, insideWordsNote } from './insideWords.ts'
import * as kit from './kit.ts'

/** Opens the draft of what the customer reads of a newcomer; the change is the value. */
export const OPEN_WELCOME = 'contact.welcome.open'
export const SEND_WELCOME = 'contact.welcome'
export const WELCOME_FIELD = 'contact.welcome.text'
/** The same for what the customer reads instead, where a welcome turned out wrong; the change is the value. */
export const OPEN_RETRACTION = 'contact.retract.open'
export const SEND_RETRACTION = 'contact.retract'
export const TOLD_BY_HAND = 'contact.retract.by_hand'
const LONGEST = 2_000
/** Of the goals in a draft, in characters, so that all of it fits into its field. */
const MOST_OF_GOALS = 700

/** What a customer may know of a newcomer. It holds nothing that is only for us. */
export interface Welcome {
  /** 'invoicing rollout' */
  title: string
  newcomer: string
  leaver: string | null
  /** 'primary contact', or what the customer calls a colleague of ours: 'your contact with us' */
  as: string
  /** Whether the newcomer is one of the customer's people. */
  isTheirs: boolean
  /** 'Mon 23 Nov' */
  from: string
  /** The newcomer stands in until this day. */
  until: string | null
  /** 'Days to invoice: 11 days at the start, now 3 days, target 2 days' */
  goals: string[]
  /** 'Go-live, Mon 14 Dec' */
  next: string | null
  /** 'Friday 27 November 2026' */
  update: string | null
  /** Who answers questions. */
  owner: string | null
}

/** A first draft, which somebody of ours edits and sends. `isReader`: whether the newcomer reads it, or others alone. */
export function draftWelcome(welcome: Welcome, isReader = true): string {
  const { isTheirs, newcomer, goals, next, update, owner } = welcome
  const greeting = isTheirs && isReader ? `Welcome, ${first(newcomer)}. ` : ''
  return [
    `${greeting}${takesOver(welcome)}`,
    ...(goals.length > 0 ? [`What we work towards together: ${kit.clip(goals.join('; '), MOST_OF_GOALS)}.`] : []),
    ...(next ? [`The next step: ${next}.`] : []),
    ...(update ? [`You read here how it goes; the next update comes on ${update}.`] : []),
    ...(owner && owner !== newcomer ? [`${owner} is glad to answer your questions.`] : []),
  ].join('\n')
}

/** What a customer may know of a change that does not come. It holds nothing that is only for us. */
export interface Mistake extends Pick<Welcome, 'title' | 'as' | 'isTheirs' | 'owner'> {
  /** Who was welcomed, and who goes on instead; null where it is nobody. */
  newcomer: string | null
  stays: string | null
  /** Whether somebody had come, and whoever they stand in for is back earlier than was said; on which day that lies ahead. */
  isBack: boolean
  backOn: string | null
}

/** A first draft of what holds instead, which somebody of ours edits and sends. */
export function draftRetraction({ title, as, newcomer, stays, owner, isBack, backOn }: Mistake): string {
  const what = title ? ` for ${title}` : ''
  const questions = owner && owner !== stays ? [`${owner} is glad to answer your questions.`] : []
  if (isBack)
    return [
      `${stays} is back as ${as}${what}${backOn ? ` from ${backOn}` : ''}, earlier than we wrote.`,
      ...questions,
    ].join('\n')
  const early = newcomer ? `We wrote too early that ${newcomer} takes over as ${as}${what}` : 'We wrote too early'
  return [
    stays ? `${early}: ${stays} goes on.` : `${early}: that is not so.`,
    'Please excuse the confusion.',
    ...questions,
  ].join('\n')
}

/** A first draft for whom a letter has welcomed by mistake, which somebody of ours edits and sends. */
export function draftApology({ title, as, owner }: Pick<Mistake, 'title' | 'as' | 'owner'>): string {
  const what = title ? ` for ${title}` : ''
  return [
    `We wrote to you by mistake that you take over as ${as}${what}: that is not so.`,
    'Please excuse the confusion; there is nothing for you to do.',
    ...(owner ? [`${owner} is glad to answer your questions.`] : []),
  ].join('\n')
}

function takesOver({ newcomer, leaver, as, from, until, title }: Welcome): string {
  const of = leaver ? ` ${until ? 'for' : 'from'} ${leaver}` : ''
  const what = title ? ` for ${title}` : ''
  return until
    ? `${newcomer} stands in${of} as ${as}${what} from ${from} until ${until}.`
    : `${newcomer} takes over${of} as ${as}${what} from ${from}.`
}

const first = (name: string): string => name.split(/\s+/)[0] ?? name

/** What the customer reads, in the words that somebody of ours approved. */
export function welcomeMessage(of: { account: string; title: string }, text: string): kit.Message {
  const head = projectOf(of)
  return { text: kit.harmless(`${head}: ${text}`), blocks: [kit.header(head), kit.paragraph(text)] }
}

/** What the form of a text for the customer remembers. Only we write it; Slack hands it back as it was. */
export interface WelcomeMemory {
  changeId: string
  /** The words of ours that whoever sends it has read to be in it. */
  marked: string[]
}

/** Whether a text holds a word that we keep to ourselves, and of which whoever sends it has not read yet. */
export const isUnmarked = (text: string, { marked }: Pick<WelcomeMemory, 'marked'>): boolean =>
  insideWordsIn([text]).some((word) => !marked.includes(word.toLowerCase()))

/** The draft, for whoever answers for the account. */
export const welcomeModal = (form: {
  changeId: string
  accountName: string
  draft: string
  where: string
  /** What the newcomer is asked to confirm, and where. */
  points: string[]
  by: 'channel' | 'letter' | 'nobody'
  /** Why they cannot be asked. */
  why: string | null
}): kit.Modal =>
  kit.modal(
    SEND_WELCOME,
    'Welcome',
    [
      kit.paragraph(
        `Drafted from what is known. ${form.where} Nothing is sent before you press Send it, and then word for word.`,
      ),
      ...textOf(form),
      ...(form.points.length > 0 && form.by !== 'nobody' ? [kit.list(ASKED[form.by], form.points)] : []),
      ...(form.why ? [kit.note(form.why)] : []),
    ],
    { submit: 'Send it', metadata: memoryOf(form) },
  )

/** The draft of what the customer reads instead; `letterTo`: only whom a letter has welcomed by mistake, at these addresses. */
export const retractionModal = (form: {
  changeId: string
  accountName: string
  draft: string
  letterTo: string[]
}): kit.Modal =>
  kit.modal(
    SEND_RETRACTION,
    'Tell the customer',
    [
      kit.paragraph(
        `${
          form.letterTo.length > 0
            ? `This is sent to ${form.letterTo.join(' and ')} as a letter, and to nobody else.`
            : 'The customer reads this in the place of the welcome, and by e-mail whoever read that so.'
        } Nothing is sent before you press Send it, and then word for word.`,
      ),
      ...textOf(form),
    ],
    { submit: 'Send it', metadata: memoryOf(form) },
  )

const memoryOf = ({ changeId, draft }: { changeId: string; draft: string }): string => {
  const memory: WelcomeMemory = { changeId, marked: insideWordsIn([draft]).map((word) => word.toLowerCase()) }
  return JSON.stringify(memory)
}

const textOf = ({ accountName, draft }: { accountName: string; draft: string }): kit.Block[] => [
  ...insideWordsNote([draft]).map((text) => kit.paragraph(`${text} Send it if you want to say it so.`)),
  textInput(WELCOME_FIELD, { label: accountName, initial: draft, multiline: true, max: LONGEST }),
]

const ASKED = {
  channel: 'Below it the newcomer is asked to confirm, with a button each',
  letter: 'In their letter the newcomer is asked to confirm, on a page with a button each',
}

export const readWelcome = (values: Values, metadata: string): { text: string | null; memory: WelcomeMemory } => ({
  text: read(values, WELCOME_FIELD),
  memory: JSON.parse(metadata) as WelcomeMemory,
})
