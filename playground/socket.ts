import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { App, Json, State } from './state.ts'
import type { Answer, Outgoing, Socket } from './traffic.ts'

/** Slack allows an app this many connections at once. */
const CONNECTIONS_MAX = 10
/** The client hangs up when it hears no ping for 30 s. */
const PING_EVERY_MS = 10_000
/** How long a client may take to hang up when told to. */
const HANG_UP_MS = 2000

const ENVELOPE_TYPE = {
  event: 'events_api',
  command: 'slash_commands',
  interactive: 'interactive',
  options: 'interactive',
} as const

/** Takes Socket Mode connections on the web server; returns what ends them all, in good order where possible. */
export function openSockets(state: State, server: Server): () => Promise<void> {
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    const ticket = new URL(request.url ?? '', 'http://localhost').searchParams.get('ticket') ?? ''
    const app = state.apps.get(state.tickets.get(ticket) ?? '')
    state.tickets.delete(ticket)
    if (!app) return void duplex.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    sockets.handleUpgrade(request, duplex, head, (ws) => welcome(state, app, ws))
  })
  return async () => {
    await Promise.all([...sockets.clients].map(hangUp))
    sockets.close()
  }
}

/** Ends a connection by the closing handshake; one that does not answer is cut off. */
function hangUp(ws: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => ws.terminate(), HANG_UP_MS)
    ws.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    ws.close(1000)
  })
}

function welcome(state: State, app: App, ws: WebSocket): void {
  const mine = state.sockets.filter((s) => s.app_id === app.id)
  if (mine.length >= CONNECTIONS_MAX) return ws.close(1008, 'too_many_websockets')
  const socket = socketOf(app, ws)
  const ping = setInterval(() => ws.ping(), PING_EVERY_MS)
  ws.on('message', (data) => hear(socket, data))
  ws.on('close', () => {
    clearInterval(ping)
    state.sockets = state.sockets.filter((s) => s !== socket)
  })
  ws.on('error', () => ws.terminate())
  state.sockets.push(socket)
  const debug_info = { host: 'playground', approximate_connection_time: 18_060 }
  socket.send({ type: 'hello', num_connections: mine.length + 1, debug_info, connection_info: { app_id: app.id } })
}

function socketOf(app: App, ws: WebSocket): Socket {
  return {
    app_id: app.id,
    waiting: new Map(),
    send: (envelope) => ws.send(JSON.stringify(envelope)),
    disconnect: (reason) => {
      ws.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'playground' } }))
      // The client hangs up itself on this word; one that does not is cut off.
      setTimeout(() => ws.terminate(), HANG_UP_MS).unref()
    },
  }
}

function hear(socket: Socket, data: RawData): void {
  const message = parse(String(data))
  const id = message?.['envelope_id']
  if (typeof id !== 'string') return
  socket.waiting.get(id)?.(message?.['payload'])
  socket.waiting.delete(id)
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Puts one payload on the socket and waits for its acknowledgement, at most 3 s on the real clock. */
export function sendOverSocket(state: State, socket: Socket, outgoing: Outgoing): Promise<Answer> {
  const envelope_id = randomUUID()
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      socket.waiting.delete(envelope_id)
      resolve({ ok: false, reason: 'http_timeout' })
    }, state.settings.ack_ms)
    socket.waiting.set(envelope_id, (payload) => {
      clearTimeout(timer)
      resolve({ ok: true, body: payload })
    })
    const event = outgoing.kind === 'event'
    const retry = { retry_attempt: outgoing.retry?.num ?? 0, retry_reason: outgoing.retry?.reason ?? '' }
    socket.send({
      type: ENVELOPE_TYPE[outgoing.kind],
      envelope_id,
      payload: outgoing.body,
      accepts_response_payload: !event,
      ...(event ? retry : {}),
    })
  })
}

/** Ends every connection of an app, or of all, as Slack does every few hours. */
export function disconnectSockets(state: State, app_id?: string): number {
  const ending = state.sockets.filter((s) => app_id === undefined || s.app_id === app_id)
  state.sockets = state.sockets.filter((s) => !ending.includes(s))
  for (const socket of ending) socket.disconnect('refresh_requested')
  return ending.length
}
