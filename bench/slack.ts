// Answers what the program asks of Slack at its start and when a form opens, as fast as a server can. A process of its own:
// what it does must not hold up the clock of whoever measures.
import http from 'node:http'
import type { AddressInfo } from 'node:net'

const USER = { id: 'UJONAS', team_id: 'T1', name: 'jonas', tz: 'Europe/Berlin', profile: { real_name: 'Jonas Weber' } }
const ANSWERS: Record<string, object> = {
  'auth.test': { team_id: 'T1', team: 'Brightline', user_id: 'UBOT', user: 'throughline', bot_id: 'BBOT' },
  'users.list': { members: [USER], response_metadata: { next_cursor: '' } },
  'users.info': { user: USER },
  'views.open': { view: { id: 'V1', hash: 'h' } },
  'views.update': { view: { id: 'V1', hash: 'h' } },
}

/** The callback id of the form; where drawing it takes long, it comes as an update of a waiting one. */
const FORM = 'checkin.form'

/** How many forms were shown since the last look: a form, not a sentence that refuses one. */
const COUNT = '/forms'
let forms = 0

const server = http.createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk))
  request.on('end', () => {
    if (request.url === COUNT) return response.end(String(take()))
    const method = request.url?.split('/').pop() ?? ''
    if (method.startsWith('views.') && body.includes(FORM)) forms += 1
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ ok: true, ...ANSWERS[method] }))
  })
})

function take(): number {
  const count = forms
  forms = 0
  return count
}

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ msg: 'stub.started', port })}\n`)
})
process.once('SIGTERM', () => process.exit(0))
