import { ROLE_NAMES, type Role } from '#features/accounts/model.ts'
import { PRIORITIES, type Stakes, type Subject, subjectName } from '#features/contacts/model.ts'
import { dayName } from '#features/handoffs/model.ts'
import { stakesInWords, wordsOf } from './contactStakes.ts'
import * as kit from './kit.ts'
import { OPEN_RETRACTION, OPEN_WELCOME, TOLD_BY_HAND } from './welcome.ts'

/** The change is the value of each of these. */
export const ACKNOWLEDGE_CHANGE = 'contact.acknowledge'
export const OPEN_CORRECTION = 'contact.correct.open'
export const TAKE_BACK = 'contact.take_back'
export const RELEASE_CHANGE = 'contact.release'
/** Whoever was stood in for is back, or not. */
export const CAME_BACK = 'contact.back'
export const STAYS = 'contact.stays'

/** A contact change as the vendor's side reads of it. */
export interface ChangeView {
  changeId: string
  accountName: string
  role: Subject
  leaverName: string | null
  /** Null where nobody follows yet. */
  newcomerName: string | null
  effectiveOn: string
  /** Whether its day has not come yet. */
  isAhead: boolean
  temporaryUntil: string | null
  /** Whether that day has passed, and nobody has said how it goes on. */
  hasLapsed: boolean
  words: string | null
  state: 'standing' | 'withdrawn' | 'ended'
  isPrivate: boolean
  corrected: boolean
  recorderName: string
  /** Who told of it: 'Maya Lindqvist in Slack, Mon 23 Nov' */
  told: string[]
  stakes: Stakes
  /** The others on the account, who should know. */
  stakeholders: { name: string; role: Role }[]
  /** Who receives in the handoff that this started, and how many items it has. */
  handoff: { receiverName: string; items: number } | null
  /** 'Maya Lindqvist, Mon 23 Nov 10:02' */
  acknowledged: string | null
  closed: string | null
  welcomed: string | null
  /** Whether the customer's side gets a welcome. */
  welcomes: boolean
  /** Whether the customer has read a welcome that does not hold, and nobody has told them so. */
  misleads: boolean
  /** Who has told them, and when. */
  retracted: string | null
  /** Whom a letter welcomed by mistake, and who has told them so, and when. */
  stray: { name: string; address: string; told: string | null }[]
  /** Why it stands where it stands, where that is not the team channel. */
  whyHere: string | null
}

export const title = ({ accountName, role, state }: ChangeView): string => {
  const does = role === PRIORITIES ? 'change' : 'changes'
  const what = `${accountName}: the ${subjectName(role)}`
  if (state === 'withdrawn') return `${what} ${role === PRIORITIES ? 'do' : 'does'} not change after all`
  return `${what} ${does}`
}

/** What our team reads in its channel. It changes in place with the change. */
export function changeAlert(view: ChangeView): kit.Message {
  if (view.state !== 'standing') return closedAlert(view)
  const stakes = stakesInWords(view.stakes)
  const after = afterwards(view)
  const ending = view.acknowledged
    ? `Acknowledged by ${view.acknowledged}.`
    : `The account owner acknowledges that this is known${view.corrected ? ', as it stands now' : ''}.`
  const head = headOf(view)
  return {
    text: kit.harmless(
      kit.clip(
        [`${title(view)}.`, ...head, 'What is at stake:', ...stakes.map(wordsOf), ...after, ending].join('\n'),
        3_800,
      ),
    ),
    blocks: [
      kit.header(title(view)),
      kit.lines(...head.map((text, index) => (index === 0 ? [{ text, bold: true }] : text))),
      kit.list('What is at stake', stakes),
      kit.lines(...after),
      ...(view.whyHere ? [kit.note(view.whyHere)] : []),
      kit.note(...(view.acknowledged ? [ending] : []), knownFrom(view)),
      controls(view),
    ],
  }
}

/** What remains of it once it was taken back, or once whoever was stood in for is back. */
function closedAlert(view: ChangeView): kit.Message {
  const { role, leaverName, newcomerName, closed, state, temporaryUntil } = view
  const was = state === 'withdrawn' ? `${whoComes(view)} That was taken back.` : null
  const goesOn = leaverName
    ? `${leaverName} ${state === 'ended' ? 'is back' : 'goes on'} as ${subjectName(role)}.`
    : null
  const stood =
    state === 'ended' ? `${newcomerName} stood in${temporaryUntil ? ` until ${dayName(temporaryUntil)}` : ''}.` : null
  const rows = [...[was, goesOn, stood].filter((row) => row !== null), ...misleading(view), `Said by ${closed}.`]
  return {
    text: kit.harmless([`${title(view)}.`, ...rows].join('\n')),
    blocks: [
      kit.header(title(view)),
      kit.lines(...rows),
      kit.note(knownFrom(view)),
      ...(isOpen(view) ? [kit.actions(`contact:${view.changeId}`, ...retracting(view))] : []),
    ],
  }
}

/** What came of a welcome that does not hold. */
function misleading({ misleads, retracted, stray }: ChangeView): string[] {
  if (misleads) return ['The customer has read a welcome that does not hold. They read what you send them instead.']
  return [
    ...(retracted ? [`The customer was told that the welcome does not hold: ${retracted}.`] : []),
    ...stray.map(({ name, address, told }) =>
      told
        ? `${name} was told that the letter with their welcome was a mistake: ${told}.`
        : `A letter to ${address} has welcomed ${name} by mistake. They read what you send them.`,
    ),
  ]
}

