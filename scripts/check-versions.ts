// Every package is pinned to one version, so that two machines never run different programs.
import fs from 'node:fs'

const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8')) as Record<
  string,
  Record<string, string> | undefined
>
const all = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
  Object.entries(manifest[kind] ?? {}),
)
const loose = all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
for (const [name, version] of loose) process.stdout.write(`${name} is not pinned to one version: ${version}\n`)
process.exitCode = loose.length > 0 || all.length === 0 ? 1 : 0
