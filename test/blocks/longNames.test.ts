import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { roleInput } from '../../blocks/accountRoles.ts'
import { modal } from '../../blocks/kit.ts'
import { viewProblems } from '../../playground/limits/view.ts'
import * as contacts from '../../src/features/contacts/flow.ts'
import { keepMailed, openMailed } from '../../src/features/promises/flow.ts'
import { CALDER, type Desk, MAYA, openDesk, toldOf } from '../contacts/desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk({ posts: true })
})
afterAll(() => desk.close())
beforeEach(() => desk.reset())

const LONG = `Anna ${'Ruiz '.repeat(38)}`.trim()

it('a concern by e-mail is kept under a name that is longer than a choice holds', async () => {
  await desk.act((tx) => contacts.reportChange(tx, toldOf({ newcomer: { name: LONG, email: 'anna@calder.example' } })))
  const form = await desk.act((tx) => openMailed(tx, MAYA, CALDER))
  expect(viewProblems(form as never)).toEqual([])
  // biome-ignore lint/suspicious/noExplicitAny: blocks as Slack takes them
  const [who, what] = form.blocks.filter((block: any) => block.element) as any[]
  const values = {
    [who.block_id]: { [who.element.action_id]: { selected_option: who.element.options[0] } },
    [what.block_id]: { [what.element.action_id]: { value: 'No report' } },
  }
  await desk.act((tx) => keepMailed(tx, MAYA, form.private_metadata!, values))
  expect(await desk.query('select raised_by, what, public from concerns')).toEqual([
    { raised_by: `name:${LONG}`, what: 'No report', public: false },
  ])
})

it('a name and an address as long as a webhook may tell of them can be put right', async () => {
  const email = `${'a'.repeat(60)}@${'calder.'.repeat(19)}example`
  const { changeId } = await desk.act((tx) => contacts.reportChange(tx, toldOf({ newcomer: { name: LONG, email } })))
  const form = await desk.act((tx) => contacts.openCorrection(tx, MAYA, changeId))
  expect(viewProblems(form as never)).toEqual([])
})

it('a welcome is drafted for whoever has a long name, and an account with many goals', async () => {
  await desk.query(
    `insert into success_criteria (workspace_id, account_id, name, position, unit, start_value, target_value)
     select workspace_id, id, repeat('Goal ', 15) || n, n, 'days', 10, 2 from accounts, generate_series(1, 30) n`,
  )
  const { changeId } = await desk.act((tx) =>
    contacts.reportChange(tx, toldOf({ newcomer: { name: LONG, email: 'anna@calder.example' } })),
  )
  const form = await desk.act((tx) => contacts.openWelcome(tx, MAYA, changeId))
  expect(viewProblems(form as never)).toEqual([])
})

it('the people of an account can be changed where one has a name and an address as long as that', () => {
  const written = `${LONG} <${'a'.repeat(60)}@${'calder.'.repeat(19)}example>`
  const form = modal('people', 'People', [roleInput('primary_contact_written', written)], { submit: 'Save' })
  expect(viewProblems(form as never)).toEqual([])
})
