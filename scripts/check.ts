// Everything that can be checked without running the product: `npm run check`. One line for each part, with its time.
import { spawn } from 'node:child_process'
import path from 'node:path'

interface Part {
  name: string
  command: string[]
}

const node = (file: string, ...args: string[]) => [process.execPath, path.join('scripts', file), ...args]

const PARTS: Part[] = [
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings', '--max-diagnostics=50', '.'] },
  { name: 'promises', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'imports', command: node('check-imports.ts') },
  { name: 'unused', command: ['knip', '--no-progress'] },
  { name: 'clock in SQL', command: node('check-sql-clock.ts') },
  { name: 'lockfile', command: node('complete-lockfile.mjs', '--check') },
  { name: 'exact versions', command: node('check-versions.ts') },
  { name: 'schema types', command: node('schema.ts', '--verify') },
]
/** The type check keeps one core busy; the rest share the other. */
const AT_ONCE = 2

const env = { ...process.env, PATH: `${path.resolve('node_modules/.bin')}${path.delimiter}${process.env['PATH']}` }

/** @returns whether the part passed; what it printed is shown only when it did not. */
function run({ name, command }: Part): Promise<boolean> {
  const began = performance.now()
  const [program, ...args] = command
  const child = spawn(program!, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text))
  return new Promise((resolve) => {
    const end = (passed: boolean) => {
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      process.stdout.write(`${passed ? 'ok    ' : 'FAILED'}  ${name.padEnd(16)} ${seconds.padStart(5)} s\n`)
      if (!passed) process.stdout.write(`${printed.trimEnd()}\n\n`)
      resolve(passed)
    }
    child.on('error', (error) => {
      printed += error.message
      end(false)
    })
    child.on('close', (code) => end(code === 0))
  })
}

const asked = process.argv.slice(2)
const waiting = PARTS.filter(({ name }) => asked.length === 0 || asked.includes(name))
const results: boolean[] = []
async function work(): Promise<void> {
  for (let part = waiting.shift(); part; part = waiting.shift()) results.push(await run(part))
}
await Promise.all(Array.from({ length: AT_ONCE }, work))
process.exitCode = results.length > 0 && results.every(Boolean) ? 0 : 1
