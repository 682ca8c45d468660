import { issueTrigger } from '../../playground/act/person.ts'
import { sign } from '../../playground/deliver.ts'
import { addListeners } from '../../src/listeners.ts'
import type { Context } from '../../src/platform/context.ts'
import type { Slack } from '../../src/platform/slack/listen.ts'
import type { Story } from './story.ts'

/** One thing that somebody in Slack can trigger. */
export interface Trigger {
  how: keyof Slack
  /** Written out: a pattern as one id that it takes. */
  id: string
}

/** Everything that the program listens to, as it is registered when it starts. */
export function everyTrigger(): Trigger[] {
  const found: Trigger[] = []
  const note = (how: keyof Slack) => (id: string | RegExp) =>
    void found.push({ how, id: typeof id === 'string' ? id : writtenOut(id) })
  const ways = ['action', 'opens', 'redraws', 'changes', 'shortcut', 'submits', 'command'] as const
  const slack = Object.fromEntries(ways.map((how) => [how, note(how)])) as unknown as Slack
  const asking = { meet: async () => {}, strangersIn: async () => null }
  addListeners(slack, {} as Context, asking, { vault: undefined, publicUrl: undefined })
  return found
}

function writtenOut(pattern: RegExp): string {
  const id = pattern.source
    .replace(/^\^|\$$/g, '')
    .replace(/\[(.)\]/g, '$1')
    .replace(/\\d[+]/g, '0')
    .replace(/\\([.])/g, '$1')
    .replace(/\(([^|)]+)[^)]*\)/g, '$1')
  if (!pattern.test(id)) throw new Error(`No id is known that ${pattern} takes.`)
  return id
}

export interface Somebody {
  userId: string
  /** Their own organisation. */
  teamId: string
}

/** Sends what Slack would send if this person had such a button, form or command; signed, as only Slack can. */
export async function forge(
  { app, playground, slackApp }: Story,
  { how, id }: Trigger,
  { userId, teamId }: Somebody,
  value: string,
): Promise<{ status: number; text: string }> {
  const { state } = playground
  const installation = state.installations[0]!
  const person = state.people.get(userId)!
  const trigger_id = issueTrigger(state, slackApp.id, installation.team_id, person)
  const posted = state.messages.get('CCALDER')!.find(({ thread_ts }) => !thread_ts)!
  const common = {
    ...{ api_app_id: slackApp.id, token: 'x', trigger_id, team: { id: installation.team_id, domain: 'brightline' } },
    user: { id: userId, team_id: teamId, name: userId },
  }
  const element = {
    type: 'button',
    action_id: id,
    block_id: 'forged',
    value,
    selected_option: { value },
    action_ts: '1',
  }
  const view = {
    ...{ id: 'VFORGED', type: 'modal', callback_id: id, private_metadata: value, hash: '1.a', state: { values: {} } },
    ...{ app_installed_team_id: installation.team_id, team_id: teamId, title: {}, blocks: [] },
  }
  const inMessage = {
    channel: { id: 'CCALDER', name: 'calder' },
    container: { type: 'message', message_ts: posted.ts, channel_id: 'CCALDER' },
    message: { ts: posted.ts, text: 'Words of a customer', user: 'UPRIYA', team: 'T2' },
  }
  const bodies: Record<string, object> = {
    submits: { ...common, type: 'view_submission', view },
    shortcut: { ...common, ...inMessage, type: 'message_action', callback_id: id, response_url: '' },
    action: { ...common, ...inMessage, type: 'block_actions', actions: [element], state: { values: {} } },
  }
  const isCommand = how === 'command'
  const form: Record<string, string> = isCommand
    ? { command: id, text: value, user_id: userId, team_id: installation.team_id, channel_id: 'CCALDER', trigger_id }
    : { payload: JSON.stringify(bodies[how] ?? bodies['action']) }
  const raw = new URLSearchParams(form).toString()
  const timestamp = String(Math.floor(Date.now() / 1000))
  const response = await fetch(`http://127.0.0.1:${app.port}/slack/events`, {
    method: 'POST',
    body: raw,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': sign(slackApp.signing_secret, timestamp, raw),
    },
  })
  return { status: response.status, text: await response.text() }
}
