import { afterAll, beforeAll, expect, it } from '@jest/globals'
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
