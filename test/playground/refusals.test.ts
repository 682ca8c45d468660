import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { viewProblems } from '../../playground/limits/view.ts'
import { chart, clean, data, home, input, type Json, many, modal, mrkdwn, plain, typed, x } from './kit.ts'
import { call, startTown, type Town } from './town.ts'

const VIEWS: [string, Json, Json][] = [
  [
    '100 blocks in a modal',
    modal({ blocks: many(100, () => ({ type: 'divider' })) }),
    modal({ blocks: many(101, () => ({ type: 'divider' })) }),
  ],
  [
    '100 blocks on a Home',
    home(...many(100, () => ({ type: 'divider' }))),
    home(...many(101, () => ({ type: 'divider' }))),
  ],
  ['title 24', modal({ title: plain(24) }), modal({ title: plain(25) })],
  ['submit 24', modal({ submit: plain(24) }), modal({ submit: plain(25) })],
  ['close 24', modal({ close: plain(24) }), modal({ close: plain(25) })],
  [
    'a submit button where something is asked',
    modal({ blocks: [typed({})], submit: plain(5) }),
    modal({ blocks: [typed({})] }),
  ],
  ['private_metadata 3000', modal({ private_metadata: x(3000) }), modal({ private_metadata: x(3001) })],
  ['callback_id 255', modal({ callback_id: x(255) }), modal({ callback_id: x(256) })],
  ['external_id 255', modal({ external_id: x(255) }), modal({ external_id: x(256) })],
  ['no chart in a modal', modal({}), modal({ blocks: [chart()] })],
  ['no chart on a Home', home({ type: 'divider' }), home(chart())],
  ['no table on a Home', home({ type: 'divider' }), home(data({}))],
  [
    'no alert on a Home',
    modal({ blocks: [{ type: 'alert', text: plain(5) }] }),
    home({ type: 'alert', text: plain(5) }),
  ],
  ['no markdown in a modal', modal({}), modal({ blocks: [{ type: 'markdown', text: 'a' }] })],
  [
    'dates that exist',
    modal({ blocks: [input({ type: 'datepicker', initial_date: '2028-02-29' })], submit: plain(5) }),
    modal({ blocks: [input({ type: 'datepicker', initial_date: '2026-02-29' })], submit: plain(5) }),
  ],
  [
    'times of the day',
    modal({ blocks: [input({ type: 'timepicker', initial_time: '23:59' })], submit: plain(5) }),
    modal({ blocks: [input({ type: 'timepicker', initial_time: '24:00' })], submit: plain(5) }),
  ],
  [
    'an initial text within max_length',
    modal({ blocks: [typed({ max_length: 5, initial_value: x(5) })], submit: plain(5) }),
    modal({ blocks: [typed({ max_length: 5, initial_value: x(6) })], submit: plain(5) }),
  ],
]

describe('limits of a modal and a Home', () => {
  it.each(VIEWS)('%s: passes at the limit, is refused one over', (_, within, beyond) => {
    expect(viewProblems(clean(within) as Json)).toEqual([])
    expect([1, 2]).toContain(viewProblems(clean(beyond) as Json).length)
  })
})

describe('how Slack refuses', () => {
  let town: Town
  beforeAll(async () => {
    town = await startTown()
  })
  afterAll(() => town.stop())
  const say = (args: Json) => call(town, town.home.bot_token, 'chat.postMessage', { channel: 'C1', ...args })

  it('names the path of what is wrong', async () => {
    const answer = await say({ text: 'a', blocks: [{ type: 'divider' }, { type: 'header', text: plain(151) }] })
    expect(answer['error']).toBe('invalid_blocks')
    expect(answer['response_metadata']).toEqual({
      messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/1/text/text]'],
    })
  })

  it('takes 40,000 characters of text and refuses one more', async () => {
    expect((await say({ text: x(40_000) }))['ok']).toBe(true)
    expect((await say({ text: x(40_001) }))['error']).toBe('msg_too_long')
  })

  it('takes 13,200 characters in all blocks together and refuses one more', async () => {
    const sections = (last: number) => [...many(4, () => 3000), last].map((n) => ({ type: 'section', text: mrkdwn(n) }))
    expect((await say({ blocks: sections(1200) }))['ok']).toBe(true)
    expect((await say({ blocks: sections(1201) }))['error']).toBe('msg_blocks_too_long')
  })

  it('refuses a message that says nothing', async () => {
    expect((await say({}))['error']).toBe('no_text')
  })

  it('refuses a view as invalid arguments, with the path', async () => {
    const view = modal({ title: plain(25) })
    const answer = await call(town, town.home.bot_token, 'views.open', { trigger_id: '1', view })
    expect(answer['error']).toBe('invalid_arguments')
    expect(JSON.stringify(answer)).toContain('json-pointer:/view/title/text')
  })
})
