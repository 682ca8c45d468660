// Runs before the demo, the tests and the check: installs what package-lock.json names, unless it is there already.
// With --product it asks only for what the product itself needs, so that an installation without tests stays as it is.
// Plain JavaScript with Node's own modules only, because it runs on whatever Node (20 or later) the machine has.
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..')
const PLATFORM = `${process.platform}-${process.arch}`
/** Another install in the same folder (a demo and a test begun together) is waited for at most this long. */
const WAIT_MS = 10 * 60_000

/** What the packages take on disk, with room for the download and for the embedded database. */
const SPACE_BYTES = 900_000_000
const PRODUCT = process.argv.includes('--product')

class Sentence extends Error {}

const NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED/
const REASONS = [
  [NETWORK, noNetwork],
  [/ENOSPC|EDQUOT/, noSpace],
  [/EROFS|EACCES|EPERM/, notWritable],
  [/EUSAGE/, () => 'package.json and package-lock.json do not agree: run npm run lockfile, then try again.'],
]

function noNetwork() {
  return 'The npm registry cannot be reached, and the packages are not installed yet. Check the network, then try again.'
}

function noSpace() {
  return 'There is not enough space on this disk: Throughline needs about 900 MB for its packages and its data.'
}

function notWritable() {
  return `The folder ${ROOT} cannot be written, and the packages belong there. Copy the project to a folder of your own.`
}

const readJson = (file) => JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8'))

/** What must be in node_modules on this platform: of the optional packages only the runtime and the database. */
function needed(lock) {
  const ours = Object.keys(lock.packages[''].optionalDependencies ?? {}).filter((name) => name.endsWith(PLATFORM))
  const mine = new Set(PRODUCT && major(process.version) >= 24 ? [] : ours.map((name) => `node_modules/${name}`))
  const must = (place, entry) => mine.has(place) || !(entry.optional || entry.devOptional || (PRODUCT && entry.dev))
  return Object.entries(lock.packages).filter(([place, entry]) => place && must(place, entry))
}

/** npm itself writes node_modules/.package-lock.json at the end of each install, so a stopped one counts as none. */
function isInstalled() {
  try {
    const installed = readJson('node_modules/.package-lock.json').packages
    return needed(readJson('package-lock.json')).every(([place, entry]) => installed[place]?.version === entry.version)
  } catch {
    return false
  }
}

