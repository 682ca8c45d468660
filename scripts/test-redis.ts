// The tests that look at the queue, again on Redis: `npm run test:redis`. Arguments go to jest.
// On the Redis of TEST_REDIS_URL, or on one started for the run: a free port of this machine, nothing kept, ended after.
import { spawnSync } from 'node:child_process'
import { type OwnRedis, startRedis } from '../test/support/redis.ts'

/** The faults, whatever says queue in its name, the doctor, and the story of the wiped queue and the killed process. */
const FILES = ['test/faults/', 'test/.*queue', 'test/.*redis', 'test/doctor', 'test/stories/.*(wipe|kill)']

function runTests(url: string): number {
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js']
  const env = { ...process.env, TEST_REDIS_URL: url }
  return (
    spawnSync(process.execPath, [...jest, ...process.argv.slice(2), '--testPathPatterns', ...FILES], {
      stdio: 'inherit',
      env,
    }).status ?? 1
  )
}

let own: OwnRedis | undefined
try {
  const given = process.env['TEST_REDIS_URL']
  if (!given) own = await startRedis()
  const url = given ?? own!.url
  process.stdout.write(`On Redis at ${url.replace(/\/\/.*@/, '//')}:\n`)
  process.exitCode = runTests(url)
} catch {
  process.stderr.write(
    'These tests need Redis: install redis-server, or set TEST_REDIS_URL to one that may be emptied.\n',
  )
  process.exitCode = 1
} finally {
  await own?.stop()
}
