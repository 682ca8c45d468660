import { subjectName } from '#features/contacts/model.ts'
import {
  ACKNOWLEDGE_CHANGE,
  CAME_BACK,
  type ChangeView,
  OPEN_CORRECTION,
  STAYS,
  title,
  whoComes,
} from './contactAlert.ts'
import * as kit from './kit.ts'

/** Nobody has acknowledged it in time. `waitedFor`: whoever was reminded before; null for themself. */
export function unacknowledged(view: ChangeView, waitedFor: string | null): kit.Message {
  const head = `${view.accountName}: ${whoComes(view)}`
  const why = waitedFor
    ? `${waitedFor} was reminded and has not acknowledged it.`
    : 'Nobody has acknowledged this yet. Without you it goes to the account’s leader.'
  const isOver = view.acknowledged !== null || view.state !== 'standing'
  const ending = view.acknowledged ? `Acknowledged by ${view.acknowledged}.` : 'This was taken back.'
  const press = kit.button(ACKNOWLEDGE_CHANGE, 'Acknowledge', view.changeId, {
    style: 'primary',
    label: `Acknowledge: ${title(view)}`,
  })
  const rows = [head, isOver ? ending : why]
  return {
    text: kit.harmless(rows.join('\n')),
    blocks: [
      kit.lines([{ text: head, bold: true }], ...rows.slice(1)),
      ...(isOver ? [] : [kit.actions(`contact:${view.changeId}`, press)]),
    ],
  }
}

/** The last day of standing in has come. */
export function askBack(view: ChangeView): kit.Message {
  const { newcomerName, leaverName, role, accountName, changeId } = view
  const head = `${accountName}: ${newcomerName} stands in${leaverName ? ` for ${leaverName}` : ''} as ${subjectName(role)} until today.`
  const isOpen = view.state === 'standing' && view.temporaryUntil !== null
  const ending = view.state === 'ended' ? `${leaverName ?? 'Nobody'} holds the role again.` : `${newcomerName} stays.`
  const back = kit.button(CAME_BACK, `${leaverName ?? 'Whoever it was'} is back`, changeId)
  const stays = kit.button(STAYS, `${newcomerName} stays`, changeId)
  const later = kit.button(OPEN_CORRECTION, 'It takes longer', changeId)
  const row = isOpen ? 'How does it go on?' : view.state === 'withdrawn' ? 'The change was taken back.' : ending
  return {
    text: kit.harmless(`${head}\n${row}`),
    blocks: [
      kit.lines([{ text: head, bold: true }], row),
      ...(isOpen ? [kit.actions(`contact:${changeId}`, back, stays, later)] : []),
    ],
  }
}
