import { accountButtons } from './buttons.ts'
import { drawStart } from './cadence.ts'
import { type Block, lines, list, type Modal, modal, note, paragraph } from './kit.ts'

/** One account, as anybody on the vendor's side may see it. */
export interface AccountView {
  accountId: string
  name: string
  /** What the project is called and where it stands, in a line. */
  summary: string
  /** Who is who: role and name. */
  people: { role: string; name: string }[]
  /** Who is new, and until when. */
  transitions: string[]
  whoAnswers: string
  buyerChannel: string | null
  buyerEmail: string | null
  teamChannel: string | null
  cadence: string
  comingUpdates: string[]
  milestones: string[]
  criteria: string[]
  scopeUrl: string | null
  /** What is still missing before the weekly update may begin; null where it runs already. */
  missing: string[] | null
}

const MOST_LINES = 20

export function drawAccountView(view: AccountView): Modal {
  const { accountId, name, summary, missing } = view
  const blocks = [
    lines([{ text: name, bold: true }], summary),
    ...(missing ? drawStart(accountId, name, missing) : []),
    ...listed('Who is who', [
      ...view.people.map((one) => `${one.role}: ${one.name}`),
      ...view.transitions,
      view.whoAnswers,
    ]),
    channels(view),
    ...listed('Cadence', [view.cadence]),
    ...listed('The next updates: asked → closed → published', view.comingUpdates),
    ...listed('Milestones', view.milestones),
    ...listed('Success criteria', view.criteria),
    scope(view.scopeUrl),
    accountButtons(accountId, name),
  ]
  return modal('account', 'Account', blocks)
}

function listed(title: string, rows: string[]): Block[] {
  if (rows.length === 0) return []
  const left = rows.length - MOST_LINES
  return [list(title, rows.slice(0, MOST_LINES)), ...(left > 0 ? [note(`And ${left} more.`)] : [])]
}

function channels({ buyerChannel, buyerEmail, teamChannel }: AccountView): Block {
  const text = (words: string) => ({ type: 'text', text: words })
  const channel = (id: string | null, otherwise: string) => (id ? { type: 'channel', channel_id: id } : text(otherwise))
  const rows = [
    [text('The customer reads in '), channel(buyerChannel, buyerEmail ? `e-mail (${buyerEmail})` : 'no channel yet')],
    [text('The team reads in '), channel(teamChannel, 'no channel: the owner reads in a direct message')],
  ]
  const items = rows.map((elements) => ({ type: 'rich_text_section', elements }))
  const title = { type: 'rich_text_section', elements: [{ type: 'text', text: 'Channels', style: { bold: true } }] }
  return { type: 'rich_text', elements: [title, { type: 'rich_text_list', style: 'bullet', elements: items }] }
}

const scope = (url: string | null): Block =>
  url && /^https?:\/\//.test(url) ? lines([{ text: 'Scope document', url }]) : paragraph('No scope document is linked.')
