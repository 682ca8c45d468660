import { ROLE_NAMES } from '#features/accounts/model.ts'
import type { ChangingRole } from '#features/contacts/model.ts'
import * as kit from './kit.ts'

/** The suspicion is the value of both. */
export const OPEN_SUSPICION = 'contact.suspicion.open'
export const DISMISS_SUSPICION = 'contact.suspicion.dismiss'

/** Slack made us suspect that somebody is gone. */
export interface SuspicionView {
  id: string
  accountName: string
  person: string
  role: ChangingRole
  why: 'deactivated' | 'left_channel'
  state: 'open' | 'confirmed' | 'dismissed' | 'over' | 'passed'
  /** Who is asked instead, where it was passed on. */
  askedNow: string | null
}

const WHY = {
  deactivated: 'is not active in Slack any more',
  left_channel: 'has left the channel in which the customer reads',
}
const ENDINGS = {
  confirmed: 'The change is recorded. Thank you.',
  dismissed: 'Nothing has changed, you said. You are not asked about this again, only if something else happens.',
  over: 'This is over: nothing is left to decide.',
}

/** 'Tomás Leal, the primary contact, is not active in Slack any more.' */
export const suspected = ({ person, role, why }: SuspicionView): string =>
  `${person}, the ${ROLE_NAMES[role]}, ${WHY[why]}.`

/** A message holds 50 blocks (docs.slack.dev/reference/block-kit/blocks); each question takes two, and what is left one. */
export const MOST_SUSPICIONS = 20

/**
 * Asks one person quietly, and once, of all that Slack showed of somebody. It changes in place when they have decided.
 * `left`: how many more wait for room.
 */
export function suspicionMessage(shown: SuspicionView[], left = 0): kit.Message {
  const more = left > 0 ? [`And ${left} more, for which there is room here as soon as you have decided of these.`] : []
  return {
    text: kit.harmless([...shown.flatMap(textsOf), ...more].join('\n')),
    blocks: [...shown.flatMap(rowOf), ...more.map((words) => kit.note(words))],
  }
}

const textsOf = (view: SuspicionView): [string, string] => [`${view.accountName}: ${suspected(view)}`, answerOf(view)]

function answerOf({ state, askedNow }: SuspicionView): string {
  if (state === 'open') return 'Has somebody else taken over? Nobody else was told of this.'
  if (state !== 'passed') return ENDINGS[state]
  return `${askedNow} is asked about this now. There is nothing left for you to do.`
}

function rowOf(view: SuspicionView): kit.Block[] {
  const [head, row] = textsOf(view)
  const label = (what: string) => ({ label: `${what}: ${view.person}, ${view.accountName}` })
  const record = { style: 'primary', ...label('Record the change') } as const
  const press = kit.actions(
    `suspicion:${view.id}`,
    kit.button(OPEN_SUSPICION, 'Record the change', view.id, record),
    kit.button(DISMISS_SUSPICION, 'Nothing has changed', view.id, label('Nothing has changed')),
  )
  return [kit.lines([{ text: head, bold: true }], row), ...(view.state === 'open' ? [press] : [])]
}
