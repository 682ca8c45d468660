import { messagesFor } from './read.ts'
import type { Stage } from './stage.ts'

/** Nobody does anything and the week ends: the buyer must have heard from us all the same. @returns a sentence. */
export async function checkWeek({ playground }: Stage): Promise<string> {
  const { state, journey } = playground
  const before = messagesFor(state, 'UINGRID', 'COSLO').length
  await journey.moveTo(new Date('2026-11-20T09:30:00Z'))
  const said = messagesFor(state, 'UINGRID', 'COSLO').slice(before)
  if (said.length === 0) throw new Error('By Friday 09:30 nothing new stands in #oslo-water.')
  return `By Friday 09:30 the buyer of Oslo Water has read: ${said.at(-1)?.text.split('\n')[0]}`
}
