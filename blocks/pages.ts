import { actions, type Block, button, note } from './kit.ts'

/** Buttons that turn the page; the value is '<id> <page>'. */
export function pageButtons(actionId: string, id: string, page: number, pages: number): Block[] {
  if (pages < 2) return []
  const back = page > 0 ? [button(`${actionId}.back`, 'Previous page', `${id} ${page - 1}`)] : []
  const on = page < pages - 1 ? [button(`${actionId}.on`, 'Next page', `${id} ${page + 1}`)] : []
  return [note(`Page ${page + 1} of ${pages}`), actions('pages', ...back, ...on)]
}

/** Where a page button leads. */
export function readPage(value: string): { id: string; page: number } {
  const [id = '', page = '0'] = value.split(' ')
  return { id, page: Number(page) || 0 }
}

/** The action ids of the two buttons that turn a page. */
export const turned = (action: string): RegExp => new RegExp(`^${action.replace('.', '[.]')}[.](back|on)$`)
