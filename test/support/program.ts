import { execFile } from 'node:child_process'
import path from 'node:path'

const MAIN = path.join(import.meta.dirname, '../../src/main.ts')

export interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** Runs `throughline …` as a process of its own, with nothing in its environment but what is given. */
export function runProgram(args: string[], env: Record<string, string>, cwd: string): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>()
  const options = { cwd, env: { PATH: process.env['PATH'], ...env }, timeout: 60_000 }
  const child = execFile(process.execPath, [MAIN, ...args], options, (_, stdout, stderr) => {
    resolve({ code: child.exitCode ?? -1, stdout, stderr })
  })
  return promise
}

/** A test database's URL as it may stand in the environment: with a host, although it is reached by a socket. */
export const inEnvironment = (databaseUrl: string): string => databaseUrl.replace('@/', '@localhost/')
