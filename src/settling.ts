import type { Context } from '#platform/context.ts'
import { countDue } from '#platform/scheduling/sweep.ts'

/** What the workers of this process have in hand. */
export interface Hands {
  during<T>(work: Promise<T>): Promise<T>
  /** Resolves as soon as what is in hand is done; where nothing is, when the next thing is. */
  free(): Promise<void>
}

export function countHands(): Hands {
  let busy = 0
  let waiting = Promise.withResolvers<void>()
  return {
    async during(work) {
      busy += 1
      try {
        return await work
      } finally {
        busy -= 1
        if (busy === 0) {
          waiting.resolve()
          waiting = Promise.withResolvers<void>()
        }
      }
    },
    free: () => waiting.promise,
  }
}

/** Another process may do the work, and then nothing tells us when it is done. */
const LOOK_MS = 50
const LOOKS_A_WAKE = 5
/** What is due so soon is waited for. */
const SOON_MS = 1_500

/** Resolves when nothing that is due waits any more, or after `patienceMs` of real time. */
export async function settle(ctx: Context, hands: Hands, patienceMs = 20_000): Promise<void> {
  const end = performance.now() + patienceMs
  for (let looks = 0; (await countDue(ctx, SOON_MS)) > 0 && performance.now() < end; looks++) {
    // What is done wakes the workers for what follows from it; woken at every look, they would hardly get to it.
    if (looks % LOOKS_A_WAKE === 0) ctx.wake()
    await Promise.race([hands.free(), new Promise((resolve) => setTimeout(resolve, LOOK_MS))])
  }
}
