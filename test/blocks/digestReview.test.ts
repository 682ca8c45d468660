import { describe, expect, it } from '@jest/globals'
import { checkMessage } from '../../blocks/check.ts'
import { editModal, partsOf } from '../../blocks/digestEdit.ts'
import { readEdit, readEditMetadata } from '../../blocks/digestEditRead.ts'
import { readingModal, readTold, toldField, toldInputs } from '../../blocks/digestReading.ts'
import { APPROVE_REST, readApprovals, reviewMessage } from '../../blocks/digestReview.ts'
import { digestMessage } from '../../blocks/digests.ts'
import type { ReviewEntry } from '../../blocks/reviewLines.ts'
import { messageProblems } from '../../playground/limits/message.ts'
import { viewProblems } from '../../playground/limits/view.ts'
import { compile } from '../../src/features/digests/compile.ts'
import type { Digest } from '../../src/features/digests/model.ts'
import { byThought, thoughtsOf } from '../../src/features/digests/thoughts.ts'
import { calder, oslo } from '../digests/material.ts'
import { typedInto } from '../support/typed.ts'
import { crowd, crowded, long, notes } from './crowd.ts'

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const entry = (n: number, change: Partial<ReviewEntry> = {}): ReviewEntry => {
  const { digest, internal } = compile(oslo())
  return {
    ...{
      digestId: id(n),
      accountId: id(n),
      version: 1,
      account: `Account ${n}`,
      digest,
      internal,
      state: 'waiting',
      needsApproval: true,
    },
    ...{ thoughts: thoughtsOf(internal, digest, false), untold: 0, publishAt: 'Fri 20 Nov 09:30', publishedAt: null },
    ...{ holdEndsAt: null, approvedBy: null, heldBy: null, lateNote: false, answeredLate: [] },
    ...{ undecided: false, waitsFor: null, leftForNext: [], obstacle: null, unposted: false },
    ...change,
  }
}
const review = (entries: ReviewEntry[]) => reviewMessage({ publishOn: '2026-11-20', ownerId: 'UMAYA', entries })
const thoughtful = (n: number) =>
  entry(n, { ...crowded, thoughts: ['worsened', 'disagreement', 'asks'], untold: 20, account: long(`Account ${n}`) })

const pickWords = ({
  status,
  reason,
  asks,
  decisionsAhead,
  decisionsMade,
  progress,
  difficulties,
  people,
  next,
}: Digest) => ({
  ...{ status, reason, asks, decisionsAhead, decisionsMade, progress, difficulties, people, next },
})

describe('the review message', () => {
  it('advises to phone in the one week in which a silence is three updates long', () => {
    const words = (silent: boolean) => review([entry(1, { silent })]).text
    expect(words(true)).toContain('neither seen nor answered the last three updates: please phone.')
    expect(words(false)).not.toContain('phone')
  })

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

  it('approves nothing with the others that somebody holds', () => {
    const held = { state: 'held' as const, heldBy: 'Maya Lindqvist', holdEndsAt: 'Mon 23 Nov 09:30' }
    const together = (change: Partial<ReviewEntry>) => review([entry(1, change), entry(2), entry(3)]).text
    expect(
      [together({}), together({ ...held, heldBy: null }), together(held)].map((text) => text.split('\n')[1]),
    ).toEqual(['3 to approve together.', '3 to approve together.', '2 to approve together, 1 to approve.'])
  })

  it('has what came late approved by itself, and never together with calm ones', () => {
    const calm = entry(1)
    const thoughts = thoughtsOf({ ...calm.internal, includesLate: true }, calm.digest, false)
    const shown = (late: Partial<ReviewEntry>) => {
      const { text, blocks } = review([entry(1, late), entry(2), entry(3)])
      const labels = blocks.flatMap(({ elements }) => (elements ?? []) as { accessibility_label?: string }[])
      return [
        labels.some(({ accessibility_label }) => accessibility_label === 'Approve: Account 1'),
        text.includes('Account 1 · On track What came late is in it now.'),
      ]
    }
    expect([shown({}), shown({ thoughts })]).toEqual([
      [false, false],
      [true, true],
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
    undecided: true,
    late: crowded.internal.notes,
  }

  /** Every page of a paged form, as JSON; each is one that Slack takes. */
  function everyPage(draw: (page: number) => { blocks: { block_id?: string }[] }): string {
    const pages: string[] = []
    for (let page = 0; page === 0 || pages.at(-1)?.includes('Next page'); page += 1) {
      const view = draw(page)
      expect(viewProblems(view as never)).toEqual([])
      pages.push(JSON.stringify(view))
    }
    return pages.join()
  }

  it('hold all that was answered on pages that Slack takes', () => {
    const read = everyPage((page) => readingModal({ ...reading, isOwner: true }, page))
    for (const { hard, nextStep, heard } of crowd)
      for (const text of [hard, nextStep, heard])
        expect(read).toContain(JSON.stringify(text!.slice(-900, -20).trim()).slice(1, -1))
    for (const { note } of notes) expect(read).toContain(note.slice(0, 2_900).trim())
  })

  it('let every line of the longest update be edited, in parts that Slack takes and that change nothing by themselves', () => {
    const { digest, internal } = crowded
    for (let part = 0; part < partsOf(digest); part += 1) {
      const view = editModal(digest, internal, { digestId: id(1), version: 1, part })
      expect(viewProblems(view as never)).toEqual([])
      expect(view.private_metadata!.length).toBeLessThan(3_000)
      const { internalReason, heard, ...words } = readEdit(
        typedInto(view),
        digest,
        readEditMetadata(view.private_metadata),
      )
      expect({ ...words, heard }).toEqual({ ...pickWords(digest), heard: digest.satisfaction.heard })
      expect(internalReason).toBeNull()
    }
    expect(partsOf(digest)).toBeGreaterThan(1)
  })

  it('show a note for the owner alone to the owner alone', () => {
    const noted = compile(oslo({ notes: [{ userId: 'UJONAS', confidence: 2, note: 'OWNER-ALONE', ownerOnly: true }] }))
    const shown = (isOwner: boolean) =>
      JSON.stringify(readingModal({ ...reading, ...noted, late: [], isOwner })).includes('OWNER-ALONE')
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

  it('ask once about a person whom several things concern', () => {
    const of = (who: string, about: string) => ({ key: `${who}:${about}`, who, about })
    const asked = [of('Tomás', 'the delay'), of('Priya', 'the delay'), of('Tomás', 'the records')]
    const [tomas, priya, ...more] = toldInputs(asked)
    expect(more).toEqual([])
    expect(JSON.stringify(tomas)).toContain('the delay · the records')
    const yes = { value: { selected_options: [{ value: 'yes' }] } }
    expect(readTold({ [tomas!.block_id!]: yes }, asked)).toEqual(['Tomás:the delay', 'Tomás:the records'])
    expect(priya!.block_id).toBe(toldField(1))
  })

  it('preview block by block what is posted', () => {
    for (const material of [calder(), oslo(), calder({ answers: crowd })]) {
      const { digest, internal } = compile(material)
      const view = readingModal({ ...reading, digest, internal, isOwner: true })
      const posted = digestMessage(digest, id(1)).blocks.filter(
        ({ type }) => type !== 'data_visualization' && type !== 'actions',
      )
      expect(JSON.stringify(view.blocks.slice(1, posted.length + 1))).toBe(JSON.stringify(posted))
    }
  })
})
