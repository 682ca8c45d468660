import type { Entry, PeopleField, ProfileField, Seals, Troubles } from '#features/records/model.ts'
import { OPEN_PLAN } from './accountPlan.ts'
import { fieldId, OURS, ROLE_LABELS, readRoles, roleInput, several, THEIRS, text } from './accountRoles.ts'
import { OPEN_CADENCE, WEEKDAYS, zoneChoices } from './cadence.ts'
import {
  channelInput,
  choice,
  dateInput,
  read,
  readTicks,
  selectInput,
  textInput,
  tickInput,
  type Values,
} from './inputs.ts'
import { actions, type Block, button, divider, lines, list, type Modal, modal, note, paragraph } from './kit.ts'

export const ADD_ACCOUNT = 'record_add'
export const ADD_VIEW = 'record_add_view'
export const EDIT_PROFILE = 'record_profile'
export const PROFILE_VIEW = 'record_profile_view'
export const EDIT_PEOPLE = 'record_people'
export const PEOPLE_VIEW = 'record_people_view'

export { fieldId }
export const atFields = (troubles: Troubles): Troubles =>
  Object.fromEntries(Object.entries(troubles).map(([field, sentence]) => [fieldId(field), sentence]))

type Given = Partial<Entry>
const days = WEEKDAYS.map((name, index) => choice(String(index + 1), name))

const INPUTS: Record<ProfileField | 'key', (given: Given) => Block> = {
  name: ({ name }) => textInput(fieldId('name'), { label: 'Customer', initial: text(name), max: 75 }),
  title: ({ title }) =>
    textInput(fieldId('title'), {
      label: 'What the project is called',
      initial: text(title),
      placeholder: 'invoicing rollout',
      optional: true,
      max: 75,
    }),
  key: ({ key }) =>
    textInput(fieldId('key'), {
      label: 'Key',
      hint: 'How lists and imports know the account. Left empty, it comes from the name.',
      initial: text(key),
      optional: true,
      max: 75,
    }),
  zone: ({ zone }) =>
    selectInput(fieldId('zone'), {
      label: 'Time zone',
      hint: 'Where the project is run.',
      choices: zoneChoices(text(zone) ?? 'Etc/UTC'),
      initial: text(zone),
    }),
  country: ({ country }) =>
    textInput(fieldId('country'), {
      label: 'Country',
      hint: 'In two letters, such as SE. Nothing closes or is published on its public holidays.',
      initial: text(country),
      optional: true,
      max: 2,
    }),
  workingDays: ({ workingDays }) =>
    tickInput(fieldId('workingDays'), { label: 'Working days', choices: days, initial: several(workingDays) }),
  signedOn: ({ signedOn }) =>
    dateInput(fieldId('signedOn'), { label: 'Contract signed on', initial: text(signedOn), optional: true }),
  buyerChannel: ({ buyerChannel }) =>
    channelInput(fieldId('buyerChannel'), {
      label: 'Where the customer reads',
      hint: 'The channel with the senior buyer. Throughline must be invited to it.',
      initial: text(buyerChannel),
      optional: true,
    }),
  buyerEmail: ({ buyerEmail }) =>
    textInput(fieldId('buyerEmail'), {
      label: 'The buyer’s e-mail',
      hint: 'Where the senior buyer is not in Slack.',
      initial: text(buyerEmail),
      optional: true,
      max: 254,
    }),
  teamChannel: ({ teamChannel }) =>
    channelInput(fieldId('teamChannel'), {
      label: 'Where our team reads',
      hint: 'Only colleagues may be in it: no customers and no guests.',
      initial: text(teamChannel),
      optional: true,
      internal: true,
    }),
  scopeUrl: ({ scopeUrl }) =>
    textInput(fieldId('scopeUrl'), {
      label: 'Link to scope and agreement',
      initial: text(scopeUrl),
      placeholder: 'https://',
      optional: true,
      max: 2000,
    }),
  crmReference: ({ crmReference }) =>
    textInput(fieldId('crmReference'), {
      label: 'Reference in the CRM',
      initial: text(crmReference),
      optional: true,
      max: 500,
    }),
}