const isOpen = ({ misleads, stray }: ChangeView): boolean => misleads || stray.some(({ told }) => !told)

const retracting = (view: ChangeView): kit.Block[] => {
  if (!isOpen(view)) return []
  const { changeId, misleads } = view
  return [
    kit.button(OPEN_RETRACTION, misleads ? 'Tell the customer' : 'Write to them', changeId, { style: 'primary' }),
    kit.button(TOLD_BY_HAND, 'I have told them', changeId),
  ]
}

/** For whoever answers for the account: the customer was welcomed to what does not come. */
export function retractionMessage(view: ChangeView): kit.Message {
  const rows = [`${title(view)}.`, ...misleading(view)]
  return {
    text: kit.harmless(rows.join('\n')),
    blocks: [
      kit.lines([{ text: rows[0]!, bold: true }], ...rows.slice(1)),
      ...(isOpen(view) ? [kit.actions(`contact:${view.changeId}`, ...retracting(view))] : []),
    ],
  }
}

const knownFrom = ({ told, recorderName }: ChangeView): string =>
  told.length > 0 ? `Known from ${told.join('; ')}.` : `Recorded by ${recorderName}.`

const headOf = (view: ChangeView): string[] => [
  whoComes(view),
  ...(view.words ? [kit.clip(view.words, 500)] : []),
  ...(view.isPrivate ? ['Not public yet: only you read this.'] : []),
]

/** 'Tomás Leal takes over from Ana Ruiz as primary contact, from Mon 23 Nov.' */
export function whoComes({ newcomerName, leaverName, role, effectiveOn, temporaryUntil }: ChangeView): string {
  const from = dayName(effectiveOn)
  if (role === PRIORITIES) return `What matters to the customer changes from ${from}.`
  const as = `as ${subjectName(role)}`
  if (!newcomerName) return `${leaverName ?? 'Whoever it was'} leaves ${as}, from ${from}. Nobody follows yet.`
  const of = leaverName ? ` from ${leaverName}` : ''
  if (!temporaryUntil) return `${newcomerName} takes over${of} ${as}, from ${from}.`
  return `${newcomerName} stands in${leaverName ? ` for ${leaverName}` : ''} ${as}, from ${from} until ${dayName(temporaryUntil)}.`
}

function afterwards(view: ChangeView): string[] {
  const { handoff, stakeholders } = view
  const others = stakeholders.map(({ name, role }) => `${name} (${ROLE_NAMES[role]})`).join(', ')
  return [
    ...(handoff
      ? [`A handoff checklist of ${handoff.items} items has started; ${handoff.receiverName} receives.`]
      : []),
    ...transitionOf(view),
    ...(view.hasLapsed ? [`Nobody has said how it goes on after ${dayName(view.temporaryUntil!)}.`] : []),
    ...(others ? [`On this account: ${kit.clip(others, 1_000)}.`] : []),
    ...(view.welcomed ? [`The customer was told: ${view.welcomed}.`] : []),
    ...misleading(view),
    `Recorded by ${view.recorderName}.`,
  ]
}

function transitionOf({ role, newcomerName, handoff, ...view }: ChangeView): string[] {
  if (handoff) return [`The account is in the danger zone until ${handoff.receiverName} has accepted that handoff.`]
  if (role === PRIORITIES || newcomerName) return []
  // Before its day nothing is in transition, here as little as on Home.
  const zone = view.isAhead
    ? `From ${dayName(view.effectiveOn)} the account is in the danger zone`
    : 'The account is in the danger zone'
  return [`${zone}; the transition starts when somebody is named.`]
}

function controls(view: ChangeView): kit.Block {
  const { changeId } = view
  const label = (what: string) => ({ label: `${what}: ${title(view)}` })
  const back = {
    title: 'Take it back?',
    text: 'Whoever held the role goes on, the handoff ends, and this message says so.',
    confirm: 'Take it back',
    deny: 'Leave it',
  }
  return kit.actions(
    `contact:${changeId}`,
    ...(view.acknowledged || view.isPrivate
      ? []
      : [kit.button(ACKNOWLEDGE_CHANGE, 'Acknowledge', changeId, { style: 'primary', ...label('Acknowledge') })]),
    ...(view.isPrivate ? [kit.button(RELEASE_CHANGE, 'Tell the team now', changeId, label('Tell the team now'))] : []),
    ...(view.hasLapsed ? goesOn(view) : []),
    ...retracting(view),
    kit.button(OPEN_CORRECTION, 'Put right', changeId, label('Put right')),
    kit.button(TAKE_BACK, 'Take back', changeId, { ...label('Take back'), confirm: back }),
    ...(view.welcomes && !view.welcomed && !view.isPrivate
      ? [kit.button(OPEN_WELCOME, 'Write the welcome', changeId, label('Write the welcome'))]
      : []),
  )
}

/** Says how standing in goes on. */
export function goesOn({ changeId, accountName, leaverName, newcomerName }: ChangeView): kit.Block[] {
  const of = (id: string, text: string) => kit.button(id, text, changeId, { label: `${text}: ${accountName}` })
  return [of(CAME_BACK, `${leaverName ?? 'Whoever it was'} is back`), of(STAYS, `${newcomerName} stays`)]
}
