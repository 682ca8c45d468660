import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { App } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import pLimit from 'p-limit'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { byName } from './named.ts'
import {
  type Command,
  type MessageShortcut,
  type Press,
  readCommand,
  readPress,
  readShortcut,
  readSubmission,
  type Submission,
  type View,
} from './payloads.ts'
import { redraw, sentence, show, type Unshown } from './screen.ts'

export type {
  Actor,
  Command,
  MessageShortcut,
  Press,
  ShortcutMessage,
  Shown,
  Submission,
  Values,
  View,
} from './payloads.ts'
export { sentence } from './screen.ts'

/** What a submission answers: nothing closes the form, a view replaces it. */
export type Answer = View | undefined | void

export interface Slack {
  /** A button that changes something: committed first, acknowledged then. A sentence for the person may be returned. */
  action(id: string | RegExp, act: (press: Press) => Promise<string | void>): void
  /**
   * A button that opens a form: acknowledged at once, then drawn from one read. `first`: what Slack has to be asked before,
   * which may take long; nobody else's form waits for that.
   */
  opens(id: string | RegExp, draw: (press: Press) => Promise<View>, first?: (press: Press) => Promise<void>): void
  /** A choice inside a form that redraws it. */
  redraws(id: string | RegExp, draw: (press: Press) => Promise<View>): void
  /** A button inside a form that changes something: committed first, acknowledged then, and the form redrawn. */
  changes(id: string | RegExp, act: (press: Press) => Promise<View>): void
  /** An entry in the menu of a message, which opens a form. Only people of our own workspace have it. */
  shortcut(
    callbackId: string,
    draw: (shortcut: MessageShortcut) => Promise<View>,
    first?: (shortcut: MessageShortcut) => Promise<void>,
  ): void
  submits(callbackId: string, keep: (submission: Submission) => Promise<Answer>): void
  /** A slash command: a sentence only its author sees, or a form. */
  command(name: string, answer: (command: Command) => Promise<string | View>): void
}

/** Longer than this and the person gets a loading form first: the trigger that opens forms lives three seconds. */
const PATIENCE_MS = 500
/**
 * Forms are drawn one after the other. Fifty people who press in one second would otherwise have their acks wait behind
 * each other's forms (bench/ack); a form takes some milliseconds, and while it waits its turn the person gets the loading
 * form in time.
 */
const draws = pLimit(1)

/** Binds the features' listeners to Bolt: acknowledges, reads, and shows what went wrong where the person is. */
export function listen(app: App, ctx: Context): Slack {
  const named = byName(app)
  const noted = (error: unknown): string => {
    const reference = randomUUID().slice(0, 8)
    ctx.log.error({ error, reference }, 'listener.failed')
    return reference
  }
  const failed = (error: unknown): string =>
    error instanceof Refusal
      ? error.message
      : `Something went wrong on our side, and nothing was changed. Please try again; if it stays, tell your administrator this reference: ${noted(error)}.`
  const unshown = (error: unknown): string =>
    `Slack would not show what belongs here, which is a mistake of ours. What you did before is kept. Please tell your administrator this reference: ${noted(error)}.`
  async function drawn<T>(
    read: () => T,
    draw: (what: T) => Promise<View>,
    first?: (what: T) => Promise<void>,
  ): Promise<View> {
    try {
      const what = read()
      // A form that knows less is better than none.
      await first?.(what).catch((error) => ctx.log.warn({ error }, 'listener.not_told'))
      return await draws(async () => {
        await others()
        return draw(what)
      })
    } catch (error) {
      return sentence(failed(error))
    }
  }
  return {
    action: (id, act) =>
      named.action(id, async ({ ack, body, context, client }) => {
        const said = await act(readPress(body, context, client)).catch(failed)
        await ack()
        if (said) await show(client, body, sentence(said), unshown)
      }),
    opens: (id, draw, first) =>
      named.action(id, async ({ ack, body, context, client }) => {
        await ack()
        const drawing = drawn(() => readPress(body, context, client), draw, first)
        await open(client, body, unshown, drawing)
      }),
    redraws: (id, draw) =>
      named.action(id, async ({ ack, body, context, client }) => {
        await ack()
        const view = await draw(readPress(body, context, client)).catch((error) => sentence(failed(error)))
        const shown = (body as { view?: { id: string; hash: string } }).view
        if (shown) await redraw(client, { view_id: shown.id, hash: shown.hash }, view, unshown)
      }),
    changes: (id, act) =>
      named.action(id, async ({ ack, body, context, client }) => {
        const view = await act(readPress(body, context, client)).catch((error) => sentence(failed(error)))
        await ack()
        const shown = (body as { view?: { id: string } }).view
        if (shown) await redraw(client, { view_id: shown.id }, view, unshown)
        else await show(client, body, view, unshown)
      }),
    shortcut: (callbackId, draw, first) =>
      named.shortcut(callbackId, async ({ ack, body, context, client }) => {
        await ack()
        const drawing = drawn(() => readShortcut(body, context), draw, first)
        await open(client, body, unshown, drawing)
      }),
    submits: (callbackId, keep) =>
      named.view(callbackId, async ({ ack, body, context, client }) => {
        try {
          const answer = await keep(readSubmission(body, context, client))
          await (answer ? ack({ response_action: 'update', view: answer as never }) : ack())
        } catch (error) {
          const errors = error instanceof Refusal ? error.errors : undefined
          const message = failed(error)
          // Without a field the sentence goes on top of the form, so that nothing typed is lost.
          await (errors
            ? ack({ response_action: 'errors', errors })
            : ack({ response_action: 'push', view: sentence(message) as never }))
        }
      }),
    command: (name, answer) =>
      named.command(name, async ({ ack, body, context, client }) => {
        const answering = answer(readCommand(body, context)).catch(failed)
        const early = await within(answering)
        if (typeof early === 'string') return ack({ response_type: 'ephemeral', text: early })
        await ack()
        if (early) return void (await show(client, body, early, unshown))
        const shown = await show(client, body, sentence('One moment…'), unshown)
        const reply = await answering
        const view = typeof reply === 'string' ? sentence(reply) : reply
        if (shown) await redraw(client, { view_id: shown }, view, unshown)
      }),
  }
}

/** Lets come first what has arrived meanwhile, so that an ack waits for a part of a form at most (bench/ack). */
async function others(): Promise<void> {
  // The first one still belongs to the round in which this is asked.
  await setImmediate()
  await setImmediate()
}

/** What is there soon enough to be shown at once; undefined where it takes longer. */
async function within<T>(coming: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(resolve, PATIENCE_MS, undefined)
  // A timer that runs on holds the form for as long.
  return Promise.race([coming, late]).finally(() => clearTimeout(timer))
}

async function open(client: WebClient, body: object, unshown: Unshown, drawing: Promise<View>): Promise<void> {
  const early = await within(drawing)
  await others()
  if (early) return void (await show(client, body, early, unshown))
  const shown = await show(client, body, sentence('One moment…'), unshown)
  if (shown) await redraw(client, { view_id: shown }, await drawing, unshown)
}
