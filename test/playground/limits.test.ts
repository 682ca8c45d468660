import { describe, expect, it } from '@jest/globals'
import { messageProblems } from '../../playground/limits/message.ts'
import {
  actions,
  button,
  chart,
  clean,
  confirm,
  data,
  image,
  type Json,
  labels,
  lines,
  many,
  mrkdwn,
  option,
  pie,
  plain,
  rows,
  select,
  series,
  thumb,
  typed,
  x,
} from './kit.ts'

/** One row a limit: what passes at the limit, and what Slack refuses one beyond it. */
const MESSAGE: [string, Json[], Json[]][] = [
  ['50 blocks in a message', many(50, () => ({ type: 'divider' })), many(51, () => ({ type: 'divider' }))],
  ['section text 3000', [{ type: 'section', text: mrkdwn(3000) }], [{ type: 'section', text: mrkdwn(3001) }]],
  ['section text at least 1', [{ type: 'section', text: mrkdwn(1) }], [{ type: 'section', text: mrkdwn(0) }]],
  [
    '10 fields',
    [{ type: 'section', fields: many(10, () => mrkdwn(5)) }],
    [{ type: 'section', fields: many(11, () => mrkdwn(5)) }],
  ],
  ['field text 2000', [{ type: 'section', fields: [mrkdwn(2000)] }], [{ type: 'section', fields: [mrkdwn(2001)] }]],
  ['header 150', [{ type: 'header', text: plain(150) }], [{ type: 'header', text: plain(151) }]],
  ['image title 2000', [image({ title: plain(2000) })], [image({ title: plain(2001) })]],
  ['image alt text 2000', [image({ alt_text: x(2000) })], [image({ alt_text: x(2001) })]],
  ['image alt text is needed', [image({})], [image({ alt_text: undefined })]],
  ['image url 3000', [image({ image_url: `https://${x(2992)}` })], [image({ image_url: `https://${x(2993)}` })]],
  [
    '10 context elements',
    [{ type: 'context', elements: many(10, () => mrkdwn(5)) }],
    [{ type: 'context', elements: many(11, () => mrkdwn(5)) }],
  ],
  [
    '25 actions',
    [actions(...many(25, (i) => ({ type: 'button', action_id: `b${i}`, text: plain(3) })))],
    [actions(...many(26, (i) => ({ type: 'button', action_id: `b${i}`, text: plain(3) })))],
  ],
  [
    '5 context actions',
    [{ type: 'context_actions', elements: many(5, thumb as (i: number) => Json) }],
    [{ type: 'context_actions', elements: many(6, (i) => thumb(i)) }],
  ],
  ['button text 75', [button({ text: plain(75) })], [button({ text: plain(76) })]],
  ['button value 2000', [button({ value: x(2000) })], [button({ value: x(2001) })]],
  ['button url 3000', [button({ url: `https://${x(2992)}` })], [button({ url: `https://${x(2993)}` })]],
  ['button accessibility label 75', [button({ accessibility_label: x(75) })], [button({ accessibility_label: x(76) })]],
  ['action_id 255', [button({ action_id: x(255) })], [button({ action_id: x(256) })]],
  ['block_id 255', [{ type: 'divider', block_id: x(255) }], [{ type: 'divider', block_id: x(256) }]],
  [
    'different block_ids',
    [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'b' },
    ],
    [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'a' },
    ],
  ],
  [
    'different action_ids in a block',
    [actions({ type: 'button', action_id: 'a', text: plain(3) }, { type: 'button', action_id: 'b', text: plain(3) })],
    [actions({ type: 'button', action_id: 'a', text: plain(3) }, { type: 'button', action_id: 'a', text: plain(3) })],
  ],
  ['option text 75', [select({ options: [option(1, 75)] })], [select({ options: [option(1, 76)] })]],
  [
    'option value 75',
    [select({ options: [{ text: plain(3), value: x(75) }] })],
    [select({ options: [{ text: plain(3), value: x(76) }] })],
  ],
  [
    'option description 75',
    [select({ options: [{ ...option(1), description: plain(75) }] })],
    [select({ options: [{ ...option(1), description: plain(76) }] })],
  ],
  [
    '100 options',
    [select({ options: many(100, (i) => option(i)) })],
    [select({ options: many(101, (i) => option(i)) })],
  ],
  [
    '100 option groups',
    [select({ option_groups: many(100, (i) => ({ label: plain(5), options: [option(i)] })) })],
    [select({ option_groups: many(101, (i) => ({ label: plain(5), options: [option(i)] })) })],
  ],
  [
    'an initial option that is offered',
    [select({ options: [option(1)], initial_option: option(1) })],
    [select({ options: [option(1)], initial_option: option(2) })],
  ],
  [
    'placeholder 150',
    [select({ options: [option(1)], placeholder: plain(150) })],
    [select({ options: [option(1)], placeholder: plain(151) })],
  ],
  [
    '10 radio buttons',
    [actions({ type: 'radio_buttons', action_id: 'r', options: many(10, (i) => option(i)) })],
    [actions({ type: 'radio_buttons', action_id: 'r', options: many(11, (i) => option(i)) })],
  ],
  [
    '10 checkboxes',
    [actions({ type: 'checkboxes', action_id: 'r', options: many(10, (i) => option(i)) })],
    [actions({ type: 'checkboxes', action_id: 'r', options: many(11, (i) => option(i)) })],
  ],
  [
    '5 overflow options',
    [actions({ type: 'overflow', action_id: 'r', options: many(5, (i) => option(i)) })],
    [actions({ type: 'overflow', action_id: 'r', options: many(6, (i) => option(i)) })],
  ],
  ['confirm title 100', [confirm({ title: plain(100) })], [confirm({ title: plain(101) })]],
  ['confirm text 300', [confirm({ text: plain(300) })], [confirm({ text: plain(301) })]],
  ['confirm buttons 30', [confirm({ confirm: plain(30), deny: plain(30) })], [confirm({ deny: plain(31) })]],
  ['input label 2000', [typed({})].map((b) => ({ ...b, label: plain(2000) })), [{ ...typed({}), label: plain(2001) }]],
  ['input hint 2000', [{ ...typed({}), hint: plain(2000) }], [{ ...typed({}), hint: plain(2001) }]],
  ['typed min_length 3000', [typed({ min_length: 3000 })], [typed({ min_length: 3001 })]],
  ['2 charts in a message', [chart(), chart()], [chart(), chart(), chart()]],
  ['chart title 50', [chart({ title: x(50) })], [chart({ title: x(51) })]],
  ['12 series', [chart({ chart: lines(3, 12) })], [chart({ chart: lines(3, 13) })]],
  ['20 points', [chart({ chart: lines(20) })], [chart({ chart: lines(21) })]],
  ['a value for every point', [chart()], [chart({ chart: { ...lines(3), series: [series(2)] } })]],
  [
    'different series names',
    [chart({ chart: lines(3, 2) })],
    [chart({ chart: { ...lines(3), series: [series(3), series(3)] } })],
  ],
  [
    'series name 20',
    [chart({ chart: { ...lines(3), series: [series(3, x(20))] } })],
    [chart({ chart: { ...lines(3), series: [series(3, x(21))] } })],
  ],
  [
    'axis label 50',
    [chart({ chart: { ...lines(3), axis_config: { categories: labels(3), x_label: x(50) } } })],
    [chart({ chart: { ...lines(3), axis_config: { categories: labels(3), y_label: x(51) } } })],
  ],
  ['12 pie segments', [pie(12)], [pie(13)]],
  ['pie label 20', [pie(1, 20)], [pie(1, 21)]],
  ['pie values above 0', [pie(1)], [chart({ chart: { type: 'pie', segments: [{ label: 'a', value: 0 }] } })]],
  ['201 rows in a data table', [data({ rows: rows(201, 2) })], [data({ rows: rows(202, 2) })]],
  ['20 columns in a data table', [data({ rows: rows(2, 20) })], [data({ rows: rows(2, 21) })]],
  ['rows of equal length', [data({ rows: rows(2, 2) })], [data({ rows: [...rows(1, 2), ...rows(1, 3)] })]],
  ['20,000 characters in data tables', [data({ rows: rows(20, 10, 100) })], [data({ rows: rows(20, 10, 101) })]],
  ['page_size 100', [data({ page_size: 100 })], [data({ page_size: 101 })]],
  ['100 rows in a table', [{ type: 'table', rows: rows(100, 2) }], [{ type: 'table', rows: rows(101, 2) }]],
  ['20 cells in a row', [{ type: 'table', rows: rows(1, 20) }], [{ type: 'table', rows: rows(1, 21) }]],
  [
    '10,000 characters in tables',
    [{ type: 'table', rows: rows(10, 10, 100) }],
    [{ type: 'table', rows: rows(10, 10, 101) }],
  ],
  [
    'one table in a message',
    [{ type: 'table', rows: rows(1, 1) }],
    [
      { type: 'table', rows: rows(1, 1) },
      { type: 'table', rows: rows(1, 1) },
    ],
  ],
  ['markdown 12,000', [{ type: 'markdown', text: x(12_000) }], [{ type: 'markdown', text: x(12_001) }]],
  [
    '12,000 in all markdown blocks',
    many(2, () => ({ type: 'markdown', text: x(6000) })),
    many(2, () => ({ type: 'markdown', text: x(6001) })),
  ],
  [
    '10 blocks in a container',
    [{ type: 'container', title: plain(150), child_blocks: many(10, () => ({ type: 'divider' })) }],
    [{ type: 'container', title: plain(150), child_blocks: many(11, () => ({ type: 'divider' })) }],
  ],
  [
    'container title 150',
    [{ type: 'container', title: plain(150), child_blocks: [{ type: 'divider' }] }],
    [{ type: 'container', title: plain(151), child_blocks: [{ type: 'divider' }] }],
  ],
  [
    'no chart in a container',
    [{ type: 'container', title: plain(5), child_blocks: [{ type: 'divider' }] }],
    [{ type: 'container', title: plain(5), child_blocks: [chart()] }],
  ],
  ['card body 200', [{ type: 'card', body: mrkdwn(200) }], [{ type: 'card', body: mrkdwn(201) }]],
  [
    '10 cards',
    [{ type: 'carousel', elements: many(10, () => ({ type: 'card', body: mrkdwn(5) })) }],
    [{ type: 'carousel', elements: many(11, () => ({ type: 'card', body: mrkdwn(5) })) }],
  ],
  ['no alert in a message', [{ type: 'divider' }], [{ type: 'alert', text: plain(5) }]],
  ['no misspelt field', [button({ style: 'primary' })], [button({ stile: 'primary' })]],
  ['no mrkdwn on a button', [button({ text: plain(5) })], [button({ text: mrkdwn(5) })]],
  ['no unknown block', [{ type: 'divider' }], [{ type: 'diviser' }]],
]

describe('limits of a message', () => {
  it.each(MESSAGE)('%s: passes at the limit, is refused one over', (_, within, beyond) => {
    expect(messageProblems(clean(within))).toEqual([])
    expect([1, 2]).toContain(messageProblems(clean(beyond)).length)
  })
})
