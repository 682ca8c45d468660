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
  state: 'open' | 'confirmed' | 'dismissed' | 'over'
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

/** Asks one person quietly, and once. It changes in place when they have decided. */
export function suspicionMessage(view: SuspicionView): kit.Message {
  const head = `${view.accountName}: ${suspected(view)}`
  const row =
    view.state === 'open' ? 'Has somebody else taken over? Nobody else was told of this.' : ENDINGS[view.state]
  const label = (what: string) => ({ label: `${what}: ${view.person}, ${view.accountName}` })
  return {
    text: kit.harmless(`${head}\n${row}`),
    blocks: [
      kit.lines([{ text: head, bold: true }], row),
      ...(view.state === 'open'
        ? [
            kit.actions(
              `suspicion:${view.id}`,
              kit.button(OPEN_SUSPICION, 'Record the change', view.id, {
                style: 'primary',
                ...label('Record the change'),
              }),
              kit.button(DISMISS_SUSPICION, 'Nothing has changed', view.id, label('Nothing has changed')),
            ),
          ]
        : []),
    ],
  }
}
