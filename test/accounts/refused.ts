import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals'
import type { Problem } from '../../src/features/imports/model.ts'
import { ImportRefusal } from '../../src/features/imports/report.ts'
import { type Desk, openDesk } from './desk.ts'

export let desk: Desk

/** A desk that files are read at, empty before each test. */
export function openReading(): void {
  beforeAll(async () => {
    desk = await openDesk()
  })
  beforeEach(() => desk.clear())
  afterAll(() => desk.close())
}

/** What is said of a file that is refused, which changes nothing; none where it is taken. */
export async function problemsOf(text: string): Promise<Problem[]> {
  const refusal = await desk.read(text).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (refusal === undefined) return []
  expect(refusal).toBeInstanceOf(ImportRefusal)
  expect(await desk.everything()).toEqual([])
  return (refusal as ImportRefusal).problems
}
export const places = async (text: string) =>
  (await problemsOf(text)).map(({ line, column, value }) => [line, column, value])

/** A file with one account that has these cells beside its key, name and zone. */
export const one = (cells: Record<string, string>) => {
  const row: Record<string, string> = { key: 'CALDER', name: 'Calder Freight', zone: 'Europe/London', ...cells }
  return `${Object.keys(row).join(',')}\n${Object.values(row)
    .map((cell) => `"${cell.replaceAll('"', '""')}"`)
    .join(',')}\n`
}

/** The cells of an account that runs. */
export const ACTIVE = {
  state: 'active',
  owner: 'UMAYA',
  senior_buyer: 'UPRIYA',
  buyer_channel: 'CCALDER',
  first_publish_on: '2026-11-20',
}
