import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

/** What the server does wrong, and when. */
export type Fault =
  | 'no greeting'
  | 'drop before the content'
  | 'drop after the content'
  | 'hang after the content'
  | { at: 'recipient' | 'content'; code: number }

export interface Received {
  to: string[]
  raw: string
}

export interface Mailbox {
  url: string
  /** What the server has taken in, also where it did not say so. */
  received: Received[]
  /** How often somebody has come to its door. */
  visits: number
  fault: Fault | undefined
  stop(): Promise<void>
}

const refusal = (code: number) =>
  Object.assign(new Error(`not ${code === 451 ? 'now' : 'here'}`), { responseCode: code })

/** A mail server on this machine that keeps what it is given; with a password it lets only that one in. */
export async function startMailbox({ password }: { password?: string } = {}): Promise<Mailbox> {
  const drop = () => {
    for (const { _socket: socket } of (server as unknown as { connections: Set<{ _socket: { destroy(): void } }> })
      .connections)
      socket.destroy()
  }
  const server: SMTPServer = new SMTPServer({
    authOptional: password === undefined,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect(_, callback) {
      box.visits += 1
      if (box.fault !== 'no greeting') callback()
    },
    onAuth({ password: given, username }, _, callback) {
      if (given === password) callback(null, { user: username })
      else callback(Object.assign(new Error('wrong password'), { responseCode: 535 }))
    },
    onRcptTo(_, __, callback) {
      if (box.fault === 'drop before the content') return drop()
      if (typeof box.fault === 'object' && box.fault.at === 'recipient') return callback(refusal(box.fault.code))
      callback()
    },
    async onData(stream, { envelope }, callback) {
      const raw = (await buffer(stream)).toString('utf8')
      if (typeof box.fault === 'object') return callback(refusal(box.fault.code))
      box.received.push({ to: envelope.rcptTo.map(({ address }) => address), raw })
      if (box.fault === 'drop after the content') return drop()
      if (box.fault !== 'hang after the content') callback()
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as { port: number }
  const login = password ? `updates:${password}@` : ''
  const box: Mailbox = {
    url: `smtp://${login}127.0.0.1:${port}`,
    received: [],
    visits: 0,
    fault: undefined,
    stop: () => {
      drop()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return box
}

/** The value of a header, its folded lines joined. */
export function headerOf(raw: string, name: string): string | undefined {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  return head
    .split('\r\n')
    .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))
    ?.slice(name.length + 2)
}

/** A part of a letter as its reader sees it. */
export function partOf(raw: string, type: 'text/plain' | 'text/html'): string {
  const part = raw.split(/\r\n--[^\r\n]+/).find((one) => one.includes(`Content-Type: ${type}`)) ?? ''
  const at = part.indexOf('\r\n\r\n')
  const body = part.slice(at + 4)
  if (/base64/i.test(part.slice(0, at))) return Buffer.from(body, 'base64').toString('utf8')
  if (!/quoted-printable/i.test(part.slice(0, at))) return body
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
