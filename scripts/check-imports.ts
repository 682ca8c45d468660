// Which way imports point, by .dependency-cruiser.cjs; fails also when nothing was looked at.
import { execFileSync } from 'node:child_process'

interface Report {
  summary: {
    totalCruised: number
    violations: {
      rule: { name: string }
      from: string
      to: string
      via?: { name: string }[]
      cycle?: { name: string }[]
    }[]
  }
}

const FOLDERS = ['src', 'blocks', 'playground', 'test', 'bench', 'scripts']

const json = execFileSync('depcruise', ['--output-type', 'json', ...FOLDERS], {
  encoding: 'utf8',
  maxBuffer: 256 * 1024 * 1024,
})
const { totalCruised, violations } = (JSON.parse(json) as Report).summary
for (const { rule, from, to, via, cycle } of violations) {
  const way = (cycle ?? via ?? []).map((step) => step.name)
  process.stdout.write(`${rule.name}: ${[from, ...(way.length > 0 ? way : [to])].join(' → ')}\n`)
}
// With a TypeScript it cannot load, dependency-cruiser notes it, looks at nothing, and would report success.
if (totalCruised === 0) process.stdout.write('dependency-cruiser looked at 0 modules, so it checked nothing.\n')
process.exitCode = totalCruised > 0 && violations.length === 0 ? 0 : 1
