import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'

/** Seals what has to be kept and may not be read by whoever sees the database. */
export interface Vault {
  /** @param bound what the text belongs to: moved anywhere else, it does not open. */
  seal(text: string, bound: string): string
  /** Undefined where it was sealed with another key, for something else, or was changed. */
  open(sealed: string, bound: string): string | undefined
}

const VERSION = 'v1'
/** AES-256-GCM, as in NIST SP 800-38D: a nonce of 12 bytes, a tag of 16. */
const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** More secrets are hardly in use at once; of more, some are opened each time. */
const MOST_OPENED = 500

/**
 * A vault of one or more keys, separated by commas: the first one seals, each of them opens, so that a key can be
 * followed by another. Undefined without a key.
 */
export function createVault(keys: string | undefined): Vault | undefined {
  const all = keysFor(keys, 'throughline vault')
  const [first] = all
  if (!first) return undefined
  const openWithAny = (sealed: string, bound: string): string | undefined => {
    for (const key of all) {
      const text = openWith(key, sealed, bound)
      if (text !== undefined) return text
    }
    return undefined
  }
  // A secret is looked at with each message that comes; to open it takes longer than to check the message with it.
  const opened = new Map<string, string>()
  return {
    seal: (text, bound) => sealWith(first, text, bound),
    open(sealed, bound) {
      const about = JSON.stringify([sealed, bound])
      const text = opened.get(about) ?? openWithAny(sealed, bound)
      if (text !== undefined && opened.size < MOST_OPENED) opened.set(about, text)
      return text
    },
  }
}

/** The keys that are used for one thing, of one or more secrets separated by commas: no two things share a key. */
export const keysFor = (secrets: string | undefined, what: string): KeyObject[] =>
  (secrets ?? '')
    .split(',')
    .map((secret) => secret.trim())
    .filter(Boolean)
    .map((secret) => createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', what, 32))))

function sealWith(key: KeyObject, text: string, bound: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(bound))
  const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64url')}`
}

function openWith(key: KeyObject, sealed: string, bound: string): string | undefined {
  const [version, encoded = ''] = sealed.split('.')
  const bytes = Buffer.from(encoded, 'base64url')
  if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
  const [nonce, tag] = [bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)]
  const cipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  try {
    cipher.setAAD(Buffer.from(bound)).setAuthTag(tag)
    return Buffer.concat([cipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), cipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
