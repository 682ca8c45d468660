import { keyOf } from '#features/promises/model.ts'
import { addDays, type LocalDate, shortDay } from '#platform/calendar.ts'
import { tidy } from './lines.ts'
import type { Digest, DigestAsk, ToldQuestion } from './model.ts'

/** The customer's people whom the reader may meet in a report, and what was open before it. */
export interface Named {
  seniorBuyer: string | null
  primaryContact: string | null
  /** Names of the customer's people. */
  customers: string[]
  /** Whom published reports named. */
  namedBefore: string[]
  /** What published reports said was to be decided, the latest first. */
  decisionsBefore: string[]
  /** As reports write them. */
  openAsks: { id: string; what: string; who: string; dueOn: string }[]
  lastReportOn: string
}

const NOBODY_NAMED = 'the senior buyer'
const firstWord = (name: string): string => name.split(/\s+/)[0] ?? name
const isIn = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'u').test(text)

/** What is typed about the work, where a person can be named before their boss. Who came and who left is said anyway. */
function textsOf(digest: Digest): string[] {
  const { reason, decisionsAhead, decisionsMade, progress, difficulties, whyMoved, satisfaction, next } = digest
  const lists = [decisionsAhead, decisionsMade, progress, difficulties, whyMoved, satisfaction.heard, next]
  return [...(reason ? [reason] : []), ...lists.flat(), ...digest.asks.map(({ what }) => what)]
}

/** The customer's people whom the words of a report name, by full or first name; not those whom it asks something. */
export function mentionedIn(digest: Digest, customers: string[]): string[] {
  const text = textsOf(digest).join('\n')
  return customers.filter((name) => isIn(text, name) || (firstWord(name).length > 2 && isIn(text, firstWord(name))))
}

/** A name however somebody types it: "tomas" is "Tomás". */
const spoken = (name: string): string => name.trim().normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Who is meant: "Tomás", or "tomas leal", is Tomás Leal where the customer has one Tomás. */
export function meant(who: string, customers: string[]): string {
  const typed = spoken(who)
  const whole = customers.filter((name) => spoken(name) === typed)
  const alike = whole.length > 0 ? whole : customers.filter((name) => spoken(firstWord(name)) === typed)
  return alike.length === 1 ? alike[0]! : who.trim()
}

/** Everybody of the customer whom a report names. */
export const namedIn = (digest: Digest, customers: string[]): string[] => [
  ...new Set([...digest.asks.map(({ who }) => meant(who, customers)), ...mentionedIn(digest, customers)]),
]

/** Open asks as reports write them: of whoever is meant, and without line breaks. */
export const asWritten = (
  asks: Named['openAsks'],
  names: ReadonlyMap<string, string>,
  customers: string[],
): Named['openAsks'] =>
  asks.map((ask) => ({ ...ask, what: tidy(ask.what), who: meant(names.get(ask.who) ?? ask.who, customers) }))

/** Whether an ask is none that is open: it is new, or the open one is somebody else's by now, or for something else. */
export function isNews(
  { askId, who, what }: DigestAsk,
  { openAsks, customers }: Pick<Named, 'openAsks' | 'customers'>,
) {
  if (askId === null) return true
  const open = openAsks.find(({ id }) => id === askId)
  const nameOf = (name: string) => meant(name, customers).toLowerCase()
  return open !== undefined && (nameOf(open.who) !== nameOf(who) || keyOf(open.what) !== keyOf(what))
}

/** Whom a report names for the first time; the senior buyer reads it and is no news in it. */
export function newlyNamed(digest: Digest, named: Named): string[] {
  const { customers, namedBefore, seniorBuyer } = named
  const asked = digest.asks.filter((ask) => isNews(ask, named)).map(({ who }) => meant(who, customers))
  const mentioned = mentionedIn(digest, customers).filter((who) => who !== seniorBuyer)
  return [...new Set([...asked, ...mentioned])].filter((who) => !namedBefore.includes(who))
}

/** 'Priya, decide by Tue 24 Nov: 10 depots on 7 December, or all 14': who, by when, and what. */
const DECIDES = /^(.{1,80}?), decide by ([^:]{1,20}): (.*)$/s

/** What is to be decided by whom, and when; undefined of a line that names nobody. */
function decisionIn(line: string, customers: string[]) {
  const [, who, dueOn = '', what = ''] = DECIDES.exec(line) ?? []
  return who ? { who: meant(who, customers), dueOn, what } : undefined
}

/**
 * Whoever is to decide something: before others read that it waits for them, they have heard of it. Typed again as it
 * was, it is no news: they are asked about anew where its day is another one, or has passed since.
 */
