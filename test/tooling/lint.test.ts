import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { inFolderOf, ROOT, tool } from './planted.ts'

const FLOATING = `declare function later(work: () => void): void
export async function send(): Promise<void> {}
send()
later(async () => send())
await send()
void send()
`
const TSCONFIG = JSON.stringify({ compilerOptions: { strict: true, target: 'es2024', module: 'nodenext', types: [] } })
const CLOCKS = `export const a = new Date()
export const b = Date.now()
export const c = new Date(5)
`

const project = (name: string) => fs.readFileSync(path.join(ROOT, name), 'utf8')

it('the check finds a promise that nobody waits for', () => {
  const files = {
    'src/floating.ts': FLOATING,
    'tsconfig.json': TSCONFIG,
    '.oxlintrc.json': project('.oxlintrc.json'),
  }
  const { code, printed } = inFolderOf(files, (folder) =>
    tool('oxlint', ['--type-aware', '--format=unix', 'src'], folder),
  )
  expect(printed).toMatch(/floating\.ts:3:\d+:.*no-floating-promises/)
  expect(printed).toMatch(/floating\.ts:4:\d+:.*no-misused-promises/)
  expect(printed).toContain('2 problems')
  expect(code).not.toBe(0)
})

it('the check finds a glance at the machine’s clock in the product, and nowhere else', () => {
  const plugin = 'biome/time-is-an-argument.grit'
  const places = ['src/features/rounds/model.ts', 'blocks/home.ts', 'src/platform/clock.ts', 'test/rounds.test.ts']
  const files = {
    'biome.json': project('biome.json'),
    [plugin]: project(plugin),
    ...Object.fromEntries(places.map((place) => [place, CLOCKS])),
  }
  const { code, printed } = inFolderOf(files, (folder) => tool('biome', ['lint', '.'], folder))
  expect(
    printed
      .match(/^(\S+):\d+:\d+ plugin/gm)
      ?.map((line) => line.replace(' plugin', ''))
      .sort(),
  ).toEqual([
    'blocks/home.ts:1:18',
    'blocks/home.ts:2:18',
    'src/features/rounds/model.ts:1:18',
    'src/features/rounds/model.ts:2:18',
  ])
  expect(code).not.toBe(0)
})
