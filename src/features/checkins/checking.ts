import { isLocalDate, type LocalDate, shortDay } from '#platform/calendar.ts'
import { movedDates } from './entry.ts'
import type { Entry, FormFacts, Trouble } from './model.ts'

/** What cannot be sent like this, one sentence a field; empty when it can. */
export function checkEntry(entry: Entry, facts: FormFacts): Trouble[] {
  const troubles: Trouble[] = []
  const need = (wanted: boolean, field: keyof Entry, sentence: string) => {
    if (wanted && !troubles.some((trouble) => trouble.field === field)) troubles.push({ field, sentence })
  }
  const { status, satisfaction } = entry
  need(!status, 'status', 'Choose how it stands against the plan.')
  need(
    status !== null && status !== 'on_track' && !entry.because,
    'because',
    'Say in one sentence why it is not on track.',
  )
  for (const { field, sentence } of dateTroubles(entry, facts)) need(true, field, sentence)
  const moved = movedDates(entry, facts).length > 0
  need(moved && !entry.whyMoved, 'whyMoved', 'A date moved. Say in one sentence why.')
  need(!moved && Boolean(entry.whyMoved), 'whyMoved', 'No date has moved. Change a date above, or empty this.')
  need(!entry.progress, 'progress', 'One line is enough: what can they do now?')
  need(Boolean(entry.doing) && !entry.hard, 'hard', 'Say what is hard, too, so that the action makes sense.')
  for (const { field, sentence } of askTroubles(entry, facts)) need(true, field, sentence)
  need(Boolean(entry.decisionKind) && !entry.decision, 'decision', 'Say what the decision is.')
  need(!entry.decisionKind && Boolean(entry.decision), 'decisionKind', 'Choose whether the decision is made or ahead.')
  for (const { field, sentence } of decisionTroubles(entry, facts)) need(true, field, sentence)
  need(!within(satisfaction), 'satisfaction', 'Choose a number from 1 to 5.')
  need(feelingNeedsWords(satisfaction, facts) && !entry.heard, 'heard', feelingSentence(satisfaction, facts))
  need(!within(entry.confidence), 'confidence', 'Choose a number from 1 to 5.')
  return troubles
}

const within = (figure: number | null): boolean =>
  figure !== null && Number.isInteger(figure) && figure >= 1 && figure <= 5

function feelingNeedsWords(satisfaction: number | null, { before }: FormFacts): boolean {
  if (satisfaction === null) return false
  return satisfaction <= 3 || (before.satisfaction !== null && before.satisfaction !== satisfaction)
}

const feelingSentence = (satisfaction: number | null, { fortnightly }: FormFacts): string =>
  satisfaction !== null && satisfaction <= 3
    ? 'At 3 or less, say what you saw or heard.'
    : `The number changed since last ${fortnightly ? 'time' : 'week'}. Say what you saw or heard.`

function dateTroubles(entry: Entry, facts: FormFacts): Trouble[] {
  const dates = [
    { field: 'milestoneOn', milestone: facts.milestone, on: entry.milestoneOn },
    { field: 'goLiveOn', milestone: facts.goLive, on: entry.goLiveOn },
  ] as const
  return dates.flatMap(({ field, milestone, on }) => {
    if (!milestone || entry.done.includes(milestone.id)) return []
    if (!on || !isLocalDate(on)) return [{ field, sentence: 'Give a date.' }]
    if (on >= facts.today) return []
    return [{ field, sentence: `${shortDay(on)} has passed. Give the new forecast, or tick below that it is reached.` }]
  })
}

/** Why something cannot be due on a day: nobody is asked first for what should be there already. */
function dueTrouble(on: LocalDate, { today, readOn = today }: FormFacts): string | null {
  if (on < today) return `${shortDay(on)} has passed. Give a later date.`
  return on < readOn ? `The customer reads this on ${shortDay(readOn)}. Give that day or a later one.` : null
}

function askTroubles({ askWhat, askWho, askDueOn }: Entry, facts: FormFacts): Trouble[] {
  const { customers, ours } = facts
  // A date alone asks for nothing: some clients cannot empty a date field.
  if (!askWhat && !askWho) return []
  const troubles: Trouble[] = []
  if (!askWhat) troubles.push({ field: 'askWhat', sentence: 'Say what you need from this person.' })
  if (!askWho) troubles.push({ field: 'askWho', sentence: 'Name the person who should do it.' })
  const isNamed = (names: string[]) => names.some((name) => name.toLowerCase() === askWho?.trim().toLowerCase())
  if (isNamed(ours) && !isNamed(customers))
    troubles.push({ field: 'askWho', sentence: `${askWho} is one of us. Name who should do it at the customer.` })
  if (!askDueOn || !isLocalDate(askDueOn))
    troubles.push({ field: 'askDueOn', sentence: 'Give the date by which you need it.' })
  else {
    const late = dueTrouble(askDueOn, facts)
    if (late) troubles.push({ field: 'askDueOn', sentence: late })
  }
  return troubles
}

// A call to action without a name and a date is nobody's.
function decisionTroubles(entry: Entry, facts: FormFacts): Trouble[] {
  const { decisionKind, decision, decisionWho, decisionDueOn } = entry
  if (decisionKind !== 'ahead' || !decision) return []
  const troubles: Trouble[] = []
  if (!decisionWho) troubles.push({ field: 'decisionWho', sentence: 'Name who decides at the customer.' })
  if (!decisionDueOn || !isLocalDate(decisionDueOn))
    troubles.push({ field: 'decisionDueOn', sentence: 'Give the date by which it has to be decided.' })
  else {
    const late = dueTrouble(decisionDueOn, facts)
    if (late) troubles.push({ field: 'decisionDueOn', sentence: late })
  }
  return troubles
}
