import type { Mapping } from './mapping/model.ts'

/** How a sender proves that a message is theirs. */
export const SCHEMES = ['standard', 'hubspot', 'bearer'] as const
export type Scheme = (typeof SCHEMES)[number]

export const SCHEME_NAMES: Record<Scheme, string> = {
  standard: 'Standard Webhooks signature',
  hubspot: 'HubSpot signature, version 3',
  bearer: 'Bearer secret',
}

/** Where a CRM tells us of changes of contacts. */
export interface Endpoint {
  id: string
  name: string
  scheme: Scheme
  /** What of a message means what; null where messages come in our own words. */
  mapping: Mapping | null
  /** What was wrong with the last message that was refused although its signature was right. */
  lastRefusal: string | null
  lastRefusedAt: Date | null
}

/** One of the secrets of an endpoint. Of the secret itself only what proves a message is kept. */
export interface Secret {
  id: string
  endpointId: string
  /** Its last four characters. */
  hint: string
  /** SHA-256 in hex, of a bearer secret. */
  digest: string | null
  /** Of a secret that signs, which takes the secret itself. */
  sealed: string | null
  createdAt: Date
  lastUsedAt: Date | null
}

/** More than this is not rotation but disorder. */
export const MOST_SECRETS = 5
/** As many as one form shows. */
export const MOST_ENDPOINTS = 20

/** Where a sender posts, without the public address in front. */
export const pathOf = (endpointId: string): string => `/webhooks/${endpointId}/contacts`

const PATH = /^\/webhooks\/([^/]+)\/contacts\/?$/
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Which endpoint a path is; '' for one that can be nobody's, undefined for a path that is no endpoint's. */
export function endpointIn(path: string): string | undefined {
  const [, id] = PATH.exec(path) ?? []
  if (id === undefined) return undefined
  return ID.test(id) ? id.toLowerCase() : ''
}

/** What an HTTP request brings, as far as it can be signed. */
export interface Signed {
  method: string
  /** As it was asked for: path and query. */
  path: string
  headers: Record<string, string | string[] | undefined>
  /** The bytes as they came. */
  body: Buffer
}

/** What a sender hears. */
export interface Heard {
  status: number
  body: object
}
