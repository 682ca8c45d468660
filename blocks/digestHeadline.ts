import { STATUS_NAMES } from '#features/checkins/model.ts'
import type { Digest } from '#features/digests/model.ts'
import { inFull, inShort, inWords, lateness } from './dateWords.ts'

/** Ends a sentence where whoever typed it did not. */
export const ended = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)

/** 'Calder Freight · invoicing rollout': two accounts that are read in one channel are told apart by it. */
export const projectOf = ({ account, title }: { account: string; title: string }): string =>
  [account, title].filter(Boolean).join(' · ')

/** 'Calder Freight · invoicing rollout · week 9' */
export const titleOf = (digest: Digest): string => `${projectOf(digest)} · week ${digest.week}`

/** The same for whoever hears it. */
export const spokenTitle = ({ account, title, week, publishOn }: Digest): string =>
  `${[account, title, `week ${week}`].filter(Boolean).join(', ')}, ${inFull(publishOn)}.`

/** The first line: will it be on time, and why not. */
export function headline(digest: Digest): string {
  const { status, reason, goLive } = digest
  const name = STATUS_NAMES[status]
  if (!goLive) return `${name}${reason ? because(reason) : '.'}`
  const dated = datedGoLive(goLive, digest.publishOn)
  // The reason belongs to the date where the date slips, and else to the status.
  if (!reason) return `${name}. ${dated}.`
  return goLive.slipDays > 0 || goLive.movedFrom || goLive.toldOn
    ? `${name}. ${dated}${because(reason)}`
    : `${name}${because(reason)} ${dated}.`
}

/** More of a reason than this, and nobody finds the date in the first line any more. */
const LONGEST_REASON = 300

/** The first line as it stands out, and what a long reason says beyond it, which stands under it. */
export function firstLine(digest: Digest): { line: string; more: string | null } {
  const { reason } = digest
  if (!reason || reason.length <= LONGEST_REASON) return { line: headline(digest), more: null }
  const start = reason.slice(0, LONGEST_REASON)
  const sentence = /^.*[.!?](?=\s)/s.exec(start)?.[0]
  const first = sentence ?? start.replace(/\s+\S*$|[\uD800-\uDBFF]$/, '')
  const rest = reason.slice(first.length).trim()
  const more = ended(sentence ? rest : `…${rest}`)
  return { line: headline({ ...digest, reason: sentence ?? `${first}…` }), more }
}

/** `readOn` is the day of the update: a day before it can neither come nor stay. */
export function datedGoLive(
  { name, movedFrom, forecastOn, reachedOn, slipDays, toldOn }: NonNullable<Digest['goLive']>,
  readOn?: string,
): string {
  if (reachedOn) return `${name} was reached ${inWords(reachedOn)}, ${lateness(slipDays)}`
  const isNew = movedFrom !== null || toldOn !== null
  const slip = slipDays !== 0 || isNew ? `, ${slipDays === 0 ? 'as promised' : lateness(slipDays)}` : ''
  if (readOn && forecastOn < readOn) return `${name} was planned for ${inWords(forecastOn)}${slip}`
  // What an alert has told them since the last update is not told as news a second time.
  if (toldOn) return `${name} is now ${inWords(forecastOn)}, as we told you ${inShort(toldOn)}${slip}`
  return `${name} ${movedFrom ? 'moves to' : 'stays'} ${inWords(forecastOn)}${slip}`
}

// A clause follows "because"; what begins like a sentence follows a colon.
const because = (reason: string): string => ended(/^\p{Lu}/u.test(reason) ? `: ${reason}` : `, because ${reason}`)
