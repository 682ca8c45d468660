import { createHash } from 'node:crypto'
import { createElement as h, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import type { Channel, Person, State } from '../state.ts'
import { href } from './address.ts'
import { drawBlocks } from './blocks.ts'
import { clockBar } from './clock.ts'
import { composer } from './composer.ts'
import type { Desk } from './desk.ts'
import { messageList, threadPanel } from './messages.ts'
import { modalLayer, modalState } from './modal.ts'
import { channelList, peopleList } from './sidebar.ts'

/** The parts of the page that change by themselves. Fields in which one types a message stand outside of them. */
export const REGIONS: Record<string, (desk: Desk) => ReactNode> = {
  clock: clockBar,
  people: peopleList,
  channels: channelList,
  content: (desk) => (desk.address.home ? homeTab(desk) : messageList(desk)),
  thread: threadPanel,
  modal: modalLayer,
  toast: ({ seen }) => (seen.toast ? h('p', null, seen.toast.text) : null),
}

export interface Region {
  html: string
  /** Stays the same as long as nothing in it changed. */
  rev: string
}

export function drawRegion(name: string, desk: Desk): Region {
  const html = renderToStaticMarkup(h('div', null, REGIONS[name]?.(desk))).slice('<div>'.length, -'</div>'.length)
  const sum = name === 'modal' ? modalState(desk) : html
  return { html, rev: createHash('sha1').update(sum).digest('base64url').slice(0, 12) }
}

function homeTab({ home, state, person, address }: Desk): ReactNode {
  if (!home || !address.home) return h('p', { className: 'empty' }, 'This Home is still empty.')
  const place = { as: person.id, back: href(address), on: 'home', app: address.home, view: home } as const
  return h('div', { className: 'home' }, ...drawBlocks(state, home.blocks, place))
}

const region = (desk: Desk, name: string, tag: string, attributes: object = {}): ReactNode => {
  const { html, rev } = drawRegion(name, desk)
  return h(tag, { ...attributes, 'data-region': name, 'data-rev': rev, dangerouslySetInnerHTML: { __html: html } })
}

/** The whole document. */
export function drawPage(desk: Desk): string {
  const { person, address } = desk
  const body = h(
    'body',
    { 'data-address': href(address) },
    h(
      'div',
      { id: 'app' },
      region(desk, 'clock', 'header', { className: 'top', 'aria-label': 'The clock' }),
      region(desk, 'people', 'nav', { className: 'people', 'aria-label': 'Act as' }),
      region(desk, 'channels', 'nav', { className: 'channels', 'aria-label': 'Channels' }),
      h(
        'main',
        { className: desk.thread ? 'with-thread' : '' },
        titleBar(desk),
        region(desk, 'content', 'div', { className: 'content', tabIndex: 0, 'aria-label': 'Messages' }),
        address.home ? null : composer(desk, null),
      ),
      desk.thread
        ? h(
            'aside',
            { className: 'thread', 'aria-label': 'Thread' },
            threadTitle(desk),
            region(desk, 'thread', 'div', { className: 'content' }),
            composer(desk, desk.thread.ts),
          )
        : null,
      h('footer', { className: 'note' }, 'A small Slack for trying Throughline. Not Slack.'),
    ),
    region(desk, 'modal', 'div', { className: 'layer' }),
    region(desk, 'toast', 'div', { className: 'toast', role: 'alert' }),
  )
  const head = h(
    'head',
    null,
    h('meta', { charSet: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('title', null, `${person.real_name} · Throughline playground`),
    h('link', { rel: 'icon', href: 'data:,' }),
    h('link', { rel: 'stylesheet', href: '/static/blocks.css' }),
    h('link', { rel: 'stylesheet', href: '/static/page.css' }),
    h('script', { src: '/static/page.js', defer: true }),
  )
  return `<!doctype html>${renderToStaticMarkup(h('html', { lang: 'en' }, head, body))}`
}

/** The other organisations in a shared channel, as the person who looks would call them. */
const others = (state: State, { team_id, connected_team_ids }: Channel, person: Person): string[] =>
  [team_id, ...connected_team_ids]
    .filter((id) => id !== person.team_id)
    .map((id) => state.workspaces.get(id)?.name ?? id)

function titleBar({ address, channel, seen, state, person }: Desk): ReactNode {
  if (address.home) return h('h1', null, `${state.apps.get(address.home)?.name ?? 'App'} Home`)
  const row = seen.channels.find(({ id }) => id === address.channel)
  if (!row || !channel) return h('h1', null, 'No channel')
  const names = channel.members.map((id) => state.people.get(id)?.real_name ?? id).join(', ')
  return h(
    'h1',
    null,
    row.kind === 'im' ? row.name : `# ${row.name}`,
    row.is_ext_shared
      ? h('span', { className: 'badge outside' }, `shared with ${others(state, channel, person).join(', ')}`)
      : null,
    row.kind === 'im' ? null : h('small', null, names),
  )
}

const threadTitle = ({ address }: Desk): ReactNode =>
  h(
    'h1',
    null,
    'Thread',
    h('a', { className: 'close', href: href({ ...address, thread: null }), 'aria-label': 'Close the thread' }, '×'),
  )
