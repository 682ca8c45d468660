import { ROLE_NAMES } from '#features/accounts/model.ts'
import { PRIORITIES, subjectName } from '#features/contacts/model.ts'
import { dayName } from '#features/handoffs/model.ts'
import { stakesInWords, wordsOf } from './contactStakes.ts'
import { changeButton } from './contacts.ts'
import { type ChangeView, completed, title, whoComes } from './contactView.ts'
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

/** What our team reads in its channel. It changes in place with the change. */
export function changeAlert(view: ChangeView): kit.Message {
  if (view.state !== 'standing') return closedAlert(view)
  const stakes = stakesInWords(view.stakes)
  const after = afterwards(view)
  const ending = acknowledgement(view)
  const head = headOf(view)
  return {
    text: kit.harmless(
      kit.clip(
        [`${title(view)}.`, ...head, 'What is at stake:', ...stakes.map(wordsOf), ...after, ...ending].join('\n'),
        3_800,
      ),
    ),
    blocks: [
      kit.header(title(view)),
      kit.lines(...head.map((text, index) => (index === 0 ? [{ text, bold: true }] : text))),
      kit.list('What is at stake', stakes),
      kit.lines(...after),
      ...(view.whyHere ? [kit.note(view.whyHere)] : []),
      kit.note(...(view.acknowledged ? ending : []), knownFrom(view)),
      controls(view),
    ],
  }
}

function acknowledgement({ acknowledged, corrected, ...view }: ChangeView): string[] {
  if (acknowledged) return [`Acknowledged by ${acknowledged}.`]
  // Whoever answers for the account was called by name when the handoff was accepted: that is past.
  if (completed(view)) return []
  return [`The account owner acknowledges that this is known${corrected ? ', as it stands now' : ''}.`]
}

