import TestSequencer from '@jest/test-sequencer'

// A new clone knows no durations, and Jest then goes by the size of a file: the short file that fills in thirty forms in
// a browser would come last, alone on one core. What starts programs and browsers begins first.
const ORDER = ['browser', 'faults', 'stories', 'digests', 'home', 'handoffs', 'promises', 'accounts']

const rank = ({ path }) => {
  const at = ORDER.findIndex((folder) => path.includes(`/test/${folder}/`))
  return at < 0 ? ORDER.length : at
}

export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort([...tests])
    const known = sorted.every(({ duration }) => duration !== undefined)
    return known ? sorted : sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}
