import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { disconnectSockets } from '../../playground/socket.ts'
import { answer, brightline, type Cast, calderFile, castOf, importFile, TEAM_CHANNEL } from '../support/brightline.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let cast: Cast
beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: brightline, socketMode: true })
  cast = castOf(story)
  await importFile(story, calderFile())
})
afterAll(() => story.end())

it('hears commands, clicks, forms and events over a socket of its own, with no address of its own', async () => {
  expect(story.app.port).toBeUndefined()
  await cast.maya.command(TEAM_CHANNEL, '/handoff', 'help')
  expect((await cast.maya.reads(TEAM_CHANNEL)).at(-1)).toContain('/handoff status')
  expect(await cast.maya.home()).toContain('Calder Freight')
  await story.until('2026-11-18T08:00:00Z')
  await answer(cast.jonas)
  expect(await story.database.query('select state from checkins')).toEqual([{ state: 'answered' }])
})

it('comes back by itself when Slack ends the connection, as it does every few hours', async () => {
  expect(disconnectSockets(story.playground.state)).toBe(1)
  const end = performance.now() + 15_000
  while (story.playground.state.sockets.length === 0 && performance.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 50))
  await cast.maya.command(TEAM_CHANNEL, '/throughline', 'status')
  expect((await cast.maya.reads(TEAM_CHANNEL)).at(-1)).toContain('Calder Freight')
})