/** The form that adds an account: what nobody can do without, and what most know at once. */
export function drawAdd(given: Given): Modal {
  const first = [INPUTS.name, INPUTS.title, INPUTS.key].map((draw) => draw(given))
  const where = [INPUTS.zone, INPUTS.country, INPUTS.workingDays, INPUTS.signedOn].map((draw) => draw(given))
  const people = (['owner', 'implementation_lead', 'implementer', 'senior_buyer'] as const).map((field) =>
    roleInput(field, given[field]),
  )
  const channels = [INPUTS.buyerChannel, INPUTS.buyerEmail, INPUTS.teamChannel].map((draw) => draw(given))
  const blocks = [
    paragraph('Only the name and where the project is run are needed now. The customer hears nothing of this.'),
    ...first,
    divider(),
    ...where,
    divider(),
    ...people,
    divider(),
    ...channels,
    note('Next come the cadence, milestones and success criteria.'),
  ]
  return modal(ADD_VIEW, 'Add an account', blocks, { submit: 'Add' })
}

/** What comes next for an account that has just been added. */
export function drawAdded(added: { accountId: string; accountName: string; missing: string[] }): Modal {
  const { accountId, accountName, missing } = added
  const row = [
    { id: EDIT_PEOPLE, text: 'People' },
    { id: OPEN_CADENCE, text: 'Cadence' },
    { id: OPEN_PLAN, text: 'Plan' },
  ].map(({ id, text: words }) => button(id, words, accountId, { label: `${words}: ${accountName}` }))
  const blocks = [
    lines([{ text: `${accountName} is added.`, bold: true }]),
    ...(missing.length > 0 ? [list('Before the weekly update can start, it still needs', missing)] : []),
    actions(`added_${accountId}`, ...row),
    note('/throughline account and a part of the name shows it at any time.'),
  ]
  return modal('record_added', 'Account added', blocks)
}

export interface FormState {
  accountId: string
  /** What each field held when the form was drawn. */
  seals: Seals
}
export const readState = (metadata: string): FormState => JSON.parse(metadata) as FormState

export interface EditView extends FormState {
  accountName: string
  entry: Entry
  /** What somebody else changed meanwhile, a sentence each. */
  meanwhile: string[]
}

const metadataOf = ({ accountId, seals }: FormState): string => JSON.stringify({ accountId, seals })

function meanwhileBlocks(sentences: string[]): Block[] {
  if (sentences.length === 0) return []
  const ending = 'Your own entries stand below, and nothing of them is saved yet. Save keeps yours.'
  return [
    lines([{ text: 'Somebody changed this while you were writing.', bold: true }], ...sentences, ending),
    divider(),
  ]
}

export function drawProfile(view: EditView): Modal {
  const { key: _, ...inputs } = INPUTS
  const blocks = [
    ...meanwhileBlocks(view.meanwhile),
    ...Object.values(inputs).map((draw) => draw(view.entry)),
    note('Cadence, people, milestones and criteria have forms of their own.'),
  ]
  return modal(PROFILE_VIEW, 'Edit the account', blocks, { submit: 'Save', metadata: metadataOf(view) })
}

export function drawPeople(view: EditView): Modal {
  const blocks = [
    ...meanwhileBlocks(view.meanwhile),
    paragraph(`Who is who on ${view.accountName}. Where somebody follows somebody, our team is told at once.`),
    ...OURS.map((field) => roleInput(field, view.entry[field])),
    divider(),
    ...THEIRS.map((field) => roleInput(field, view.entry[field])),
  ]
  return modal(PEOPLE_VIEW, 'People of the account', blocks, { submit: 'Save', metadata: metadataOf(view) })
}

export const readAdd = (values: Values): Given => ({
  ...readProfile(values),
  key: read(values, fieldId('key')),
  ...readRoles(values, ['owner', 'implementation_lead', 'implementer', 'senior_buyer']),
})

export function readProfile(values: Values): Entry<ProfileField> {
  const { key: _, workingDays: __, ...fields } = INPUTS
  const typed = Object.keys(fields).map((field) => [field, read(values, fieldId(field))])
  const entry = { ...Object.fromEntries(typed), workingDays: readTicks(values, fieldId('workingDays')) }
  return { ...entry, country: entry.country?.toUpperCase() ?? null } as Entry<ProfileField>
}

export const readRolesForm = (values: Values): Entry<PeopleField> =>
  readRoles(values, [...OURS, ...THEIRS]) as Entry<PeopleField>

/** 'Time zone', 'Account owner': what a field is called. */
export const labelOf = (field: string): string =>
  field in ROLE_LABELS
    ? ROLE_LABELS[field as PeopleField].label
    : String((INPUTS[field as ProfileField]({})['label'] as { text: string }).text)
