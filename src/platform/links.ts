import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { keysFor } from './sealing.ts'

/** A page of ours that is for one person alone: whoever has its address may do there what it is for. */
export interface Link {
  /** Where the page is: '/confirm'. */
  path: string
  /** What it is about, as two ids. */
  about: [string, string]
  /** The workspace to which it belongs: carried to another one, it says nothing. */
  bound: string
  until: Date
}

export type Read = Pick<Link, 'about' | 'until'>

export interface Links {
  /** The whole address. Nothing is kept of it: who reads the database cannot make one. */
  to(link: Link): string
  /** What a token of ours says, also where its time is over; undefined where it is not ours, or not for this. */
  read(token: string, of: Pick<Link, 'path' | 'bound'>): Read | undefined
}

const UUID_BYTES = 16
/** Of the seconds since 1970. */
const TIME_BYTES = 5
const BODY_BYTES = 2 * UUID_BYTES + TIME_BYTES
const MAC_BYTES = 32
/** In base64url these bytes fill whole groups of four characters, so that one token can be written in one way only. */
const TOKEN = new RegExp(`^[\\w-]{${((BODY_BYTES + MAC_BYTES) / 3) * 4}}$`)
export const LASTS_DAYS = 30

/**
 * Signs with the first of these keys (as of a vault) and reads what any of them signed. Undefined where no key or no
 * public address is set.
 */
export function createLinks(keys: string | undefined, publicUrl: string | undefined): Links | undefined {
  const all = keysFor(keys, 'throughline links')
  const [first] = all
  if (!first || !publicUrl) return undefined
  return {
    to(link) {
      const body = bodyOf(link)
      const token = Buffer.concat([body, macOf(first, link, body)]).toString('base64url')
      return `${publicUrl}${link.path}/${token}`
    },
    read(token, of) {
      if (!TOKEN.test(token)) return undefined
      const bytes = Buffer.from(token, 'base64url')
      const [body, mac] = [bytes.subarray(0, BODY_BYTES), bytes.subarray(BODY_BYTES)]
      // Every key is tried, whether or not one fits: how long that takes tells nothing.
      const fits = all.map((key) => timingSafeEqual(macOf(key, of, body), mac))
      return fits.includes(true) ? readBody(body) : undefined
    },
  }
}

const macOf = (key: KeyObject, { path, bound }: Pick<Link, 'path' | 'bound'>, body: Buffer): Buffer =>
  createHmac('sha256', key).update(`${path}\n${bound}\n`).update(body).digest()

function bodyOf({ about, until }: Link): Buffer {
  const body = Buffer.alloc(BODY_BYTES)
  for (const [index, id] of about.entries()) body.write(id.replaceAll('-', ''), index * UUID_BYTES, 'hex')
  body.writeUIntBE(Math.floor(until.getTime() / 1000), 2 * UUID_BYTES, TIME_BYTES)
  return body
}

function readBody(body: Buffer): Read {
  const uuid = (at: number) =>
    body.toString('hex', at, at + UUID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return { about: [uuid(0), uuid(UUID_BYTES)], until: new Date(body.readUIntBE(2 * UUID_BYTES, TIME_BYTES) * 1000) }
}
