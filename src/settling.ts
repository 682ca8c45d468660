import type { Context } from '#platform/context.ts'
import { countDue } from '#platform/scheduling/sweep.ts'

/** What the workers of this process have in hand. */
export interface Hands {
  during<T>(work: Promise<T>): Promise<T>
  /** Resolves as soon as what is in hand is done; where nothing is, when the next thing is. */
  free(): Promise<void>
  /** To be said when the workers are asked to look, and when they have looked. */
  woken(): void
  looked(): void
  /** Whether they were asked, and have not looked since. */
  willLook(): boolean
}

export function countHands(): Hands {
  let busy = 0
  let asked = false
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
    woken() {
      asked = true
    },
    looked() {
      asked = false
    },
    willLook: () => asked,
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
  for (let looks = 0; performance.now() < end; looks++) {
    const { due, unclaimed } = await countDue(ctx, SOON_MS)
    if (due === 0) return
    // What was written has woken the workers itself, and what is done wakes them for what follows from it: only what the
    // clock has made due wakes nobody, and what somebody was woken for in vain. Woken at every look, they would hardly
    // get to it.
    if (looks % LOOKS_A_WAKE === 0 && unclaimed > 0 && !(looks === 0 && hands.willLook())) ctx.wake()
    await Promise.race([hands.free(), new Promise((resolve) => setTimeout(resolve, LOOK_MS))])
  }
}
