import type { Form, Kind, Playbook } from '#features/handoffs/model.ts'
import { type Choice, choice, dateInput, personInput, radioInput, read, selectInput, type Values } from './inputs.ts'
import { type Modal, modal, note } from './kit.ts'

/** A button that opens the form for the account in its value. */
export const OPEN_HANDOFF = 'handoff.open'
export const START_HANDOFF = 'handoff.start'
/** Chosen anew, the form is drawn anew with the people and the date that fit. */
export const CHOOSE_ACCOUNT = 'handoff.account'
export const CHOOSE_KIND = 'handoff.kind'
const FORM = 'handoff.form'

/** The form with everything known filled in. */
export interface StartForm {
  /** Accounts to choose from, the best match first. */
  accounts: { id: string; name: string; title: string }[]
  accountId: string | null
  /** All playbooks, the chosen one by its kind. */
  playbooks: Playbook[]
  kind: Kind
  anchorOn: string | null
  giver: string | null
  receiver: string | null
}

/** Ids of the inputs whose filling depends on account and kind: with a new id Slack takes the new filling. */
const fieldsFor = (accountId: string | null, kind: Kind) => ({
  anchor: `anchor:${kind}:${accountId}`,
  giver: `giver:${kind}:${accountId}`,
  receiver: `receiver:${kind}:${accountId}`,
})

const accountChoice = ({ id, name, title }: StartForm['accounts'][number]): Choice =>
  choice(id, title ? `${name} · ${title}` : name)

export function startModal({ accounts, accountId, playbooks, kind, anchorOn, giver, receiver }: StartForm): Modal {
  const playbook = playbooks.find((each) => each.kind === kind)!
  const fields = fieldsFor(accountId, kind)
  const short = playbook.items.filter((item) => item.short).length
  const forms = [
    { value: 'short', text: `Short: ${short} items`, description: 'For small and simple accounts' },
    {
      value: 'full',
      text: `Full: ${playbook.items.length} items`,
      description: 'The harder the purchase was, the fuller',
    },
  ]
  const kinds = playbooks.map((each) => ({ value: each.kind, text: each.name }))
  return modal(
    START_HANDOFF,
    'Start a handoff',
    [
      selectInput(CHOOSE_ACCOUNT, {
        label: 'Account',
        choices: accounts.map(accountChoice),
        initial: accountId,
        dispatch: true,
      }),
      radioInput(CHOOSE_KIND, { label: 'What is handed over', choices: kinds, initial: kind, dispatch: true }),
      radioInput(FORM, { label: 'How much of the checklist', choices: forms, initial: 'short' }),
      dateInput(fields.anchor, {
        label: playbook.anchor,
        initial: anchorOn,
        hint: `${playbook.anchorHint} All due dates count from it.`,
      }),
      personInput(fields.giver, {
        label: 'Who gives',
        initial: giver,
        hint: 'Stays responsible until the receiving side accepts.',
      }),
      personInput(fields.receiver, {
        label: 'Who receives',
        initial: receiver,
        hint: 'Accepts last, when everything is done.',
      }),
      note('The checklist appears in the account’s team channel, as one message that everybody updates.'),
    ],
    { submit: 'Start' },
  )
}

export interface Start {
  accountId: string
  kind: Kind
  form: Form
  anchorOn: string
  giver: string
  receiver: string
  /** Which input each value came from, for a sentence at that input. */
  fields: { account: string; anchor: string; giver: string; receiver: string }
}

export function readStart(values: Values): Start {
  const { accountId, kind } = readChoice(values)
  const at = (name: string) => Object.keys(values).find((id) => id.startsWith(`${name}:`)) ?? ''
  const fields = { account: CHOOSE_ACCOUNT, anchor: at('anchor'), giver: at('giver'), receiver: at('receiver') }
  const text = (field: string) => read(values, field) ?? ''
  return {
    accountId: accountId ?? '',
    kind: kind ?? 'kickoff',
    form: text(FORM) as Form,
    anchorOn: text(fields.anchor),
    giver: text(fields.giver),
    receiver: text(fields.receiver),
    fields,
  }
}

/** What is chosen so far in a form that is still open. */
export const readChoice = (values: Values): { accountId: string | null; kind: Kind | null } => ({
  accountId: read(values, CHOOSE_ACCOUNT),
  kind: read(values, CHOOSE_KIND) as Kind | null,
})

/** What `/handoff help` says. */
export const HANDOFF_HELP = [
  '`/handoff` opens the form that starts a handoff.',
  '`/handoff Calder` opens it for the account with “Calder” in its name.',
  '`/handoff status` lists the handoffs that are running; `/handoff status Calder` only those of one account.',
  'The checklist is one message in the account’s team channel. The receiving side accepts last; until then the giving side stays responsible.',
].join('\n')
