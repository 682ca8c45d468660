import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { brightline, type Cast, calderFile, castOf, importFile } from '../support/brightline.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let cast: Cast
/** Four accounts that close at different hours, and nobody answers. */
beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T00:00:00Z', world: brightline })
  cast = castOf(story)
  const [header, row] = calderFile({ stakeholders: 'implementer=UJONAS01; implementer=UWEI0001' }).trim().split('\n')
  const zones = ['Europe/London', 'Asia/Singapore', 'America/New_York']
  const rows = [
    row!,
    ...zones.map((zone, n) =>
      row!.replace('CALDER', `ACCOUNT${n}`).replace('Calder Freight', `Account ${n}`).replace('Europe/Stockholm', zone),
    ),
  ]
  await importFile(story, `${header}\n${rows.join('\n')}\n`)
  await story.until('2026-11-23T00:00:00Z')
}, 180_000)
afterAll(() => story.end())

it.each(['jonas', 'wei'] as const)('%s hears from us three times in the week at most', async (name) => {
  const messages = await cast[name].messages(await cast[name].dm())
  expect(messages.length).toBeGreaterThan(1)
  expect(messages.length).toBeLessThanOrEqual(3)
})

it('and once the week is over, no message still says that something is open', async () => {
  for (const name of ['jonas', 'wei'] as const) {
    const messages = (await cast[name].reads(await cast[name].dm())).join('\n')
    expect(messages).toContain('closed')
    expect(messages).not.toContain('still open')
  }
})

describe('accounts whose weeks end on other days', () => {
  const DAYS = { Mon: '2026-11-23', Tue: '2026-11-24', Wed: '2026-11-25', Thu: '2026-11-26', Fri: '2026-11-27' }
  it.each([[['Mon', 'Wed', 'Fri']], [Object.keys(DAYS)]])('on %s: three, too', async (days) => {
    const other = await startStory({ at: '2026-11-16T00:00:00Z', world: brightline })
    const people = castOf(other)
    const [header, row] = calderFile({ stakeholders: 'implementer=UJONAS01; implementer=UWEI0001' }).trim().split('\n')
    const rows = days.map((day) =>
      row!
        .replace('CALDER', `ACCOUNT${day}`)
        .replace('Calder Freight', `Account ${day}`)
        .replace('Fri,', `${day},`)
        .replace('2026-09-25', DAYS[day as keyof typeof DAYS]),
    )
    await importFile(other, `${header}\n${rows.join('\n')}\n`)
    await other.until('2026-11-30T00:00:00Z')
    for (const name of ['jonas', 'wei'] as const) {
      const messages: { ts: string }[] = await people[name].messages(await people[name].dm())
      const week = messages.filter(({ ts }) => Number(ts) * 1000 >= Date.parse('2026-11-23T00:00:00Z'))
      expect(week.length).toBeGreaterThan(1)
      expect(week.length).toBeLessThanOrEqual(3)
    }
    await other.end()
  })
})
