import type { AccountState } from '#features/accounts/model.ts'
import { EDIT_PEOPLE, EDIT_PROFILE } from './accountForm.ts'
import { OPEN_PLAN } from './accountPlan.ts'
import { OPEN_FAULT } from './alerts.ts'
import { accountButtons } from './buttons.ts'
import { drawStart } from './cadence.ts'
import { OPEN_MAILED } from './concernMail.ts'
import { actions, type Block, button, lines, list, type Modal, modal, note, paragraph } from './kit.ts'
import { knownButton } from './knowledge.ts'
import { OPEN_END, OPEN_PAUSE, RESUME } from './states.ts'

/** One account, as anybody on the vendor's side may see it. */
export interface AccountView {
  accountId: string
  name: string
  /** What the project is called and where it stands, in a line. */
  summary: string
  /** Who is who: role and name. */
  people: { role: string; name: string; since: string; described: string[] }[]
  /** Who held a role before, the last to leave first. */
  past: string[]
  /** Who is new, and until when. */
  transitions: string[]
  whoAnswers: string
  /** How long ago the buyer heard from us. */
  silence: string | null
  /** Somebody of the customer is not in Slack. */
  readsMail: boolean
  /** What is open, a line each. */
  waiting: { exceptions: string[]; asks: string[]; concerns: string[] }
  buyerChannel: string | null
  buyerEmail: string | null
  teamChannel: string | null
  cadence: string
  comingUpdates: string[]
  milestones: string[]
  criteria: string[]
  scopeUrl: string | null
  crmReference: string | null
  state: AccountState
  /** What we know of the customer, and how we go about it: a title and its lines each. */
  known: { title: string; rows: string[] }[]
  /** What is still missing before the weekly update may begin; null where it runs already. */
  missing: string[] | null
}

/** In these states the customer hears from here. */
const HEARS: AccountState[] = ['active', 'go_live_cover', 'steady']

const MOST_LINES = 20
export const ACCOUNT_VIEW = 'account'

export function drawAccountView(view: AccountView): Modal {
  const { accountId, name, summary, missing, waiting } = view
  const blocks = [
    lines([{ text: name, bold: true }], summary, ...(view.silence ? [view.silence] : [])),
    ...(missing ? drawStart(accountId, name, missing) : []),
    ...listed('Needs somebody', waiting.exceptions),
    ...listed('In transition', view.transitions),
    ...listed('Who is who', [
      ...view.people.map((one) => [`${one.role}: ${one.name}, since ${one.since}`, ...one.described].join('. ')),
      view.whoAnswers,
    ]),
    ...listed('Who was who', view.past),
    channels(view),
    ...listed('Cadence', [view.cadence]),
    ...listed('The next updates: asked → closed → published', view.comingUpdates),
    ...listed('Milestones', view.milestones),
    ...listed('Success criteria', view.criteria),
    ...view.known.flatMap(({ title, rows }) => listed(title, rows)),
    ...listed('Asked of the customer', waiting.asks),
    ...listed('Raised by the customer', waiting.concerns),
    scope(view.scopeUrl),
    ...(view.crmReference ? [note(`In the CRM: ${view.crmReference}`)] : []),
    accountButtons(accountId, name),
    recordButtons(view),
  ]
  return modal(ACCOUNT_VIEW, 'Account', blocks)
}

/** What can be changed of an account; who may not is told so. */
function recordButtons({ accountId, name, state, readsMail }: AccountView): Block {
  const paused = state === 'paused' ? [{ id: RESUME, text: 'Resume' }] : [{ id: OPEN_PAUSE, text: 'Pause' }]
  const row = [
    { id: EDIT_PROFILE, text: 'Edit' },
    { id: EDIT_PEOPLE, text: 'People' },
    { id: OPEN_PLAN, text: 'Plan' },
    ...(HEARS.includes(state) ? [{ id: OPEN_FAULT, text: 'Serious fault' }] : []),
    ...(readsMail && state !== 'ended' ? [{ id: OPEN_MAILED, text: 'Concern by e-mail' }] : []),
    ...(state === 'ended' ? [] : [...paused, { id: OPEN_END, text: 'End' }]),
  ]
  return actions(
    `record_${accountId}`,
    ...row.map(({ id, text }) => button(id, text, accountId, { label: `${text}: ${name}` })),
    knownButton(`a:${accountId}`, name),
  )
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
