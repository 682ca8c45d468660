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
  server = await listenFor(createPages([page], createLog('silent')), 0)
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

it('whoever watches the process hears that it listens', async () => {
  expect(await send({ path: '/healthz', method: 'GET', body: '' })).toMatchObject({ status: 200, text: 'ok\n' })
})
