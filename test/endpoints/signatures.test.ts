import { createHmac } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import type { Scheme, Secret, Signed } from '../../src/features/endpoints/model.ts'
import { endpointIn } from '../../src/features/endpoints/model.ts'
import { digestOf, findSigner, isOffTime, newSecret } from '../../src/features/endpoints/signatures.ts'
import { createVault } from '../../src/platform/sealing.ts'

const NOW = new Date()
const PATH = '/webhooks/00000000-0000-4000-8000-000000000001/contacts'
const PUBLIC = 'https://throughline.example.com'
const BODY = '{"account":"calder","name":"Zoë"}'

const secretOf = (parts: Partial<Secret>): Secret => ({
  ...{ id: '1', endpointId: 'e', hint: 'abcd', digest: null, sealed: null, createdAt: NOW, lastUsedAt: null },
  ...parts,
})
const request = (headers: Signed['headers'], more: Partial<Signed> = {}): Signed => ({
  ...{ method: 'POST', path: PATH, headers, body: Buffer.from(BODY) },
  ...more,
})
// Sealing is another test's: here what is sealed is the secret itself.
const proof = { unseal: (sealed: string) => sealed, publicUrl: PUBLIC }
const signer = (scheme: Scheme, secrets: Secret[], asked: Signed, more = {}) =>
  findSigner(scheme, secrets, asked, { ...proof, ...more })?.id

const standard = (secret: string, at = NOW, body = BODY) => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
})

