import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type bolt from '@slack/bolt'
import { messagesFor, screen } from '../../playground/read.ts'
import { call, startBolt, startTown, type Town, until } from './town.ts'

let town: Town
let stopApp: () => Promise<unknown>
const heard: Record<string, unknown>[] = []

const view = {
  type: 'modal',
  callback_id: 'rate',
  title: { type: 'plain_text', text: 'Rate this week' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [
    {
      type: 'input',
      block_id: 'r',
      label: { type: 'plain_text', text: 'How was it?' },
      element: { type: 'plain_text_input', action_id: 'said' },
    },
  ],
} as const

function ratings(app: bolt.App): void {
  app.action('rate', async ({ ack, body, client }) => {
    await ack()
    heard.push(structuredClone(body) as unknown as Record<string, unknown>)
    if ('trigger_id' in body)
      await client.views.open({ trigger_id: String(body.trigger_id), view: { ...view, blocks: [...view.blocks] } })
  })
  app.view('rate', async ({ ack, body }) => {
    heard.push(structuredClone(body) as unknown as Record<string, unknown>)
    await ack()
  })
}

beforeEach(async () => {
  heard.length = 0
  town = await startTown()
  stopApp = await startBolt(town, ratings)
})
afterEach(async () => {
  await stopApp()
  await town.stop()
})

const asHome = (method: string, args: object = {}) => call(town, town.home.bot_token, method, args)

/** A digest in the shared channel, with its button. */
async function publish(): Promise<string> {
  const elements = [{ type: 'button', action_id: 'rate', text: { type: 'plain_text', text: 'Rate this week' } }]
  const blocks = [{ type: 'actions', elements }]
  return String((await asHome('chat.postMessage', { channel: 'C2', text: 'Week 9', blocks }))['ts'])
}

describe('a person of another organisation in a shared channel', () => {
  it('sees the app’s messages, presses its buttons and submits its forms', async () => {
    const ts = await publish()
    expect(messagesFor(town.state, 'U8', 'C2')).toMatchObject([{ text: 'Week 9', is_external: true, is_app: true }])
    expect(await town.act.clickAction('U8', { channel: 'C2', ts }, { action_id: 'rate' })).toEqual({ ok: true })
    await until(() => town.state.stacks.get('U8'))
    await town.act.fill('U8', { action_id: 'said', value: 'Good' })
    expect(await town.act.submitView('U8')).toEqual({ ok: true })
    expect(town.state.stacks.has('U8')).toBe(false)
  })

  it('is told apart in the payloads: their team, and the installed one', async () => {
    const ts = await publish()
    await town.act.clickAction('U8', { channel: 'C2', ts }, { action_id: 'rate' })
    await until(() => town.state.stacks.get('U8'))
    await town.act.fill('U8', { action_id: 'said', value: 'Good' })
    await town.act.submitView('U8')
    const [click, submission] = heard
    expect(click).toMatchObject({
      type: 'block_actions',
      team: { id: 'T1' },
      user: { id: 'U8', team_id: 'T2' },
      channel: { id: 'C2' },
      container: { type: 'message', message_ts: ts, channel_id: 'C2' },
      message: { ts, user: town.home.bot_user_id },
    })
    expect(submission).toMatchObject({
      type: 'view_submission',
      team: { id: 'T2' },
      user: { id: 'U8', team_id: 'T2' },
      view: { app_installed_team_id: 'T1', state: { values: { r: { said: { value: 'Good' } } } } },
    })
  })

  it('has no slash command of the other side’s app', async () => {
    const outcome = await town.act.slashCommand('U8', 'C2', '/handoff')
    expect(outcome).toMatchObject({ ok: false })
    expect(town.state.toasts.get('U8')?.text).toContain('/handoff is not a valid command. In Slack, all messages')
    expect(town.state.deliveries).toEqual([])
  })

  it('has no shortcut and no Home, though publishing one answers ok', async () => {
    const ts = await publish()
    await expect(town.act.messageShortcut('U8', { channel: 'C2', ts }, 'concern')).rejects.toThrow('no such shortcut')
    const home = { type: 'home', blocks: [{ type: 'divider' }] }
    expect(await asHome('views.publish', { user_id: 'U8', view: home })).toMatchObject({ ok: true })
    expect(town.act.openHome('U8', 'A1')).toMatchObject({ ok: false })
    expect(screen(town.state, 'U8').apps).toEqual([])
    expect(await asHome('views.publish', { user_id: 'U1', view: home })).toMatchObject({ ok: true })
    expect(screen(town.state, 'U1').apps).toMatchObject([{ name: 'Throughline', home: { type: 'home' } }])
  })

  it('is known by users.info without zone, e-mail or place in the list', async () => {
    const { user } = (await asHome('users.info', { user: 'U8' })) as { user: Record<string, unknown> }
    expect(user).toMatchObject({ id: 'U8', team_id: 'T2', is_stranger: false })
    expect(user).not.toHaveProperty('tz')
    expect(user['profile']).not.toHaveProperty('email')
    const { members } = (await asHome('users.list')) as { members: { id: string }[] }
    expect(members.map((m) => m.id)).not.toContain('U8')
  })

  it('may be written to directly while a channel is shared, and is a stranger after', async () => {
    expect(await asHome('chat.postMessage', { channel: 'U8', text: 'Hello' })).toMatchObject({ ok: true })
    town.act.unshareChannel('C2', 'T2')
    expect(await asHome('chat.postMessage', { channel: 'U8', text: 'Hello' })).toMatchObject({
      error: 'channel_not_found',
    })
    expect(await asHome('users.info', { user: 'U8' })).toMatchObject({ error: 'user_not_found' })
    expect(messagesFor(town.state, 'U8', 'C2')).toEqual([])
  })
})

describe('a shared channel', () => {
  it('shows by is_ext_shared and the connected team, and tells of sharing and its end', async () => {
    expect(await asHome('conversations.info', { channel: 'C2' })).toMatchObject({
      channel: { is_ext_shared: true, connected_team_ids: ['T2'], conversation_host_id: 'T1' },
    })
    const outsider = () => town.act.joinChannel('U8', 'C1')
    expect(outsider).toThrow('not shared with their organisation')
    town.act.shareChannel('C1', 'T2')
    outsider()
    expect(await asHome('conversations.info', { channel: 'C1' })).toMatchObject({ channel: { is_ext_shared: true } })
    town.act.unshareChannel('C1', 'T2')
    expect(await asHome('conversations.info', { channel: 'C1' })).toMatchObject({ channel: { is_ext_shared: false } })
    expect(await asHome('conversations.members', { channel: 'C1' })).not.toMatchObject({
      members: expect.arrayContaining(['U8']),
    })
    await town.idle()
    const names = town.state.deliveries.map((d) => d.name)
    expect(names).toEqual(expect.arrayContaining(['channel_shared', 'member_joined_channel', 'channel_unshared']))
  })
})
