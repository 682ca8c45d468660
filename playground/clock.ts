/** The playground's product time. It never goes back except by `reset`. */
export interface Clock {
  now(): Date
  /** Moves forward to `at`; a moment in the past is refused. */
  jumpTo(at: Date): void
  reset(): void
}

export interface ClockOptions {
  /** Where the clock starts, and returns to on reset. */
  start: Date
  /** With true it runs on with real time from wherever it stands; otherwise it stands still. */
  ticking?: boolean
}

export function createClock({ start, ticking = false }: ClockOptions): Clock {
  let base = start.getTime()
  let since = performance.now()
  const now = () => new Date(base + (ticking ? performance.now() - since : 0))
  const stand = (at: number) => {
    base = at
    since = performance.now()
  }
  return {
    now,
    jumpTo(at) {
      if (Number.isNaN(at.getTime())) throw new RangeError('The clock needs a date, like 2026-11-20T09:30:00Z.')
      if (at.getTime() < now().getTime()) throw new RangeError('The clock never goes back. Reset starts it again.')
      stand(at.getTime())
    },
    reset: () => stand(start.getTime()),
  }
}