function decisionQuestion(line: string, { publishOn }: Digest, named: Named): ToldQuestion[] {
  const { customers, decisionsBefore, lastReportOn } = named
  const decision = decisionIn(line, customers)
  if (!decision) return []
  const { who, dueOn, what } = decision
  const asked = (about: string) => [{ key: `decide:${line}`.slice(0, 200), who, about: `${about}: ${what}` }]
  const said = decisionsBefore.map((before) => decisionIn(before, customers))
  const last = said.find((one) => one?.who === who && keyOf(one.what) === keyOf(what))
  if (!last) return asked(`to decide by ${dueOn}`)
  if (last.dueOn !== dueOn) return asked(`to decide, now by ${dueOn}`)
  return daysFrom(lastReportOn, publishOn).includes(dueOn) ? asked(`to decide, still open since ${dueOn}`) : []
}

/** The days from one to before another, as reports write them. */
function daysFrom(first: string, end: string): string[] {
  const days: string[] = []
  for (let day = first; day < end; day = addDays(day, 1)) days.push(shortDay(day))
  return days
}

/** A line that nobody has read, as it is read on a later day: what was to be decided before that day is due on it. */
export function decidedLater(line: string, from: LocalDate, publishOn: LocalDate): string {
  const [, who, dueOn = '', what] = DECIDES.exec(line) ?? []
  return who && daysFrom(from, publishOn).includes(dueOn) ? `${who}, decide by ${shortDay(publishOn)}: ${what}` : line
}

/** Whether a report asks a decision of somebody who may not have heard of it. */
export const asksDecision = (questions: ToldQuestion[]): boolean =>
  questions.some(({ key }) => key.startsWith('decide:'))

/**
 * Whom the owner is asked about before approving, so that nobody reads of themselves before they were told: the buyer and
 * the contact of a delay, whoever is to decide something new, each person of an ask that is new or is now theirs or worded
 * anew, of one that moved or whose day has passed since, and whoever is named for the first time.
 */
export function questionsOf(digest: Digest, named: Named): ToldQuestion[] {
  const known = digest.asks.map((ask) => ({ ...ask, who: meant(ask.who, named.customers) }))
  const decisions = digest.decisionsAhead.flatMap((line) => decisionQuestion(line, digest, named))
  const asks = known.flatMap((ask) => askQuestion(ask, digest, named))
  const asked = new Set([...known, ...decisions].map(({ who }) => who))
  const others = newlyNamed(digest, named).filter((who) => !asked.has(who))
  const all = [
    ...delayQuestions(digest, named),
    ...decisions,
    ...asks,
    ...others.map((who) => ({ key: `named:${who}`, who, about: 'that this update names them' })),
  ]
  return all.map((question) => ({ ...question, who: callName(question.who, all) }))
}

/** The first name, as people speak, unless two share it. */
function callName(who: string, all: ToldQuestion[]): string {
  if (who === NOBODY_NAMED) return who
  const shared = all.some((other) => other.who !== who && firstWord(other.who) === firstWord(who))
  return shared ? who : firstWord(who)
}

/** A milestone that moves is news for the contact whose boss reads along; going live is news for both. */
function delayQuestions(digest: Digest, named: Named): ToldQuestion[] {
  const { seniorBuyer, primaryContact } = named
  const moved = digest.milestones.filter(
    ({ name, movedFrom, forecastOn, reachedOn }) =>
      movedFrom && !reachedOn && forecastOn > movedFrom && name !== digest.goLive?.name,
  )
  const asked = moved.map(({ name, forecastOn }) => ({
    ...{ key: `delay:${name}:${forecastOn}`.slice(0, 200), who: primaryContact ?? '' },
    about: `${name} moves to ${shortDay(forecastOn)}`,
  }))
  return [...goLiveQuestions(digest, named), ...(primaryContact && primaryContact !== seniorBuyer ? asked : [])]
}

function goLiveQuestions({ goLive }: Digest, { seniorBuyer, primaryContact }: Named): ToldQuestion[] {
  if (!goLive?.movedFrom || goLive.forecastOn <= goLive.movedFrom) return []
  const about = `${goLive.name} moves to ${shortDay(goLive.forecastOn)}`
  const key = `delay:${goLive.forecastOn}`
  const buyer = { key, who: seniorBuyer ?? NOBODY_NAMED, about }
  // Their boss reads along.
  const contact = primaryContact && primaryContact !== seniorBuyer
  return contact ? [buyer, { key: `${key}:contact`, who: primaryContact, about }] : [buyer]
}

function askQuestion(ask: DigestAsk, { publishOn }: Digest, named: Named): ToldQuestion[] {
  const { askId, who, what, dueOn } = ask
  const asked = (about: string) => [
    { key: `ask:${who}:${dueOn}:${what}`.slice(0, 200), who, about: `${what}, ${about}` },
  ]
  if (isNews(ask, named)) return asked(`by ${shortDay(dueOn)}`)
  const before = named.openAsks.find(({ id }) => id === askId)
  if (before && before.dueOn !== dueOn) return asked(`now by ${shortDay(dueOn)}`)
  const passedSince = dueOn < publishOn && dueOn >= named.lastReportOn
  return passedSince ? asked(`still open since ${shortDay(dueOn)}`) : []
}
