import { ROLE_NAMES, type Role } from '#features/accounts/model.ts'
import {
  KINDS,
  type Kind,
  type Offered,
  type PlaybookItem,
  referringItems,
} from '#features/handoffs/playbooks/model.ts'
import { actions, type Block, button, divider, lines, type Modal, modal, note, paragraph } from './kit.ts'

/** Opens the list; pressed inside a playbook, it goes back there. */
export const OPEN_PLAYBOOKS = 'playbooks.open'
export const BACK_TO_PLAYBOOKS = 'playbooks.back'
export const SHOW_PLAYBOOK = 'playbooks.show'
export const OPEN_COPY = 'playbooks.copy.open'
export const OPEN_NAME = 'playbooks.name.open'
export const OPEN_PLAYBOOK_ITEM = 'playbooks.item.open'
export const REMOVE_ITEM = 'playbooks.item.remove'
export const REMOVE_PLAYBOOK = 'playbooks.remove'

/** A playbook as administrators see it. */
export interface PlaybookView extends Offered {
  /** 'Ada Brandt, Mon 23 Nov 10:02'; null for a ready-made one. */
  changed: string | null
}

/** What names a playbook in a button: the id of one's own, or the kind of a ready-made one. */
export const refOf = ({ id, kind }: Pick<Offered, 'id' | 'kind'>): string => id ?? kind
export const kindOfRef = (ref: string): Kind | undefined => KINDS.find((kind) => kind === ref)

/** A version that somebody saw, and the place of an item in it, from 0; null for a new one. */
export interface Seen {
  id: string
  version: number
  index: number | null
}
export const writeSeen = ({ id, version, index }: Seen): string => [id, version, index ?? 'new'].join(' ')
export function readSeen(text: string): Seen {
  const [id = '', version = '', index = ''] = text.split(' ')
  return { id, version: Number(version), index: index === 'new' || index === '' ? null : Number(index) }
}

const short = ({ items }: Offered) => items.filter((item) => item.short).length

function origin({ id, version, changed, preferred }: PlaybookView): string {
  if (!id) return `Ready-made, version ${version}`
  return `Yours, version ${version}${changed ? `, changed by ${changed}` : ''}${preferred ? ' · chosen first' : ''}`
}

/** All playbooks of a workspace, the ready-made one first of each kind. */
export function playbooksModal(playbooks: PlaybookView[]): Modal {
  const row = (playbook: PlaybookView): Block =>
    paragraph(
      `${playbook.name}\n${origin(playbook)} · ${playbook.items.length} items, ${short(playbook)} in the short form`,
      button(SHOW_PLAYBOOK, 'Open', refOf(playbook), { label: `Open ${playbook.name}` }),
    )
  return modal('playbooks.list', 'Playbooks', [
    paragraph(
      'What a handoff’s checklist begins with. A ready-made playbook is changed by copying it. A handoff that runs keeps the version it began with.',
    ),
    ...KINDS.flatMap((kind) => playbooks.filter((playbook) => playbook.kind === kind)).map(row),
  ])
}

/** '2 working days after' */
export function dueWords(due: number): string {
  if (due === 0) return 'on the day itself'
  const days = Math.abs(due)
  return `${days} working ${days === 1 ? 'day' : 'days'} ${due > 0 ? 'after' : 'before'}`
}

const NEEDS = { link: ['needs a link'], note: ['needs a note'], none: [] } as const

function itemWords(item: PlaybookItem, index: number): string {
  const form = item.short ? [] : ['full form only']
  const parts = [`${item.side} side`, dueWords(item.due), ...NEEDS[item.evidence], ...form]
  const asked = item.confirmation ? `\nThe newcomer is asked: “${item.confirmation}”` : ''
  return `${index + 1}. ${item.text}\n${parts.join(' · ')}${asked}`
}

const named = (roles: readonly Role[]) => roles.map((role) => ROLE_NAMES[role]).join(', else ')

/** A playbook in full. One's own can be changed, item by item; a ready-made one copied. */
export function playbookModal(playbook: PlaybookView): Modal {
  const { id, name, version, items } = playbook
  const change = (index: number) =>
    id
      ? button(OPEN_PLAYBOOK_ITEM, 'Change', writeSeen({ id, version, index }), { label: `Change item ${index + 1}` })
      : undefined
  return modal('playbooks.one', 'Playbook', [
    lines(
      [{ text: name, bold: true }],
      `${origin(playbook)}.`,
      `Its day, from which all others count: “${playbook.anchor}”.`,
      `Usually gives: ${named(playbook.givingRoles)}. Usually receives: ${named(playbook.receivingRoles)}.`,
    ),
    actions('playbooks.acts', ...acts(playbook)),
    ...references(playbook),
    divider(),
    ...items.map((item, index) => paragraph(itemWords(item, index), change(index))),
  ])
}

function acts(playbook: PlaybookView): object[] {
  const { id, name, version } = playbook
  const back = button(BACK_TO_PLAYBOOKS, 'All playbooks', 'all')
  const copy = button(OPEN_COPY, 'Copy', refOf(playbook), { label: `Copy ${name}` })
  if (!id) return [copy, back]
  const seen = writeSeen({ id, version, index: null })
  return [
    button(OPEN_PLAYBOOK_ITEM, 'Add an item', seen),
    button(OPEN_NAME, 'Name and use', seen),
    copy,
    button(REMOVE_PLAYBOOK, 'Remove', seen, {
      style: 'danger',
      confirm: {
        title: 'Remove this playbook?',
        text: 'It is not offered any more. Handoffs that began with it go on as they are.',
        confirm: 'Remove',
        deny: 'Keep',
      },
    }),
    back,
  ]
}

function references({ id, items }: PlaybookView): Block[] {
  const found = referringItems(items)
  if (!id || found.length === 0) return []
  const which = found.length === 1 ? `Item ${found[0]} speaks` : `Items ${found.join(', ')} speak`
  return [note(`${which} of other items by number: after moving or removing one, see that the numbers still fit.`)]
}
