import { expect, it } from '@jest/globals'
import { createLog, scrub } from '../../src/platform/log.ts'

const SECRETS = ['xoxb-1234-5678-abcdef', 'xapp-1-A1-2-deadbeef', 'hunter2']

it('keeps tokens and passwords out of every line, wherever they stand', () => {
  const lines: string[] = []
  const write = process.stdout.write
  process.stdout.write = ((line: string) => lines.push(line)) as never
  try {
    const log = createLog('info')
    const nested = { a: { b: { Token: 'xoxb-1234-5678-abcdef' } }, list: ['xapp-1-A1-2-deadbeef'] }
    log.info(nested, 'started with xoxb-1234-5678-abcdef')
    log.error(
      { error: new Error('postgres://throughline_app:hunter2@host/db refused Bearer xoxb-1234-5678-abcdef') },
      'failed',
    )
  } finally {
    process.stdout.write = write
  }
  expect(lines).toHaveLength(2)
  for (const secret of SECRETS) expect(lines.join('')).not.toContain(secret)
  expect(lines[1]).toContain('throughline_app')
})

it.each([
  ['an ordinary sentence', 'an ordinary sentence'],
  ['redis://:hunter2@localhost:6379', 'redis://:[secret]@localhost:6379'],
  ['whsec_MfKQ9r8+K/a= and tlw_AbC-9_x', '[secret] and [secret]'],
])('leaves the rest of a text as it is: %s', (text, scrubbed) => {
  expect(scrub(text)).toBe(scrubbed)
})
