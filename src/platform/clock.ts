/**
 * The only file that reads the machine's clock. `now` is the product's clock, which the demo and the tests move;
 * `real` is the machine's, for what others measure in real time: signatures, trigger ids, leases, waits after a 429.
 */
export interface Clock {
  now(): Date
  real(): Date
}

/** The clock of every real installation: both are the machine's. */
export const systemClock: Clock = { now: () => new Date(), real: () => new Date() }
