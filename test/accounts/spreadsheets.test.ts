import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type Desk, EXAMPLE, openDesk } from './desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
beforeEach(() => desk.clear())
afterAll(() => desk.close())

describe('a file from a spreadsheet', () => {
  it('is read the same with a byte order mark, carriage returns, semicolons or tabs', async () => {
    await desk.read(EXAMPLE)
    const plain = EXAMPLE.split('\n')
    for (const text of [
      `\uFEFF${EXAMPLE}`,
      plain.join('\r\n'),
      plain.map((line) => line.replaceAll(',', '\t')).join('\n'),
      plain
        .map((line) =>
          line
            .split(',')
            .map((cell) => (cell.includes(';') ? `"${cell}"` : cell))
            .join(';'),
        )
        .join('\r\n'),
    ]) {
      expect(await desk.read(text)).toMatchObject({ added: 0, changed: 0, unchanged: 3 })
    }
  })

  it('may name its columns with capitals and spaces, hold line breaks in a cell, and empty rows', async () => {
    await desk.read(
      'Key,NAME,Zone,First publish on,Stakeholders\n,,,,\nA,"Aqua\nWorks",UTC,,"implementer=U001\nsales_rep=U002"\n\n',
    )
    const { account, stakeholders } = await desk.facts('A')
    expect(account.name).toBe('Aqua Works')
    expect(new Set(stakeholders.map(({ userId }) => userId))).toEqual(new Set(['U001', 'U002']))
  })

  it('is told apart by line also after a cell of several lines', async () => {
    await expect(desk.read('key,name,zone\nA,"Aqua\r\nWorks",UTC\r\nB,Bolt,Nowhere\n')).rejects.toThrow(
      'Line 4, column zone: “Nowhere”',
    )
  })
})

let statements = 0
/** Counts what is sent to Postgres: time depends on the machine, statements do not. */
function countStatements(client: { query: (...args: never[]) => unknown }): void {
  const query = client.query.bind(client)
  client.query = (...args) => {
    statements += 1
    return query(...args)
  }
}

it('reads a thousand accounts with a few dozen statements, however many there are', async () => {
  const [header, calder] = EXAMPLE.split('\n')
  const rows = Array.from({ length: 1_000 }, (_, index) =>
    calder!.replace('CALDER', `K${index}`).replace('U0WEI0001', `U0WEI${index}`),
  )
  const text = [header, ...rows].join('\n')
  desk.ctx.database.pool.once('acquire', countStatements)
  const cost = async (file: string) => {
    const [before, began] = [statements, performance.now()]
    const report = await desk.read(file)
    return { report, ms: Math.round(performance.now() - began), statements: statements - before }
  }
  const first = await cost(text)
  expect(first.report).toMatchObject({ added: 1_000 })
  expect(first.statements).toBeGreaterThan(5)
  expect(first.statements).toBeLessThan(60)
  const again = await cost(text)
  expect(again.report).toMatchObject({ unchanged: 1_000 })
  const changed = await cost(text.replaceAll('U0MAYA001', 'U0NEW0001'))
  expect(changed.report).toMatchObject({ changed: 1_000 })
  process.stdout.write(`1,000 accounts: ${first.ms} ms; again: ${again.ms} ms; changed: ${changed.ms} ms\n`)
})
