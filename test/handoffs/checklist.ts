import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals'
import { runningHandoffs } from '../../src/features/handoffs/flow.ts'
import type { Tx } from '../../src/platform/context.ts'
import type { Story } from '../support/story.ts'
import { fillIn, formOf, opening, reads, startTown, wordsOf } from './town.ts'

/** The town for the tests of one file, no handoff begun before each; and what people do with one in Slack. */
export function enterTown() {
  let story: Story
  beforeAll(async () => {
    story = await startTown('2026-11-23T09:00:00Z')
  })
  afterAll(() => story.end())
  beforeEach(async () => {
    story.playground.state.stacks.clear()
    for (const table of ['occurrences', 'handoff_items', 'handoffs']) await story.database.query(`delete from ${table}`)
  })
  const inTx = <T>(work: (tx: Tx) => Promise<T>) => story.app.ctx.inWorkspace(story.app.workspaceId, work)
  const command = (person: string, text = '') => story.playground.act.slashCommand(person, 'CTEAM', '/handoff', text)
  const openForm = (person: string, text = '') => opening(story, person, () => command(person, text))
  const submit = (person: string) => story.playground.act.submitView(person)
  const checklist = () => reads(story, 'UMAYA', 'CTEAM').at(-1)!
  const press = (person: string, action_id: string, choice?: string) =>
    story.playground.act.clickAction(person, { channel: 'CTEAM', ts: checklist().ts }, { action_id, choice })
  /** A press that shows the person something. */
  const see = (person: string, action_id: string, choice?: string) =>
    opening(story, person, () => press(person, action_id, choice))
  const running = async () => (await inTx(runningHandoffs))[0]!
  const itemAt = async (position: number) => (await running()).items.find((item) => item.position === position)!
  const modalSays = (person: string) => wordsOf(formOf(story, person)?.blocks.map((block) => block['text'] ?? block))

  /** Starts the kickoff of Calder Freight, in short, as Sam. */
  async function kickoff(fields: Record<string, string> = {}): Promise<void> {
    await openForm('USAM', 'Calder')
    await fillIn(story, 'USAM', { 'anchor:': '2026-11-23', ...fields })
    expect(await submit('USAM')).toEqual({ ok: true })
    await story.settle()
  }

  /** Says what they want to do with the item that they have open; where that takes more, the form asks for it. */
  async function choose(person: string, act: string): Promise<void> {
    const choice = formOf(story, person)!.blocks.find(({ block_id }) => block_id === 'handoff.act')!
    const fill = () => fillIn(story, person, { 'handoff.act': act })
    await (choice['dispatch_action'] ? opening(story, person, fill) : fill())
  }

  async function change(person: string, position: number, act: string, evidence?: string) {
    await see(person, 'handoff.item.open', (await itemAt(position)).id)
    await choose(person, act)
    await fillIn(story, person, evidence === undefined ? {} : { 'handoff.evidence': evidence })
    const outcome = await submit(person)
    await story.settle()
    return outcome
  }

  return {
    /** The story once it has begun. */
    at: () => story,
    ...{ inTx, command, openForm, submit, checklist, press, see, running, itemAt, modalSays, kickoff, choose, change },
  }
}
