import { createElement as h, type ReactNode } from 'react'
import { isObject } from '../post.ts'
import type { Json, State } from '../state.ts'
import { element, type Place } from './elements.ts'
import { inputBlock } from './inputs.ts'
import { drawByLibrary } from './library.ts'
import { listOf, textOf } from './parts.ts'

/**
 * Draws the blocks of a message, a Home or a form. What can be pressed or filled in is ours; plain text is ours too,
 * because Slack never parses it; rich text, mrkdwn and charts are the library's.
 */
export function drawBlocks(state: State, blocks: Json[], place: Place): ReactNode[] {
  return blocks.map((block, index) =>
    h('div', { key: index, className: `block ${String(block['type'])}` }, drawBlock(state, block, place)),
  )
}

function drawBlock(state: State, block: Json, place: Place): ReactNode {
  switch (block['type']) {
    case 'divider':
      return h('hr')
    case 'header':
      return h('h3', null, textOf(block['text']))
    case 'section':
      return section(state, block, place)
    case 'context':
      return listOf(block['elements']).map((e, i) => h('div', { key: i, className: 'small' }, text(state, e)))
    case 'actions':
      return listOf(block['elements']).map((e, i) => h('span', { key: i }, element(state, block, e, place)))
    case 'input':
      return inputBlock(state, block, place)
    default:
      return drawByLibrary(state, block)
  }
}

function section(state: State, block: Json, place: Place): ReactNode {
  const fields = listOf(block['fields'])
  const { accessory } = block
  return [
    h(
      'div',
      { key: 'text', className: 'words' },
      isObject(block['text']) ? text(state, block['text']) : null,
      fields.length > 0
        ? h('div', { className: 'fields' }, ...fields.map((f, i) => h('div', { key: i }, text(state, f))))
        : null,
    ),
    isObject(accessory)
      ? h('div', { key: 'accessory', className: 'accessory' }, accessoryOf(state, block, accessory, place))
      : null,
  ]
}

const accessoryOf = (state: State, block: Json, accessory: Json, place: Place): ReactNode =>
  accessory['type'] === 'image' ? image(accessory) : element(state, block, accessory, place)

const image = (e: Json): ReactNode => h('img', { src: String(e['image_url']), alt: String(e['alt_text'] ?? '') })

function text(state: State, e: Json): ReactNode {
  if (e['type'] === 'image') return image(e)
  if (e['type'] === 'mrkdwn') return drawByLibrary(state, { type: 'section', text: e }, e)
  return h('p', { className: 'plain' }, textOf(e))
}
