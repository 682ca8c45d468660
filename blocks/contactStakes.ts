import type { Stakes } from '#features/contacts/model.ts'
import { dayName, isLink } from '#features/handoffs/model.ts'
import * as kit from './kit.ts'

/** So many asks and milestones are named; the rest is counted. */
const NAMED = 5
export const wordsOf = (line: kit.Line): string =>
  typeof line === 'string' ? line : line.map(({ text, url }) => url ?? text).join('')

/** What is at stake while a role changes hands. */
export function stakesInWords({
  openAsks,
  openConcerns = [],
  milestones,
  lastWordOn,
  lastWordDays,
  scopeUrl,
}: Stakes): kit.Line[] {
  const asks = openAsks.map(({ what, who, dueOn }) => `${kit.clip(what, 120)} (${who}, ${dayName(dueOn)})`)
  const ahead = milestones.map(({ name, on }) => `${kit.clip(name, 120)}, ${dayName(on)}`)
  const raised = openConcerns.map((on) => `of ${dayName(on)}`)
  return [
    counted(asks, 'ask open with the customer', 'asks open with the customer'),
    counted(ahead, 'milestone in the next 30 days', 'milestones in the next 30 days'),
    counted(raised, 'concern of the customer open', 'concerns of the customer open'),
    lastWordOn
      ? `Last word to the buyer: ${ago(lastWordDays ?? 0)} (${dayName(lastWordOn)})`
      : 'The buyer has not heard from us yet',
    isLink(scopeUrl)
      ? [{ text: 'Scope and agreement: ' }, { text: 'open the document', url: scopeUrl }]
      : 'No scope document is linked',
  ]
}

function counted(entries: string[], one: string, many: string): string {
  if (entries.length === 0) return `No ${many}`
  const more = entries.length > NAMED ? `; and ${entries.length - NAMED} more` : ''
  return `${entries.length} ${entries.length === 1 ? one : many}: ${entries.slice(0, NAMED).join('; ')}${more}`
}

const ago = (days: number): string => (days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`)
