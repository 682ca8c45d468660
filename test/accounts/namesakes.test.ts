import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { searchAccounts } from '../../src/features/accounts/flow.ts'
import { type Desk, openDesk } from './desk.ts'

// Two accounts of one customer are told apart by what our own people read; test/stories/namesakes.test.ts plays their week.

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(() => desk.clear())

const file = (...rows: string[]) =>
  ['key,name,title,state,zone', ...rows.map((row) => `${row},Europe/London`)].join('\n')

async function called(...rows: string[]): Promise<string[]> {
  await desk.read(file(...rows))
  return (await desk.everything()).map(({ account }) => account.called).sort()
}

it('an account is called by its name', async () => {
  expect(await called('A,Calder Freight,invoicing,not_started', 'B,Oslo Water,invoicing,not_started')).toEqual([
    'Calder Freight',
    'Oslo Water',
  ])
})

it('two of one name are called by their titles too, wherever they are looked for', async () => {
  const both = ['Calder Freight · invoicing', 'Calder Freight · warehouse']
  expect(await called('A,Calder Freight,invoicing,not_started', 'B,Calder Freight,warehouse,not_started')).toEqual(both)
  const found = await desk.inside((tx) => searchAccounts(tx, 'warehouse'))
  expect(found.map((account) => account.called)).toEqual(['Calder Freight · warehouse'])
})

it('their keys tell them apart where titles do not', async () => {
  const rows = ['A,Calder,warehouse,not_started', 'B,Calder,warehouse,not_started', 'C,Calder,,not_started']
  expect(await called(...rows, 'D,Calder,invoicing,not_started')).toEqual([
    'Calder · A',
    'Calder · B',
    'Calder · C',
    'Calder · invoicing',
  ])
})

it('one that has ended takes nobody’s name, and is told apart from who has it now', async () => {
  expect(await called('A,Calder Freight,invoicing,ended', 'B,Calder Freight,warehouse,not_started')).toEqual([
    'Calder Freight',
    'Calder Freight · invoicing',
  ])
})

it('one of another workspace has nothing to do with it', async () => {
  await called('A,Calder Freight,invoicing,not_started')
  await desk.clear()
  expect(await called('B,Calder Freight,warehouse,not_started')).toEqual(['Calder Freight'])
})

it('is no longer than a name may be, and keeps what tells them apart', async () => {
  const name = 'Calder Freight and Forwarding of the Northern and the Western Isles Limited'
  const title = 'the warehouse of the northern isles '.repeat(2).trim()
  const names = await called(`A,${name},${title},not_started`, `B,${name},warehouse,not_started`)
  expect(Math.max(...names.map((one) => one.length))).toBeLessThanOrEqual(75)
  expect(names.map((one) => one.split(' · ')[1]!).sort()).toEqual(['A', 'warehouse'])
})

it('reading the same file again changes nothing', async () => {
  const rows = ['A,Calder Freight,invoicing,not_started', 'B,Calder Freight,warehouse,not_started']
  await called(...rows)
  expect((await desk.read(file(...rows))).changed).toBe(0)
  expect((await desk.everything()).map(({ account }) => account.name)).toEqual(['Calder Freight', 'Calder Freight'])
})
