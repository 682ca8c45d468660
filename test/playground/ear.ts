import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Town } from './town.ts'

export interface Heard {
  headers: IncomingHttpHeaders
  raw: string
  /** The body taken apart, whether JSON, form or `payload=…`. */
  body: Record<string, unknown>
}

export interface Ear {
  heard: Heard[]
  stop(): Promise<void>
}

/** An app that is nothing but an ear: it keeps every delivery and answers as it is told. */
export async function startEar(town: Town, answer: (response: ServerResponse, heard: Heard) => void): Promise<Ear> {
  const heard: Heard[] = []
  const server = createServer((request, response) => {
    let raw = ''
    request.on('data', (chunk) => {
      raw += chunk
    })
    request.on('end', () => {
      const one = { headers: request.headers, raw, body: takeApart(raw) }
      heard.push(one)
      answer(response, one)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  town.app.request_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { heard, stop }
}

function takeApart(raw: string): Record<string, unknown> {
  if (raw.startsWith('{')) return JSON.parse(raw)
  const form = new URLSearchParams(raw)
  const payload = form.get('payload')
  return payload ? JSON.parse(payload) : Object.fromEntries(form)
}

/** Slack's signature, worked out here on our own. */
export const signature = (secret: string, { headers, raw }: Heard): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${headers['x-slack-request-timestamp']}:${raw}`).digest('hex')}`
