import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

const PUBLIC = 'https://throughline.example.com'
const APP_SECRET = '5b3f1c7e-9d9a-4a6b-8d1f-0123456789ab'
const ELSEWHERE = '00000000-0000-4000-8000-00000000000b'

let story: Story
let ada: Player
/** Where Ada's first endpoint is, and the secret that she was shown. */
let address: string
let secret: string

beforeAll(async () => {
  const config = { publicUrl: PUBLIC, secretKey: 'k'.repeat(40) }
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld, config })
  await addCalder(story, { state: 'active', crm_reference: '1246965' })
  await story.app.meetPeople()
  await query(`update people set email = 'Noor@brightline.example' where user_id = 'UNOOR'`)
  ada = player(story.playground.url, 'UADA')
})
afterAll(() => story.end())

const query: Story['database']['query'] = (text, values) => story.database.query(text, values)
const count = async (from: string) => (await query<{ n: number }>(`select count(*)::int as n from ${from}`))[0]!.n
/** What was taken in and what came of it: everything that a message may leave behind. */
const traces = async () => [await count(`occurrences where kind = 'endpoints.report'`), await count('contact_changes')]

interface Sent {
  status: number
  body: { error?: string; results?: { result: string; reason?: string }[] }
}
async function post(
  path: string,
  headers: Record<string, string>,
  body: string | Uint8Array<ArrayBuffer>,
): Promise<Sent> {
  const all = { 'content-type': 'application/json', ...headers }
  const answer = await fetch(`http://127.0.0.1:${story.app.port}${path}`, { method: 'POST', headers: all, body })
  return { status: answer.status, body: (await answer.json()) as Sent['body'] }
}

let messages = 0
function signed(body: string, { by = secret, id = `msg_${++messages}`, awayMs = 0 } = {}): Record<string, string> {
  const at = new Date(Date.now() + awayMs)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(by).sign(id, at, body),
  }
}
const send = (message: unknown, how: Parameters<typeof signed>[1] = {}) => {
  const body = typeof message === 'string' ? message : JSON.stringify(message)
  return post(address, signed(body, how), body)
}

const NOOR = { account: 'calder', role: 'success_manager', newcomer: { slack: 'UNOOR' } }
const taken = { status: 202, body: { results: [{ result: 'accepted' }] } }
const alerts = async (words: string) =>
  (await player(story.playground.url, 'UMAYA').reads('CTEAM')).filter((text) => text.includes(words))

/** Ada adds an endpoint from the settings. @returns what she reads then. */
async function add(name: string, format: string, scheme: string, typed?: string): Promise<string> {
  await ada.opens(ada.command('CTEAM', '/throughline', 'settings'))
  await ada.pressInForm('Endpoints')
  await reads('Endpoints\n')
  await ada.pressInForm('Add an endpoint')
  await reads('New endpoint\n')
  await ada.fill('Name', name)
  await ada.fill('What its messages look like', format)
  await ada.fill('How it proves that they are its own', scheme)
  if (typed) await ada.fill('Client secret', typed)
  await ada.submit()
  return reads('Endpoint\n')
}

/** What Ada reads once her form says so: a click is acknowledged before its form changes. */
async function reads(words: string): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const form = await ada.form()
    if (form?.includes(words)) return form
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`Ada does not come to read “${words}”:\n${await ada.form()}`)
}
const pathIn = (form: string): string => new URL(/https:\S+/.exec(form)![0]).pathname

describe('an endpoint', () => {
  it('is made by an administrator in the settings, and shows its secret once', async () => {
    const form = await add('Our CRM', 'throughline', 'standard')
    ;[secret] = /whsec_\S+/.exec(form) as unknown as [string]
    address = pathIn(form)
    await ada.pressInForm('All endpoints')
    await reads('[Add an endpoint]')
    await ada.pressInForm('Open', 'Our CRM')
    expect(await reads('Secret that ends in')).toContain(secret.slice(-4))
    expect(await ada.form()).not.toContain(secret)
    expect(secret.length).toBeGreaterThan(40)
    const kept = JSON.stringify([await query('select * from endpoint_secrets'), await query('select * from history')])
    for (const part of [secret, secret.slice(6, 30)]) expect(kept).not.toContain(part)
  })

  it('is none of anybody else’s business', async () => {
    const jonas = player(story.playground.url, 'UJONAS')
    await jonas.command('CTEAM', '/throughline', 'settings')
    expect(await jonas.form()).toBeUndefined()
  })
})

