import { subjectName } from '#features/contacts/model.ts'
import { dayName } from '#features/handoffs/model.ts'
import { ACKNOWLEDGE_CHANGE, goesOn, OPEN_CORRECTION } from './contactAlert.ts'
import { type ChangeView, completed, title, whoComes } from './contactView.ts'
import * as kit from './kit.ts'

/** A change that waits for somebody to acknowledge it. */
export interface Unacknowledged {
  view: ChangeView
  /** Whoever was reminded and has not acknowledged it; null where there is nobody. */
  waitedFor: string | null
  /** It was put right since, and waits for them anew. */
  isAnew: boolean
}

/** A message holds 50 blocks (docs.slack.dev/reference/block-kit/blocks); each change takes two, and what is left one. */
export const MOST_CHANGES = 20

/**
 * Everything of a day that nobody has acknowledged, in one message that changes in place: for whoever answers for the
 * accounts, or for their leader. `left`: how many more there are.
 */
export function unacknowledgedOf(
  shown: Unacknowledged[],
  { isLeaders, left }: { isLeaders: boolean; left: number },
): kit.Message {
  const rows = shown.map(({ view, waitedFor, isAnew }) => {
    if (!isLeaders) return rowOf(view, 'Nobody has acknowledged this yet. Without you it goes to the account’s leader.')
    const who = waitedFor ?? 'whoever answers for the account'
    if (isAnew) return rowOf(view, `It was put right since, and waits for ${who} anew.`, false)
    const reminded = `${waitedFor} was reminded and has not acknowledged it.`
    return rowOf(view, waitedFor ? reminded : 'Nobody has acknowledged this yet.')
  })
  return messageOf(rows, left > 0 ? [`And ${left} more: the alerts stand in the team channels.`] : [])
}

interface Row {
  texts: [string, string]
  press: kit.Block[]
}

function rowOf(view: ChangeView, why: string, mayPress = true): Row {
  const done = completed(view)
  const isOver = view.acknowledged !== null || view.state !== 'standing' || done !== null
  const past = view.state === 'withdrawn' ? 'This was taken back.' : done
  const ending = view.acknowledged ? `Acknowledged by ${view.acknowledged}.` : (past ?? 'This is over.')
  const label = `Acknowledge: ${title(view)}`
  const button = kit.button(ACKNOWLEDGE_CHANGE, 'Acknowledge', view.changeId, { style: 'primary', label })
  return {
    texts: [`${view.accountName}: ${whoComes(view)}`, isOver ? ending : why],
    press: isOver || !mayPress ? [] : [kit.actions(`contact:${view.changeId}`, button)],
  }
}

const messageOf = (rows: Row[], more: string[] = []): kit.Message => ({
  text: kit.harmless([...rows.flatMap(({ texts }) => texts), ...more].join('\n')),
  blocks: [
    ...rows.flatMap(({ texts: [head, why], press }) => [kit.lines([{ text: head, bold: true }], why), ...press]),
    ...more.map((words) => kit.note(words)),
  ],
})

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
  // A day is put right by whoever answers for the account, and nothing is once its transition is complete.
  const mayMove = step !== 'leader' && completed(view) === null
  const row = isOpen ? ASKING[step](waitedFor) : endingOf(view)
  return {
    text: kit.harmless(`${head}\n${row}`),
    blocks: [
      kit.lines([{ text: head, bold: true }], row),
      ...(isOpen ? [kit.actions(`contact:${changeId}`, ...goesOn(view), ...(mayMove ? [later] : []))] : []),
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
