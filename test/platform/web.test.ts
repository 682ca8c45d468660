import http from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createLog } from '../../src/platform/log.ts'
import { type Asked, createPages, listenFor, type Server } from '../../src/platform/web/serve.ts'

let server: Server
const heard: Asked[] = []

beforeAll(async () => {
  const page = {
    takes: (path: string) => /^\/for\/(\w+)$/.exec(path)?.[1],
    limit: 1024,
    async answer(whom: string, asked: Asked) {
      if (whom === 'trouble') throw new Error('internal detail')
      heard.push(asked)
      return { status: 202, body: { whom } }
    },
  }
  const opened = {
    ...page,
    takes: (path: string) => /^\/open\/(\w+)$/.exec(path)?.[1],
    refuses: (sentence: string) => ({ html: `<p>${sentence}</p>`, style: '' }),
    async answer(whom: string, asked: Asked) {
      if (whom === 'trouble') throw new Error('internal detail')
      heard.push(asked)
      return { status: 200, html: `<style>p{color:red}</style><p>${whom}</p>`, style: 'p{color:red}' }
    },
  }
  server = await listenFor(createPages([page, opened], createLog('silent')), 0)
})
afterAll(() => server.stop())

interface Sending {
  path?: string
  method?: string
  headers?: Record<string, string>
  body?: string
}
/** Not fetch: it would mend what is sent. */
function send({ path = '/for/us', method = 'POST', headers = {}, body = '{}' }: Sending) {
  const all = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), ...headers }
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string; headers: object }>()
  const request = http.request({ host: '127.0.0.1', port: server.port, path, method, headers: all }, (response) => {
    let text = ''
    response.on('data', (chunk: Buffer) => (text += chunk))
    response.on('end', () => resolve({ status: response.statusCode!, text, headers: response.headers }))
  })
  request.on('error', reject)
  request.end(body)
  return promise
}

describe('a page', () => {
  it('is asked with the bytes and the address as they came', async () => {
    const sent = {
      path: '/for/us?a=%3A',
      body: ' {"ö" :1}',
      headers: { 'content-type': 'application/json; charset=utf-8' },
    }
    expect(await send(sent)).toMatchObject({ status: 202, text: '{"whom":"us"}\n' })
    expect(heard.at(-1)).toMatchObject({ method: 'POST', path: '/for/us?a=%3A', body: Buffer.from(' {"ö" :1}') })
  })

  it.each([
    ['to another address', { path: '/for/us/too' }, 404, ''],
    ['with another method', { method: 'PUT' }, 405, 'Only POST'],
    ['of another type', { headers: { 'content-type': 'text/json' } }, 415, 'application/json'],
    ['of a type that only begins so', { headers: { 'content-type': 'application/jsonp' } }, 415, 'application/json'],
    ['that is compressed', { headers: { 'content-encoding': 'br' } }, 415, 'compression'],
    ['of a byte too much', { body: 'x'.repeat(1025) }, 413, ' 1 KB'],
    ['of far too much', { body: 'x'.repeat(5_000_000) }, 413, 'too long'],
  ])('is not asked what is sent %s', async (_, sent, status, words) => {
    const before = heard.length
    const answer = await send(sent as Sending).catch((error: NodeJS.ErrnoException) => ({ status, text: error.code! }))
    expect(answer.status).toBe(status)
    // Who goes on sending for long may find the connection closed before the answer.
    expect([words, 'EPIPE', 'ECONNRESET'].some((one) => answer.text.includes(one))).toBe(true)
    expect(heard).toHaveLength(before)
  })

  it('takes as much as it says', async () => {
    expect((await send({ body: 'x'.repeat(1024) })).status).toBe(202)
  })

  it('that fails says only that it was not taken, and when to come again', async () => {
    const { status, text, headers } = await send({ path: '/for/trouble' })
    expect({ status, headers }).toMatchObject({ status: 503, headers: { 'retry-after': '30' } })
    expect(text).not.toContain('internal')
  })
})

const FORM = { path: '/open/us', headers: { 'content-type': 'application/x-www-form-urlencoded' } }
const opening = (sent: Sending) => send({ ...FORM, body: '', ...sent })

describe('a page that people open', () => {
  it('is shown, runs nothing, loads nothing, is kept nowhere, and tells nobody its address', async () => {
    const { status, text, headers } = await opening({ method: 'GET' })
    expect({ status, text }).toEqual({ status: 200, text: '<style>p{color:red}</style><p>us</p>' })
    // SHA-256 of the style, in base64, by openssl.
    const style = 'sha256-p0bF+un5yUb9MBO6xRb8kPHlY2BdpHVtLiFkDrZPF64='
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src '${style}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
  })

  it('is asked with the form that it holds, and with nothing where somebody only looks', async () => {
    expect((await opening({ method: 'POST', body: 'point=1' })).status).toBe(200)
    expect(heard.at(-1)).toMatchObject({ method: 'POST', body: Buffer.from('point=1') })
    await opening({ method: 'GET', body: 'point=1' })
    expect(heard.at(-1)).toMatchObject({ method: 'GET', body: Buffer.alloc(0) })
  })

  it('says to HEAD what it says to GET, without the words', async () => {
    const { headers } = await opening({ method: 'GET' })
    const head = await opening({ method: 'HEAD' })
    expect(head).toMatchObject({ status: 200, text: '' })
    const { date: _, ...same } = headers as { date: string }
    expect(head.headers).toMatchObject(same)
  })

  it.each([
    ['with another method', { method: 'DELETE' }, 405, '<p>Only GET and POST'],
    ['as JSON', { headers: { 'content-type': 'application/json' }, body: '{}' }, 415, '<p>The content type'],
    ['as a form of many parts', { headers: { 'content-type': 'multipart/form-data; boundary=x' } }, 415, 'urlencoded'],
    ['without a type', { headers: { 'content-type': '' } }, 415, 'urlencoded'],
    ['that is compressed', { headers: { ...FORM.headers, 'content-encoding': 'gzip' } }, 415, 'compression'],
    ['of a byte too much', { body: 'x'.repeat(1025) }, 413, ' 1 KB'],
  ])('is not asked what is sent %s', async (_, sent, status, words) => {
    const before = heard.length
    const answer = await opening(sent)
    expect(answer).toMatchObject({ status, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(answer.text).toContain(words)
    expect(heard).toHaveLength(before)
  })

  it('that fails says so to a person', async () => {
    const answer = await opening({ path: '/open/trouble', method: 'GET' })
    expect(answer).toMatchObject({ status: 503, text: expect.stringContaining('<p>This cannot be taken right now') })
    expect(answer.text).not.toContain('internal')
  })

  it('is not harmed by an address of which none can be made', async () => {
    expect((await opening({ path: '//', method: 'GET' })).status).toBe(404)
    expect((await opening({ method: 'GET' })).status).toBe(200)
  })
})

it('whoever watches the process hears that it listens', async () => {
  expect(await send({ path: '/healthz', method: 'GET', body: '' })).toMatchObject({ status: 200, text: 'ok\n' })
})
