import { afterEach, describe, expect, it } from '@jest/globals'
import { type Ear, signature, startEar } from './ear.ts'
import { call, startTown, type Town, until } from './town.ts'

let town: Town
let ear: Ear | undefined
afterEach(async () => {
  await ear?.stop()
  ear = undefined
  await town.stop()
})

const toast = () => town.state.toasts.get('U1')?.text

describe('events', () => {
  it('are signed and carry who, where and for which installation', async () => {
    town = await startTown()
    ear = await startEar(town, (response) => response.end())
    town.act.sendMessage('U8', 'C2', 'Hello')
    await town.idle()
    const [heard] = ear.heard
    expect(heard?.headers['x-slack-signature']).toBe(signature(town.app.signing_secret, heard!))
    expect(heard?.body).toMatchObject({
      type: 'event_callback',
      api_app_id: 'A1',
      team_id: 'T1',
      is_ext_shared_channel: true,
      authorizations: [{ team_id: 'T1', user_id: town.home.bot_user_id, is_bot: true }],
      event: { type: 'message', user: 'U8', channel: 'C2', channel_type: 'channel', text: 'Hello', team: 'T2' },
    })
    expect(heard?.body['event_id']).toMatch(/^Ev/)
  })

  it('that are not answered come again three times, saying which time it is and why, with one event id', async () => {
    town = await startTown({ settings: { retry_waits_ms: [0, 20, 40] } })
    ear = await startEar(town, (response) => response.writeHead(500).end())
    town.act.sendMessage('U1', 'C1', 'Hello')
    await until(() => ear?.heard.length === 4)
    await new Promise((resolve) => setTimeout(resolve, 80))
    const told = ear.heard.map((h) => [h.headers['x-slack-retry-num'], h.headers['x-slack-retry-reason']])
    expect(told).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ])
    expect(new Set(ear.heard.map((h) => h.body['event_id'])).size).toBe(1)
  })

  it('wait for Slack’s own times: at once, one minute, five minutes', async () => {
    town = await startTown()
    expect(town.state.settings).toMatchObject({ ack_ms: 3000, trigger_ms: 3000, retry_waits_ms: [0, 60_000, 300_000] })
  })

  it('are not repeated when the app asks for that, nor after a good answer', async () => {
    town = await startTown({ settings: { retry_waits_ms: [0, 0, 0] } })
    ear = await startEar(town, (response, { body }) => {
      const calm = JSON.stringify(body).includes('calm')
      if (calm) response.end()
      else response.writeHead(500, { 'x-slack-no-retry': '1' }).end()
    })
    town.act.sendMessage('U1', 'C1', 'calm')
    town.act.sendMessage('U1', 'C1', 'storm')
    await town.idle()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(ear.heard).toHaveLength(2)
  })

  it('that time out are repeated with that reason', async () => {
    town = await startTown({ settings: { retry_waits_ms: [0], ack_ms: 50 } })
    ear = await startEar(town, (response, { headers }) => {
      if (headers['x-slack-retry-num']) response.end()
    })
    town.act.sendMessage('U1', 'C1', 'Hello')
    await until(() => ear?.heard.length === 2)
    expect(ear.heard[1]?.headers['x-slack-retry-reason']).toBe('http_timeout')
  })

  it('reach only apps that subscribed, hold the scope and are in the channel', async () => {
    town = await startTown()
    ear = await startEar(town, (response) => response.end())
    town.act.sendMessage('U1', 'C3', 'The bot is not here')
    town.home.scopes.splice(town.home.scopes.indexOf('users:read'), 1)
    town.act.changeZone('U2', 'Asia/Tokyo')
    town.act.archiveChannel('U1', 'C1')
    town.act.archiveChannel('U1', 'C1', false)
    await town.idle()
    expect(ear.heard.map((h) => (h.body['event'] as { type: string }).type)).toEqual(['channel_archive'])
  })

  it('tell of a person who moves, leaves a channel, or is deactivated', async () => {
    town = await startTown()
    ear = await startEar(town, (response) => response.end())
    town.act.changeZone('U2', 'Asia/Tokyo')
    town.act.leaveChannel('U2', 'C1')
    town.act.joinChannel('U2', 'C1', 'U1')
    town.act.deactivateUser('U2')
    await town.idle()
    const events = ear.heard.map((h) => h.body['event'] as Record<string, unknown>)
    expect(events).toHaveLength(4)
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'user_change',
        user: expect.objectContaining({ tz: 'Asia/Tokyo', tz_offset: 32_400 }),
      }),
    )
    expect(events).toContainEqual(expect.objectContaining({ type: 'member_left_channel', user: 'U2', channel: 'C1' }))
    expect(events).toContainEqual(expect.objectContaining({ type: 'member_joined_channel', inviter: 'U1', team: 'T1' }))
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'user_change', user: expect.objectContaining({ deleted: true }) }),
    )
  })
})

