import { beforeEach, describe, expect, it } from '@jest/globals'
import * as contacts from '../../src/features/contacts/flow.ts'
import { runningHandoffs } from '../../src/features/handoffs/flow.ts'
import type { Handoff } from '../../src/features/handoffs/model.ts'
import { MAYA } from '../contacts/desk.ts'
import { takeSeatToBegin } from './begun.ts'

const { desk, tell, team, zones, running, begin } = takeSeatToBegin()

describe('a handoff started by hand, with whom a change named', () => {
  const SENIOR = { role: 'senior_buyer', reportedBy: 'UMAYA' } as const
  const tomas = () => tell({ ...SENIOR, newcomer: { userId: 'UTOMAS' } })
  const done = async () => (await desk.query(`select id from handoff_items where state = 'done'`)).length
  let begun: Handoff
  beforeEach(async () => {
    await begin({ kind: 'senior_buyer', giver: 'UMAYA', receiver: 'UJONAS' })
    begun = await running()
    await desk.query(`update handoff_items set state = 'done', done_by = 'UMAYA' where position = 1`)
  })

  it('goes on without it where it is taken back, and with whoever is named then', async () => {
    const { changeId } = await tomas()
    const [alert] = await desk.query(`select message::text as drawn from deliveries where kind = 'contact_change'`)
    expect(alert!['drawn']).toContain('the handoff that was begun before goes on without this')
    await desk.query(
      `update handoff_items set state = 'done', done_by = 'UTOMAS' where position = (select min(position) from handoff_items where confirmation is not null)`,
    )
    await desk.act((tx) => contacts.takeBackChange(tx, MAYA, changeId))
    const { id, state, newcomer, leaver, giver, receiver } = begun
    expect(await running()).toMatchObject({ id, state, newcomer, leaver, giver, receiver })
    expect([newcomer, leaver]).toEqual([null, 'UPRIYA'])
    // What was done stays done; what the newcomer confirmed who does not come is open again.
    expect(await done()).toBe(1)
    expect(await desk.said('CTEAM', 'handoff')).toEqual([
      expect.stringContaining('Nobody has been named yet who follows as senior buyer. Press Contact change'),
    ])
    expect((await team())[0]).toContain('The handoff had been begun before by hand, and goes on without this change.')
    expect((await zones()).map(([role]) => role)).toEqual(['senior_buyer'])
    await tell({ ...SENIOR, newcomer: { userId: 'UANA' } })
    expect(await running()).toMatchObject({ id, newcomer: 'UANA' })
  })

  it('goes on where nobody follows after all, and with whoever does then', async () => {
    const { changeId } = await tomas()
    const corrects = changeId
    await tell({ ...SENIOR, newcomer: null, corrects })
    expect(await running()).toMatchObject({ id: begun.id, newcomer: null })
    await tell({ ...SENIOR, newcomer: { userId: 'UANA' }, corrects })
    expect(await running()).toMatchObject({ id: begun.id, newcomer: 'UANA' })
    expect(await done()).toBe(1)
  })

  it('ends where that one stood in, and whoever was stood in for is back', async () => {
    const { changeId } = await tell({ ...SENIOR, newcomer: { userId: 'UTOMAS' }, temporaryUntil: '2026-12-04' })
    await desk.act((tx) => contacts.comeBack(tx, MAYA, changeId))
    expect(await desk.act(runningHandoffs)).toEqual([])
  })

  it('leaves what the next one reads as it is, whatever is put right of the first one’s welcome', async () => {
    const welcome = (changeId: string, text: string) =>
      desk.act((tx) => contacts.sendWelcome(tx, MAYA, { changeId, marked: [] }, text))
    const first = await tomas()
    await welcome(first.changeId, 'Welcome, Tomás!')
    await desk.query(`update deliveries set state = 'sent', ts = id::text, posted_channel = channel`)
    await desk.act((tx) => contacts.takeBackChange(tx, MAYA, first.changeId))
    const next = await tell({ ...SENIOR, newcomer: { userId: 'UANA' } })
    await welcome(next.changeId, 'Welcome, Ana!')
    await desk.act((tx) =>
      contacts.sendRetraction(tx, MAYA, { changeId: first.changeId, marked: [] }, 'Tomás does not come.'),
    )
    expect(await desk.said('CCALDER', 'handoff')).toEqual([expect.stringContaining('Welcome, Ana!')])
  })
})
