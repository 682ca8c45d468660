import type { Form, Kind } from '#features/handoffs/model.ts'
import type { Offered } from '#features/handoffs/playbooks/model.ts'
import { type Choice, choice, dateInput, personInput, radioInput, read, selectInput, type Values } from './inputs.ts'
import { type Block, clip, type Modal, modal, note } from './kit.ts'

/** A button that opens the form for the account in its value. */
export const OPEN_HANDOFF = 'handoff.open'
export const START_HANDOFF = 'handoff.start'
/** Chosen anew, the form is drawn anew with the people and the date that fit. */
export const CHOOSE_ACCOUNT = 'handoff.account'
export const CHOOSE_KIND = 'handoff.kind'
/** One for each kind, so that another kind brings its own choices. */
export const CHOOSE_PLAYBOOK = /^handoff\.playbook:/
const PLAYBOOK = 'handoff.playbook'
const FORM = 'handoff.form'
const READY_MADE = 'ready'
const LEAVER = 'handoff.leaver'
const NOBODY = 'nobody'

/** The form with everything known filled in. */
export interface StartForm {
  /** Accounts to choose from, the best match first. */
  accounts: { id: string; name: string }[]
  accountId: string | null
  kinds: { kind: Kind; name: string }[]
  /** The chosen playbook. */
  playbook: Offered
  /** All that a handoff of this kind can begin with, the ready-made one first. */
  offered: Offered[]
  /** Which form fits the account, and why; null while none is chosen. */
  proposal: { form: Form; reason: string } | null
  anchorOn: string | null
  giver: string | null
  receiver: string | null
  /** Who may leave the customer's role; null where the handoff is about nobody of theirs. */
  leavers: Leavers | null
}

/** Those who hold a role or held it, by assignment. */
export interface Leavers {
  choices: { id: string; name: string; since: string }[]
  proposed: string | null
}

/** Ids of the inputs whose filling depends on account and playbook: with a new id Slack takes the new filling. */
const fieldsFor = (accountId: string | null, { kind, id }: Offered) => {
  const of = `${id ?? kind}:${accountId}`
  return {
    playbook: `${PLAYBOOK}:${kind}`,
    form: `${FORM}:${of}`,
    anchor: `anchor:${of}`,
    giver: `giver:${of}`,
    receiver: `receiver:${of}`,
    leaver: `${LEAVER}:${of}`,
  }
}

const accountChoice = ({ id, name }: StartForm['accounts'][number]): Choice => choice(id, name)

/** The workspace's own playbooks of a kind, beside the ready-made one. Where there is none, there is nothing to choose. */
function playbookInput(id: string, offered: Offered[], chosen: Offered): Block[] {
  if (offered.length < 2) return []
  const choices = offered.map((each) =>
    choice(each.id ?? READY_MADE, each.id ? each.name : `${each.name} (ready-made)`),
  )
  return [selectInput(id, { label: 'Playbook', choices, initial: chosen.id ?? READY_MADE, dispatch: true })]
}

function formInput(id: string, { items }: Offered, proposal: StartForm['proposal']): Block {
  const short = items.filter((item) => item.short).length
  const forms = [
    { value: 'short', text: `Short: ${short} items`, description: 'For small and simple accounts' },
    { value: 'full', text: `Full: ${items.length} items`, description: 'The harder the purchase was, the fuller' },
  ]
  return radioInput(id, {
    label: 'How much of the checklist',
    choices: forms,
    initial: proposal?.form ?? 'short',
    ...(proposal ? { hint: proposal.reason } : {}),
  })
}

function leaverInput(id: string, leavers: Leavers | null): Block[] {
  if (!leavers || leavers.choices.length === 0) return []
  const known = leavers.choices.map(({ id: value, name, since }) => choice(value, `${clip(name, 50)}, ${since}`))
  return [
    selectInput(id, {
      label: 'Who leaves',
      choices: [...known, choice(NOBODY, 'Nobody whom we know of')],
      initial: leavers.proposed ?? NOBODY,
      hint: 'Whoever else holds the role is who comes. Somebody new is named with Contact change.',
    }),
  ]
}

export function startModal(form: StartForm): Modal {
  const { accounts, accountId, playbook, offered, proposal, anchorOn, giver, receiver } = form
  const fields = fieldsFor(accountId, playbook)
  const kinds = form.kinds.map(({ kind, name }) => ({ value: kind, text: name }))
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
      radioInput(CHOOSE_KIND, { label: 'What is handed over', choices: kinds, initial: playbook.kind, dispatch: true }),
      ...playbookInput(fields.playbook, offered, playbook),
      formInput(fields.form, playbook, proposal),
      dateInput(fields.anchor, {
        label: playbook.anchor,
        initial: anchorOn,
        hint: `${playbook.anchorHint} All due dates count from it.`,
      }),
      ...leaverInput(fields.leaver, form.leavers),
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
  /** One of the workspace's own; null for the ready-made one. */
  playbookId: string | null
  form: Form
  anchorOn: string
  giver: string
  receiver: string
  /** The assignment that ends; null for nobody whom we know of, left out where the form did not ask. */
  leaver?: string | null
  /** Which input each value came from, for a sentence at that input. */
  fields: { account: string; anchor: string; giver: string; receiver: string }
}

export function readStart(values: Values): Start {
  const { accountId, kind, playbookId } = readChoice(values)
  const at = (name: string) => Object.keys(values).find((id) => id.startsWith(`${name}:`)) ?? ''
  const fields = { account: CHOOSE_ACCOUNT, anchor: at('anchor'), giver: at('giver'), receiver: at('receiver') }
  const text = (field: string) => read(values, field) ?? ''
  const leaver = text(at(LEAVER))
  return {
    accountId: accountId ?? '',
    kind: kind ?? 'kickoff',
    playbookId: playbookId ?? null,
    form: text(at(FORM)) as Form,
    anchorOn: text(fields.anchor),
    giver: text(fields.giver),
    receiver: text(fields.receiver),
    ...(leaver ? { leaver: leaver === NOBODY ? null : leaver } : {}),
    fields,
  }
}

/** What is chosen so far in a form that is still open. */
export function readChoice(values: Values): StartChoice {
  const kind = read(values, CHOOSE_KIND) as Kind | null
  const playbook = read(values, `${PLAYBOOK}:${kind}`)
  return {
    accountId: read(values, CHOOSE_ACCOUNT),
    kind,
    ...(playbook ? { playbookId: playbook === READY_MADE ? null : playbook } : {}),
  }
}

export interface StartChoice {
  accountId: string | null
  kind: Kind | null
  /** One of the workspace's own, null for the ready-made one; left out where the form has not asked yet. */
  playbookId?: string | null
}

/** What `/handoff help` says. */
export const HANDOFF_HELP = [
  '`/handoff` opens the form that starts a handoff.',
  '`/handoff Calder` opens it for the account with “Calder” in its name.',
  '`/handoff status` lists the handoffs that are running; `/handoff status Calder` only those of one account.',
  'The checklist is one message in the account’s team channel. The receiving side accepts last; until then the giving side stays responsible.',
].join('\n')
