import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Ear, startEar } from './ear.ts'
import { type Json, plain } from './kit.ts'
import { call, startTown, type Town } from './town.ts'

let town: Town
let ear: Ear
beforeEach(async () => {
  town = await startTown()
  ear = await startEar(town, (response) => response.end())
})
afterEach(async () => {
  await ear.stop()
  await town.stop()
})

const asHome = (method: string, args: object = {}) => call(town, town.home.bot_token, method, args)
const last = () => ear.heard.at(-1)?.body ?? {}

describe('a response_url', () => {
  const answerTo = async (body: Json) => {
    const url = String(last()['response_url'])
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
    return [response.status, await response.text()] as const
  }

  it('takes five answers, within thirty minutes', async () => {
    await town.act.slashCommand('U1', 'C1', '/handoff')
    for (let i = 0; i < 5; i++) expect(await answerTo({ text: `${i}` })).toEqual([200, 'ok'])
    expect(await answerTo({ text: '5' })).toEqual([404, '{"ok":false,"error":"used_url"}'])
    await town.act.slashCommand('U1', 'C1', '/handoff')
    await town.journey.moveTo(new Date(town.state.clock.now().getTime() + 30 * 60_000))
    expect((await answerTo({ text: 'in time' }))[0]).toBe(200)
    await town.journey.moveTo(new Date(town.state.clock.now().getTime() + 1))
    expect(await answerTo({ text: 'late' })).toEqual([404, '{"ok":false,"error":"expired_url"}'])
    expect(town.state.messages.get('C1')?.every((m) => m.ephemeral_for === 'U1')).toBe(true)
  })

  it('of a click replaces or deletes the message clicked, even an ephemeral one', async () => {
    const button = { type: 'button', action_id: 'go', text: plain(2) }
    const blocks = [{ type: 'actions', elements: [button] }]
    await asHome('chat.postEphemeral', { channel: 'C1', user: 'U1', text: 'Choose', blocks })
    const message = town.state.messages.get('C1')?.[0]
    await town.act.clickAction('U1', { channel: 'C1', ts: String(message?.ts) }, { action_id: 'go' })
    expect(last()).toMatchObject({ container: { is_ephemeral: true } })
    await answerTo({ replace_original: true, text: 'Chosen' })
    expect(message).toMatchObject({ text: 'Chosen', blocks: [], ephemeral_for: 'U1' })
    await answerTo({ delete_original: true })
    expect(town.state.messages.get('C1')).toEqual([])
  })
})
