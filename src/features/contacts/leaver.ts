import type { AccountFacts } from '#features/accounts/model.ts'
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

/**
 * Whoever leaves: of several who hold a role, or are to by a change that waits for its day, the one who is named; else
 * whoever holds it. `text`: a Slack id, a name or an e-mail; `whoIs` says how somebody is called.
 */
export function leaverOf(
  facts: AccountFacts,
  { role, text, waiting }: { role: Subject; text: string | null | undefined; waiting: ContactChange[] },
  whoIs: (who: Who) => Who = (who) => who,
): Leaver | undefined {
  const holders = facts.stakeholders.filter((one) => one.role === role && one.endsOn === null)
  const ahead = waiting
    .filter(({ tookEffectAt }) => tookEffectAt === null)
    .flatMap((change) => {
      const comer = whoComes(change)
      return comer ? [{ ...comer, startsOn: change.effectiveOn, id: null }] : []
    })
  const plain = text?.trim().toLowerCase()
  const isCalled = (one: Who) => {
    const { userId, name, email } = whoIs(one)
    return [userId, one.name, name, email].some((own) => own?.toLowerCase() === plain)
  }
  return (plain ? [...holders, ...ahead].find(isCalled) : undefined) ?? presentHolder(facts, role)
}

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