describe('a press', () => {
  const seen = (value: string) => ({
    type: 'button',
    action_id: 'seen',
    value,
    text: { type: 'plain_text', text: 'Seen' },
  })
  const blocks = (...values: string[]) => values.map((value) => ({ type: 'actions', elements: [seen(value)] }))

  it('of a button that was drawn anew since somebody saw it arrives, but never as another button’s', async () => {
    town = await startTown()
    ear = await startEar(town, (response) => response.end())
    const token = town.home.bot_token
    const posted = await call(town, token, 'chat.postMessage', { channel: 'C1', text: 'a', blocks: blocks('1', '2') })
    const where = { channel: 'C1', ts: String(posted['ts']) }
    const [first] = (posted['message'] as { blocks: { block_id: string }[] }).blocks
    const pressed = { action_id: 'seen', block_id: first!.block_id, value: '1' }
    await call(town, token, 'chat.update', { ...where, text: 'a', blocks: blocks('2', '1') })
    expect(await town.act.clickAction('U1', where, pressed)).toEqual({ ok: true })
    expect(ear.heard.flatMap(({ body }) => body['actions'] ?? [])).toMatchObject([{ value: '1' }])
    await call(town, token, 'chat.update', { ...where, text: 'a', blocks: blocks('2') })
    await expect(town.act.clickAction('U1', where, pressed)).rejects.toThrow('There is nothing to press')
    const unnamed = { action_id: 'seen', block_id: first!.block_id }
    await expect(town.act.clickAction('U1', where, unnamed)).rejects.toThrow('There is nothing to press')
  })
})

describe('what a person sees when an app does not answer', () => {
  it('is a timeout after three real seconds, by when the trigger has expired too', async () => {
    town = await startTown()
    ear = await startEar(town, () => {})
    const started = performance.now()
    const outcome = await town.act.slashCommand('U1', 'C1', '/handoff', 'Calder')
    expect(performance.now() - started).toBeGreaterThanOrEqual(2950)
    expect(performance.now() - started).toBeLessThan(4000)
    expect(outcome).toEqual({ ok: false, error: '/handoff failed with the error "operation_timeout"' })
    expect(toast()).toBe('/handoff failed with the error "operation_timeout"')
    const trigger_id = ear.heard[0]?.body['trigger_id']
    await new Promise((resolve) => setTimeout(resolve, 50))
    const view = { type: 'modal', title: { type: 'plain_text', text: 'Late' }, blocks: [{ type: 'divider' }] }
    const answer = await call(town, town.home.bot_token, 'views.open', { trigger_id, view })
    expect(answer['error']).toBe('expired_trigger_id')
  })

  it('is "dispatch_failed" when it cannot be reached or answers with an error', async () => {
    town = await startTown()
    expect(await town.act.slashCommand('U1', 'C1', '/handoff')).toMatchObject({
      error: '/handoff failed with the error "dispatch_failed"',
    })
    ear = await startEar(town, (response) => response.writeHead(500).end())
    await town.act.slashCommand('U1', 'C1', '/handoff')
    expect(toast()).toBe('/handoff failed with the error "dispatch_failed"')
  })

  it('is a sentence about connecting when a click goes unanswered', async () => {
    town = await startTown({ settings: { ack_ms: 50 } })
    ear = await startEar(town, () => {})
    const elements = [{ type: 'button', action_id: 'seen', text: { type: 'plain_text', text: 'Seen' } }]
    const blocks = [{ type: 'actions', elements }]
    const posted = await call(town, town.home.bot_token, 'chat.postMessage', { channel: 'C1', text: 'a', blocks })
    await town.act.clickAction('U1', { channel: 'C1', ts: String(posted['ts']) }, { action_id: 'seen' })
    expect(toast()).toBe('We had some trouble connecting. Try again?')
  })
})

describe('a command', () => {
  it('travels form-encoded with what the app needs to answer', async () => {
    town = await startTown()
    ear = await startEar(town, (response) => response.end())
    await town.act.slashCommand('U1', 'C1', '/handoff', 'status Calder')
    expect(ear.heard[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(ear.heard[0]?.body).toMatchObject({
      command: '/handoff',
      text: 'status Calder',
      team_id: 'T1',
      channel_id: 'C1',
      channel_name: 'calder-team',
      user_id: 'U1',
      api_app_id: 'A1',
    })
  })

  it('may be answered at once: only for the person, or for the channel', async () => {
    town = await startTown()
    ear = await startEar(town, (response, { body }) => {
      const open = body['text'] === 'open' ? { response_type: 'in_channel' } : {}
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ text: 'Understood', ...open }))
    })
    await town.act.slashCommand('U1', 'C1', '/handoff', 'quiet')
    await town.act.slashCommand('U1', 'C1', '/handoff', 'open')
    const texts = async (person: string) => {
      const seen = await fetch(`${town.url}/control/visible?person=${person}&channel=C1`)
      return ((await seen.json()) as { messages: { only_you: boolean }[] }).messages.map((m) => m.only_you)
    }
    expect(await texts('U1')).toEqual([true, false])
    expect(await texts('U2')).toEqual([false])
  })
})
