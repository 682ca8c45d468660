// Adds to package-lock.json the platform packages that npm left out, so that `npm ci` passes on every platform.
// npm writes only those that the registry served on the day; `npm ci` then stops with "Missing: … from lock file".
// With --check it changes nothing and fails when one is missing, or when an entry names where it was downloaded from.
import fs from 'node:fs'
import { pathToFileURL } from 'node:url'

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openharmony', 'sunos', 'win32']
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64']

/** Adds each missing optional dependency to the lockfile in place. @returns the names that were missing. */
export function completeLockfile(lock) {
  const missing = []
  for (const [place, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isInstalled(lock, place, name)) continue
      missing.push(name)
      lock.packages[`node_modules/${name}`] = {
        version,
        ...(entry.dev ? { dev: true } : {}),
        ...platform(name),
        optional: true,
      }
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
  return missing
}

function isInstalled(lock, place, name) {
  for (let base = place; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${base ? `${base}/` : ''}node_modules/${name}`]) return true
    if (!base) return false
    if (!base.includes('/node_modules/')) return Boolean(lock.packages[`node_modules/${name}`])
  }
}

/** What a platform package says about itself, read from its name, such as binding-linux-x64-musl. */
function platform(name) {
  const words = name.split(/[/-]/)
  const os = SYSTEMS.find((system) => words.includes(system))
  const cpu = words.includes('wasm32') ? 'wasm32' : PROCESSORS.find((processor) => words.includes(processor))
  const libc = { musl: 'musl', gnu: 'glibc' }[words.at(-1)]
  if (!os || !cpu)
    throw new Error(`The platform of ${name} cannot be read from its name: run npm install where it is served.`)
  return { os: [os], cpu: [cpu], ...(libc ? { libc: [libc] } : {}) }
}

function main() {
  const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'))
  const missing = completeLockfile(lock)
  const downloads = Object.keys(lock.packages).filter((place) => lock.packages[place].resolved)
  if (!process.argv.includes('--check')) {
    for (const place of downloads) delete lock.packages[place].resolved
    fs.writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
    console.log(
      `package-lock.json: ${missing.length} platform packages added, ${downloads.length} download addresses removed.`,
    )
    return
  }
  if (missing.length > 0)
    console.error(`package-lock.json lacks ${missing.length} platform packages (${missing[0]}, …): npm run lockfile`)
  if (downloads.length > 0)
    console.error(`package-lock.json names download addresses (${downloads[0]}, …): npm run lockfile`)
  process.exitCode = missing.length + downloads.length > 0 ? 1 : 0
}

if (process.argv[1] && import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href) main()
