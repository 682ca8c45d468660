import { setTimeout as rest } from 'node:timers/promises'
import { clickAction, fill } from './act/click.ts'
import { submitView } from './act/form.ts'
import { elementsIn } from './elements.ts'
import { messagesFor } from './read.ts'
import type { Stage } from './stage.ts'
import type { State } from './state.ts'

const ASKED = new Date('2026-11-18T08:00:00Z')
const PUBLISHED = new Date('2026-11-20T09:30:00Z')

/**
 * The shortest week there is: Jonas says that nothing changed at Oslo Water, and on Friday its buyer reads so.
 * @returns a sentence. @throws Error where the week does not come to that.
 */
export async function checkWeek({ playground }: Stage): Promise<string> {
  const { state, journey } = playground
  const before = messagesFor(state, 'UINGRID', 'COSLO').length
  await journey.moveTo(ASKED)
  await answerNothingChanged(state)
  await journey.moveTo(PUBLISHED)
  const said = messagesFor(state, 'UINGRID', 'COSLO').slice(before)
  const digest = said.find(({ text }) => text.includes('week 12'))
  if (!digest) throw new Error('By Friday 09:30 no digest of week 12 stands in #oslo-water.')
  return `By Friday 09:30 the buyer of Oslo Water has read: ${digest.text.split('\n').slice(0, 2).join(' ')}`
}

async function answerNothingChanged(state: State): Promise<void> {
  const dm = [...state.channels.values()].find(({ kind, members }) => kind === 'im' && members.includes('UJONAS'))!
  const question = messagesFor(state, 'UJONAS', dm.id).at(-1)
  const button = elementsIn(question?.blocks ?? []).find(
    ({ element }) => element['accessibility_label'] === 'Nothing changed for Oslo Water',
  )
  if (!question || !button) throw new Error('Jonas was not asked on Wednesday at 09:00 of his zone.')
  await clickAction(state, 'UJONAS', { channel: dm.id, ts: question.ts }, button)
  for (let wait = 0; !state.stacks.has('UJONAS') && wait < 100; wait += 1) await rest(30)
  const input = elementsIn(state.stacks.get('UJONAS')?.at(-1)?.blocks ?? [])[0]
  if (!input) throw new Error('“Nothing changed” opened no form.')
  await fill(state, 'UJONAS', { ...input, value: 'Second district, 2 December' })
  const sent = await submitView(state, 'UJONAS')
  if (!sent.ok) throw new Error(`Jonas could not send his answer: ${sent.error}`)
}
