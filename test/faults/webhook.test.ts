import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  addElsewhere,
  addEndpoint,
  hubspotEvent,
  nextId,
  PUBLIC,
  pathIn,
  post,
  revise,
  signedByHubspot,
} from '../endpoints/crm.ts'
import { ELSEWHERE, FAULTS, NOOR, send as sendTo } from '../endpoints/faults.ts'
import { sentAgain } from '../support/again.ts'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Player, player, turnsTo } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

const APP_SECRET = '5b3f1c7e-9d9a-4a6b-8d1f-0123456789ab'

let story: Story
let ada: Player
/** Ada's first endpoint, and the secret that she was shown. */
let [address, secret] = ['', '']

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

const ours = () => ({ story, address, secret })
const send = (message: unknown, how = {}) => sendTo(ours(), message, how)

const taken = { status: 202, body: { results: [{ result: 'accepted' }] } }
const alerts = async (words: string) =>
  (await player(story.playground.url, 'UMAYA').reads('CTEAM')).filter(
    (text) => text.includes(words) && text.includes('What is at stake'),
  )

describe('an endpoint', () => {
  it('is made by an administrator in the settings, and shows its secret once', async () => {
    const typed = { name: 'Our CRM', format: 'throughline', scheme: 'standard' }
    // Sent again, as the answer came too late: it is one, and the secret is the one that is shown.
    const form = await addEndpoint(ada, typed, () => sentAgain(story, 'UADA'))
    expect([await count('endpoints'), await count('endpoint_secrets where revoked_at is null')]).toEqual([1, 1])
    ;[secret] = /whsec_\S+/.exec(form) as unknown as [string]
    address = pathIn(form)
    await ada.pressInForm('All endpoints')
    await turnsTo(ada, '[Add an endpoint]')
    await ada.pressInForm('Open', 'Our CRM')
    expect(await turnsTo(ada, 'Secret that ends in')).toContain(secret.slice(-4))
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
    expect(await count(`contact_changes where role = 'support_lead' and newcomer = 'UNOOR'`)).toBe(1)
  })

  it('about priorities tells the team what the form would have told', async () => {
    const message = { account: NOOR.account, role: 'priorities', words: 'Cost before speed' }
    expect(await send(message)).toMatchObject(taken)
    expect(await send(message)).toMatchObject(taken)
    await story.settle()
    expect(await count(`contact_changes where role = 'priorities' and words = 'Cost before speed'`)).toBe(1)
    const told = (await alerts('What matters to the customer changes')).join('\n')
    expect(told).toMatch(/Cost before speed[\s\S]*in the danger zone until Noor Haddad has accepted that handoff/)
  })

  it.each(FAULTS)(
    '%s is refused with %i and the reason, and leaves nothing behind',
    async (_, status, reason, sent) => {
      const before = await traces()
      const answer = await sent(ours())
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

  it('that is told but cannot be reaches the owner, and one of what is so for long reaches nobody', async () => {
    expect(await send({ ...NOOR, role: 'primary_contact' })).toMatchObject(taken)
    expect(await send({ ...NOOR, role: 'senior_buyer', newcomer: { slack: 'UPRIYA' } })).toMatchObject(taken)
    await story.settle()
    const causes = await query<{ cause: string }>(`select cause from exceptions where key like 'report:%'`)
    expect(causes.map(({ cause }) => cause)).toEqual([
      expect.stringMatching(/^Our CRM tells of a new primary contact, which could not be recorded: Noor Haddad is/),
    ])
  })

  it('stands with the endpoint when it was the last one refused', async () => {
    await send({ ...NOOR, account: 'oslo' })
    await ada.pressInForm('All endpoints')
    expect(await turnsTo(ada, 'Last refused')).toContain('No account has the key or the CRM reference “oslo”.')
  })
})

describe('a storm of a thousand messages about one account', () => {
  it('is taken whole, becomes one change and one alert, and leaves nothing waiting', async () => {
    const [, before] = await traces()
    const message = { ...NOOR, role: 'sales_rep' }
    // Each with an id of its own; most in lists, as HubSpot sends what piles up, some alone and all at once.
    const list = () => Array.from({ length: 95 }, () => ({ ...message, id: nextId() }))
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
    await turnsTo(ada, 'Secret that ends in')
    await ada.pressInForm('Add a secret')
    const [next] = /whsec_\S+/.exec(await turnsTo(ada, 'not shown again')) as unknown as [string]
    expect([(await send(NOOR)).status, (await send(NOOR, { by: next })).status]).toEqual([202, 202])
    await ada.pressInForm('Revoke', `ends in ${secret.slice(-4)}`)
    expect((await send(NOOR)).status).toBe(401)
    expect((await send(NOOR, { by: next })).status).toBe(202)
    secret = next
  })
})

describe('HubSpot', () => {
  let path: string
  const hubspot = (events: object[], by = APP_SECRET) => {
    const body = JSON.stringify(events)
    return post(story, path, signedByHubspot(path, body, by), body)
  }

  it('signs our public address with the secret of its app; what fits of its list is taken, the rest named', async () => {
    const form = await addEndpoint(ada, { name: 'HubSpot', format: 'hubspot', scheme: 'hubspot', secret: APP_SECRET })
    path = pathIn(form)
    expect(form).not.toContain(APP_SECRET)
    const list = [hubspotEvent({}), hubspotEvent({ propertyName: 'phone' }), hubspotEvent({ objectId: 7 })]
    expect(await hubspot(list)).toEqual({
      status: 202,
      body: {
        results: [
          { id: expect.any(String), result: 'accepted' },
          { result: 'ignored', reason: 'Nothing is mapped to the role “phone”.' },
          { result: 'refused', reason: 'account: No account has the key or the CRM reference “7”.' },
        ],
      },
    })
    expect((await hubspot(list, 'another client secret')).status).toBe(401)
    expect(await revise(ada, 'another client secret')).toContain(`ends in ${APP_SECRET.slice(-4)}`)
    expect((await hubspot(list, 'another client secret')).status).toBe(202)
    const none = await hubspot([hubspotEvent({ objectId: 7 })])
    expect(none).toMatchObject({ status: 422, body: { error: expect.stringContaining('“7”') } })
  })
})

describe('a Salesforce flow', () => {
  it('sends a bearer secret along', async () => {
    const form = await addEndpoint(ada, { name: 'Salesforce', format: 'salesforce', scheme: 'bearer' })
    const [token] = /tlw_\S+/.exec(form)!
    const body = JSON.stringify({
      ...{ id: 'interview-1', AccountId: '1246965', Role: 'success_manager', EffectiveDate: '2026-11-16' },
      Contact: { Name: 'Noor Haddad', Email: 'noor@brightline.example' },
    })
    expect(await post(story, pathIn(form), { authorization: `Bearer ${token}` }, body)).toMatchObject(taken)
    expect((await post(story, pathIn(form), { authorization: `Bearer ${secret}` }, body)).status).toBe(401)
    await ada.pressInForm('Close this endpoint')
    await turnsTo(ada, '[Add an endpoint]')
    expect((await post(story, pathIn(form), { authorization: `Bearer ${token}` }, body)).status).toBe(401)
  })
})

describe('the endpoint of another workspace', () => {
  it('is nobody’s here, even with its own secret, and neither is its secret at ours', async () => {
    await story.settle()
    const other = await addElsewhere(story, ELSEWHERE, 'theirs')
    const before = await traces()
    const headers = { authorization: 'Bearer theirs' }
    expect((await post(story, `/webhooks/${other}/contacts`, headers, JSON.stringify(NOOR))).status).toBe(401)
    expect((await post(story, address, headers, JSON.stringify(NOOR))).status).toBe(401)
    expect(await traces()).toEqual(before)
  })
})
