import {
  drawEndpoint,
  drawEndpoints,
  drawMapping,
  drawNewEndpoint,
  drawNewSecret,
  ENDPOINT,
  type NewEndpointEntry,
} from '#blocks/endpoints.ts'
import type { Modal } from '#blocks/kit.ts'
import { record } from '#features/accounts/flow.ts'
import { SUBJECTS } from '#features/contacts/model.ts'
import { administratorsOf, peopleById } from '#features/installations/flow.ts'
import { momentIn } from '#platform/calendar.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { isKept } from '#platform/kept.ts'
import { readMapping, writeMapping } from './mapping/model.ts'
import { PRESET_NAMES, PRESETS, presetMapping } from './mapping/presets.ts'
import {
  type Endpoint,
  MOST_ENDPOINTS,
  MOST_SECRETS,
  pathOf,
  SCHEME_NAMES,
  SCHEMES,
  type Scheme,
  type Secret,
} from './model.ts'
import { boundTo, type Desk } from './receiving.ts'
import { digestOf, newSecret } from './signatures.ts'
import * as store from './store.ts'

/** @throws Refusal for anybody but administrators. */
async function assertAdministers(tx: Tx, userId: string): Promise<void> {
  if ((await administratorsOf(tx)).includes(userId)) return
  throw new Refusal('Only an administrator can see and change endpoints. Please ask one of them.')
}

export async function openEndpoints(tx: Tx, userId: string): Promise<Modal> {
  await assertAdministers(tx, userId)
  const all = await store.listEndpoints(tx.db)
  const moment = await momentsFor(tx, userId)
  const rows = all.slice(0, MOST_ENDPOINTS).map((endpoint) => ({
    id: endpoint.id,
    name: endpoint.name,
    scheme: SCHEME_NAMES[endpoint.scheme],
    refusal: refusalOf(endpoint, moment),
  }))
  return drawEndpoints(rows, all.length - rows.length)
}

/** Instants as a person reads them where they are. */
async function momentsFor(tx: Tx, userId: string): Promise<(at: Date) => string> {
  const zone = (await peopleById(tx, [userId])).get(userId)?.zone ?? 'UTC'
  return (at) => momentIn(at, zone)
}

const refusalOf = ({ lastRefusal, lastRefusedAt }: Endpoint, moment: (at: Date) => string): string | null =>
  lastRefusal && lastRefusedAt && `Last refused: ${moment(lastRefusedAt)}. ${lastRefusal}`

export async function openNewEndpoint(tx: Tx, userId: string, { publicUrl }: Pick<Desk, 'publicUrl'>): Promise<Modal> {
  await assertAdministers(tx, userId)
  const formats = PRESETS.map((value) => ({ value, text: PRESET_NAMES[value] }))
  return drawNewEndpoint(
    crypto.randomUUID(),
    formats,
    SCHEMES.map((value) => ({ value, text: SCHEME_NAMES[value], description: SCHEME_HINTS[value] })),
    publicUrl ?? null,
  )
}

const SCHEME_HINTS: Record<Scheme, string> = {
  standard: 'Signs each message; the safest where you write the sender yourself.',
  hubspot: 'HubSpot signs each message with the secret of your app.',
  bearer: 'Sends a secret along, as a Salesforce flow or a HubSpot workflow can.',
}

/** Adds an endpoint with its first secret. @returns the endpoint, with the secret where it was made here. */
export async function addEndpoint(
  tx: Tx,
  userId: string,
  entry: NewEndpointEntry,
  desk: Desk,
  id: string = crypto.randomUUID(),
): Promise<Modal> {
  await assertAdministers(tx, userId)
  const { name, secret } = entry
  const scheme = SCHEMES.find((one) => one === entry.scheme)
  const format = PRESETS.find((one) => one === entry.format)
  if (!name) throw new Refusal('Please give it a name, such as HubSpot.', ENDPOINT.name)
  if (!scheme) throw new Refusal('Please choose how it signs.', ENDPOINT.scheme)
  if (!format) throw new Refusal('Please choose what its messages look like.', ENDPOINT.format)
  checkScheme(scheme, desk)
  if (scheme !== 'hubspot' && secret)
    throw new Refusal('Throughline makes this secret itself; leave it empty.', ENDPOINT.secret)
  const mapping = presetMapping(format, SUBJECTS)
  const created = { createdBy: userId, createdAt: tx.now }
  const isNew = await store.insertEndpoint(tx.db, { id, name, scheme, mapping, ...created })
  if (isNew) await note(tx, userId, 'endpoint.added', { endpointId: id, name, scheme, format })
  else await revokeUnseen(tx, id)
  return withSecret(tx, userId, id, secret, desk)
}

