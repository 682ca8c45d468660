/**
 * Tries now and, as often as it fails, again after `everyMs` of real time. Resolves after the first try.
 * @returns what ends the trying.
 */
export async function insist(
  work: () => Promise<unknown>,
  failed: (error: unknown) => void,
  everyMs: number,
): Promise<() => void> {
  let timer: NodeJS.Timeout | undefined
  let ended = false
  const attempt = async (): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (ended) return
      failed(error)
      timer = setTimeout(() => void attempt(), everyMs)
      timer.unref()
    }
  }
  await attempt()
  return () => {
    ended = true
    clearTimeout(timer)
  }
}
