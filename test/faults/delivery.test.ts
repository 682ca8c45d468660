import { afterEach, describe, expect, it } from '@jest/globals'
import { injectFault } from '../../playground/faults.ts'
import type { FaultKind } from '../../playground/state.ts'
import { confirmSent, sendAgain } from '../../src/platform/outbox/reconcile.ts'
import { revise, say, showHome } from '../../src/platform/outbox/say.ts'
import { HISTORY, office, SCOPES } from '../support/office.ts'
import { type Story, startStory } from '../support/story.ts'

/** Long enough for a request to end, short enough to wait for. */
const TIMEOUT_MS = 1_000
const QUARANTINE_MS = 2_000

let story: Story
afterEach(() => story.end())

const open = async (scopes: string[]) => {
  story = await startStory({
    at: '2026-11-16T08:00:00Z',
    world: office(scopes),
    options: { slackTimeoutMs: TIMEOUT_MS, quarantineMs: QUARANTINE_MS, channelSpacingMs: 1_000 },
  })
}
const texts = (channel = 'CTEAM') => (story.playground.state.messages.get(channel) ?? []).map(({ text }) => text)
const message = (text: string) => ({ text, blocks: [{ type: 'section', text: { type: 'plain_text', text } }] })
const saying = (key: string, channel = 'CTEAM') => ({
  key,
  kind: 'test',
  audience: 'vendor' as const,
  channel,
  message: message(key),
})
const stateOf = async (key: string) =>
  (
    await story.database.query<{ state: string; error: string | null; id: string }>(
      'select id, state, error from deliveries where key = $1',
      [key],
    )
  )[0]!

