import {
  EVIDENCE,
  FARTHEST_DUE,
  NEWCOMER_KINDS,
  type OwnPlaybook,
  type PlaybookItem,
  SIDES,
} from '#features/handoffs/playbooks/model.ts'
import { numberInput, radioInput, read, readNumber, readTicks, textInput, tickInput, type Values } from './inputs.ts'
import { actions, type Block, button, type Modal, modal, note } from './kit.ts'
import { REMOVE_ITEM, refOf, type Seen, SHOW_PLAYBOOK, writeSeen } from './playbooks.ts'

export const COPY_PLAYBOOK = 'playbooks.copy'
export const KEEP_NAME = 'playbooks.name'
export const KEEP_ITEM = 'playbooks.item'

export const NAME_FIELDS = {
  name: 'playbook.name',
  anchor: 'playbook.anchor',
  anchorHint: 'playbook.hint',
  preferred: 'playbook.preferred',
} as const
export const ITEM_FIELDS = {
  text: 'playbook.text',
  side: 'playbook.side',
  due: 'playbook.due',
  evidence: 'playbook.evidence',
  short: 'playbook.short',
  place: 'playbook.place',
  confirmation: 'playbook.confirmation',
} as const

const back = (ref: string) => button(SHOW_PLAYBOOK, 'Back to the playbook', ref)

/** Asks what a copy is called. */
export const copyModal = (of: { id: string | null; kind: OwnPlaybook['kind']; name: string }): Modal =>
  modal(
    COPY_PLAYBOOK,
    'Copy a playbook',
    [
      textInput(NAME_FIELDS.name, {
        label: 'What the copy is called',
        initial: `Our ${of.name}`.slice(0, 75),
        hint: 'People read it in the form of /handoff and above the checklist.',
        max: 75,
      }),
      actions('playbooks.back', back(refOf(of))),
    ],
    { submit: 'Copy', metadata: refOf(of) },
  )

export const readName = (values: Values): string => read(values, NAME_FIELDS.name) ?? ''

export interface NameEntry {
  name: string
  anchor: string
  anchorHint: string
  preferred: boolean
}

export function nameModal({ id, version, name, anchor, anchorHint, preferred }: OwnPlaybook): Modal {
  const tick = { value: 'yes', text: 'Choose it first, and for handoffs that begin by themselves' }
  return modal(
    KEEP_NAME,
    'Name and use',
    [
      textInput(NAME_FIELDS.name, { label: 'Name', initial: name, max: 75 }),
      textInput(NAME_FIELDS.anchor, {
        label: 'The day from which all days count',
        initial: anchor,
        hint: 'The label of its field, such as “Contract signed on”.',
        max: 75,
      }),
      textInput(NAME_FIELDS.anchorHint, { label: 'What that day is', initial: anchorHint, optional: true, max: 300 }),
      tickInput(NAME_FIELDS.preferred, {
        label: 'Use',
        choices: [tick],
        initial: preferred ? ['yes'] : [],
        optional: true,
      }),
      actions('playbooks.back', back(id)),
    ],
    { submit: 'Save', metadata: writeSeen({ id, version, index: null }) },
  )
}

export const readNameEntry = (values: Values): NameEntry => ({
  name: readName(values),
  anchor: read(values, NAME_FIELDS.anchor) ?? '',
  anchorHint: read(values, NAME_FIELDS.anchorHint) ?? '',
  preferred: readTicks(values, NAME_FIELDS.preferred).includes('yes'),
})

/** What somebody typed about an item; checked by the flow. */
export interface ItemEntry {
  text: string
  side: string
  due: number | null
  evidence: string
  short: boolean
  confirmation: string | null
  /** From 1. */
  place: number | null
}

/** One item, or a new one. */
export function playbookItemModal(playbook: OwnPlaybook, seen: Seen): Modal {
  const { id, kind, items } = playbook
  const item: PlaybookItem | undefined = seen.index === null ? undefined : items[seen.index]
  const confirms = (NEWCOMER_KINDS as readonly string[]).includes(kind)
  return modal(
    KEEP_ITEM,
    item ? `Item ${seen.index! + 1}` : 'A new item',
    [
      textInput(ITEM_FIELDS.text, {
        label: 'What is done',
        initial: item?.text,
        hint: 'So that somebody else could say whether it is.',
        multiline: true,
        max: 300,
      }),
      ...itemChoices(item),
      numberInput(ITEM_FIELDS.place, {
        label: 'Its place in the list',
        initial: seen.index === null ? items.length + 1 : seen.index + 1,
        decimal: false,
      }),
      ...(confirms ? [confirmationInput(item)] : []),
      actions('playbooks.back', ...(item ? [removal(seen)] : []), back(id)),
      note('Handoffs that run keep their items as they are.'),
    ],
    { submit: 'Save', metadata: writeSeen(seen) },
  )
}

function itemChoices(item: PlaybookItem | undefined): Block[] {
  const sides = { giving: 'The giving side', receiving: 'The receiving side' }
  const shown = { link: 'A link', note: 'A note', none: 'Nothing' }
  return [
    radioInput(ITEM_FIELDS.side, {
      label: 'Who does it',
      choices: SIDES.map((side) => ({ value: side, text: sides[side] })),
      initial: item?.side ?? 'giving',
    }),
    numberInput(ITEM_FIELDS.due, {
      label: 'Due, in working days from the handoff’s day',
      initial: item?.due ?? 0,
      hint: `0 is the day itself, -5 is five working days before it. At most ${FARTHEST_DUE}.`,
      decimal: false,
    }),
    radioInput(ITEM_FIELDS.evidence, {
      label: 'What shows that it is done',
      choices: EVIDENCE.map((evidence) => ({ value: evidence, text: shown[evidence] })),
      initial: item?.evidence ?? 'none',
    }),
    tickInput(ITEM_FIELDS.short, {
      label: 'Form',
      choices: [{ value: 'yes', text: 'Belongs to the short form too' }],
      initial: item?.short === false ? [] : ['yes'],
      optional: true,
    }),
  ]
}

const confirmationInput = (item: PlaybookItem | undefined): Block =>
  textInput(ITEM_FIELDS.confirmation, {
    label: 'What the customer’s newcomer confirms',
    initial: item?.confirmation,
    hint: 'In the words in which they are asked, such as “You have had the product training.” Empty where our own people tick it.',
    optional: true,
    multiline: true,
    max: 200,
  })

const removal = (seen: Seen) =>
  button(REMOVE_ITEM, 'Remove this item', writeSeen(seen), {
    style: 'danger',
    confirm: {
      title: 'Remove this item?',
      text: 'The items behind it move up by one. Handoffs that run keep it.',
      confirm: 'Remove',
      deny: 'Keep',
    },
  })

const onOneLine = (text: string | null) => text?.replace(/\s+/g, ' ') ?? null

export const readItemEntry = (values: Values): ItemEntry => ({
  text: onOneLine(read(values, ITEM_FIELDS.text)) ?? '',
  side: read(values, ITEM_FIELDS.side) ?? '',
  due: readNumber(values, ITEM_FIELDS.due),
  evidence: read(values, ITEM_FIELDS.evidence) ?? '',
  short: readTicks(values, ITEM_FIELDS.short).includes('yes'),
  confirmation: onOneLine(read(values, ITEM_FIELDS.confirmation)),
  place: readNumber(values, ITEM_FIELDS.place),
})
