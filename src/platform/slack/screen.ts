import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import { written } from './client.ts'
import type { View } from './payloads.ts'

/** A modal that says one thing. Also for people of other organisations, whom ephemeral messages may not reach. */
export function sentence(text: string, title = 'Throughline'): View {
  return {
    type: 'modal',
    callback_id: 'sentence',
    title: { type: 'plain_text', text: title },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [{ type: 'section', text: { type: 'plain_text', text } }],
  }
}

/** Keeps why Slack would not show something. @returns what the person reads instead. */
export type Unshown = (error: unknown) => string

type Body = { trigger_id?: string; view?: { id: string; type: string; hash: string } }

/**
 * Opens a modal, or lays one over the modal in which the button was pressed. @returns the view's id.
 * @throws Error where Slack takes no form of this press any more.
 */
export async function show(client: WebClient, body: object, view: View, unshown: Unshown): Promise<string | undefined> {
  const { trigger_id, view: under } = body as Body
  if (!trigger_id) return undefined
  const lay = under?.type === 'modal' ? client.views.push : client.views.open
  const opened = await orSaid(view, unshown, (one) => lay({ trigger_id, view: written(one) }))
  return opened.view?.id
}

/** Draws a modal anew in its place; with a hash only where it is still the one that was seen. */
export async function redraw(
  client: WebClient,
  which: { view_id: string; hash?: string },
  view: View,
  unshown: Unshown,
): Promise<void> {
  await orSaid(view, unshown, (one) => client.views.update({ ...which, view: written(one) }))
}

/** What Slack refuses about a form itself. The trigger is not used up by that. */
const UNSHOWABLE = new Set(['invalid_arguments', 'invalid_blocks', 'view_too_large'])

// Whoever pressed waits for something to appear: a form that Slack refuses is a mistake of ours, and they read that.
async function orSaid<T>(view: View, unshown: Unshown, draw: (view: View) => Promise<T>): Promise<T> {
  try {
    return await draw(view)
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError) || !UNSHOWABLE.has(error.data.error)) throw error
    return draw(sentence(unshown(error)))
  }
}
