import { ROLE_NAMES, type Role } from '#features/accounts/model.ts'
import { subjectName } from '#features/contacts/model.ts'
import { dayName } from '#features/handoffs/model.ts'
import { stakesInWords } from './contactStakes.ts'
import type { ChangeView } from './contactView.ts'
import { OPEN_ACCOUNT } from './home.ts'
import * as kit from './kit.ts'

/** What a colleague needs to know on their first day on an account. */
export interface Briefing extends ChangeView {
  accountId: string
  /** What the project is called. */
  title: string
  goals: string[]
  milestones: { name: string; on: string; reached: boolean }[]
  people: { name: string; role: Role }[]
  /** What the handoffs have brought together: goals, pitfalls, sold beside bought, the blueprint. For our people alone. */
  known: { title: string; rows: string[] }[]
}

const MOST = 10
const LONGEST_ROW = 120
/** So many characters of what is known: Slack takes 10,000 in one message. The account's view holds the rest. */
const KNOWN_TEXT = 3_000
const LONGEST_KNOWN = 300
const listed = (title: string, rows: string[]): kit.Block[] =>
  rows.length > 0
    ? [
        kit.list(
          title,
          rows.slice(0, MOST).map((row) => kit.clip(row, LONGEST_ROW)),
        ),
      ]
    : []

const headOf = ({ accountName, title, role, leaverName, effectiveOn }: Briefing): string =>
  `${accountName}${title ? ` · ${title}` : ''}: you are the ${subjectName(role)} from ${dayName(effectiveOn)}${leaverName ? `, after ${leaverName}` : ''}.`

/** So many accounts have room for what is at stake in the 10,000 characters and 50 blocks of a message. */
export const MOST_BRIEFED = 15
const LONGEST_HEAD = 200
const LONGEST_STAKE = 80

/** Somebody takes several accounts over at once: of each its scope and what is at stake. `left`: how many more there are. */
export function briefings(all: Briefing[], left: number): kit.Message {
  const rows = all.map((about) => {
    const stakes = stakesInWords(about.stakes).map((line) =>
      typeof line === 'string' ? kit.clip(line, LONGEST_STAKE) : line,
    )
    return { about, head: kit.clip(headOf(about), LONGEST_HEAD), stakes }
  })
  const more = left > 0 ? [`And ${left} more: your accounts stand on Home.`] : []
  return {
    text: kit.harmless(kit.clip([...rows.map(({ head }) => head), ...more].join('\n'), 3_800)),
    blocks: [
      ...rows.flatMap(({ about: { accountId, accountName, changeId }, head, stakes }) => [
        kit.lines([{ text: head, bold: true }], ...stakes),
        kit.actions(
          `briefing:${changeId}`,
          kit.button(OPEN_ACCOUNT, 'All that is known', accountId, { label: `All that is known: ${accountName}` }),
        ),
      ]),
      ...more.map((words) => kit.note(words)),
    ],
  }
}

/** The one message on their first morning. */
export function briefing(about: Briefing): kit.Message {
  const { handoff } = about
  const head = headOf(about)
  const milestones = about.milestones.map(
    ({ name, on, reached }) => `${name}: ${reached ? 'reached ' : ''}${dayName(on)}`,
  )
  const people = about.people.map(({ name, role: held }) => `${name}: ${ROLE_NAMES[held]}`)
  const stakes = stakesInWords(about.stakes)
  const next = handoff
    ? `A handoff checklist of ${handoff.items} items has started in the team channel; ${handoff.receiverName} receives, and accepts it when everything is done.`
    : 'No handoff checklist has started: please ask the account owner what waits for you.'
  const { known, left } = shortened(about.known)
  const more = left > 0 ? [`${left} more in the account’s view, under What we know.`] : []
  const heard = [...known.flatMap(({ title: what, rows }) => [`${what}:`, ...rows]), ...more]
  const spoken = [head, ...about.goals, ...milestones, ...stakes.map(wordsOf), next, ...heard, ...people]
  return {
    text: kit.harmless(kit.clip(spoken.join('\n'), 3_800)),
    blocks: [
      kit.lines([{ text: head, bold: true }]),
      ...listed('What they want to reach', about.goals),
      ...listed('Milestones', milestones),
      kit.list('Where it stands', stakes),
      ...known.map(({ title: what, rows }) => kit.list(what, rows)),
      ...more.map((text) => kit.note(text)),
      ...listed('Who is who', people),
      kit.paragraph(next),
    ],
  }
}

/** What fits of what is known, and how much is left. */
function shortened(all: Briefing['known']): { known: Briefing['known']; left: number } {
  let [room, left] = [KNOWN_TEXT, 0]
  const known = all.map(({ title, rows }) => ({
    title,
    rows: rows.flatMap((row) => {
      const shown = kit.clip(row, LONGEST_KNOWN)
      room -= shown.length
      if (room < 0) left++
      return room < 0 ? [] : [shown]
    }),
  }))
  return { known: known.filter(({ rows }) => rows.length > 0), left }
}

const wordsOf = (line: kit.Line): string =>
  typeof line === 'string' ? line : line.map(({ text, url }) => url ?? text).join('')
