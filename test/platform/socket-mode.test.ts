import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { disconnectSockets } from '../../playground/socket.ts'
import { startApp } from '../../src/app.ts'
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

it('opens a port for webhooks and the page of newcomers once it has a public address, and hears nothing of Slack there', async () => {
  const config = { ...story.options.config, publicUrl: 'https://throughline.example.com' }
  const second = await startApp({ ...story.options, config, roles: ['web'] })
  const at = (path: string, method = 'POST') =>
    fetch(`http://127.0.0.1:${second.port}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: '{}' } : {}),
    }).then(({ status }) => status)
  const nobodys = '/webhooks/00000000-0000-4000-8000-000000000001/contacts'
  const statuses = [await at('/healthz', 'GET'), await at(nobodys), await at('/slack/events'), await at('/')]
  statuses.push(await at('/confirm/x', 'GET'), await at('/confirm/x', 'PUT'))
  await second.stop()
  expect(statuses).toEqual([200, 401, 404, 404, 404, 405])
  await expect(at(nobodys)).rejects.toThrow()
})
