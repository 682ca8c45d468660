import { OPEN_ITEM } from './checklist.ts'
import { type Block, button, header, type Modal, modal, paragraph } from './kit.ts'
import { pageButtons } from './pages.ts'

/** Opens all that waits for somebody in handoffs. */
export const ALL_ITEMS = 'home.all_items'
export const TURN_ITEMS = 'home.items'
export const ALL_ITEMS_VIEW = 'home.all_items'

/** An item of a handoff that waits for whoever looks. */
export interface HomeItem {
  itemId: string
  /** 'Calder Freight: Scope linked (due Wed 25 Nov)' */
  sentence: string
}

/** As many as leave room on a Home of 100 blocks for everything else. */
const MOST = 3
/** A form holds 100 blocks (docs.slack.dev/surfaces/modals); the buttons that turn the page take two. */
const PAGE = 60

const drawItem = ({ itemId, sentence }: HomeItem): Block =>
  paragraph(sentence, button(OPEN_ITEM, 'Open', itemId, { label: `Open: ${sentence}` }))

/** What waits for somebody in handoffs, on their Home: the earliest due first, and the way to the rest. */
export function homeItems(items: HomeItem[]): Block[] {
  if (items.length === 0) return []
  const left = items.length - MOST
  const all = button(ALL_ITEMS, 'Show all', 'mine', { label: 'Show all your handoff items' })
  return [
    header('Your handoff items'),
    ...items.slice(0, MOST).map(drawItem),
    ...(left > 0 ? [paragraph(`And ${left} more.`, all)] : []),
  ]
}

/** All that waits for somebody in handoffs, page by page. */
export function itemsModal(items: HomeItem[], wanted: number): Modal {
  const pages = Math.max(1, Math.ceil(items.length / PAGE))
  const page = Math.min(Math.max(wanted, 0), pages - 1)
  const shown = items.slice(page * PAGE, (page + 1) * PAGE).map(drawItem)
  const blocks = shown.length > 0 ? shown : [paragraph('Nothing in a handoff waits for you.')]
  return modal(
    ALL_ITEMS_VIEW,
    'Your handoff items',
    [...blocks, ...pageButtons(TURN_ITEMS, 'mine', page, pages)],
    // The page, for when the list is drawn anew.
    { metadata: String(page) },
  )
}
