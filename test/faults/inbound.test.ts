import { createHmac } from 'node:crypto'
import http from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { office } from '../support/office.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
beforeAll(async () => {
  // In a process of its own: what ends it is seen by everything that comes after.
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: office(), ownProcess: true })
})
afterAll(() => story.end())
beforeEach(() => story.database.query('delete from inbox'))

interface Sending {
  body: string
  type?: string
  /** Seconds that the signature's time is away from now. */
  away?: number
  secret?: string
}

async function send({
  body,
  type = 'application/json',
  away = 0,
  secret = story.slackApp.signing_secret,
}: Sending): Promise<number> {
  const timestamp = String(Math.floor(Date.now() / 1000) + away)
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`
  const headers = { 'content-type': type, 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature }
  const answer = await fetch(story.slackApp.request_url!, { method: 'POST', headers, body })
  return answer.status
}

const event = (id: string, team = 'T1') =>
  JSON.stringify({
    type: 'event_callback',
    team_id: team,
    api_app_id: 'A1',
    event_id: id,
    event_time: 1,
    event: { type: 'app_home_opened', user: 'UMAYA', tab: 'home', channel: 'D1' },
    authorizations: [{ team_id: team, user_id: 'U1', is_bot: true }],
  })
const kept = async () =>
  (await story.database.query<{ event_id: string }>('select event_id from inbox')).map((row) => row.event_id)

describe('an event', () => {
  it('is kept before Slack hears that we have it, and once, however often Slack tells it', async () => {
    expect(await Promise.all([1, 2, 3].map(() => send({ body: event('Ev1') })))).toEqual([200, 200, 200])
    expect(await kept()).toEqual(['Ev1'])
  })

  it('that cannot be kept is not acknowledged, so that Slack tells it again', async () => {
    await story.database.query('alter table inbox rename to inbox_away')
    expect(await send({ body: event('Ev2') })).toBe(500)
    await story.database.query('alter table inbox_away rename to inbox')
    expect(await send({ body: event('Ev2') })).toBe(200)
    expect(await kept()).toEqual(['Ev2'])
  })

  it('of a workspace that is not ours is let go', async () => {
    await send({ body: event('Ev3', 'TSTRANGER') })
    expect(await kept()).toEqual([])
  })
})

const JSON_TYPE = 'application/json'
const FORM = 'application/x-www-form-urlencoded'

describe('what is not from Slack', () => {
  it.each<[string, Partial<Sending>]>([
    ['signed with another secret', { secret: 'another-secret-altogether' }],
    ['signed six minutes ago', { away: -360 }],
  ])('is refused when it is %s', async (_, how) => {
    expect(await send({ body: event('Ev4'), ...how })).toBe(401)
    expect(await send({ body: 'null', ...how })).toBe(401)
    expect(await kept()).toEqual([])
  })

  it.each([
    ['is not JSON', JSON_TYPE, '{'],
    ['is empty', JSON_TYPE, ''],
    ['is null', JSON_TYPE, 'null'],
    ['is a list', JSON_TYPE, '[]'],
    ['is a word', JSON_TYPE, '"x"'],
    ['is a number', JSON_TYPE, '7'],
    ['is one character that no JSON has', JSON_TYPE, '\u0000'],
    ['is a form that says it is JSON', JSON_TYPE, 'payload=%7B%7D'],
    ['is JSON that says it is a text', 'text/plain', 'null'],
    ['is a form whose payload is null', FORM, 'payload=null'],
    ['is a form whose payload is a list', FORM, 'payload=%5B%5D'],
    ['is a form whose payload ends too early', FORM, 'payload=%7B'],
    ['is a form that begins as JSON does', FORM, '{&payload=null'],
    ['is a form whose payload has another of nearly that name before it', FORM, 'PAYLOAD=%7B%7D&payload=null'],
  ])('or %s, though signed, is refused at once', async (_, type, body) => {
    expect(await send({ body, type })).toBe(400)
    expect(await send({ body: event('Ev5') })).toBe(200)
    expect(await kept()).toEqual(['Ev5'])
  })

  it('or lacks what such a request has, though signed, harms nobody', async () => {
    const parts = [{ type: 'event_callback' }, { type: 'event_callback', team_id: 'T1', event_id: 'Ev9', event: null }]
    const clicks = [{ type: 'block_actions' }, { type: 'view_submission', team: null, view: null, user: 7 }]
    const asForm = [...clicks.map((click) => `payload=${encodeURIComponent(JSON.stringify(click))}`), '', 'x', '=&=']
    const sent = [
      ...[...parts, ...clicks, {}].map((part) => send({ body: JSON.stringify(part) })),
      ...asForm.map((body) => send({ body, type: FORM })),
    ]
    expect((await Promise.all(sent)).filter((status) => status === 200)).toEqual([])
    expect(await send({ body: event('Ev5') })).toBe(200)
    expect(await kept()).toEqual(['Ev5'])
  })

  it('or has no address of which one can be made, harms nobody', async () => {
    const { port } = new URL(story.slackApp.request_url!)
    const asked = Promise.withResolvers<number | undefined>()
    // Not fetch: it would mend the address.
    http.get({ port, path: '//' }, ({ statusCode }) => asked.resolve(statusCode)).on('error', asked.reject)
    expect(await asked.promise).toBe(400)
    expect(await send({ body: event('Ev8') })).toBe(200)
  })

  it('and is not signed at all is refused, whatever it says', async () => {
    const bodies = ['null', '[]', '{', '{}', event('Ev6'), 'ssl_check=1&payload={}']
    const sent = bodies.map((body) => fetch(story.slackApp.request_url!, { method: 'POST', body }))
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(bodies.map(() => 401))
    expect(await kept()).toEqual([])
  })
})

describe('somebody of a workspace where Throughline is not installed', () => {
  it('gets no answer from a command', async () => {
    const rows = async () =>
      (
        await story.database.query<{ rows: number }>(
          `select (select count(*)::int from deliveries) + (select count(*)::int from handoffs) +
         (select count(*)::int from history) as rows`,
        )
      )[0]!.rows
    const before = await rows()
    const body = new URLSearchParams({
      command: '/handoff',
      team_id: 'TSTRANGER',
      user_id: 'U9',
      trigger_id: '1',
      text: '',
    })
    const status = await send({ body: body.toString(), type: 'application/x-www-form-urlencoded' })
    expect(await rows()).toBe(before)
    expect([200, 401, 404]).toContain(status)
  })
})

describe('a body', () => {
  it('of 2 MB that is signed is heard, for Slack may send much, and one that is not signed is refused', async () => {
    const body = JSON.stringify({ ...JSON.parse(event('Ev7')), x: 'y'.repeat(2_000_000) })
    expect(await send({ body })).toBe(200)
    expect(await send({ body, secret: 'another-secret-altogether' })).toBe(401)
    expect(await kept()).toEqual(['Ev7'])
  })

  it('of 5 MB is refused, signed or not', async () => {
    const body = JSON.stringify({ x: 'y'.repeat(5_000_000) })
    expect([await send({ body }), await send({ body, secret: 'another-secret-altogether' })]).toEqual([413, 413])
  })
})
