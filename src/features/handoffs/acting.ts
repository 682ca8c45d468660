import { addDays, type LocalDate, shortDay } from '#platform/calendar.ts'
import { Refusal } from '#platform/errors.ts'
import { type EvidenceKind, type Item, type ItemEvent, isLink, type Wish } from './model.ts'

/** The inputs at which something may be missing. */
export interface WishFields {
  evidence: string
  person: string
  until: string
  why: string
}

export type ItemChange = Pick<Item, 'state' | 'person' | 'evidence' | 'doneBy' | 'doneAt' | 'snoozedUntil' | 'news'>

const OPEN = { state: 'open', person: null, evidence: null, doneBy: null, doneAt: null } as const
const NOT_PUT_OFF = { snoozedUntil: null, news: false } as const
/** Two weeks: whoever needs longer agrees on another plan. */
const LONGEST_SNOOZE_DAYS = 14

/** The item after an act. @throws Refusal at the input where something is missing or wrong. */
export function applyAct(
  item: Item,
  wish: Wish,
  by: { userId: string; now: Date; today: LocalDate },
  fields: WishFields,
): ItemChange {
  const closed = { doneBy: by.userId, doneAt: by.now, ...NOT_PUT_OFF }
  switch (wish.act) {
    case 'take':
      return { ...OPEN, ...NOT_PUT_OFF, state: 'taken', person: by.userId }
    case 'reopen':
      return { ...OPEN, ...NOT_PUT_OFF }
    case 'assign': {
      const person = chosen(wish.person, 'Please choose who does it.', fields.person)
      return { ...OPEN, ...NOT_PUT_OFF, state: 'taken', person, news: person !== by.userId }
    }
    case 'not_applicable': {
      const evidence = chosen(wish.why, 'Please write in a sentence why it does not apply.', fields.why)
      return { ...closed, state: 'not_applicable', person: item.person, evidence }
    }
    case 'snooze': {
      chosen(wish.why, 'Please write in a sentence what it waits for.', fields.why)
      return { ...kept(item), news: item.news, snoozedUntil: checkDay(wish.until, by.today, fields.until) }
    }
    case 'confirm':
      // Where they were not in Slack: how they said it.
      return { ...closed, state: 'done', person: by.userId, evidence: wish.evidence ?? null }
    case 'done': {
      const evidence = checkEvidence(item.evidenceKind, wish.evidence ?? null, fields.evidence)
      return { ...closed, state: 'done', person: item.person ?? by.userId, evidence }
    }
  }
}

/** Whether this was done last, and by the same person: they send it again where the answer to the first try came too late. */
export function isSentAgain(
  last: ItemEvent | undefined,
  userId: string,
  sent: { version: number; wish: Wish },
): boolean {
  if (last?.actor !== userId || last.version !== sent.version + 1) return false
  const { act, person, evidence, why, until } = sent.wish
  const said = (act === 'done' ? evidence : why)?.trim() || null
  const whom = act === 'assign' ? (person ?? null) : null
  const day = act === 'snooze' ? (until ?? null) : null
  return last.act === act && last.words === said && last.person === whom && last.until === day
}

const kept = ({ state, person, evidence, doneBy, doneAt }: Item) => ({ state, person, evidence, doneBy, doneAt })

function chosen(text: string | null | undefined, otherwise: string, field: string): string {
  const value = text?.trim()
  if (!value) throw new Refusal(otherwise, field)
  return value
}

function checkDay(until: string | null | undefined, today: LocalDate, field: string): LocalDate {
  const last = addDays(today, LONGEST_SNOOZE_DAYS)
  if (until && until > today && until <= last) return until
  throw new Refusal(`Please choose a day from tomorrow until ${shortDay(last)}.`, field)
}

function checkEvidence(kind: EvidenceKind, evidence: string | null, field: string): string | null {
  const text = evidence?.trim() || null
  if (kind === 'link' && !isLink(text)) {
    throw new Refusal('Please give the link to it, starting with https:// or http://.', field)
  }
  if (kind === 'note' && !text) throw new Refusal('Please write one sentence: what came of it, and with whom.', field)
  return text
}
