import { afterEach, describe, expect, it } from '@jest/globals'
import bolt from '@slack/bolt'
import { WebClient } from '@slack/web-api'
import { clickAction } from '../../playground/act/click.ts'
import { type Playground, startPlayground } from '../../playground/server.ts'
import type { App, Installation } from '../../playground/state.ts'
import { addApp, addChannel, addUser, createWorkspace, install } from '../../playground/world.ts'

let slack: Playground
afterEach(() => slack.stop())

describe('a message with a button', () => {
  it('is posted with a real client and pressed against a real Bolt app', async () => {
    let app!: App
    let home!: Installation
    slack = await startPlayground({
      world: (state) => {
        createWorkspace(state, { id: 'T1', name: 'Vendor' })
        addUser(state, { id: 'U1', team_id: 'T1', real_name: 'Maya Lindqvist' })
        app = addApp(state, { name: 'Throughline', events: ['message.channels'] })
        home = install(state, { app, team_id: 'T1', scopes: ['chat:write', 'channels:history'] })
        addChannel(state, { id: 'C1', name: 'calder', team_id: 'T1', members: ['U1', home.bot_user_id] })
      },
    })
    const listening = new bolt.App({
      token: home.bot_token,
      signingSecret: app.signing_secret,
      clientOptions: { slackApiUrl: slack.apiUrl },
    })
    const pressed: unknown[] = []
    listening.action('seen', async ({ ack, body, client }) => {
      await ack()
      pressed.push(body.user.id)
      const message = 'message' in body ? body.message : undefined
      await client.chat.update({ channel: 'C1', ts: String(message?.ts), text: 'Seen by Maya' })
    })
    const server = await listening.start(0)
    const address = server.address()
    app.request_url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/slack/events`
    try {
      const client = new WebClient(home.bot_token, { slackApiUrl: slack.apiUrl })
      const button = { type: 'button', action_id: 'seen', text: { type: 'plain_text', text: 'Seen' } } as const
      const { ts } = await client.chat.postMessage({
        channel: 'C1',
        text: 'Week 9',
        blocks: [{ type: 'actions', elements: [button] }],
      })
      await clickAction(slack.state, 'U1', { channel: 'C1', ts: String(ts) }, { action_id: 'seen' })
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(pressed).toEqual(['U1'])
      expect(slack.state.messages.get('C1')?.map((m) => m.text)).toEqual(['Seen by Maya'])
      expect(slack.state.deliveries.map((d) => [d.name, d.outcome])).toContainEqual(['message.channels', 'ok'])
    } finally {
      await listening.stop()
    }
  })
})