/** The form was sent again, as its answer came too late: nobody has seen the secret that stood in it. */
async function revokeUnseen(tx: Tx, id: string): Promise<void> {
  await store.lockEndpoint(tx.db, id)
  if ((await getEndpoint(tx, id)).scheme === 'hubspot') return
  for (const secret of await store.liveSecrets(tx.db, id))
    if (!secret.lastUsedAt) await store.revokeSecret(tx.db, id, secret.id, tx.now)
}

/** @throws Refusal where the program lacks what a scheme takes. */
function checkScheme(scheme: Scheme, { vault, publicUrl }: Desk): void {
  if (scheme !== 'bearer' && !vault)
    throw new Refusal(
      'What signs takes a key to seal it with: set SECRET_KEY and start the program anew.',
      ENDPOINT.scheme,
    )
  if (scheme === 'hubspot' && !publicUrl)
    throw new Refusal('HubSpot signs our address: set PUBLIC_URL and start the program anew.', ENDPOINT.scheme)
}

/** Adds a secret beside those that are there: made here, or typed in where the sender brings its own. */
export async function addSecret(
  tx: Tx,
  userId: string,
  endpointId: string,
  typed: string | null,
  desk: Desk,
): Promise<Modal> {
  await assertAdministers(tx, userId)
  return withSecret(tx, userId, endpointId, typed, desk)
}

const SHORTEST_SECRET = 16

async function withSecret(tx: Tx, userId: string, id: string, typed: string | null, desk: Desk): Promise<Modal> {
  await store.lockEndpoint(tx.db, id)
  const { scheme } = await getEndpoint(tx, id)
  checkScheme(scheme, desk)
  const live = await store.liveSecrets(tx.db, id)
  // What was pasted in once is there.
  const isThere = ({ sealed }: Secret) => sealed !== null && desk.vault?.open(sealed, boundTo(tx, id)) === typed
  if (typed && live.some(isThere)) return detailOf(tx, userId, id, desk)
  if (live.length >= MOST_SECRETS)
    throw new Refusal(`It has ${MOST_SECRETS} secrets. Please revoke one that is not used any more.`)
  if (scheme === 'hubspot' && (typed ?? '').length < SHORTEST_SECRET)
    throw new Refusal('Please paste the client secret of your HubSpot app; it is longer than this.', ENDPOINT.secret)
  const text = scheme === 'hubspot' ? typed! : newSecret(scheme)
  const hint = text.slice(-4)
  const kept =
    scheme === 'bearer'
      ? { digest: digestOf(text), sealed: null }
      : { digest: null, sealed: desk.vault!.seal(text, boundTo(tx, id)) }
  await store.insertSecret(tx.db, { endpointId: id, hint, ...kept, createdBy: userId, createdAt: tx.now })
  await note(tx, userId, 'endpoint.secret_added', { endpointId: id, hint })
  return detailOf(tx, userId, id, desk, scheme === 'hubspot' ? null : text)
}

export async function revokeSecret(
  tx: Tx,
  userId: string,
  { endpointId, secretId }: { endpointId: string; secretId: string },
  desk: Desk,
): Promise<Modal> {
  await assertAdministers(tx, userId)
  await getEndpoint(tx, endpointId)
  const revoked = await store.revokeSecret(tx.db, endpointId, secretId, tx.now)
  if (revoked) await note(tx, userId, 'endpoint.secret_revoked', { endpointId, secretId })
  return detailOf(tx, userId, endpointId, desk)
}