/** What remains of it once it was taken back, or once whoever was stood in for is back. */
function closedAlert(view: ChangeView): kit.Message {
  const { role, leaverName, newcomerName, closed, state, temporaryUntil } = view
  const was = state === 'withdrawn' ? `${whoComes(view)} That was taken back.` : null
  const goesOn = leaverName
    ? `${leaverName} ${state === 'ended' ? 'is back' : 'goes on'} as ${subjectName(role)}.`
    : null
  const until = temporaryUntil ? ` until ${dayName(temporaryUntil)}` : ''
  const nobody = besideOf(view) === null ? 'Nobody held the role meanwhile.' : null
  const meanwhile = newcomerName ? `${newcomerName} stood in${until}.` : nobody
  const stood = state === 'ended' ? meanwhile : null
  const said = [was, goesOn, stood, handoffAfter(view)].filter((row) => row !== null)
  const rows = [...said, ...misleading(view), `Said by ${closed}.`]
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

/** A handoff that somebody had begun by hand does not end with the change that it was about for a while. */
const handoffAfter = ({ state, handoff }: ChangeView): string | null =>
  state === 'withdrawn' && handoff?.isByHand && !handoff.accepted && !handoff.isReplaced
    ? 'The handoff had been begun before by hand, and goes on without this change.'
    : null

/** What came of a welcome that does not hold. */
function misleading({ misleads, retracted, stray, state, ...view }: ChangeView): string[] {
  if (misleads && (state === 'ended' || (state === 'standing' && view.temporaryUntil && view.welcomed)))
    return [
      `The customer has read that ${view.newcomerName} stands in for longer. They read what you send them instead.`,
    ]
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

function afterwards(view: ChangeView): string[] {
  const { handoff, stakeholders } = view
  const others = stakeholders.map(({ name, role }) => `${name} (${ROLE_NAMES[role]})`).join(', ')
  return [
    ...(handoff && !handoff.accepted && !handoff.isReplaced
      ? [`A handoff checklist of ${handoff.items} items has started; ${handoff.receiverName} receives.`]
      : []),
    ...transitionOf(view),
    ...(view.temporaryUntil && !view.newcomerName && view.leaverName
      ? [`${view.leaverName} is back after ${dayName(view.temporaryUntil)}.`]
      : []),
    ...(view.hasLapsed ? [`Nobody has said how it goes on after ${dayName(view.temporaryUntil!)}.`] : []),
    ...(others ? [`On this account: ${kit.clip(others, 1_000)}.`] : []),
    ...(view.welcomed ? [`The customer was told: ${view.welcomed}.`] : []),
    ...(view.greetedAs && !view.welcomed
      ? [`${view.newcomerName} is welcomed once, as ${view.greetedAs}: what they confirm there counts for this, too.`]
      : []),
    ...misleading(view),
    `Recorded by ${view.recorderName}.`,
  ]
}

/** 'Wei Chen holds the role': who does beside whoever leaves; null where nobody does. */
function besideOf({ role, stakeholders }: Pick<ChangeView, 'role' | 'stakeholders'>): string | null {
  const names = stakeholders.filter((one) => one.role === role).map(({ name }) => name)
  return names.length > 0 ? `${inWords(names)} ${names.length > 1 ? 'hold' : 'holds'} the role` : null
}

const inWords = (names: string[]): string => new Intl.ListFormat('en').format(names)

function transitionOf({ role, newcomerName, handoff, ...view }: ChangeView): string[] {
  const done = completed({ handoff })
  if (done) return [done, 'The transition is over: the account is not in the danger zone for it any more.']
  if (handoff?.isReplaced) return ['A newer change has taken the place of this one; its handoff goes on with that.']
  if (handoff) return [`The account is in the danger zone until ${handoff.receiverName} has accepted that handoff.`]
  if (role === PRIORITIES || newcomerName) return []
  if (view.acceptedUnnamed)
    return [
      `Its handoff was accepted by ${view.acceptedUnnamed}: the account is not in the danger zone for it until somebody is named.`,
    ]
  const beside = besideOf({ role, ...view })
  if (beside) return [`${beside}: the account is not in the danger zone for it.`]
  // Before its day nothing is in transition, here as little as on Home.
  const zone = view.isAhead
    ? `From ${dayName(view.effectiveOn)} the account is in the danger zone`
    : 'The account is in the danger zone'
  return [`${zone}; the transition starts when somebody is named.`]
}

function controls(view: ChangeView): kit.Block {
  const { changeId } = view
  // What a complete transition brought is history: what holds after it is a change of its own.
  const isOver = completed(view) !== null
  const label = (what: string) => ({ label: `${what}: ${title(view)}` })
  const back = {
    title: 'Take it back?',
    text: `Whoever held the role goes on, the handoff ${view.handoff?.isByHand && !isOver ? 'that was begun before goes on without this' : 'ends'}, and this message says so.`,
    confirm: 'Take it back',
    deny: 'Leave it',
  }
  return kit.actions(
    `contact:${changeId}`,
    ...(view.acknowledged || view.isPrivate || isOver
      ? []
      : [kit.button(ACKNOWLEDGE_CHANGE, 'Acknowledge', changeId, { style: 'primary', ...label('Acknowledge') })]),
    ...(view.isPrivate ? [kit.button(RELEASE_CHANGE, 'Tell the team now', changeId, label('Tell the team now'))] : []),
    ...(view.hasLapsed ? goesOn(view) : []),
    ...retracting(view),
    ...(isOver
      ? [changeButton(view.accountId, view.role, title(view))]
      : [kit.button(OPEN_CORRECTION, 'Put right', changeId, label('Put right'))]),
    // Until its day has come, what was accepted has brought nothing yet.
    ...(isOver && !view.isAhead
      ? []
      : [kit.button(TAKE_BACK, 'Take back', changeId, { ...label('Take back'), confirm: back })]),
    ...(view.welcomes && !view.welcomed && !view.isPrivate
      ? [kit.button(OPEN_WELCOME, 'Write the welcome', changeId, label('Write the welcome'))]
      : []),
  )
}

/** Says how standing in goes on. */
export function goesOn({ changeId, accountName, awayName, newcomerName }: ChangeView): kit.Block[] {
  const of = (id: string, text: string) => kit.button(id, text, changeId, { label: `${text}: ${accountName}` })
  return [of(CAME_BACK, `${awayName ?? 'Whoever it was'} is back`), of(STAYS, `${newcomerName} stays`)]
}
