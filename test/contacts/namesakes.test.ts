import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { type Desk, MAYA, openDesk, toldOf } from './desk.ts'

// Of two accounts of one name, what our own people read of a change and its handoff says which is meant.

let desk: Desk
beforeAll(async () => {
  desk = await openDesk({ posts: true })
})
afterAll(() => desk.close())
beforeEach(async () => {
  await desk.reset()
  await desk.query(`update accounts set name = 'Calder Freight', title = 'warehouse' where key = 'oslo'`)
})

const PROJECT = 'Calder Freight · invoicing rollout'
const NEXT = { role: 'implementation_lead' as const, newcomer: { userId: 'UWEI' } }

it('the alert, the checklist and the owner’s forms name the project', async () => {
  const { changeId } = await desk.act((tx) => flow.reportChange(tx, toldOf()))
  for (const text of [...(await desk.said('CTEAM')), ...(await desk.said('CTEAM', 'handoff'))])
    expect(text).toContain(`${PROJECT}: `)
  const form = JSON.stringify(await desk.act((tx) => flow.openWelcome(tx, MAYA, changeId)))
  expect(form).toContain(PROJECT)
})

it('the briefing, the choices and what the customer reads say it once', async () => {
  await desk.act((tx) => flow.reportChange(tx, toldOf(NEXT)))
  await desk.until('2026-11-24T01:00:00Z')
  const [briefing] = await desk.said('UWEI', 'contact_briefing')
  expect(briefing).toContain(`${PROJECT}: you are the implementation lead`)
  const { changeId } = await desk.act((tx) => flow.reportChange(tx, toldOf()))
  await desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, Tomás!'))
  expect((await desk.said('CCALDER')).concat(await desk.said('CCALDER', 'handoff')).join()).toContain(
    `${PROJECT}: Welcome`,
  )
  const choices = JSON.stringify(await desk.act((tx) => flow.openContactChange(tx, MAYA)))
  expect(choices).toContain(`"${PROJECT}"`)
  expect(choices).toContain('"Calder Freight · warehouse"')
})
