import { ROLE_NAMES } from '#features/accounts/model.ts'
import { type Checklist, dayName, isAlone, NAME_SECOND, TRANSITION_ROLES } from '#features/handoffs/model.ts'
import { clip } from './kit.ts'

export const nameIn = ({ names }: Checklist, userId: string | null): string =>
  userId ? (names[userId] ?? userId) : 'nobody'

/** What the handoff is about, who gives and who receives, and who is responsible now. */
export function standing(checklist: Checklist): string[] {
  const { handoff, standIn } = checklist
  const giver = nameIn(checklist, handoff.giver)
  const responsible = standIn ?? giver
  const receiver = nameIn(checklist, handoff.receiver)
  return [
    ...aboutWhom(checklist),
    isAlone(handoff) ? `${giver} gives and receives` : `${giver} gives → ${receiver} receives`,
    ...(handoff.followsForecast && handoff.state === 'running'
      ? [`All dates count from ${dayName(handoff.anchorOn)}, the day of going live as it is forecast.`]
      : []),
    ...(standIn && handoff.state === 'running' ? [`${giver} has left: ${standIn} gives in their place.`] : []),
    ...(handoff.state === 'running' ? [untilWhen(checklist, responsible)] : []),
    ...(checklist.askedIn && handoff.state === 'running'
      ? [
          `${nameIn(checklist, handoff.newcomer)} is welcomed once, in “${checklist.askedIn}”: what they confirm there counts here, too.`,
        ]
      : []),
    ...(handoff.state === 'running' ? buddyWords(checklist) : []),
    ...(handoff.state === 'accepted' ? [acceptedWords(checklist)] : []),
    ...(handoff.state === 'replaced' ? ['A newer handoff has taken the place of this one.'] : []),
    ...(handoff.state === 'withdrawn' ? withdrawnWords(checklist) : []),
  ]
}

const untilWhen = (checklist: Checklist, responsible: string): string =>
  isAlone(checklist.handoff)
    ? `Nobody accepts what they gave: until a second person is named, ${responsible} stays responsible. ${NAME_SECOND}`
    : `Until ${nameIn(checklist, checklist.handoff.receiver)} accepts, ${responsible} stays responsible.`

function buddyWords({ buddies: { ours, theirs } }: Checklist): string[] {
  const named = [...(ours ? [`${clip(ours, 80)} of ours`] : []), ...(theirs ? [`${clip(theirs, 80)} of theirs`] : [])]
  return named.length > 0 ? [`${named.length === 1 ? 'Buddy' : 'Buddies'}: ${named.join(', ')}.`] : []
}

/** It may have been accepted before its day. */
function withdrawnWords(checklist: Checklist): string[] {
  const { acceptedBy } = checklist.handoff
  return [
    'What started this does not hold any more; nothing is left to do.',
    ...(acceptedBy
      ? [`${nameIn(checklist, acceptedBy)} had accepted it, ${checklist.acceptedWhen}; that holds no more.`]
      : []),
  ]
}

function acceptedWords(checklist: Checklist): string {
  const { acceptedBy, receiver, overrideReason } = checklist.handoff
  const who = nameIn(checklist, acceptedBy)
  if (!overrideReason) return `Accepted by ${who}, ${checklist.acceptedWhen}.`
  const place = acceptedBy === receiver ? '' : ` in place of ${nameIn(checklist, receiver)} and`
  return `Accepted by ${who} as an administrator,${place} with what was open, ${checklist.acceptedWhen}: ${clip(overrideReason, 500)}`
}

function aboutWhom(checklist: Checklist): string[] {
  const { handoff } = checklist
  const role = TRANSITION_ROLES[handoff.kind]
  if (!role || (!handoff.newcomer && !handoff.leaver && handoff.state !== 'running')) return []
  if (!handoff.newcomer)
    return [
      ...(handoff.leaver ? [`${nameIn(checklist, handoff.leaver)} leaves as ${ROLE_NAMES[role]}.`] : []),
      ...(handoff.state === 'running'
        ? [`Nobody has been named yet who follows as ${ROLE_NAMES[role]}. Press Contact change to say who does.`]
        : []),
    ]
  const from = handoff.leaver ? ` takes over from ${nameIn(checklist, handoff.leaver)}` : ' begins'
  return [`${nameIn(checklist, handoff.newcomer)}${from} as ${ROLE_NAMES[role]}.`]
}