/** As the reference of HubSpot says: method, address, body and time, signed with the client secret of the app. */
const hubspot = (secret: string, uri = PUBLIC + PATH, at = NOW) => {
  const time = String(at.getTime())
  const signature = createHmac('sha256', secret).update(`POST${uri}${BODY}${time}`, 'utf8').digest('base64')
  return { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': time }
}

describe('a Standard Webhooks signature', () => {
  const [one, two] = [newSecret('standard'), newSecret('standard')]
  const secrets = [secretOf({ id: 'one', sealed: one }), secretOf({ id: 'two', sealed: two })]

  it('is that of any secret which counts, so that one can follow another', () => {
    expect(signer('standard', secrets, request(standard(one)))).toBe('one')
    expect(signer('standard', secrets, request(standard(two)))).toBe('two')
    const both = `${standard(newSecret('standard'))['webhook-signature']} ${standard(two)['webhook-signature']}`
    expect(signer('standard', secrets, request({ ...standard(one), 'webhook-signature': both }))).toBe('two')
  })

  it.each([
    ['another secret', standard(newSecret('standard'))],
    ['another body', standard(one, NOW, `${BODY} `)],
    ['another id', { ...standard(one), 'webhook-id': 'msg_2' }],
    ['no signature', { ...standard(one), 'webhook-signature': undefined }],
    ['no id', { ...standard(one), 'webhook-id': undefined }],
    ['a version that is not ours', { ...standard(one), 'webhook-signature': 'v2,abc' }],
    ['nonsense', { ...standard(one), 'webhook-signature': 'v1,' }],
    ['HubSpot’s', hubspot(one)],
    ['a bearer', { authorization: `Bearer ${one}` }],
  ])('is none of %s', (_, headers) => {
    expect(signer('standard', secrets, request(headers))).toBeUndefined()
  })

  it('is nobody’s where the secret does not open any more', () => {
    expect(signer('standard', secrets, request(standard(one)), { unseal: () => undefined })).toBeUndefined()
  })
})

describe('HubSpot’s signature', () => {
  const secret = '5b3f1c7e-9d9a-4a6b-8d1f-0123456789ab'
  const secrets = [secretOf({ sealed: secret })]

  it('is of our public address, whatever stands in front of us, with its query as it is meant', () => {
    expect(signer('hubspot', secrets, request(hubspot(secret)))).toBe('1')
    const path = `${PATH}?from=a%3Ab%2Fc&x=%20`
    const headers = hubspot(secret, `${PUBLIC}${PATH}?from=a:b/c&x=%20`)
    expect(signer('hubspot', secrets, request(headers, { path }))).toBe('1')
  })

  it.each([
    ['another address', hubspot(secret, `http://127.0.0.1:3000${PATH}`), {}],
    ['another method', hubspot(secret), { method: 'PUT' }],
    ['another body', hubspot(secret), { body: Buffer.from('{}') }],
    ['another time', { ...hubspot(secret), 'x-hubspot-request-timestamp': String(NOW.getTime() + 1) }, {}],
    ['another secret', hubspot('another'), {}],
    ['no time', { ...hubspot(secret), 'x-hubspot-request-timestamp': undefined }, {}],
    ['a signature cut short', { ...hubspot(secret), 'x-hubspot-signature-v3': 'abc' }, {}],
  ])('is none of %s', (_, headers, more) => {
    expect(signer('hubspot', secrets, request(headers, more))).toBeUndefined()
  })

  it('is nobody’s while we do not know our public address', () => {
    expect(signer('hubspot', secrets, request(hubspot(secret)), { publicUrl: undefined })).toBeUndefined()
  })
})

describe('a bearer secret', () => {
  const secret = newSecret('bearer')
  const secrets = [secretOf({ digest: digestOf(secret) })]

  it('is known by what is kept of it', () => {
    expect(secret.length).toBeGreaterThan(42)
    expect(newSecret('bearer')).not.toBe(secret)
    expect(secrets[0]!.digest).not.toContain(secret.slice(4))
    expect(signer('bearer', secrets, request({ authorization: `Bearer ${secret}` }))).toBe('1')
    expect(signer('bearer', secrets, request({ authorization: `bearer ${secret}` }))).toBe('1')
  })

  it.each([[undefined], [''], ['Bearer '], [secret], [`Basic ${secret}`], [`Bearer ${secret}x`], ['Bearer null']])(
    'is not %j',
    (authorization) => {
      expect(signer('bearer', secrets, request({ authorization }))).toBeUndefined()
    },
  )
})

describe('the time of a signature', () => {
  const away = (ms: number) => new Date(NOW.getTime() + ms)
  const MINUTES = 60_000
  const stated = (at: Date) => [
    { 'webhook-timestamp': String(at.getTime() / 1000) },
    { 'x-hubspot-request-timestamp': String(at.getTime()) },
  ]

  it('may be five minutes away from ours, either way, and no more', () => {
    for (const ms of [-5 * MINUTES, 0, 5 * MINUTES])
      for (const headers of stated(away(ms))) expect(isOffTime(request(headers), NOW)).toBe(false)
    for (const ms of [-5 * MINUTES - 1000, 5 * MINUTES + 1000])
      for (const headers of stated(away(ms))) expect(isOffTime(request(headers), NOW)).toBe(true)
  })

  it('has to be a time', () => {
    for (const at of ['', 'now', 'NaN', 'Infinity'])
      expect(isOffTime(request({ 'x-hubspot-request-timestamp': at }), NOW)).toBe(true)
    expect(isOffTime(request({}), NOW)).toBe(false)
  })
})

describe('a secret that is sealed', () => {
  const [old, next] = ['a'.repeat(32), 'b'.repeat(32)]
  const sealed = createVault(old)!.seal('whsec_x', 'here')

  it('opens with its key and where it belongs, and differs each time', () => {
    expect(createVault(old)!.open(sealed, 'here')).toBe('whsec_x')
    expect(sealed).not.toContain('whsec')
    expect(createVault(old)!.seal('whsec_x', 'here')).not.toBe(sealed)
  })

  it('opens also when its key stands second, and no more when that is gone', () => {
    const both = createVault(`${next}, ${old}`)!
    expect(both.open(sealed, 'here')).toBe('whsec_x')
    expect(createVault(next)!.open(both.seal('y', 'here'), 'here')).toBe('y')
    expect(createVault(next)!.open(sealed, 'here')).toBeUndefined()
  })

  it.each([
    ['moved elsewhere', sealed, 'there'],
    ['cut short', sealed.slice(0, -2), 'here'],
    ['changed', `${sealed.slice(0, -4)}AAAA`, 'here'],
    ['empty', '', 'here'],
    ['of another version', sealed.replace('v1', 'v2'), 'here'],
  ])('does not open when it was %s', (_, text, where) => {
    expect(createVault(old)!.open(text, where)).toBeUndefined()
  })

  it('needs a key', () => {
    expect([createVault(undefined), createVault(''), createVault(' , ')]).toEqual([undefined, undefined, undefined])
  })
})

it('the address of an endpoint holds its id; what is no id is nobody’s', () => {
  const id = '00000000-0000-4000-8000-00000000000a'
  expect(endpointIn(`/webhooks/${id}/contacts`)).toBe(id)
  expect(endpointIn(`/webhooks/${id.toUpperCase()}/contacts/`)).toBe(id)
  expect(endpointIn('/webhooks/1/contacts')).toBe('')
  for (const path of ['/webhooks', `/webhooks/${id}`, `/x/webhooks/${id}/contacts`, '/slack/events', '/'])
    expect(endpointIn(path)).toBeUndefined()
})
