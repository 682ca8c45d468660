import { afterEach, describe, expect, it } from '@jest/globals'
import { WebClient } from '@slack/web-api'
import { call, post, startTown, type Town } from './town.ts'

let town: Town
afterEach(() => town.stop())

const asHome = (method: string, args: object = {}) => call(town, town.home.bot_token, method, args)
const error = async (method: string, args: object = {}) => (await asHome(method, args))['error']
const say = (channel: string, text = 'Hello', more: object = {}) =>
  asHome('chat.postMessage', { channel, text, ...more })

describe('tokens', () => {
  it('are asked for, known, of the right kind, and alive', async () => {
    town = await startTown()
    const as = async (token: string, method = 'auth.test') => (await call(town, token, method))['error']
    expect((await (await fetch(`${town.apiUrl}auth.test`, { method: 'POST' })).json()) as object).toEqual({
      ok: false,
      error: 'not_authed',
    })
    expect(await as('xoxb-no')).toBe('invalid_auth')
    expect(await as(town.app.app_token)).toBe('not_allowed_token_type')
    expect(await as(town.home.bot_token, 'apps.connections.open')).toBe('not_allowed_token_type')
    town.home.status = 'token_revoked'
    expect(await as(town.home.bot_token)).toBe('token_revoked')
    town.home.status = 'account_inactive'
    expect(await as(town.home.bot_token)).toBe('account_inactive')
  })

  it('say who they are', async () => {
    town = await startTown()
    expect(await asHome('auth.test')).toMatchObject({
      ok: true,
      team_id: 'T1',
      team: 'Vendor',
      user_id: town.home.bot_user_id,
      bot_id: town.home.bot_id,
    })
  })

  it('without a scope are refused, naming what is needed and what is there', async () => {
    town = await startTown()
    town.home.scopes = ['commands']
    expect(await say('C1')).toEqual({ ok: false, error: 'missing_scope', needed: 'chat:write', provided: 'commands' })
    town.home.scopes = ['channels:read']
    expect(await asHome('conversations.info', { channel: 'C1' })).toMatchObject({ ok: true })
    expect(await asHome('conversations.list', { types: 'public_channel,im' })).toMatchObject({ needed: 'im:read' })
    expect(await asHome('conversations.info', { channel: 'C4' })).toMatchObject({ error: 'channel_not_found' })
  })

  it('of one workspace see nothing of another', async () => {
    town = await startTown()
    expect(await error('chat.postMessage', { channel: 'C9', text: 'a' })).toBe('channel_not_found')
    expect(await error('conversations.info', { channel: 'C9' })).toBe('channel_not_found')
    expect(await error('users.info', { user: 'U9' })).toBe('user_not_found')
    expect(await error('chat.postMessage', { channel: 'U9', text: 'a' })).toBe('channel_not_found')
    const theirs = await call(town, town.elsewhere.bot_token, 'chat.postMessage', { channel: 'C9', text: 'a' })
    expect(theirs['ok']).toBe(true)
    expect(await error('chat.update', { channel: 'C9', ts: theirs['ts'], text: 'b' })).toBe('channel_not_found')
    const { members } = (await asHome('users.list')) as { members: { id: string }[] }
    expect(members.map((m) => m.id)).not.toContain('U9')
  })
})

