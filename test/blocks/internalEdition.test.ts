import { describe, expect, it } from '@jest/globals'
import { checkMessage } from '../../blocks/check.ts'
import { internalMessage, internalModal } from '../../blocks/internalEdition.ts'
import { messageProblems } from '../../playground/limits/message.ts'
import { viewProblems } from '../../playground/limits/view.ts'
import { crowded, notes } from './crowd.ts'

const ID = '00000000-0000-4000-8000-000000000001'

describe('the internal edition', () => {
  const internal = {
    ...crowded.internal,
    missing: ['MISSING-PERSON'],
    ownerNotes: [{ name: 'Wei', text: 'OWNER-ALONE' }],
  }
  const message = internalMessage(crowded.digest, internal, { because: null, digestId: ID })

  it('is taken by Slack, however much was noted', () => {
    expect(checkMessage('message', message)).toEqual([])
    expect(messageProblems(message.blocks)).toEqual([])
    expect(JSON.stringify(message)).toContain('KEEP-INSIDE')
  })

  it('opens to all of it, page by page, still without what is for the owner alone', () => {
    const pages: string[] = []
    for (let page = 0; page === 0 || pages.at(-1)?.includes('Next page'); page += 1) {
      const view = internalModal(crowded.digest, internal, ID, page)
      expect(viewProblems(view as never)).toEqual([])
      pages.push(JSON.stringify(view))
    }
    for (const { note, ownerOnly } of notes) if (!ownerOnly) expect(pages.join()).toContain(note.slice(0, 2_900).trim())
    expect(pages.join()).not.toMatch(/MISSING-PERSON|OWNER-ALONE/)
  })

  it('keeps from the team what is for the owner alone: their notes, and who has not answered', () => {
    expect(JSON.stringify(message)).not.toMatch(/MISSING-PERSON|OWNER-ALONE/)
  })
})