async function waitFor(key: string, states: string[], patienceMs = 12_000): Promise<string> {
  const end = performance.now() + patienceMs
  while (performance.now() < end) {
    const { state } = await stateOf(key)
    if (states.includes(state)) return state
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${key} is still ${(await stateOf(key)).state}`)
}

describe('a message', () => {
  it('is said once, however often it is said, and changes in place', async () => {
    await open(SCOPES)
    await Promise.all(Array.from({ length: 8 }, () => story.act((tx) => say(tx, saying('Hello')))))
    await story.settle()
    expect(texts()).toEqual(['Hello'])
    await story.act((tx) => revise(tx, 'Hello', message('Hello again')))
    await story.settle()
    expect(texts()).toEqual(['Hello again'])
  })

  it('is heard after what was said before it in the same channel', async () => {
    await open(SCOPES)
    const keys = ['first', 'second', 'third', 'fourth']
    await story.act(async (tx) => {
      for (const key of keys) await say(tx, saying(key))
    })
    await story.settle()
    expect(texts()).toEqual(keys)
  })

  it('is not said at all when what it tells of did not happen', async () => {
    await open(SCOPES)
    const failing = story.act(async (tx) => {
      await say(tx, saying('never'))
      throw new Error('the fact was rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    await story.settle()
    expect(texts()).toEqual([])
  })
})

describe('where history may be read', () => {
  const faults: FaultKind[] = ['drop_after', 'error_after', 'hang_after', 'error_before', 'hang']
  it.each(faults)('a message is there exactly once after the fault %s', async (kind) => {
    await open([...SCOPES, ...HISTORY])
    injectFault(story.playground.state, { method: 'chat.postMessage', kind })
    await story.act((tx) => say(tx, saying('Once')))
    await waitFor('Once', ['sent'])
    expect(texts()).toEqual(['Once'])
  })
})

describe('where history may be read, but not at once', () => {
  it('an unclear message waits until Slack lets us look, and is not called lost meanwhile', async () => {
    await open([...SCOPES, ...HISTORY])
    injectFault(story.playground.state, { method: 'chat.postMessage', kind: 'drop_after' })
    injectFault(story.playground.state, { method: 'conversations.history', kind: 'error_before' })
    await story.act((tx) => say(tx, saying('Outage')))
    await waitFor('Outage', ['sent'])
    expect(texts()).toEqual(['Outage'])
  })

  it('a direct message is looked for in its channel, also by somebody who has opened their Home', async () => {
    await open([...SCOPES, ...HISTORY])
    await story.act((tx) => showHome(tx, 'UMAYA', message('Home')))
    await story.settle()
    await story.act((tx) => say(tx, saying('First', 'UMAYA')))
    await waitFor('First', ['sent'])
    injectFault(story.playground.state, { method: 'chat.postMessage', kind: 'drop_after' })
    await story.act((tx) => say(tx, saying('Second', 'UMAYA')))
    expect(await waitFor('Second', ['sent', 'unknown'])).toBe('sent')
  })
})

describe('where history may not be read', () => {
  it('an unclear message is parked for a person, who says that it is there', async () => {
    await open(SCOPES)
    injectFault(story.playground.state, { method: 'chat.postMessage', kind: 'drop_after' })
    await story.act((tx) => say(tx, saying('Parked')))
    await waitFor('Parked', ['unknown'])
    const { id } = await stateOf('Parked')
    await story.act((tx) => confirmSent(tx, id))
    await story.settle()
    expect(texts()).toEqual(['Parked'])
    expect((await stateOf('Parked')).state).toBe('sent')
  })

  it('an unclear message is sent again when a person says so, and not before', async () => {
    await open(SCOPES)
    injectFault(story.playground.state, { method: 'chat.postMessage', kind: 'error_before' })
    await story.act((tx) => say(tx, saying('Again')))
    await waitFor('Again', ['unknown'])
    expect(texts()).toEqual([])
    const { id } = await stateOf('Again')
    await story.act((tx) => sendAgain(tx, id))
    await waitFor('Again', ['sent'])
    expect(texts()).toEqual(['Again'])
  })
})

describe('when Slack says no', () => {
  it('a 429 is waited out as long as Slack asks, and other channels go on', async () => {
    await open(SCOPES)
    injectFault(story.playground.state, {
      method: 'chat.postMessage',
      kind: 'rate_limited',
      channel: 'CTEAM',
      amount: 2,
    })
    const from = performance.now()
    await story.act(async (tx) => {
      await say(tx, saying('Slow'))
      await say(tx, saying('Quick', 'COTHER'))
    })
    await waitFor('Quick', ['sent'])
    expect(performance.now() - from).toBeLessThan(1_900)
    await waitFor('Slow', ['sent'])
    expect(performance.now() - from).toBeGreaterThan(1_900)
    expect(texts()).toEqual(['Slow'])
  })

  it('a refused message says why and waits for a person', async () => {
    await open(SCOPES)
    await story.act((tx) => say(tx, saying('Lost', 'CNOWHERE')))
    await waitFor('Lost', ['failed'])
    expect((await stateOf('Lost')).error).toBe('channel_not_found')
  })

  it('a message over a limit never leaves', async () => {
    await open(SCOPES)
    await story.act((tx) =>
      say(tx, { ...saying('Long'), message: { text: 'Long', blocks: Array(51).fill({ type: 'divider' }) } }),
    )
    await waitFor('Long', ['failed'])
    expect((await stateOf('Long')).error).toBe('The message has 51 blocks, and 50 are allowed.')
    expect(story.playground.state.calls.filter(({ method }) => method === 'chat.postMessage')).toEqual([])
  })

  it('a chart that Slack will not draw is left out, and the message goes without it', async () => {
    await open(SCOPES)
    injectFault(story.playground.state, { method: 'chat.postMessage', kind: 'api_error', error: 'invalid_blocks' })
    const chart = {
      type: 'data_visualization',
      title: 'Trend',
      chart: {
        type: 'line',
        series: [{ name: 'a', data: [{ label: 'x', value: 1 }] }],
        axis_config: { categories: ['x'] },
      },
    }
    const { blocks } = message('Words')
    await story.act((tx) => say(tx, { ...saying('Charted'), message: { text: 'Words', blocks: [...blocks, chart] } }))
    await waitFor('Charted', ['sent'])
    expect(story.playground.state.messages.get('CTEAM')?.[0]?.blocks.map((block) => block['type'])).toEqual(['section'])
  })

  it('sending rests after three unclear results in a row and goes on when Slack answers', async () => {
    await open([...SCOPES, ...HISTORY])
    injectFault(story.playground.state, { method: 'chat.postMessage', kind: 'error_before', times: 3 })
    for (const [key, channel] of Object.entries({ one: 'CTEAM', two: 'COTHER', three: 'CTHIRD' })) {
      await story.act((tx) => say(tx, saying(key, channel)))
    }
    const until = async () =>
      (await story.database.query<{ at: Date | null }>('select sending_paused_until as at from workspaces'))[0]?.at
    const end = performance.now() + 8_000
    while (!(await until()) && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await until()).not.toBeNull()
    await story.database.query(`update workspaces set sending_paused_until = clock_timestamp() - interval '1 s'`)
    await story.database.query(`update deliveries set due_at = clock_timestamp() where due_at > clock_timestamp()`)
    for (const key of ['one', 'two', 'three']) await waitFor(key, ['sent'], 20_000)
    expect([texts(), texts('COTHER'), texts('CTHIRD')]).toEqual([['one'], ['two'], ['three']])
  })
})

describe('what was given up', () => {
  it('is taken up when the program starts again, for then its cause is mended', async () => {
    await open(SCOPES)
    const given = { kind: 'checkins.audit', key: 'audit:given up', state: 'failed', attempts: 15 }
    await story.act((tx) =>
      tx.db
        .insertInto('occurrences')
        .values({ ...given, subject: '{}', dueAt: new Date('2026-11-16T07:00:00Z') })
        .execute(),
    )
    await story.settle()
    const state = async () =>
      (await story.database.query<{ state: string }>(`select state from occurrences where key = 'audit:given up'`))[0]!
        .state
    expect(await state()).toBe('failed')
    await story.restart()
    await story.settle()
    expect(await state()).toBe('done')
  })
})
