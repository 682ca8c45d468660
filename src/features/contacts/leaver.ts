import type { AccountFacts, Stakeholder } from '#features/accounts/model.ts'
import { type LocalDate, shortDay } from '#platform/calendar.ts'
import { Refusal } from '#platform/errors.ts'
import {
  type ContactChange,
  presentHolder,
  type Report,
  type Subject,
  subjectName,
  type Who,
  whoComes,
} from './model.ts'

/** Somebody who holds a role, or is to, from a day on. */
export interface Leaver extends Who {
  startsOn: LocalDate
  /** Of their assignment; null where it lies ahead. */
  id: string | null
}

interface Asked {
  role: Subject
  /** A Slack id, a name or an e-mail. */
  text: string | null | undefined
  /** What stands of the role, the last recorded first. */
  changes: ContactChange[]
}

/**
 * Whoever leaves: of several who hold a role, or are to by a change that waits for its day, the one who is named, or who has
 * followed them meanwhile; else whoever holds it.
 */
export function leaverOf(facts: AccountFacts, asked: Asked): Leaver | undefined {
  const holders = holdersOf(facts, asked.role)
  const isOneOfSeveral = holders.length > 1 && asked.text
  return namedLeaver(facts, asked) ?? (isOneOfSeveral ? heirOf(holders, asked) : presentHolder(facts, asked.role))
}

/** Of those who hold a role, who has come for somebody, or for whoever had. */
function heirOf(holders: Stakeholder[], { text, changes }: Asked): Stakeholder | undefined {
  let heir = text ?? null
  for (const change of changes.toReversed()) {
    const comer = whoComes(change)
    if (change.tookEffectAt && change.leaver === heir) heir = comer && keptAs(comer)
  }
  return holders.find((one) => keptAs(one) === heir)
}

/** The same where they are named. */
export function namedLeaver(
  facts: AccountFacts,
  { role, text, changes }: Asked,
  whoIs: (who: Who) => Who = (who) => who,
): Leaver | undefined {
  const plain = text?.trim().toLowerCase()
  if (!plain) return undefined
  const ahead = changes
    .filter(({ tookEffectAt }) => tookEffectAt === null)
    .flatMap((change) => {
      const comer = whoComes(change)
      return comer ? [{ ...comer, startsOn: change.effectiveOn, id: null }] : []
    })
  return [...holdersOf(facts, role), ...ahead].find((one) => {
    const { userId, name, email } = whoIs(one)
    return [userId, one.name, name, email].some((own) => own?.toLowerCase() === plain)
  })
}

/** Everybody who holds what changes. */
export const holdersOf = ({ stakeholders }: AccountFacts, role: Subject): Stakeholder[] =>
  stakeholders.filter((one) => one.role === role && one.endsOn === null)

/** How a change keeps who leaves by it. */
export const keptAs = ({ userId, name, email }: Who): string | null => userId ?? name ?? email

/** @throws Refusal where somebody would have left before they came. */
export function checkBegan(report: Omit<Report, 'source'>, leaver: Leaver | undefined, name: string): void {
  if (!leaver || report.effectiveOn >= leaver.startsOn) return
  const { role, fields } = report
  const day = shortDay(leaver.startsOn)
  const since = leaver.id
    ? `has been the ${subjectName(role)} since ${day}`
    : `becomes the ${subjectName(role)} on ${day}`
  throw new Refusal(`${name} ${since}. Please choose that day or a later one.`, fields?.on)
}

/**
 * @throws Refusal where whoever is named does not hold the role, or where several do and nobody said who leaves.
 * `holders`: by name.
 */
export function checkLeaver(
  { role, leaver, fields }: Report,
  { isNamed, called, holders }: { isNamed: boolean; called: string; holders: string[] },
): void {
  const what = subjectName(role)
  if (leaver && !isNamed && holders.length > 0)
    throw new Refusal(`${called} is not the ${what}. It is ${listed(holders)}: please say who leaves.`, fields?.leaver)
  if (!leaver && holders.length > 1)
    throw new Refusal(`${listed(holders)} hold the role of ${what}. Please say who of them leaves.`, fields?.role)
}

const listed = (names: string[]): string => new Intl.ListFormat('en').format(names)
