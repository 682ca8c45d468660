import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import type { Scheme, Secret, Signed } from './model.ts'

/** What decides whether a message is its sender's. */
export interface Proof {
  /** Gives a sealed secret back; undefined where it does not open. */
  unseal(sealed: string): string | undefined
  /** Where the outside world reaches us, without a slash at the end: HubSpot signs the whole address. */
  publicUrl: string | undefined
}

/** As Standard Webhooks and HubSpot both advise, in ms. */
const TOLERANCE_MS = 5 * 60_000

const headerOf = ({ headers }: Signed, name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

/** Whether the clock of whoever signed is too far from ours. Says nothing about the endpoint, which is not looked at. */
export function isOffTime(request: Signed, real: Date): boolean {
  const stated = [
    [headerOf(request, 'webhook-timestamp'), 1000],
    [headerOf(request, 'x-hubspot-request-timestamp'), 1],
  ] as const
  return stated.some(([at, ms]) => {
    if (at === undefined) return false
    // What is no number is no time: then nothing would bound how old a message may be.
    return !(Math.abs(Number(at || 'none') * ms - real.getTime()) <= TOLERANCE_MS)
  })
}

type Kept = Pick<Secret, 'digest' | 'sealed'>

/** The secret with which a message was signed; undefined where none of them fits. */
export function findSigner<Known extends Kept>(
  scheme: Scheme,
  secrets: Known[],
  request: Signed,
  proof: Proof,
): Known | undefined {
  return secrets.find((secret) => {
    if (scheme === 'bearer') return isBearer(secret, request)
    const own = secret.sealed === null ? undefined : proof.unseal(secret.sealed)
    if (own === undefined) return false
    return scheme === 'standard' ? isStandard(own, request) : isHubspot(own, request, proof.publicUrl)
  })
}

function isBearer({ digest }: Kept, request: Signed): boolean {
  const [, token] = /^Bearer +(\S+)$/i.exec(headerOf(request, 'authorization') ?? '') ?? []
  return token !== undefined && digest !== null && isSame(digestOf(token), digest)
}

// The library compares with the machine's own clock; isOffTime has done so before, with the clock that we were given.
function isStandard(secret: string, request: Signed): boolean {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature']
  const headers = Object.fromEntries(names.map((name) => [name, headerOf(request, name) ?? '']))
  try {
    new Webhook(secret).verify(request.body, headers, { jsonParse: false })
    return true
  } catch {
    return false
  }
}

/** developers.hubspot.com, "Validating requests": these are signed as what they stand for. */
const DECODED = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi

function isHubspot(secret: string, request: Signed, publicUrl: string | undefined): boolean {
  const [signature, at] = ['x-hubspot-signature-v3', 'x-hubspot-request-timestamp'].map((name) =>
    headerOf(request, name),
  )
  if (!signature || !at || !publicUrl) return false
  const uri = `${publicUrl}${request.path}`.replace(DECODED, decodeURIComponent)
  const hmac = createHmac('sha256', secret).update(`${request.method}${uri}`).update(request.body).update(at)
  return isSame(hmac.digest('base64'), signature)
}

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** What is kept of a bearer secret: enough to know it again. It has 256 bits, so it needs no salt. */
export const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** 256 bits: twice what OWASP asks of a session's secret. */
const SECRET_BYTES = 32

/** A new secret for who signs as Standard Webhooks says, or who sends it along. HubSpot brings its own. */
export const newSecret = (scheme: 'standard' | 'bearer'): string =>
  scheme === 'standard'
    ? `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`
    : `tlw_${randomBytes(SECRET_BYTES).toString('base64url')}`

/** As much work as a real look takes, so that an address that is nobody's answers no sooner. */
export function pretend(request: Signed): void {
  createHmac('sha256', 'nobody').update(request.body).digest('base64')
}
