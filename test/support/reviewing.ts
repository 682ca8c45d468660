import { expect } from '@jest/globals'
import { BUYER_CHANNEL, cast, story } from './brightline.ts'

/** What Maya's review of the updates of a Friday in November 2026 says. */
export const reviewOf = async (day: string): Promise<string> =>
  (await cast.maya.reads(await cast.maya.dm())).find((text) => text.startsWith(`Updates for Friday ${day}`))!

/** What she reads of it before she approves it. */
export const readUpdate = async (day: string): Promise<string> =>
  cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read', `Updates for Friday ${day}`))

/** Ticks whoever is to be told, and approves what is read. @returns what that is. */
export async function approveUpdate(day: string): Promise<string> {
  const shown = await readUpdate(day)
  for (const question of new Set(shown.match(/Has \S+ been told\?/g))) await cast.maya.fill(question, ['yes'])
  expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
  return shown
}

/** What stands in the buyer's channel. */
export const posted = (): Promise<string[]> => cast.priya.reads(BUYER_CHANNEL)
