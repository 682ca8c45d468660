type Failed = (error: unknown, againInMs: number) => void

/**
 * Tries now and, as often as it fails, again after `everyMs` of real time. Resolves after the first try.
 * @returns what ends the trying.
 */
export async function insist(work: () => Promise<unknown>, failed: Failed, everyMs: number): Promise<() => void> {
  try {
    await work()
    return () => {}
  } catch (error) {
    failed(error, everyMs)
    return insistLater(work, failed, () => everyMs)
  }
}

/** The same after a first failure: tries again after so many ms of real time. `tries` counts from 0. */
export function insistLater(
  work: () => Promise<unknown>,
  failed: Failed,
  pauseMs: (tries: number) => number,
): () => void {
  let timer: NodeJS.Timeout | undefined
  let ended = false
  const wait = (tries: number) => {
    timer = setTimeout(() => void attempt(tries + 1), pauseMs(tries)).unref()
  }
  const attempt = async (tries: number): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (ended) return
      failed(error, pauseMs(tries))
      wait(tries)
    }
  }
  wait(0)
  return () => {
    ended = true
    clearTimeout(timer)
  }
}
