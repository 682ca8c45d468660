import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { OPEN_CONTACT_CHANGE } from '../../blocks/contacts.ts'
import { say } from '../../src/platform/outbox/say.ts'
import { CALDER, fillIn, formOf, OSLO, opening, reads, startTown, wordsOf } from '../handoffs/town.ts'
import type { Story } from '../support/story.ts'

export let story: Story

/** Before each test Ana is Calder's primary contact, nobody has changed, and a message offers to say who has. */
export function openTown(): void {
  beforeAll(async () => {
    story = await startTown('2026-11-23T09:00:00Z')
    const { ctx, workspaceId } = story.app
    const button = {
      type: 'button',
      action_id: OPEN_CONTACT_CHANGE,
      text: { type: 'plain_text', text: 'Record' },
      value: CALDER,
    }
    const message = { text: 'Home', blocks: [{ type: 'actions', block_id: 'a', elements: [button] }] }
    await ctx.inWorkspace(workspaceId, (tx) =>
      say(tx, { key: 'home', kind: 'test', audience: 'vendor', channel: 'CTEAM', message }),
    )
    await story.settle()
    await story.database.query(
      `insert into milestones (workspace_id, account_id, name, position, go_live, promised_on, planned_on, forecast_on)
       values ($1, $2, 'Go-live', 1, true, '2026-12-04', '2026-12-04', '2026-12-14'), ($1, $2, 'Second site', 2, false, '2027-03-01', '2027-03-01', '2027-03-01')`,
      [workspaceId, CALDER],
    )
    await story.database.query(
      `insert into asks (workspace_id, account_id, round_id, what, who, due_on) values ($1, $2, gen_random_uuid(), 'The last <500> records', 'Ana', '2026-11-25')`,
      [workspaceId, CALDER],
    )
  })
  afterAll(() => story.end())
  beforeEach(async () => {
    story.playground.state.stacks.clear()
    for (const table of ['occurrences', 'contact_changes', 'handoff_items', 'handoffs'])
      await story.database.query(`delete from ${table}`)
    await story.database.query(`delete from stakeholders where role in ('primary_contact', 'owner')`)
    for (const [account, role, user] of [
      [CALDER, 'primary_contact', 'UANA'],
      [CALDER, 'owner', 'UMAYA'],
      [OSLO, 'owner', 'UMAYA'],
    ]) {
      await story.database.query(
        `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, $3, $4, '2026-09-01')`,
        [story.app.workspaceId, account, role, user],
      )
    }
    await story.app.meetPeople()
  })
}

export const open = (person: string) => {
  const ts = reads(story, person, 'CTEAM')[0]!.ts
  return opening(story, person, () =>
    story.playground.act.clickAction(person, { channel: 'CTEAM', ts }, { action_id: OPEN_CONTACT_CHANGE }),
  )
}
export const modalSays = (person: string) =>
  wordsOf(formOf(story, person)?.blocks.map((block) => block['text'] ?? block))
export const alerts = (person = 'UMAYA') =>
  reads(story, person, 'CTEAM').filter(({ text }) => text.includes(' changes.'))
export const inWorkspace: Story['app']['ctx']['inWorkspace'] = (id, work) => story.app.ctx.inWorkspace(id, work)
export const holder = async (role: string) => {
  const sql = 'select user_id from stakeholders where role = $1 and account_id = $2 and ends_on is null'
  return (await story.database.query<{ user_id: string }>(sql, [role, CALDER])).map(({ user_id }) => user_id)
}

export async function recordChange(person: string, newcomer: string, fields: Record<string, string> = {}) {
  await open(person)
  await fillIn(story, person, { 'contact.newcomer': newcomer, ...fields })
  const outcome = await story.playground.act.submitView(person)
  await story.settle()
  return outcome
}
export const acknowledge = (person: string, ts: string) =>
  story.playground.act.clickAction(person, { channel: 'CTEAM', ts }, { action_id: 'contact.acknowledge' })
