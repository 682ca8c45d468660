import { afterEach, describe, expect, it } from '@jest/globals'
import { addMessage } from '../../playground/world.ts'
import { startTown, type Town } from './town.ts'

let town: Town
afterEach(() => town.stop())

const MONDAY = '2026-11-16T08:00:00.000Z'
const at = (iso: string): Date => new Date(iso)

/** A program with a few things due; settling does what is due and says so in the channel. */
function programme(...times: string[]) {
  const due = times.map(at)
  return {
    nextDue: async () => due[0] ?? null,
    settle: async () => {
      while (due[0] && due[0] <= town.state.clock.now()) {
        due.shift()
        addMessage(town.state, {
          channel: 'C1',
          user: town.home.bot_user_id,
          text: town.state.clock.now().toISOString(),
        })
      }
    },
  }
}

const move = async (body: object) => {
  const response = await fetch(`${town.url}/control/clock`, { method: 'POST', body: JSON.stringify(body) })
  return { status: response.status, ...((await response.json()) as { now?: string; stops?: string[]; error?: string }) }
}
const said = () => town.state.messages.get('C1')?.map((m) => m.text)

describe('the clock', () => {
  it('stops at every due instant on the way, so that nothing happens at the wrong time', async () => {
    const [wednesday, thursday] = ['2026-11-18T08:00:00.000Z', '2026-11-19T14:00:00.000Z']
    town = await startTown({ timeline: programme(wednesday, thursday, '2026-11-27T09:30:00.000Z') })
    const { stops, now } = await move({ to: '2026-11-20T09:30:00Z' })
    expect(stops).toEqual([wednesday, thursday])
    expect(now).toBe('2026-11-20T09:30:00.000Z')
    expect(said()).toEqual([wednesday, thursday])
    expect(Number(town.state.messages.get('C1')?.[0]?.ts)).toBe(at(wednesday).getTime() / 1000)
  })

  it('moves by minutes, and to the next thing due', async () => {
    town = await startTown({ timeline: programme('2026-11-18T08:00:00.000Z') })
    expect(await move({ advance_minutes: 60 })).toMatchObject({ now: '2026-11-16T09:00:00.000Z', stops: [] })
    expect(await move({ next: true })).toMatchObject({ now: '2026-11-18T08:00:00.000Z' })
    expect(await move({ next: true })).toMatchObject({ now: '2026-11-18T08:00:00.000Z', stops: [] })
  })

  it('passes by what nobody sees when it goes to the next thing due, but lets it happen at its time', async () => {
    const [audit, question] = ['2026-11-17T03:00:00.000Z', '2026-11-18T08:00:00.000Z']
    const all = programme(audit, question)
    town = await startTown({ timeline: { ...all, nextSeen: async () => at(question) } })
    expect(await move({ next: true })).toMatchObject({ now: question })
    expect(said()).toEqual([audit, question])
  })

  it('never goes back except by reset, which begins the world again', async () => {
    town = await startTown()
    await move({ to: '2026-11-20T09:30:00Z' })
    town.act.sendMessage('U1', 'C1', 'Hello')
    const { status, now } = await move({ to: MONDAY })
    expect([status, now]).toEqual([400, undefined])
    expect(town.state.clock.now()).toEqual(at('2026-11-20T09:30:00Z'))
    town.app.request_url = 'http://127.0.0.1:1/slack/events'
    await fetch(`${town.url}/control/reset`, { method: 'POST' })
    expect(town.state.clock.now()).toEqual(at(MONDAY))
    expect(said()).toEqual([])
    expect(town.state.apps.get('A1')?.request_url).toBe('http://127.0.0.1:1/slack/events')
  })

  it('says so when something due does not get done, instead of going round for ever', async () => {
    town = await startTown({ timeline: { nextDue: async () => at(MONDAY), settle: async () => {} } })
    expect(await move({ advance_minutes: 1 })).toMatchObject({
      status: 500,
      error: `Something due at ${MONDAY} does not get done, so the clock stays there.`,
    })
  })

  it('makes moves asked for together one after another', async () => {
    town = await startTown()
    const [first, second] = await Promise.all([move({ advance_minutes: 60 }), move({ advance_minutes: 60 })])
    expect([first.now, second.now]).toEqual(['2026-11-16T09:00:00.000Z', '2026-11-16T10:00:00.000Z'])
  })
})

describe('the control API', () => {
  it('listens on this machine only, and to no other site’s page', async () => {
    town = await startTown()
    const foreign = await fetch(`${town.url}/control/reset`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    expect(foreign.status).toBe(403)
    const elsewhere = town.url.replace('127.0.0.1', '127.0.0.2')
    await expect(fetch(elsewhere, { signal: AbortSignal.timeout(500) })).rejects.toThrow()
  })

  it('names what was wrong with a request', async () => {
    town = await startTown()
    const act = async (body: object) => {
      const response = await fetch(`${town.url}/control/act`, { method: 'POST', body: JSON.stringify(body) })
      return (await response.json()) as { error: string }
    }
    expect((await act({ act: 'dance' })).error).toContain('There is no act "dance".')
    expect((await act({ act: 'click', person: 'U1' })).error).toContain('action_id')
    expect((await act({ act: 'submit', person: 'U1' })).error).toBe('No form is open.')
    expect((await act({ act: 'message', person: 'U404', channel: 'C1', text: 'a' })).error).toBe(
      'There is no person U404.',
    )
    town.act.deactivateUser('U2')
    expect((await act({ act: 'home', person: 'U2', app: 'A1' })).error).toBe("Jonas Weber's account is deactivated.")
  })

  it('keeps every call with whose it was, what it said and what came of it', async () => {
    town = await startTown()
    const headers = { authorization: `Bearer ${town.home.bot_token}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ channel: 'C404', text: 'Hello' })
    await fetch(`${town.apiUrl}chat.postMessage`, { method: 'POST', headers, body })
    const { calls } = (await (await fetch(`${town.url}/control/log`)).json()) as { calls: object[] }
    expect(calls).toMatchObject([
      {
        method: 'chat.postMessage',
        team_id: 'T1',
        app_id: 'A1',
        args: { channel: 'C404', text: 'Hello' },
        outcome: 'channel_not_found',
        executed: false,
        at: MONDAY,
      },
    ])
  })
})