describe('a message', () => {
  it('is acknowledged when it is kept, becomes one alert, and says nothing new when it comes again', async () => {
    const how = { id: 'msg_first' }
    expect(await send(NOOR, how)).toMatchObject(taken)
    expect((await traces())[0]).toBe(1)
    await story.settle()
    expect(await alerts('Noor Haddad')).toHaveLength(1)
    expect(await send(NOOR, how)).toMatchObject(taken)
    await story.settle()
    expect(await traces()).toEqual([1, 1])
    expect(await alerts('Noor Haddad')).toHaveLength(1)
  })

  it('about somebody whose address Slack has told us means them', async () => {
    const message = { ...NOOR, role: 'support_lead', newcomer: { email: 'noor@brightline.example', name: 'N. Haddad' } }
    expect(await send(message)).toMatchObject(taken)
    await story.settle()
    const [{ newcomer }] = (await query('select newcomer from contact_changes order by recorded_at desc limit 1')) as [
      { newcomer: string },
    ]
    expect(newcomer).toBe('UNOOR')
  })

  const HUGE = JSON.stringify({ ...NOOR, x: 'y'.repeat(2_000_000) })
  const FAULTS: [string, number, RegExp, () => Promise<Sent>][] = [
    ['with a signature that does not fit', 401, /does not know this/, () => send(NOOR, { by: 'whsec_b3RoZXI=' })],
    ['without a signature', 401, /does not know this/, () => post(address, {}, JSON.stringify(NOOR))],
    ['to an address that is nobody’s', 401, /does not know this/, () => to(ELSEWHERE)],
    ['to an address that is no address', 401, /does not know this/, () => to('1')],
    ['signed six minutes ago', 401, /five minutes/, () => send(NOOR, { awayMs: -360_000 })],
    ['signed in six minutes', 401, /five minutes/, () => send(NOOR, { awayMs: 360_000 })],
    ['of 2 MB', 413, /256 KB/, () => post(address, signed(HUGE), HUGE)],
    ['of another content type', 415, /application.json/, () => typed('text/plain')],
    ['that is compressed', 415, /compression/, () => typed('application/json', { 'content-encoding': 'gzip' })],
    ['that is not JSON', 400, /not JSON/, () => send('{"account":')],
    ['that is no object', 422, /is an object/, () => send('7')],
    ['with a field that is not known', 422, /not known: “newcommer”/, () => send({ ...NOOR, newcommer: null })],
    ['about an account that is not known', 422, /“oslo”/, () => send({ ...NOOR, account: 'oslo' })],
    ['about a person who is not known', 422, /UNOBODY/, () => send({ ...NOOR, newcomer: { slack: 'UNOBODY' } })],
    ['with a role that is none', 422, /^role/, () => send({ ...NOOR, role: 'boss' })],
  ]
  const to = (id: string) => post(`/webhooks/${id}/contacts`, signed(JSON.stringify(NOOR)), JSON.stringify(NOOR))
  const typed = (type: string, more = {}) =>
    post(address, { ...signed(JSON.stringify(NOOR)), 'content-type': type, ...more }, JSON.stringify(NOOR))

  it.each(FAULTS)(
    '%s is refused with %i and the reason, and leaves nothing behind',
    async (_, status, reason, sent) => {
      const before = await traces()
      const answer = await sent()
      expect(answer).toEqual({ status, body: { error: expect.stringMatching(reason) } })
      expect(JSON.stringify(answer.body)).not.toMatch(/ at |zod|postgres|select|stack/i)
      expect(await traces()).toEqual(before)
    },
  )

  it('that cannot be kept is not acknowledged, and is taken when it comes again', async () => {
    const before = await traces()
    const how = { id: 'msg_again' }
    await query('alter table endpoint_secrets rename to endpoint_secrets_away')
    expect((await send(NOOR, how)).status).toBe(503)
    await query('alter table endpoint_secrets_away rename to endpoint_secrets')
    expect(await traces()).toEqual(before)
    expect((await send(NOOR, how)).status).toBe(202)
    await story.settle()
  })

  it('that is told but cannot be, such as a colleague as the customer’s contact, reaches the owner', async () => {
    expect(await send({ ...NOOR, role: 'primary_contact' })).toMatchObject(taken)
    await story.settle()
    const [{ cause }] = (await query(`select cause from exceptions where key like 'report:%'`)) as [{ cause: string }]
    expect(cause).toMatch(/^Our CRM tells of a new primary contact, which could not be recorded: Noor Haddad is/)
  })

  it('stands with the endpoint when it was the last one refused', async () => {
    await send({ ...NOOR, account: 'oslo' })
    await ada.pressInForm('All endpoints')
    expect(await reads('Last refused')).toContain('No account has the key or the CRM reference “oslo”.')
  })
})

describe('a storm of a thousand messages about one account', () => {
  it('is taken whole, becomes one change and one alert, and leaves nothing waiting', async () => {
    const [, before] = await traces()
    const message = { ...NOOR, role: 'sales_rep' }
    // Each with an id of its own; most in lists, as HubSpot sends what piles up, some alone and all at once.
    const list = () => Array.from({ length: 95 }, () => ({ ...message, id: `storm_${++messages}` }))
    const sent = [...Array.from({ length: 10 }, list), ...Array<object>(50).fill(message)].map((one) => send(one))
    const statuses = (await Promise.all(sent)).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([202]))
    await story.settle()
    const [waiting, told] = [`state = 'waiting'`, `subject->'report'->>'role' = 'sales_rep'`]
    expect(await count(`occurrences where kind = 'endpoints.report' and ${told}`)).toBe(1000)
    expect(await count(`occurrences where kind = 'endpoints.report' and ${waiting}`)).toBe(0)
    expect((await traces())[1]).toBe(before! + 1)
    expect(await alerts('sales rep')).toHaveLength(1)
  })
})

