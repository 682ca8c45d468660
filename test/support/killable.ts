import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'

const COMPILED = path.join(import.meta.dirname, '../../node_modules/.cache/compile')

export interface Killable {
  port: number
  /** Ends it at once, in the middle of whatever it does. */
  kill(): Promise<void>
}

/** Starts the program in a process of its own, on the playground's clock. `hear` gets every line that it logs. */
export async function startKillable(env: Record<string, string>, hear?: (line: string) => void): Promise<Killable> {
  const main = path.join(import.meta.dirname, 'killable-main.ts')
  const child = spawn(process.execPath, [main], {
    // As src/main.ts does: later starts take two thirds of the time.
    env: { NODE_COMPILE_CACHE: COMPILED, ...env, PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (hear) createInterface({ input: child.stdout! }).on('line', hear)
  const port = await listening(child)
  return {
    port,
    kill: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGKILL')
      }),
  }
}

function listening(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.once('exit', (code) => reject(new Error(`The program ended with ${code}: ${said}`)))
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const port = /^listening (\d+)$/m.exec(said)?.[1]
      if (port) resolve(Number(port))
    })
  })
}
