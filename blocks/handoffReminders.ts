import { clip, harmless, list, type Message, note, paragraph } from './kit.ts'

interface Told {
  why: 'due' | 'new' | 'late' | 'decide'
  words: string
}

/** So many lines fit; the rest is on Home. */
const MOST = 12
const LONGEST = 250
const TITLES: Record<Told['why'], string> = {
  new: 'Handed to you',
  due: 'Waits for you',
  decide: 'To be decided with the buyer',
  late: 'Late with others, on accounts for which you answer',
}

/** A person's one message a day about handoffs. */
export function remindersMessage(told: Told[]): Message {
  const shown = told.slice(0, MOST)
  const left = told.length - shown.length
  const rest = left > 0 ? [`And ${left} more, on the Home tab.`] : []
  const groups = (['new', 'due', 'decide', 'late'] as const)
    .map((why) => ({ why, of: shown.filter((one) => one.why === why).map(({ words }) => clip(words, LONGEST)) }))
    .filter(({ of }) => of.length > 0)
  const title = told.length === 1 ? 'One thing in a handoff today.' : `${told.length} things in handoffs today.`
  const hint = 'Open an item in its checklist to do it, hand it on or put it off.'
  return {
    text: harmless(
      [
        title,
        ...groups.flatMap(({ why, of }) => [`${TITLES[why]}:`, ...of.map((words) => `• ${words}`)]),
        ...rest,
        hint,
      ].join('\n'),
    ),
    blocks: [
      paragraph(title),
      ...groups.map(({ why, of }) => list(TITLES[why], of)),
      ...rest.map((text) => note(text)),
      note(hint),
    ],
  }
}
