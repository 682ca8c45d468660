import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { bare, cellOf, guarded } from '../../src/platform/csv.ts'

describe('a cell that a spreadsheet would run as a formula', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '"=1"', "'=1", '“=1”', '  =1', '＝1', '\n-1'])(
    'stands behind an apostrophe: %j',
    (text) => {
      expect(guarded(text)).toBe(`'${text}`)
      expect(bare(guarded(text))).toBe(text)
    },
  )

  it.each(['Calder Freight', "'quoted'", 'a=b', '3 - 2', '12', '', "rock 'n' roll"])(
    'is not every other text: %j',
    (text) => {
      expect(guarded(text)).toBe(text)
      expect(bare(text)).toBe(text)
    },
  )

  it('is read again as it was, whatever it was', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n \'"“a1;,') })
    fc.assert(
      fc.property(fc.oneof(odd, fc.string()), (text) => {
        expect(bare(guarded(text))).toBe(text)
      }),
    )
  })

  it('is never a number', () => {
    expect([cellOf(-4.5), cellOf(3), cellOf('-4.5')]).toEqual(['-4.5', '3', "'-4.5"])
  })

  it('is told from its neighbours by quotation marks', () => {
    expect(cellOf('He said "yes", twice')).toBe('"He said ""yes"", twice"')
    expect(cellOf('=HYPERLINK("https://evil.example","x")')).toBe(`"'=HYPERLINK(""https://evil.example"",""x"")"`)
  })
})
