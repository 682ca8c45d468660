import { describe, expect, it } from '@jest/globals'
import { insideWordsIn, insideWordsNote, textsIn } from '../../blocks/insideWords.ts'

describe('words that stay inside', () => {
  it.each([
    ['We are in the Danger Zone and the rescue begins', ['Danger Zone', 'rescue']],
    ['churn, and churn again', ['churn']],
    ['An exception; two autopsies; in the ditch', ['exception', 'autopsies', 'ditch']],
    ['They are silent. Our confidence is low after the disagreement.', ['silent', 'confidence', 'disagreement']],
    ['Exceptional work at Ditchling, confidently done; the butter churner', []],
    ['Records are not final', []],
  ])('are found in “%s”', (text, words) => {
    expect(insideWordsIn([text])).toEqual(words)
  })

  it('are said once, in one sentence, to whoever decides about the text', () => {
    expect(insideWordsNote(['A rescue', 'a rescue, and churn'])).toEqual([
      'The customer would read “rescue” and “churn”: we keep these words to ourselves.',
    ])
    expect(insideWordsNote(['churn'])).toEqual(['The customer would read “churn”: we keep this word to ourselves.'])
    expect(insideWordsNote(['All is well'])).toEqual([])
  })

  it('are looked for however deep they stand', () => {
    expect(textsIn({ a: ['x', { b: 'y' }], c: null, d: 3, e: { f: [] } })).toEqual(['x', 'y'])
  })
})