describe('a secret', () => {
  it('is followed by another without a message being lost, and counts no more once it is revoked', async () => {
    await ada.pressInForm('Open', 'Our CRM')
    await reads('Secret that ends in')
    await ada.pressInForm('Add a secret')
    const [next] = /whsec_\S+/.exec(await reads('not shown again')) as unknown as [string]
    expect([(await send(NOOR)).status, (await send(NOOR, { by: next })).status]).toEqual([202, 202])
    await ada.pressInForm('Revoke', `ends in ${secret.slice(-4)}`)
    await goes(secret.slice(-4))
    expect((await send(NOOR)).status).toBe(401)
    expect((await send(NOOR, { by: next })).status).toBe(202)
    secret = next
  })
})

/** Waits until Ada's form does not say something any more. */
async function goes(words: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (!(await ada.form())?.includes(words)) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`Ada still reads “${words}”`)
}

describe('HubSpot', () => {
  let path: string
  const event = (more: object) => ({
    ...{ eventId: ++messages, subscriptionId: 25, portalId: 33, appId: 1160452, occurredAt: 1795435200001 },
    ...{ subscriptionType: 'company.propertyChange', attemptNumber: 0, objectId: 1246965, changeSource: 'CRM_UI' },
    ...{ propertyName: 'throughline_primary_contact', propertyValue: 'ann@calder.example' },
    ...more,
  })
  const hubspot = (events: object[], by = APP_SECRET) => {
    const [body, time] = [JSON.stringify(events), String(Date.now())]
    const signature = createHmac('sha256', by).update(`POST${PUBLIC}${path}${body}${time}`).digest('base64')
    return post(path, { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': time }, body)
  }

  it('signs our public address with the secret of its app; what fits of its list is taken, the rest is named', async () => {
    await ada.close()
    await ada.close()
    const form = await add('HubSpot', 'hubspot', 'hubspot', APP_SECRET)
    path = pathIn(form)
    expect(form).not.toContain(APP_SECRET)
    const list = [event({}), event({ propertyName: 'phone' }), event({ objectId: 7 })]
    expect(await hubspot(list)).toEqual({
      status: 202,
      body: {
        results: [
          { id: expect.any(String), result: 'accepted' },
          { result: 'ignored', reason: 'Nothing is mapped to the role “phone”.' },
          { result: 'refused', reason: 'No account has the key or the CRM reference “7”.' },
        ],
      },
    })
    expect((await hubspot(list, 'another secret')).status).toBe(401)
  })

  it('hears no where nothing of its list fits', async () => {
    expect(await hubspot([event({ objectId: 7 })])).toMatchObject({
      status: 422,
      body: { error: expect.stringContaining('“7”') },
    })
  })
})

describe('a Salesforce flow', () => {
  it('sends a bearer secret along', async () => {
    await ada.close()
    await ada.close()
    const form = await add('Salesforce', 'salesforce', 'bearer')
    const [token] = /tlw_\S+/.exec(form)!
    const body = JSON.stringify({
      ...{ id: 'interview-1', AccountId: '1246965', Role: 'success_manager', EffectiveDate: '2026-11-16' },
      Contact: { Name: 'Noor Haddad', Email: 'noor@brightline.example' },
    })
    expect(await post(pathIn(form), { authorization: `Bearer ${token}` }, body)).toMatchObject(taken)
    expect((await post(pathIn(form), { authorization: `Bearer ${secret}` }, body)).status).toBe(401)
    await ada.pressInForm('Close this endpoint')
    await reads('[Add an endpoint]')
    expect(await ada.form()).not.toContain('Bearer')
    expect((await post(pathIn(form), { authorization: `Bearer ${token}` }, body)).status).toBe(401)
  })
})

describe('the endpoint of another workspace', () => {
  it('is nobody’s here, even with its own secret, and neither is its secret at ours', async () => {
    const other = '00000000-0000-4000-8000-0000000000aa'
    await query(
      `insert into workspaces (workspace_id, team_id, name, bot_user_id, created_at) values ('${ELSEWHERE}', 'T9', 'Elsewhere', 'UBOT', '2026-11-01')`,
    )
    await query(
      `insert into endpoints (workspace_id, id, name, scheme, created_by, created_at) values ('${ELSEWHERE}', '${other}', 'x', 'bearer', 'U9', '2026-11-01')`,
    )
    await query(
      `insert into endpoint_secrets (workspace_id, endpoint_id, hint, digest, created_by, created_at) values ('${ELSEWHERE}', '${other}', 'x', encode(sha256('theirs'), 'hex'), 'U9', '2026-11-01')`,
    )
    const before = await traces()
    const headers = { authorization: 'Bearer theirs' }
    expect((await post(`/webhooks/${other}/contacts`, headers, JSON.stringify(NOOR))).status).toBe(401)
    expect((await post(address, headers, JSON.stringify(NOOR))).status).toBe(401)
    expect(await traces()).toEqual(before)
  })
})
