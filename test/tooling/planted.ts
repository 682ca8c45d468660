import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** Where the project's own configuration files are. */
export const ROOT = path.resolve('.')

/** A folder that holds these files, gone after `work`. */
export function inFolderOf<T>(files: Record<string, string>, work: (folder: string) => T): T {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'planted-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name)
      fs.mkdirSync(path.dirname(file), { recursive: true })
      fs.writeFileSync(file, text)
    }
    return work(folder)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs one of the project's tools in a folder. */
export function tool(name: string, args: string[], folder: string): { code: number | null; printed: string } {
  const bin = path.join(ROOT, 'node_modules', '.bin')
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH']}` }
  const { status, stdout, stderr } = spawnSync(path.join(bin, name), args, { cwd: folder, env, encoding: 'utf8' })
  return { code: status, printed: stdout + stderr }
}
