import fs from 'node:fs'
import { createRequire } from 'node:module'
import { createElement as h, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { Message } from 'slack-blocks-to-jsx/dist/index.mjs'
import type { Json, State } from '../state.ts'

const STYLE = createRequire(import.meta.url).resolve('slack-blocks-to-jsx/dist/style.css')

/** The library marks every block with one and the same id. A page holds many blocks, so it becomes a class. */
export const libraryStyle = (): string =>
  fs.readFileSync(STYLE, 'utf8').replaceAll('#slack_blocks_to_jsx', '.slack_blocks_to_jsx')

/** What was drawn of a block, as long as somebody keeps it: a page is drawn anew far more often than its blocks change. */
const kept = new WeakMap<Json, string>()

/**
 * A block drawn by slack-blocks-to-jsx: rich text, mrkdwn, tables, images and charts. It draws; nothing in it works.
 * `whole` is what does not change without being replaced, where the block is made of it for the library's sake.
 */
export function drawByLibrary(state: State, block: Json, whole: Json = block): ReactNode {
  const __html = kept.get(whole) ?? draw(state, block, (html) => kept.set(whole, html))
  // biome-ignore lint/security/noDangerouslySetInnerHtml: React itself wrote this markup, and it escapes what it is given
  return h('div', { dangerouslySetInnerHTML: { __html } })
}

function draw(state: State, block: Json, keep: (html: string) => void): string {
  let named = false
  const mention = (name: string) => {
    named = true
    return h('span', { className: 'mention' }, name)
  }
  const drawn = h(Message, {
    blocks: [block] as never,
    name: '',
    logo: '',
    theme: 'light',
    withoutWrapper: true,
    hooks: {
      user: ({ id }: { id: string }) => mention(`@${state.people.get(id)?.real_name ?? id}`),
      channel: ({ id }: { id: string }) => mention(`#${state.channels.get(id)?.name ?? id}`),
      link: ({ href, children }: { href: string; children?: ReactNode }) =>
        h('a', { href, target: '_blank', rel: 'noreferrer' }, children),
    } as never,
  })
  const html = renderToStaticMarkup(drawn).replaceAll(' id="slack_blocks_to_jsx"', '')
  // A name may change while the block stays.
  if (!named) keep(html)
  return html
}
