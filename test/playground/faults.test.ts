import { afterEach, describe, expect, it } from '@jest/globals'
import { WebClient } from '@slack/web-api'
import { injectFault } from '../../playground/faults.ts'
import { call, post, startTown, type Town } from './town.ts'

let town: Town
afterEach(() => town.stop())

const said = () => town.state.messages.get('C1')?.length
const say = (channel = 'C1') => post(town, town.home.bot_token, 'chat.postMessage', { channel, text: 'Hello' })
const outcomes = () => town.state.calls.map((c) => [c.outcome, c.executed])

describe('a fault on demand', () => {
  it('drops the reply after the message was posted', async () => {
    town = await startTown()
    injectFault(town.state, { method: 'chat.postMessage', kind: 'drop_after' })
    await expect(say()).rejects.toThrow()
    expect(said()).toBe(1)
    expect((await say()).status).toBe(200)
    expect(outcomes()).toEqual([
      ['drop_after', true],
      ['ok', true],
    ])
  })

  it('makes a client that retries by itself post twice', async () => {
    town = await startTown()
    injectFault(town.state, { method: 'chat.postMessage', kind: 'drop_after' })
    const retryConfig = { retries: 1, minTimeout: 1, maxTimeout: 1 }
    const client = new WebClient(town.home.bot_token, { slackApiUrl: town.apiUrl, retryConfig })
    await client.chat.postMessage({ channel: 'C1', text: 'Hello' })
    expect(said()).toBe(2)
  })

  it('answers 500 after the message was posted, or before', async () => {
    town = await startTown()
    injectFault(town.state, { method: 'chat.postMessage', kind: 'error_after' })
    injectFault(town.state, { method: 'chat.postMessage', kind: 'error_before' })
    expect([(await say()).status, said()]).toEqual([500, 1])
    expect([(await say()).status, said()]).toEqual([500, 1])
  })

  it('never answers, having posted or not', async () => {
    town = await startTown()
    const hang = async () =>
      fetch(`${town.apiUrl}chat.postMessage?channel=C1&text=a&token=${town.home.bot_token}`, {
        signal: AbortSignal.timeout(100),
      })
    injectFault(town.state, { method: 'chat.postMessage', kind: 'hang' })
    await expect(hang()).rejects.toThrow(/timeout/)
    expect(said()).toBe(0)
    injectFault(town.state, { method: 'chat.postMessage', kind: 'hang_after' })
    await expect(hang()).rejects.toThrow(/timeout/)
    expect(said()).toBe(1)
  })

  it('delays, refuses for a while, or answers with an error of one’s choice', async () => {
    town = await startTown()
    injectFault(town.state, { method: '*', kind: 'delay', amount: 80 })
    const started = performance.now()
    expect((await say()).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThanOrEqual(75)
    injectFault(town.state, { method: '*', kind: 'rate_limited', amount: 7 })
    const refused = await say()
    expect([refused.status, refused.headers.get('retry-after'), said()]).toEqual([429, '7', 1])
    injectFault(town.state, { method: '*', kind: 'api_error', error: 'fatal_error' })
    expect(await (await say()).json()).toEqual({ ok: false, error: 'fatal_error' })
  })

  it('waits for its method and its channel, as often as it was asked for', async () => {
    town = await startTown()
    await fetch(`${town.url}/control/faults`, {
      method: 'POST',
      body: JSON.stringify({ method: 'chat.postMessage', kind: 'error_before', channel: 'C2', times: 2 }),
    })
    const auth = await call(town, town.home.bot_token, 'auth.test')
    const statuses = [
      (await say('C1')).status,
      (await say('C2')).status,
      (await say('C2')).status,
      (await say('C2')).status,
    ]
    expect([auth['ok'], ...statuses]).toEqual([true, 200, 500, 500, 200])
  })
})