/** @returns a function that gives the turn back. Two installs into one folder would undo each other. */
async function takeTurn() {
  const file = path.join(ROOT, '.throughline', 'install.lock')
  const end = Date.now() + WAIT_MS
  fs.mkdirSync(path.dirname(file), { recursive: true })
  for (let told = false; ; told = true) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => fs.rmSync(file, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (!isAlive(file) || Date.now() > end) fs.rmSync(file, { force: true })
    else if (!told) say('Another install is under way in this folder; waiting for it.')
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

function isAlive(file) {
  try {
    const pid = Number(fs.readFileSync(file, 'utf8'))
    if (!pid) return Date.now() - fs.statSync(file).mtimeMs < 1_000
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Runs npm as it was called itself. @returns what it complained of; nothing when it succeeded. */
function npm(args) {
  const asked = process.env.npm_execpath ?? ''
  // The node that runs npm, not the one inside node_modules: npm ci takes that away first.
  const node = process.env.npm_node_execpath ?? process.execPath
  const [command, before] = asked.endsWith('npm-cli.js') ? [node, [asked]] : ['npm', []]
  const child = spawn(command, [...before, ...args, '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let told = ''
  child.stderr.on('data', (text) => {
    told += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', () =>
      reject(new Sentence('npm was not found. Install Node 20 or later with npm, then try again.')),
    )
    child.on('close', (code) => resolve(code === 0 ? '' : told || `npm ended with ${code}`))
  })
}

/** Without a network npm tries every single package again and again, for minutes; one question tells it at once. */
async function isOffline() {
  return NETWORK.test(await npm(['ping', '--fetch-retries=1', '--fetch-retry-mintimeout=500', '--fetch-timeout=10000']))
}

async function install() {
  const { bavail, bsize } = fs.statfsSync(ROOT)
  if (bavail * bsize < SPACE_BYTES) throw new Sentence(noSpace())
  const from = (await isOffline()) ? '--offline' : '--prefer-offline'
  const told = await npm(['ci', '--no-audit', '--no-fund', from, '--fetch-retries=2', '--fetch-retry-mintimeout=1000'])
  if (told) throw new Sentence(explain(told))
  // npm counts an optional package that it could not unpack as a success.
  if (!isInstalled())
    throw new Sentence('Not every package could be installed. Check network and disk, then try again.')
}

function explain(told) {
  const found = REASONS.find(([pattern]) => pattern.test(told))
  if (found) return found[1]()
  const lines = told
    .split('\n')
    .filter((line) => line.startsWith('npm error') && !/complete log|^npm error code/.test(line))
  return `npm ci did not succeed:\n${lines.slice(0, 6).join('\n') || told.slice(-400)}`
}

async function installOnce() {
  const giveBack = await takeTurn()
  try {
    if (isInstalled()) return
    const began = Date.now()
    say('Installing the packages Throughline needs, into this folder only (about 650 MB, usually a minute) …')
    // A folder that cannot be written would be found out only after the download.
    fs.mkdirSync(path.join(ROOT, 'node_modules'), { recursive: true })
    fs.accessSync(path.join(ROOT, 'node_modules'), fs.constants.W_OK)
    await install()
    say(`Installed in ${Math.round((Date.now() - began) / 1000)} s.`)
  } finally {
    giveBack()
  }
}

/** The project brings its own Node 24; where it has none for this platform, the machine's must be new enough. */
function checkRuntime() {
  const name = Object.keys(readJson('package.json').optionalDependencies).find(
    (one) => one.startsWith('node-') && one.endsWith(PLATFORM),
  )
  const own = path.join(ROOT, 'node_modules', '.bin', 'node')
  if (name) link(own, path.join(ROOT, 'node_modules', name, 'bin', 'node'))
  const command = fs.existsSync(own) ? own : 'node'
  const { stdout, error, stderr } = spawnSync(command, ['--version'], { encoding: 'utf8' })
  if (major(stdout) >= 24) return
  const reason = error?.message ?? (stderr?.trim().split('\n')[0] || `it answers ${stdout?.trim() || 'nothing'}`)
  if (!name)
    throw new Sentence(
      `There is no Node 24 for ${PLATFORM} among our packages. Install Node 24 or later, then try again.`,
    )
  throw new Sentence(
    `Node 24 from the package ${name} does not run here (${reason}). Remove node_modules and try again, or install Node 24 or later.`,
  )
}

// npm 10 skips the packages of the other platforms, and with them takes away the link that ours has under the same name.
function link(own, binary) {
  if (fs.existsSync(own) || !fs.existsSync(binary)) return
  fs.mkdirSync(path.dirname(own), { recursive: true })
  fs.rmSync(own, { force: true })
  fs.symlinkSync(path.relative(path.dirname(own), binary), own)
}

const major = (version) => Number(/^v(\d+)/.exec(version ?? '')?.[1] ?? 0)
const say = (sentence) => process.stderr.write(`${sentence}\n`)

async function main() {
  if (major(process.version) < 20)
    throw new Sentence(`Throughline needs Node 20 or later to begin; this is ${process.version}.`)
  if (!isInstalled()) await installOnce()
  checkRuntime()
}

main().catch((error) => {
  const known = REASONS.find(([pattern]) => pattern.test(error.code ?? ''))
  say(
    error instanceof Sentence
      ? error.message
      : known
        ? known[1]()
        : `The packages could not be installed: ${error.message}`,
  )
  process.exitCode = 1
})
