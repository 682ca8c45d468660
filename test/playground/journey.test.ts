import { afterEach, describe, expect, it } from '@jest/globals'
import type bolt from '@slack/bolt'
import { startBolt, startBoltOnSocket, startTown, type Town, until } from './town.ts'

let town: Town
let stopApp: () => Promise<unknown>
afterEach(async () => {
  await stopApp()
  await town.stop()
})

/** A whole small feature: a command opens a form, the form is checked, its answer becomes a message. */
function handoffs(app: bolt.App): void {
  app.command('/handoff', async ({ ack, client, body }) => {
    await ack()
    const account = { type: 'plain_text_input', action_id: 'account', initial_value: body.text, min_length: 3 } as const
    const day = { type: 'datepicker', action_id: 'day' } as const
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'start',
        private_metadata: body.channel_id,
        title: { type: 'plain_text', text: 'Handoff' },
        submit: { type: 'plain_text', text: 'Start' },
        blocks: [
          { type: 'input', block_id: 'a', label: { type: 'plain_text', text: 'Account' }, element: account },
          { type: 'input', block_id: 'd', label: { type: 'plain_text', text: 'From' }, element: day },
        ],
      },
    })
  })
  app.view('start', async ({ ack, view, client, body }) => {
    const { values } = view.state
    if (values['d']?.['day']?.selected_date === '2026-11-21')
      return ack({ response_action: 'errors', errors: { d: 'Choose a working day.' } })
    await ack()
    const text = `<@${body.user.id}> starts a handoff for ${values['a']?.['account']?.value}`
    await client.chat.postMessage({ channel: view.private_metadata, text })
  })
}

/** Plays it through the control API, as another program would. */
async function play(): Promise<string[]> {
  const act = async (input: object): Promise<{ ok: boolean; error?: string }> => {
    const response = await fetch(`${town.url}/control/act`, { method: 'POST', body: JSON.stringify(input) })
    return (await response.json()) as { ok: boolean; error?: string }
  }
  const said: string[] = []
  await act({ act: 'command', person: 'U1', channel: 'C1', command: '/handoff', text: 'Calder' })
  await until(() => town.state.stacks.get('U1'))
  const submit = async () => {
    const { ok, error } = await act({ act: 'submit', person: 'U1' })
    said.push(ok ? 'ok' : String(error))
  }
  await submit()
  await act({ act: 'fill', person: 'U1', action_id: 'day', value: '2026-11-21' })
  await submit()
  await act({ act: 'fill', person: 'U1', action_id: 'day', value: '2026-11-23' })
  await submit()
  await until(() => town.state.messages.get('C1')?.length)
  const response = await fetch(`${town.url}/control/visible?person=U2&channel=C1`)
  const { messages } = (await response.json()) as { messages: { text: string; author: string }[] }
  return [...said, ...messages.map((m) => `${m.author}: ${m.text}`)]
}

const EXPECTED = [
  'Please complete this required field.',
  'Choose a working day.',
  'ok',
  'Throughline: <@U1> starts a handoff for Calder',
]

describe('a command, its form and the message that comes of it', () => {
  it('plays with a bare Bolt app over signed HTTP', async () => {
    town = await startTown()
    stopApp = await startBolt(town, handoffs)
    expect(await play()).toEqual(EXPECTED)
    expect(town.state.stacks.has('U1')).toBe(false)
    expect(town.state.deliveries.map((d) => d.via)).toContain('http')
  })

  it('plays with a bare Bolt app over Socket Mode, which goes before HTTP', async () => {
    town = await startTown()
    stopApp = await startBoltOnSocket(town, handoffs)
    town.app.request_url = 'http://127.0.0.1:1/never'
    expect(await play()).toEqual(EXPECTED)
    expect(new Set(town.state.deliveries.map((d) => d.via))).toEqual(new Set(['socket']))
  })

  it('lets a Socket Mode app come back after Slack ends its connection', async () => {
    town = await startTown()
    stopApp = await startBoltOnSocket(town, handoffs)
    const [before] = town.state.sockets
    await fetch(`${town.url}/control/faults`, {
      method: 'POST',
      body: JSON.stringify({ method: '*', kind: 'disconnect' }),
    })
    const back = () => town.state.sockets.length === 1 && town.state.sockets[0] !== before
    await until(back)
    expect(await play()).toEqual(EXPECTED)
  })
})
