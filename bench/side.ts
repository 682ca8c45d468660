// What the benchmarks share: programs to compare, each a process of its own, and figures.
import { spawn } from 'node:child_process'

export interface Side {
  name: string
  port: number
  pid: number
  end(): Promise<void>
}

/** Starts a program and waits until it says which port it listens on. */
export async function startSide(name: string, file: string[], env: Record<string, string>): Promise<Side> {
  const child = spawn(process.execPath, file, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const port = await new Promise<number>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk
      const found = /[{][^\n]*started[^\n]*[}]/.exec(text)?.[0].match(/"port":(\d+)/)?.[1]
      if (found) resolve(Number(found))
    })
    child.once('exit', () => reject(new Error(`${name} ended before it listened:\n${text}`)))
  })
  const end = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { name, port, pid: child.pid!, end }
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
