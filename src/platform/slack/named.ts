import type {
  AllMiddlewareArgs,
  App,
  MessageShortcut,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
  SlackShortcutMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt'

type Listener<Args> = (args: Args & AllMiddlewareArgs) => Promise<void>
type Add<Args> = (name: string | RegExp, listener: Listener<Args>) => void

/** Adds listeners, each to what has its name: an action id, a callback id, a command. */
export interface Named {
  action: Add<SlackActionMiddlewareArgs>
  view: Add<SlackViewMiddlewareArgs<ViewSubmitAction>>
  shortcut: Add<SlackShortcutMiddlewareArgs<MessageShortcut>>
  command: Add<SlackCommandMiddlewareArgs>
}

const ANY = /./

/**
 * Bolt asks each of its listeners about each press, in a promise of its own; with two hundred of them that took longer than
 * most of what one of them does (bench/ack). So it has one a kind, which finds ours by its name.
 */
export function byName(app: App): Named {
  const actions = list<SlackActionMiddlewareArgs>()
  const views = list<SlackViewMiddlewareArgs<ViewSubmitAction>>()
  const shortcuts = list<SlackShortcutMiddlewareArgs<MessageShortcut>>()
  const commands = list<SlackCommandMiddlewareArgs>()
  app.action(ANY, (args) => actions.call('action_id' in args.action ? args.action.action_id : '', args))
  app.view({ callback_id: ANY, type: 'view_submission' }, (args) =>
    views.call(args.view.callback_id, args as SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs),
  )
  app.shortcut({ callback_id: ANY, type: 'message_action' }, (args) => shortcuts.call(args.shortcut.callback_id, args))
  app.command(ANY, (args) => commands.call(args.command.command, args))
  return { action: actions.add, view: views.add, shortcut: shortcuts.add, command: commands.add }
}

function list<Args>(): { add: Add<Args>; call(name: string, args: Args & AllMiddlewareArgs): Promise<void> } {
  const named = new Map<string, Listener<Args>>()
  const matching: [RegExp, Listener<Args>][] = []
  return {
    add(name, listener) {
      if (typeof name !== 'string') matching.push([name, listener])
      else if (named.has(name)) throw new Error(`Two listeners have the name ${name}`)
      else named.set(name, listener)
    },
    // What nobody listens to is not acknowledged: Slack tells the person that nothing came of it, and Bolt logs it.
    async call(name, args) {
      const listener = named.get(name) ?? matching.find(([pattern]) => pattern.test(name))?.[1]
      await listener?.(args)
    },
  }
}
