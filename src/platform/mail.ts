import { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Mailer, Named, Outgoing, Posted } from '#platform/outbox/letters.ts'

export interface MailServer {
  /** smtp://user:password@host:587, or smtps:// for TLS from the first byte. */
  url: string
  /** Whose name and address the letters carry. */
  from: Named
  /** How long each answer of the server may take, in ms. */
  timeoutMs?: number | undefined
}

const TIMEOUT_MS = 15_000
/** However the server dribbles, an attempt ends; well below the quarantine of an attempt without an end. */
const MOST_TIMEOUTS = 4
const LONGEST_SUBJECT = 150
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The way to a mail server: one connection and one attempt a letter. */
export function createMailer(server: MailServer): Mailer {
  return {
    async send(letter) {
      const raw = await compose(server.from, letter)
      return attempt(server, { from: server.from.address, to: [letter.to] }, raw)
    },
  }
}

/** The letter as it is transmitted. Its id stays the same at every attempt. */
export function compose(from: Named, letter: Outgoing): Promise<Buffer> {
  const domain = from.address.split('@')[1] ?? 'localhost'
  const idOf = (id: string) => `<${id}@${domain}>`
  const { replyTo, followsId, listId } = letter
  return new MailComposer({
    from: named(from),
    to: letter.to,
    ...(replyTo ? { replyTo: named(replyTo) } : {}),
    subject: headerLine(letter.subject, LONGEST_SUBJECT),
    messageId: idOf(letter.id),
    ...(followsId ? { inReplyTo: idOf(followsId), references: [idOf(followsId)] } : {}),
    date: letter.date,
    text: letter.text,
    html: letter.html,
    // Says to mailboxes that nobody has to be told of an absence (RFC 3834).
    headers: {
      'Auto-Submitted': 'auto-generated',
      // The letters of one account are one list (RFC 2919).
      ...(listId ? { 'List-Id': `<${listId}.${domain}>` } : {}),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
}

const named = ({ name, address }: Named): Named => ({ name: headerLine(name, 80), address: headerLine(address, 254) })

/** One line whatever was typed: nothing in it can begin another header, or turn the direction of what follows. */
export function headerLine(text: string, most: number): string {
  const line = text
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
  const signs = [...line]
  return signs.length > most
    ? `${signs
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : line
}

/** @throws Error where the server does not let us in; says nothing to it besides. */
export async function knock(server: MailServer): Promise<void> {
  const posted = await attempt(server, undefined, undefined)
  if (posted.outcome !== 'sent') throw new Error(posted.reason)
}

function optionsFor({ url, timeoutMs = TIMEOUT_MS }: MailServer) {
  const { protocol, hostname, port, username, password } = URL.parse(url)!
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)]
  const secure = protocol === 'smtps:'
  return {
    auth: user ? { user, pass } : undefined,
    connection: {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (secure ? 465 : 587),
      secure,
      // A password goes over no wire in the clear.
      requireTLS: !secure && Boolean(user) && !LOOPBACK.has(hostname),
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
    },
    patienceMs: timeoutMs * MOST_TIMEOUTS,
  }
}

function attempt(
  server: MailServer,
  envelope: { from: string; to: string[] } | undefined,
  raw: Buffer | undefined,
): Promise<Posted> {
  const { auth, connection: options, patienceMs } = optionsFor(server)
  const { promise, resolve } = Promise.withResolvers<Posted>()
  const connection = new SMTPConnection(options)
  // The content is read only once the server has said that it wants it: from then on silence may mean that it has it.
  let handedOver = false
  const content = new Readable({
    read() {
      handedOver = true
      this.push(raw)
      this.push(null)
    },
  })
  const fail = (error: unknown) => resolve(outcomeOf(error, handedOver))
  const timer = setTimeout(() => fail(new Error('The mail server took too long')), patienceMs)
  const send = () => {
    if (!envelope) return resolve({ outcome: 'sent' })
    connection.send(envelope, content, (error) => (error ? fail(error) : resolve({ outcome: 'sent' })))
  }
  connection.on('error', fail)
  connection.once('end', () => fail(new Error('The mail server closed the connection')))
  connection.connect((error) => {
    if (error) return fail(error)
    if (!auth) return send()
    connection.login(auth, (refused) => (refused ? fail(refused) : send()))
  })
  return promise.finally(() => {
    clearTimeout(timer)
    content.destroy()
    connection.quit()
    connection.close()
  })
}

/** Sorts what went wrong: a reply is clear, whatever it says; silence is clear only before the content was wanted. */
export function outcomeOf(error: unknown, handedOver: boolean): Posted {
  const { responseCode, response, code } = error as { responseCode?: number; response?: string; code?: string }
  const said = response ?? (error instanceof Error ? error.message : String(error))
  const reason = headerLine(said, 300)
  // What is wrong with our own login or address of the server does not concern this reader: somebody will mend it.
  if (code === 'EAUTH' || code === 'ETLS') return { outcome: 'later', reason }
  if (responseCode && responseCode >= 500) return { outcome: 'refused', reason }
  if (responseCode && responseCode >= 400) return { outcome: 'later', reason }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { outcome: 'refused', reason }
  return { outcome: handedOver ? 'unclear' : 'later', reason }
}
