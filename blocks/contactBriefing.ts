import { ROLE_NAMES, type Role } from '#features/accounts/model.ts'
import { subjectName } from '#features/contacts/model.ts'
import { dayName } from '#features/handoffs/model.ts'
import { type ChangeView, stakesInWords } from './contactAlert.ts'
import * as kit from './kit.ts'

/** What a colleague needs to know on their first day on an account. */
export interface Briefing extends ChangeView {
  /** What the project is called. */
  title: string
  goals: string[]
  milestones: { name: string; on: string; reached: boolean }[]
  people: { name: string; role: Role }[]
}

const MOST = 12
const listed = (title: string, rows: string[]): kit.Block[] =>
  rows.length > 0
    ? [
        kit.list(
          title,
          rows.slice(0, MOST).map((row) => kit.clip(row, 200)),
        ),
      ]
    : []

/** The one message on their first morning. */
export function briefing(about: Briefing): kit.Message {
  const { accountName, title, role, leaverName, handoff } = about
  const head = `${accountName}${title ? ` · ${title}` : ''}: you are the ${subjectName(role)} from ${dayName(about.effectiveOn)}${leaverName ? `, after ${leaverName}` : ''}.`
  const milestones = about.milestones.map(
    ({ name, on, reached }) => `${name}: ${reached ? 'reached ' : ''}${dayName(on)}`,
  )
  const people = about.people.map(({ name, role: held }) => `${name}: ${ROLE_NAMES[held]}`)
  const stakes = stakesInWords(about.stakes)
  const next = handoff
    ? `A handoff checklist of ${handoff.items} items has started in the team channel; ${handoff.receiverName} receives, and accepts it when everything is done.`
    : 'No handoff checklist has started: please ask the account owner what waits for you.'
  const spoken = [head, ...about.goals, ...milestones, ...stakes.map(wordsOf), ...people, next]
  return {
    text: kit.harmless(kit.clip(spoken.join('\n'), 3_800)),
    blocks: [
      kit.lines([{ text: head, bold: true }]),
      ...listed('What they want to reach', about.goals),
      ...listed('Milestones', milestones),
      kit.list('Where it stands', stakes),
      ...listed('Who is who', people),
      kit.paragraph(next),
    ],
  }
}

const wordsOf = (line: kit.Line): string =>
  typeof line === 'string' ? line : line.map(({ text, url }) => url ?? text).join('')
