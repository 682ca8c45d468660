// What the benchmarks print: how long something took on each side, and how much longer than on the first.

/** What is below this share of all, e.g. 0.99. */
export const percentile = (times: number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))]!

interface Timed {
  name: string
  /** Milliseconds, turn by turn. */
  turns: number[][]
}

/**
 * Prints a line a side: p50 and p99 of all turns in ms, and how often it took as long as the first side, which is the
 * baseline. That is the middle of the turns' ratios, as a machine that does something else for a second spoils one turn.
 * @returns the last side's p99 as a ratio.
 */
export function compareTurns(sides: Timed[]): number {
  const ratioOf = ({ turns }: Timed, share: number) =>
    percentile(
      turns.map((turn, at) => percentile(turn, share) / percentile(sides[0]!.turns[at]!, share)),
      0.5,
    )
  for (const [index, side] of sides.entries()) {
    const all = side.turns.flat()
    const [p50, p99] = [percentile(all, 0.5), percentile(all, 0.99)]
    const ratios = index === 0 ? '' : `   ${ratioOf(side, 0.5).toFixed(2)} × and ${ratioOf(side, 0.99).toFixed(2)} ×`
    const line = `${side.name.padEnd(34)} n ${all.length}   p50 ${p50.toFixed(2)} ms   p99 ${p99.toFixed(2)} ms${ratios}`
    process.stdout.write(`${line}\n`)
  }
  return ratioOf(sides.at(-1)!, 0.99)
}
