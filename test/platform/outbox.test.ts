import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { addApp, addChannel, addUser, createWorkspace, install } from '../../playground/world.ts'
import { say, revise } from '../../src/platform/outbox/say.ts'
import { startStory, type Story } from '../support/story.ts'

let story: Story
beforeAll(async () => {
  story = await startStory({
    at: '2026-11-16T08:00:00Z',
    world: (state) => {
      const { id: team_id } = createWorkspace(state, { id: 'T1', name: 'Brightline' })
      const app = addApp(state, { name: 'Throughline' })
      const { bot_token, bot_user_id } = install(state, { app, team_id, scopes: ['chat:write', 'users:read', 'channels:read', 'channels:history'] })
      const maya = addUser(state, { team_id, id: 'UMAYA', real_name: 'Maya Lindqvist', tz: 'Europe/Stockholm' })
      addChannel(state, { team_id, id: 'CTEAM', name: 'team', members: [maya.id, bot_user_id] })
      return { app, botToken: bot_token }
    },
  })
})
afterAll(() => story.end())

const texts = (channel: string) => (story.playground.state.messages.get(channel) ?? []).map(({ text }) => text)
const message = (text: string) => ({ text, blocks: [{ type: 'section', text: { type: 'plain_text', text } }] })

it('says a thing once, however often it is said, and changes it in place', async () => {
  const { ctx, workspaceId } = story.app
  const saying = { key: 'a', kind: 'test', audience: 'vendor' as const, channel: 'CTEAM', message: message('Hello') }
  await Promise.all(Array.from({ length: 8 }, () => ctx.inWorkspace(workspaceId, (tx) => say(tx, saying))))
  await story.settle()
  expect(texts('CTEAM')).toEqual(['Hello'])
  await ctx.inWorkspace(workspaceId, (tx) => revise(tx, 'a', message('Hello again')))
  await story.settle()
  expect(texts('CTEAM')).toEqual(['Hello again'])
})
