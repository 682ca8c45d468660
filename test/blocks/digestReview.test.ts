import { describe, expect, it } from '@jest/globals'
import { checkMessage } from '../../blocks/check.ts'
import { editModal, readEdit } from '../../blocks/digestEdit.ts'
import { readingModal, readTold, toldField } from '../../blocks/digestReading.ts'
import { APPROVE_REST, type ReviewEntry, readApprovals, reviewMessage } from '../../blocks/digestReview.ts'
import { internalMessage } from '../../blocks/internalEdition.ts'
import { messageProblems } from '../../playground/limits/message.ts'
import { viewProblems } from '../../playground/limits/view.ts'
import { compile } from '../../src/features/digests/compile.ts'
import { byThought, thoughtsOf } from '../../src/features/digests/model.ts'
import { answer, calder, oslo } from '../digests/material.ts'

const long = (text: string) => `${text} ${'words & more '.repeat(300)}`.slice(0, 3000)
const crowd = Array.from({ length: 20 }, (_, n) =>
  answer({
    ...{
      userId: `U${n}`,
      status: n % 2 ? 'off_track' : 'on_track',
      because: long(`because ${n}`),
      progress: long(`progress ${n}`),
    },
    ...{
      hard: long(`hard ${n}`),
      doing: n % 3 ? long(`doing ${n}`) : null,
      heard: long(`heard ${n}`),
      nextStep: long(`next ${n}`),
    },
    ask: { what: long(`ask ${n}`), who: `Person ${n}`, dueOn: '2026-11-25' },
    decision: { kind: n % 2 ? 'ahead' : 'made', text: long(`decision ${n}`) },
  }),
)
const notes = crowd.map(({ userId }) => ({
  userId,
  confidence: 2,
  note: long('KEEP-INSIDE'),
  ownerOnly: userId === 'U1',
}))
const crowded = compile(calder({ answers: crowd, notes }))

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const entry = (n: number, change: Partial<ReviewEntry> = {}): ReviewEntry => {
  const { digest, internal } = compile(oslo())
  return {
    ...{
      digestId: id(n),
      version: 1,
      account: `Account ${n}`,
      digest,
      internal,
      state: 'waiting',
      needsApproval: true,
    },
    ...{ thoughts: thoughtsOf(internal, digest, false), untold: 0, publishAt: 'Fri 20 Nov 09:30', publishedAt: null },
    ...{ holdEndsAt: null, approvedBy: null, heldBy: null, lateNote: false, answeredLate: [] },
    ...change,
  }
}
const review = (entries: ReviewEntry[]) => reviewMessage({ publishOn: '2026-11-20', ownerId: 'UMAYA', entries })
const thoughtful = (n: number) =>
  entry(n, { ...crowded, thoughts: ['worsened', 'disagreement', 'asks'], untold: 20, account: long(`Account ${n}`) })

describe('the review message', () => {
  it('is taken by Slack with any number of accounts, listing fifteen and counting the rest', () => {
    const message = review([
      ...Array.from({ length: 10 }, (_, n) => thoughtful(n)),
      ...Array.from({ length: 30 }, (_, n) => entry(n + 10)),
    ])
    expect(checkMessage('message', message)).toEqual([])
    expect(messageProblems(message.blocks)).toEqual([])
    expect(JSON.stringify(message.blocks)).toContain('And 25 more; they stand on your Home.')
  })

  it('binds “Approve these” to the very texts that were shown', () => {
    const message = review([entry(1), entry(2, { version: 3 }), thoughtful(3)])
    const buttons = message.blocks.flatMap(({ elements }) => (elements ?? []) as { action_id: string; value: string }[])
    const rest = buttons.find(({ action_id }) => action_id === APPROVE_REST)!
    expect(readApprovals(rest.value)).toEqual([
      { digestId: id(1), version: 1 },
      { digestId: id(2), version: 3 },
    ])
  })

  it('puts first what needs thought', () => {
    const order = byThought([
      entry(1),
      entry(2, { thoughts: ['unanswered'] }),
      entry(3, { thoughts: ['worsened'] }),
      entry(4, { thoughts: ['asks'] }),
    ])
    expect(order.map(({ account }) => account)).toEqual(['Account 3', 'Account 4', 'Account 2', 'Account 1'])
  })
})

describe('the forms of the owner', () => {
  const reading = {
    digestId: id(1),
    version: 1,
    ...crowded,
    questions: crowded.internal.questions,
    mayApprove: true,
    late: crowded.internal.notes,
  }

  it('are taken by Slack on every page, however much was answered', () => {
    for (let page = 0; page < 60; page += 1)
      expect(viewProblems(readingModal({ ...reading, isOwner: true }, page) as never)).toEqual([])
    expect(viewProblems(editModal(crowded.digest, crowded.internal, { digestId: id(1), version: 1 }) as never)).toEqual(
      [],
    )
  })

  it('show a note for the owner alone to the owner alone', () => {
    const shown = (isOwner: boolean) =>
      JSON.stringify(readingModal({ ...reading, isOwner })).includes('Notes for you alone')
    expect([shown(true), shown(false)]).toEqual([true, false])
  })

  it('ask about more people than a form has ticks', () => {
    const { questions } = reading
    const yes = { value: { selected_options: [{ value: 'yes' }] } }
    const ticked = (...indexes: number[]) => Object.fromEntries(indexes.map((index) => [toldField(index), yes]))
    expect(questions.length).toBeGreaterThan(10)
    expect(readTold(ticked(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), questions)).toHaveLength(questions.length)
    expect(readTold(ticked(1), questions)).toEqual([questions[1]!.key])
  })

  it('change nothing of a digest that is saved as it was opened', () => {
    const { digest, internal } = compile(calder())
    const view = editModal(digest, internal, { digestId: id(1), version: 1 })
    const values = Object.fromEntries(
      view.blocks
        .filter(({ type }) => type === 'input')
        .map((block) => {
          const { initial_value, initial_date, initial_option } = block['element'] as Record<string, unknown>
          return [
            block.block_id!,
            { value: { value: initial_value, selected_date: initial_date, selected_option: initial_option } },
          ]
        }),
    )
    const { internalReason, heard, ...words } = readEdit(values, digest)
    expect(digest).toMatchObject(words)
    expect(heard).toEqual(digest.satisfaction.heard)
    expect(internalReason).toBeNull()
  })
})

describe('the internal edition', () => {
  const internal = {
    ...crowded.internal,
    missing: ['MISSING-PERSON'],
    ownerNotes: [{ name: 'Wei', text: 'OWNER-ALONE' }],
  }
  const message = internalMessage(crowded.digest, internal, null)

  it('is taken by Slack, however much was noted', () => {
    expect(checkMessage('message', message)).toEqual([])
    expect(messageProblems(message.blocks)).toEqual([])
    expect(JSON.stringify(message)).toContain('KEEP-INSIDE')
  })

  it('keeps from the team what is for the owner alone: their notes, and who has not answered', () => {
    expect(JSON.stringify(message)).not.toMatch(/MISSING-PERSON|OWNER-ALONE/)
  })
})
