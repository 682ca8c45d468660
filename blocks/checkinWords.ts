import { type Entry, type FormFacts, STATUS_NAMES, type Status } from '#features/checkins/model.ts'
import { type Choice, choice } from './inputs.ts'
import { type Block, clip, divider, type Line, lines, paragraph } from './kit.ts'

/** How the fields of the check-in are called, and what was sent in them, in words. */
export const LABELS: Record<keyof Entry, string> = {
  status: 'Against the plan',
  because: 'Because',
  milestoneOn: 'Next milestone, forecast',
  goLiveOn: 'Go-live, forecast',
  whyMoved: 'Why the date moved',
  progress: 'What can they do now that they could not last week?',
  done: 'Done since last week',
  criterionValue: 'Success criterion, now',
  hard: 'Hard',
  doing: 'What we are doing about it',
  askWhat: 'Needed from the customer: what',
  askWho: 'Needed from the customer: who',
  askDueOn: 'Needed from the customer: by when',
  decisionKind: 'Decision made or ahead',
  decision: 'The decision',
  decisionWho: 'Who decides',
  decisionDueOn: 'To be decided by',
  satisfaction: 'How satisfied are their people, as you read it?',
  heard: 'What did you see or hear?',
  nextStep: 'What comes next',
  confidence: 'Your confidence in the next date',
  note: 'Only for us',
  ownerOnly: 'Who of us reads it',
}

/** How the round before is called: not every account has one each week. */
export const lastOf = ({ fortnightly }: Pick<FormFacts, 'fortnightly'>): string =>
  fortnightly ? 'last time' : 'last week'

/** The label of a field on this account: milestones and the criterion go by their names. */
export function labelOf(field: keyof Entry, facts: FormFacts): string {
  const { milestone, goLive, criterion } = facts
  if (field === 'progress' || field === 'done') return LABELS[field].replace('last week', lastOf(facts))
  if (field === 'milestoneOn' && milestone) return `${clip(milestone.name, 150)}, forecast`
  if (field === 'goLiveOn' && goLive) return `${clip(goLive.name, 150)}, forecast`
  if (field === 'criterionValue' && criterion)
    return `${clip(criterion.name, 150)}, now${criterion.unit ? ` (${clip(criterion.unit, 40)})` : ''}`
  return LABELS[field]
}

/** What one tick can say: a milestone is reached, an ask is done. */
export function doneChoices({ milestone, goLive, openAsks }: FormFacts): Choice[] {
  const reached = [milestone, goLive].flatMap((point) => (point ? [choice(point.id, `Reached: ${point.name}`)] : []))
  return [...reached, ...openAsks.map(({ id, who, what }) => choice(id, `${clip(who, 25)}: ${what}`))]
}

/** What the same person sent from elsewhere while this form was open. */
export function drawEarlier(entry: Entry, facts: FormFacts): Block[] {
  const said = (Object.keys(entry) as (keyof Entry)[]).filter((field) => told(field, entry, facts))
  const rows: Line[] = said.map((field) => [
    { text: `${labelOf(field, facts)}: `, bold: true },
    { text: told(field, entry, facts) },
  ])
  const title =
    'Meanwhile you sent this from another window. It is kept. What you wrote here stands below; send again to replace it.'
  return [paragraph(title), lines(...rows), divider()]
}

function told(field: keyof Entry, entry: Entry, facts: FormFacts): string {
  const value = entry[field]
  if (field === 'status') return value ? STATUS_NAMES[value as Status] : ''
  if (field === 'done')
    return doneChoices(facts)
      .filter(({ value: id }) => entry.done.includes(id))
      .map(({ text }) => text)
      .join('; ')
  return value === null || value === undefined || value === false ? '' : value === true ? 'yes' : String(value)
}