export async function openEndpoint(tx: Tx, userId: string, id: string, desk: Desk): Promise<Modal> {
  await assertAdministers(tx, userId)
  return detailOf(tx, userId, id, desk)
}

export async function openNewSecret(tx: Tx, userId: string, id: string): Promise<Modal> {
  await assertAdministers(tx, userId)
  await getEndpoint(tx, id)
  return drawNewSecret(id)
}

export async function openMapping(tx: Tx, userId: string, id: string): Promise<Modal> {
  await assertAdministers(tx, userId)
  const { mapping } = await getEndpoint(tx, id)
  return drawMapping(id, mapping ? writeMapping(mapping) : '')
}

/** Keeps what of a message means what; empty for messages in our own words. */
export async function changeMapping(tx: Tx, userId: string, id: string, written: string, desk: Desk): Promise<Modal> {
  await assertAdministers(tx, userId)
  const { mapping: before } = await getEndpoint(tx, id)
  const mapping = written.trim() === '' ? null : readTyped(written)
  if (isKept({ mapping }, { mapping: before })) return detailOf(tx, userId, id, desk)
  await store.updateMapping(tx.db, id, mapping)
  await note(tx, userId, 'endpoint.mapped', { endpointId: id, mapping: mapping && writeMapping(mapping) })
  return detailOf(tx, userId, id, desk)
}

function readTyped(written: string) {
  try {
    return readMapping(written.replace(/[“”]/g, '"'), SUBJECTS)
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(error.message, ENDPOINT.mapping) : error
  }
}

/** Nothing is heard there any more. @returns the endpoints that are left. */
export async function endEndpoint(tx: Tx, userId: string, id: string): Promise<Modal> {
  await assertAdministers(tx, userId)
  const { name } = await getEndpoint(tx, id)
  await store.closeEndpoint(tx.db, id, tx.now)
  await note(tx, userId, 'endpoint.closed', { endpointId: id, name })
  return openEndpoints(tx, userId)
}

const note = (tx: Tx, actor: string, action: string, detail: object): Promise<void> =>
  record(tx, { accountId: null, actor, action, detail })

async function getEndpoint(tx: Tx, id: string): Promise<Endpoint> {
  const endpoint = await store.findEndpoint(tx.db, id)
  if (!endpoint) throw new Refusal('This endpoint is closed.')
  return endpoint
}

async function detailOf(tx: Tx, userId: string, id: string, desk: Desk, fresh: string | null = null): Promise<Modal> {
  const endpoint = await getEndpoint(tx, id)
  const { name, scheme, mapping } = endpoint
  const moment = await momentsFor(tx, userId)
  const inWords = (secret: Secret): string => {
    const isShut = secret.sealed !== null && desk.vault?.open(secret.sealed, boundTo(tx, id)) === undefined
    if (isShut) return 'It does not open any more, because SECRET_KEY is another one now. Revoke it and add a new one.'
    const used = secret.lastUsedAt ? `last used ${moment(secret.lastUsedAt)} or within the hour after` : 'not used yet'
    return `Since ${moment(secret.createdAt)}, ${used}`
  }
  const secrets = await store.liveSecrets(tx.db, id)
  const refusal = refusalOf(endpoint, moment)
  return drawEndpoint({
    ...{ id, name, fresh, scheme: SCHEME_NAMES[scheme], brought: scheme === 'hubspot' },
    address: `${desk.publicUrl ?? ''}${pathOf(id)}`,
    format: mapping ? 'Its messages are mapped' : PRESET_NAMES.throughline,
    secrets: secrets.map((secret) => ({ id: secret.id, hint: secret.hint, words: inWords(secret) })),
    notes: [
      ...(refusal ? [refusal] : []),
      ...(desk.publicUrl ? [] : ['Your public address stands before this; PUBLIC_URL would show it here.']),
    ],
  })
}
