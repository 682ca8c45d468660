import { subjectName } from '#features/contacts/model.ts'
import { dayName } from '#features/handoffs/model.ts'
import { ACKNOWLEDGE_CHANGE, type ChangeView, goesOn, OPEN_CORRECTION, title, whoComes } from './contactAlert.ts'
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

/** Which end of standing in is asked about, and why this person is. */
export interface AskedBack {
  until: string
  step: 'ask' | 'remind' | 'leader'
  /** Who was asked before and has not answered. */
  waitedFor: string | null
}

/** Standing in ends: how does it go on? */
export function askBack(view: ChangeView, { until, step, waitedFor }: AskedBack): kit.Message {
  const { newcomerName, leaverName, role, accountName, changeId } = view
  const stands = `${newcomerName} stands in${leaverName ? ` for ${leaverName}` : ''} as ${subjectName(role)}`
  const head = `${accountName}: ${stands} until ${dayName(until)}.`
  const isOpen = view.state === 'standing' && view.temporaryUntil === until
  const later = kit.button(OPEN_CORRECTION, 'It takes longer', changeId, { label: `It takes longer: ${accountName}` })
  const row = isOpen ? ASKING[step](waitedFor) : endingOf(view)
  return {
    text: kit.harmless(`${head}\n${row}`),
    blocks: [
      kit.lines([{ text: head, bold: true }], row),
      // A day is put right by whoever answers for the account.
      ...(isOpen ? [kit.actions(`contact:${changeId}`, ...goesOn(view), ...(step === 'leader' ? [] : [later]))] : []),
    ],
  }
}

const ASKING: Record<AskedBack['step'], (waitedFor: string | null) => string> = {
  ask: () => 'How does it go on?',
  remind: () =>
    'Nobody has said yet how it goes on. Without a word from you it stands on your Home, and goes to the account’s leader.',
  leader: (waitedFor) => `${waitedFor ?? 'Nobody'} has not said how it goes on. How does it?`,
}

function endingOf({ state, temporaryUntil, leaverName, newcomerName }: ChangeView): string {
  if (state === 'withdrawn') return 'The change was taken back.'
  if (state === 'ended') return `${leaverName ?? 'Nobody'} holds the role again.`
  return temporaryUntil ? `It goes on until ${dayName(temporaryUntil)}.` : `${newcomerName} stays.`
}
