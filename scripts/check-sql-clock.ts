// Time is an argument in SQL too: no statement asks the database what time it is, so that a test can move the clock.
import fs from 'node:fs'

const ASKS =
  /(?<![.\w])(?:now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\s*\)|\b(?:current_timestamp|current_date|current_time|localtimestamp)\b/i
/** The tick compares the database's clock with its own, and stops when they are apart; the doctor says so. */
const MAY_ASK = new Set(['src/platform/scheduling/sweep.ts', 'src/doctor/database.ts'])

const files = [...fs.globSync('migrations/*.sql'), ...fs.globSync('src/**/*.ts')].filter((file) => !MAY_ASK.has(file))
let found = 0
for (const file of files) {
  for (const [index, line] of fs.readFileSync(file, 'utf8').split('\n').entries()) {
    const code = line.replace(/^\s*(?:--|\/\/|\*|\/\*\*).*/, '')
    const isClockItself = file === 'src/platform/clock.ts'
    if (!ASKS.test(code) || isClockItself) continue
    found += 1
    process.stdout.write(`${file}:${index + 1}: asks the database's clock; pass the time as an argument\n`)
  }
}
if (files.length === 0) process.stdout.write('No migration and no source was found, so nothing was checked.\n')
process.exitCode = found > 0 || files.length === 0 ? 1 : 0
