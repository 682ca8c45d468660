import type { Context } from '#platform/context.ts'
import type { Shown, View } from './payloads.ts'

/** Slack waits three seconds for the answer to a click, and a crowded view may not cost it; the drawing goes on. */
const PATIENCE_MS = 500

/** Waits for something at most half a second; it goes on after that. */
export async function atMostAMoment(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Draws a view anew that lies under what somebody has just sent, so that it shows what holds now. */
export async function redrawBeneath({ log }: Context, view: Shown | undefined, draw: () => Promise<View>) {
  try {
    await view?.redraw(await draw())
  } catch (error) {
    // What the person did is committed; they may have closed the view meanwhile.
    log.warn({ error }, 'view.not_redrawn')
  }
}