describe('posting', () => {
  it('needs a channel that exists, is open, and has the bot inside', async () => {
    town = await startTown()
    expect(await error('chat.postMessage', { channel: 'C404', text: 'a' })).toBe('channel_not_found')
    expect(await error('chat.postMessage', { channel: 'C3', text: 'a' })).toBe('not_in_channel')
    expect(await error('chat.postMessage', { channel: 'C4', text: 'a' })).toBe('channel_not_found')
    town.act.archiveChannel('U1', 'C1')
    expect(await error('chat.postMessage', { channel: 'C1', text: 'a' })).toBe('is_archived')
    town.act.deactivateUser('U2')
    expect(await error('chat.postMessage', { channel: 'U2', text: 'a' })).toBe('channel_not_found')
  })

  it('gives unique, increasing timestamps from the playground’s clock', async () => {
    town = await startTown()
    const stamps = []
    for (let i = 0; i < 3; i++) stamps.push(String((await say('C1'))['ts']))
    expect([...stamps].sort()).toEqual(stamps)
    expect(new Set(stamps).size).toBe(3)
    expect(Math.floor(Number(stamps[0]))).toBe(town.state.clock.now().getTime() / 1000)
  })

  it('works the same form-encoded, as the real client sends it', async () => {
    town = await startTown()
    const client = new WebClient(town.home.bot_token, { slackApiUrl: town.apiUrl })
    const metadata = { event_type: 'delivery', event_payload: { key: 'k1' } }
    const blocks = [{ type: 'divider' }]
    const { ts, channel } = await client.chat.postMessage({ channel: 'U1', text: 'Good morning', blocks, metadata })
    expect(channel).toMatch(/^D/)
    const plain = await client.conversations.history({ channel: String(channel) })
    expect(plain.messages?.[0]).toMatchObject({ ts, text: 'Good morning', metadata: { event_type: 'delivery' } })
    expect(plain.messages?.[0]?.metadata?.event_payload).toBeUndefined()
    const whole = await client.conversations.history({ channel: String(channel), include_all_metadata: true })
    expect(whole.messages?.[0]?.metadata?.event_payload).toEqual({ key: 'k1' })
  })

  it('may be changed and deleted by its author only', async () => {
    town = await startTown()
    const { ts } = await say('C1')
    const theirs = town.act.sendMessage('U1', 'C1', 'Mine')
    expect(await asHome('chat.update', { channel: 'C1', ts, text: 'Changed' })).toMatchObject({
      ok: true,
      text: 'Changed',
    })
    expect(await error('chat.update', { channel: 'C1', ts: theirs.ts, text: 'a' })).toBe('cant_update_message')
    expect(await error('chat.delete', { channel: 'C1', ts: theirs.ts })).toBe('cant_delete_message')
    expect(await error('chat.update', { channel: 'C1', ts: '1.000001', text: 'a' })).toBe('message_not_found')
    expect(await asHome('chat.delete', { channel: 'C1', ts })).toMatchObject({ ok: true })
    expect(town.state.messages.get('C1')?.map((m) => m.text)).toEqual(['Mine'])
  })

  it('keeps the blocks that an update leaves out, and drops them for an empty list', async () => {
    town = await startTown()
    const { ts } = await say('C1', 'Hello', { blocks: [{ type: 'divider', block_id: 'd' }] })
    const update = async (args: object) =>
      (await asHome('chat.update', { channel: 'C1', ts, text: 'New', ...args }))['message']
    expect(await update({})).toMatchObject({ text: 'New', blocks: [{ type: 'divider', block_id: 'd' }] })
    expect(await update({ blocks: [] })).not.toHaveProperty('blocks')
  })

  it('in a thread needs its first message', async () => {
    town = await startTown()
    const { ts } = await say('C1')
    expect(await say('C1', 'reply', { thread_ts: ts })).toMatchObject({ ok: true })
    expect(await error('chat.postMessage', { channel: 'C1', text: 'a', thread_ts: '1.000001' })).toBe(
      'thread_not_found',
    )
    const { messages } = (await asHome('conversations.replies', { channel: 'C1', ts })) as { messages: object[] }
    expect(messages).toHaveLength(2)
    expect(messages[0]).toMatchObject({ reply_count: 1 })
  })

  it('only for one person shows it to nobody else, and not in the history', async () => {
    town = await startTown()
    expect(await error('chat.postEphemeral', { channel: 'C1', user: 'U8', text: 'a' })).toBe('user_not_in_channel')
    await asHome('chat.postEphemeral', { channel: 'C1', user: 'U2', text: 'Just you' })
    const seen = async (person: string) => {
      const answer = await fetch(`${town.url}/control/visible?person=${person}&channel=C1`)
      return ((await answer.json()) as { messages: unknown[] }).messages.length
    }
    expect([await seen('U1'), await seen('U2')]).toEqual([0, 1])
    expect(await asHome('conversations.history', { channel: 'C1' })).toMatchObject({ messages: [] })
  })

  it('is counted: in strict mode the second message to a channel within a second waits', async () => {
    town = await startTown({ settings: { rates: 'strict' } })
    expect(await say('C1')).toMatchObject({ ok: true })
    const refused = await post(town, town.home.bot_token, 'chat.postMessage', { channel: 'C1', text: 'a' })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(await say('C2')).toMatchObject({ ok: true })
    expect(town.state.messages.get('C1')).toHaveLength(1)
    await new Promise((resolve) => setTimeout(resolve, 1050))
    expect(await say('C1')).toMatchObject({ ok: true })
  })

  it('in strict mode keeps each method’s own tier', async () => {
    town = await startTown({ settings: { rates: 'strict' } })
    const statuses = []
    for (let i = 0; i < 21; i++) statuses.push((await post(town, town.home.bot_token, 'users.list')).status)
    expect(statuses.lastIndexOf(200)).toBe(19)
    expect(statuses[20]).toBe(429)
    expect(await asHome('users.info', { user: 'U1' })).toMatchObject({ ok: true })
  })
})

describe('what an app learns of people and channels', () => {
  it('is zone and offset of colleagues as of the playground’s now', async () => {
    town = await startTown()
    const stockholm = async () => ((await asHome('users.info', { user: 'U1' })) as { user: object }).user
    expect(await stockholm()).toMatchObject({ tz: 'Europe/Stockholm', tz_offset: 3600, is_admin: true, deleted: false })
    await town.journey.moveTo(new Date('2027-04-01T00:00:00Z'))
    expect(await stockholm()).toMatchObject({ tz_offset: 7200, tz_label: 'Central European Summer Time' })
  })

  it('pages through a list by cursor', async () => {
    town = await startTown()
    const client = new WebClient(town.home.bot_token, { slackApiUrl: town.apiUrl })
    const ids: unknown[] = []
    for await (const page of client.paginate('users.list', { limit: 1 }))
      ids.push(...(page as unknown as { members: { id: string }[] }).members.map((m) => m.id))
    expect(ids).toEqual(['U1', 'U2', town.home.bot_user_id])
  })
})
