import { describe, expect, it } from '@jest/globals'
import { createLinks, type Link } from '../../src/platform/links.ts'

const ABOUT: Link['about'] = ['0b3f5a52-6b0f-4c43-9c1a-0d6c7a2c9a11', 'f0000000-0000-4000-8000-0000000000ff']
const BOUND = '00000000-0000-4000-8000-000000000001'
const UNTIL = new Date('2026-12-23T09:00:00Z')
const KEY = 'k'.repeat(32)
const OTHER = 'o'.repeat(32)
const PUBLIC = 'https://throughline.example.com/app'

const of = { path: '/confirm', bound: BOUND }
const links = createLinks(KEY, PUBLIC)!
const address = links.to({ ...of, about: ABOUT, until: UNTIL })
const token = address.split('/').at(-1)!

/** The same token with one byte changed. */
function changed(at: number): string {
  const bytes = Buffer.from(token, 'base64url')
  bytes[at]! ^= 1
  return bytes.toString('base64url')
}

describe('a link', () => {
  it('is an address under ours, and is read back to the second', () => {
    expect(address).toMatch(/^https:\/\/throughline\.example\.com\/app\/confirm\/[\w-]{92}$/)
    expect(links.read(token, of)).toEqual({ about: ABOUT, until: UNTIL })
  })

  it('says when its time was over, and leaves the judgement to whoever knows what time it is', () => {
    const until = new Date('2020-01-01T00:00:00.999Z')
    const old = links
      .to({ ...of, about: ABOUT, until })
      .split('/')
      .at(-1)!
    expect(links.read(old, of)).toEqual({ about: ABOUT, until: new Date('2020-01-01T00:00:00Z') })
  })

  it('is not read with any of its bytes changed', () => {
    const length = Buffer.from(token, 'base64url').length
    const read = Array.from({ length }, (_, at) => links.read(changed(at), of))
    expect(read).toHaveLength(69)
    expect(read.filter(Boolean)).toEqual([])
  })

  it.each([
    ['empty', ''],
    ['cut off', token.slice(0, -1)],
    ['longer', `${token}A`],
    ['padded', `${token}=`],
    ['written in another alphabet', `${token.slice(0, -1)}+`],
    ['a word', 'undefined'],
    ['a long one', 'A'.repeat(100_000)],
  ])('is not read where it is %s', (_, text) => {
    expect(links.read(text, of)).toBeUndefined()
  })

  it.each([
    ['another workspace', { ...of, bound: '00000000-0000-4000-8000-000000000002' }],
    ['another purpose', { ...of, path: '/unsubscribe' }],
    ['a purpose that only begins alike', { path: '/confirm\n0', bound: BOUND.slice(1) }],
  ])('is not read for %s', (_, wrong) => {
    expect(links.read(token, wrong)).toBeUndefined()
  })

  it('outlives a change of the key while the old one is kept, and not longer', () => {
    expect(createLinks(`${OTHER}, ${KEY}`, PUBLIC)!.read(token, of)).toBeDefined()
    expect(createLinks(OTHER, PUBLIC)!.read(token, of)).toBeUndefined()
  })

  it.each([
    ['a key', undefined, PUBLIC],
    ['a key that is more than a comma', ' , ', PUBLIC],
    ['an address', KEY, undefined],
  ])('is not made without %s', (_, key, publicUrl) => {
    expect(createLinks(key, publicUrl)).toBeUndefined()
  })
})
