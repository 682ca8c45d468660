import { expect } from '@jest/globals'
import type { Story } from './story.ts'

/** The first week is over as if nothing had disturbed it: so many messages, each said once, and the next week is open. */
export async function endedWell({ database }: Story, sent: number): Promise<void> {
  const states = await database.query(
    `select state, count(*)::int from deliveries where surface = 'message' group by state`,
  )
  expect(states).toEqual([{ state: 'sent', count: sent }])
  const rounds = await database.query(`select publish_on::text, state from rounds order by publish_on`)
  expect(rounds).toEqual([
    { publish_on: '2026-11-20', state: 'published' },
    { publish_on: '2026-11-27', state: 'open' },
  ])
}
