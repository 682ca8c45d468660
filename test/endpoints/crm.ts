import { createHash, createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { type Player, turnsTo } from '../support/player.ts'
import type { Story } from '../support/story.ts'

/** Plays a CRM that posts, and the administrator who makes an endpoint for it. */
export const PUBLIC = 'https://throughline.example.com'

export interface Answer {
  status: number
  body: { error?: string; results?: { result: string; reason?: string }[] }
}

export async function post(
  { app }: Story,
  path: string,
  headers: Record<string, string>,
  body: string,
): Promise<Answer> {
  const all = { 'content-type': 'application/json', ...headers }
  const answer = await fetch(`http://127.0.0.1:${app.port}${path}`, { method: 'POST', headers: all, body })
  return { status: answer.status, body: (await answer.json()) as Answer['body'] }
}

let messages = 0
/** An id that no other message has. */
export const nextId = (): string => `msg_${++messages}`

/** The headers of a Standard Webhooks message. */
export function signed(
  body: string,
  { by, id = nextId(), awayMs = 0 }: { by: string; id?: string; awayMs?: number },
): Record<string, string> {
  const at = new Date(Date.now() + awayMs)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(by).sign(id, at, body),
  }
}

/** The headers of a message that an app of HubSpot sends. */
export function signedByHubspot(path: string, body: string, by: string): Record<string, string> {
  const time = String(Date.now())
  const signature = createHmac('sha256', by).update(`POST${PUBLIC}${path}${body}${time}`).digest('base64')
  return { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': time }
}

/** As HubSpot tells that a property of a company changed, in a list. */
export const hubspotEvent = (more: object) => ({
  ...{ eventId: ++messages, subscriptionId: 25, portalId: 33, appId: 1160452, occurredAt: 1795435200001 },
  ...{ subscriptionType: 'company.propertyChange', attemptNumber: 0, objectId: 1246965, changeSource: 'CRM_UI' },
  ...{ propertyName: 'throughline_primary_contact', propertyValue: 'ann@calder.example' },
  ...more,
})

/** Another workspace in the same database, with an endpoint of its own. @returns the endpoint's id. */
export async function addElsewhere({ database }: Story, workspaceId: string, secret: string): Promise<string> {
  const id = '00000000-0000-4000-8000-0000000000aa'
  await database.query(
    `insert into workspaces (workspace_id, team_id, name, bot_user_id, created_at) values ($1, 'T9', 'Elsewhere', 'UBOT', '2026-11-01')`,
    [workspaceId],
  )
  await database.query(
    `insert into endpoints (workspace_id, id, name, scheme, created_by, created_at) values ($1, $2, 'x', 'bearer', 'U9', '2026-11-01')`,
    [workspaceId, id],
  )
  await database.query(
    `insert into endpoint_secrets (workspace_id, endpoint_id, hint, digest, created_by, created_at) values ($1, $2, 'x', $3, 'U9', '2026-11-01')`,
    [workspaceId, id, createHash('sha256').update(secret).digest('hex')],
  )
  return id
}

/** An administrator adds an endpoint from the settings. @returns what they read then. */
export async function addEndpoint(
  who: Player,
  { name, format, scheme, secret }: { name: string; format: string; scheme: string; secret?: string },
  send: () => Promise<unknown> = () => who.submit(),
): Promise<string> {
  while (await who.form()) await who.close()
  await who.opens(who.command('CTEAM', '/throughline', 'settings'))
  await who.pressInForm('Endpoints')
  await turnsTo(who, 'Endpoints\n')
  await who.pressInForm('Add an endpoint')
  await turnsTo(who, 'New endpoint\n')
  await who.fill('Name', name)
  await who.fill('What its messages look like', format)
  await who.fill('How it proves that they are its own', scheme)
  if (secret) await who.fill('Client secret', secret)
  await send()
  return turnsTo(who, 'Endpoint\n')
}

/** In the open form of an endpoint, saves what means what as it stands, and adds a secret that HubSpot brings. */
export async function revise(who: Player, secret: string): Promise<string> {
  await who.pressInForm('What means what')
  await turnsTo(who, 'What means what\n')
  await who.submit()
  await turnsTo(who, 'Its messages are mapped')
  await who.pressInForm('Add a secret')
  await turnsTo(who, 'New secret\n')
  await who.fill('Client secret', secret)
  await who.submit()
  return turnsTo(who, `ends in ${secret.slice(-4)}`)
}

/** The path of the address that stands in a form. */
export const pathIn = (form: string): string => new URL(/https:\S+/.exec(form)![0]).pathname
