import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import * as editing from '../../src/features/handoffs/playbooks/editing.ts'
import type { OwnPlaybook } from '../../src/features/handoffs/playbooks/model.ts'
import { ownPlaybooks } from '../../src/features/handoffs/playbooks/own.ts'
import type { Tx } from '../../src/platform/context.ts'
import { type Desk, openDesk } from '../accounts/desk.ts'

/** A desk for the tests of one file on which no playbook of one's own lies before each; Ada and Bea administer. */
export function takeShelf() {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk()
  })
  beforeEach(async () => {
    await desk.database.empty()
    await desk.clear()
    const person = `insert into people (workspace_id, user_id, team_id, name, zone, administrator, refreshed_at)
      values ($1, $2, 'T', $3, 'Europe/Stockholm', $4, $5)`
    for (const [id, name, admin] of [
      ['UADA', 'Ada Brandt', true],
      ['UBEA', 'Bea Holm', true],
      ['UMAYA', 'Maya Lindqvist', false],
    ])
      await desk.database.query(person, [desk.workspaceId, id, name, admin, desk.now])
  })
  afterAll(() => desk.close())
  const inside = <T>(work: (tx: Tx) => Promise<T>) => desk.inside(work)
  return {
    at: () => desk,
    inside,
    copy: async (ref = 'kickoff', name = 'Kickoff for large accounts'): Promise<OwnPlaybook> => {
      await inside((tx) => editing.copyPlaybook(tx, 'UADA', ref, name))
      return (await inside(ownPlaybooks)).find((own) => own.name === name)!
    },
  }
}
