import { submitStart } from '../../src/features/handoffs/forms.ts'
import { CALDER, MAYA } from '../contacts/desk.ts'
import { takeSeat } from '../contacts/seat.ts'

const fields = { account: 'a', anchor: 'd', giver: 'g', receiver: 'r' }
const START = { accountId: CALDER, playbookId: null, form: 'short', anchorOn: '2026-11-23', fields } as const
type Start = Parameters<typeof submitStart>[2]

/** A seat at which Maya begins handoffs of Calder's by hand. */
export function takeSeatToBegin() {
  const seat = takeSeat()
  const begin = (more: Pick<Start, 'kind' | 'giver' | 'receiver'> & Partial<Start>) =>
    seat.desk.act((tx) => submitStart(tx, MAYA, { ...START, ...more }))
  return { ...seat, begin }
}
