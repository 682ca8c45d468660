import type { KeptText } from './store.ts'

/**
 * Which asks of earlier weeks somebody gave to another person, worded anew, put back or took out, and who did so last.
 * What the program took out or put in is nobody's: the customer called it done, or the owner opened it again.
 * @param texts all of a report, in their order.
 */
export function handsOn(texts: Pick<KeptText, 'content' | 'writtenBy'>[]): Map<string, string> {
  const hands = new Map<string, string>()
  for (const [index, { content, writtenBy }] of texts.entries()) {
    const before = wordsOf(texts[index - 1]?.content ?? content)
    const now = wordsOf(content)
    for (const id of new Set([...before.keys(), ...now.keys()])) {
      if (before.get(id) === now.get(id)) continue
      if (writtenBy === null) hands.delete(id)
      else hands.set(id, writtenBy)
    }
  }
  return hands
}

const wordsOf = ({ asks }: KeptText['content']): Map<string, string> =>
  new Map(asks.flatMap(({ askId, who, what }) => (askId === null ? [] : [[askId, `${who}: ${what}`]])))
