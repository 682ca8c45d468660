import { radioInput, read, textInput, type Values } from './inputs.ts'
import { actions, type Block, button, divider, lines, type Modal, modal, note, paragraph } from './kit.ts'

export const OPEN_ENDPOINTS = 'endpoints_open'
export const BACK_TO_ENDPOINTS = 'endpoints_back'
export const NEW_ENDPOINT = 'endpoints_new'
export const NEW_ENDPOINT_VIEW = 'endpoints_new_view'
export const OPEN_ENDPOINT = 'endpoints_one'
export const ADD_SECRET = 'endpoints_add_secret'
export const TYPE_SECRET = 'endpoints_type_secret'
export const SECRET_VIEW = 'endpoints_secret_view'
export const REVOKE_SECRET = 'endpoints_revoke_secret'
export const OPEN_MAPPING = 'endpoints_mapping'
export const MAPPING_VIEW = 'endpoints_mapping_view'
export const CLOSE_ENDPOINT = 'endpoints_close'

export const ENDPOINT = {
  name: 'endpoints_in_name',
  format: 'endpoints_in_format',
  scheme: 'endpoints_in_scheme',
  secret: 'endpoints_in_secret',
  mapping: 'endpoints_in_mapping',
} as const

const LONGEST_NAME = 60
const ABOUT =
  'A CRM can tell Throughline when somebody takes over a role. Each endpoint has an address and secrets of its own; docs/webhook.md shows how to set up HubSpot and Salesforce.'

export interface EndpointRow {
  id: string
  name: string
  scheme: string
  /** What was wrong with the last message that was refused, with its day; null where there was none. */
  refusal: string | null
}

/** Every endpoint; `left` more than fit are counted. */
export function drawEndpoints(rows: EndpointRow[], left: number): Modal {
  const blocks = [
    paragraph(ABOUT),
    ...rows.flatMap(({ id, name, scheme, refusal }) => [
      paragraph(`${name}\n${scheme}`, button(OPEN_ENDPOINT, 'Open', id, { label: `Open ${name}` })),
      ...(refusal ? [note(refusal)] : []),
    ]),
    ...(left > 0 ? [note(`And ${left} more.`)] : []),
    actions('endpoints_actions', button(NEW_ENDPOINT, 'Add an endpoint', 'new')),
  ]
  return modal('endpoints_view', 'Endpoints', blocks)
}

export interface Option {
  value: string
  text: string
  description?: string
}

export function drawNewEndpoint(id: string, formats: Option[], schemes: Option[], publicUrl: string | null): Modal {
  const blocks = [
    ...(publicUrl
      ? [paragraph(`Its address begins with ${publicUrl}; it stands whole in the next form, with the secret.`)]
      : []),
    textInput(ENDPOINT.name, {
      label: 'Name',
      hint: 'Stands in the alert as the one who told us, such as HubSpot.',
      max: LONGEST_NAME,
    }),
    radioInput(ENDPOINT.format, {
      label: 'What its messages look like',
      hint: 'You can change afterwards what of a message means what.',
      choices: formats,
      initial: formats[0]?.value,
    }),
    radioInput(ENDPOINT.scheme, {
      label: 'How it proves that they are its own',
      choices: schemes,
      initial: schemes[0]?.value,
    }),
    textInput(ENDPOINT.secret, {
      label: 'Client secret',
      hint: 'Only for HubSpot’s signature: the client secret of your HubSpot app. For the others Throughline makes one.',
      optional: true,
      max: 200,
    }),
  ]
  // Sent twice, a form makes one.
  return modal(NEW_ENDPOINT_VIEW, 'New endpoint', blocks, { submit: 'Add', metadata: id })
}

export interface NewEndpointEntry {
  name: string | null
  format: string | null
  scheme: string | null
  secret: string | null
}

export const readNewEndpoint = (values: Values): NewEndpointEntry => ({
  name: read(values, ENDPOINT.name),
  format: read(values, ENDPOINT.format),
  scheme: read(values, ENDPOINT.scheme),
  secret: read(values, ENDPOINT.secret),
})

export interface EndpointDetail {
  id: string
  name: string
  address: string
  scheme: string
  format: string
  /** Secrets come from the sender and are typed in here. */
  brought: boolean
  secrets: { id: string; hint: string; words: string }[]
  /** A secret that was made just now: shown this once. */
  fresh: string | null
  notes: string[]
}

export function drawEndpoint(endpoint: EndpointDetail): Modal {
  const { id, name, address, scheme, format, fresh, notes } = endpoint
  const blocks = [
    lines([{ text: name, bold: true }], `${scheme}. ${format}.`),
    lines([{ text: 'Address', bold: true }], address),
    ...(fresh
      ? [lines([{ text: 'The new secret', bold: true }], fresh, 'Copy it now: it is not shown again.'), divider()]
      : []),
    ...secretBlocks(endpoint),
    actions(
      'endpoints_detail',
      button(endpoint.brought ? TYPE_SECRET : ADD_SECRET, 'Add a secret', id),
      button(OPEN_MAPPING, 'What means what', id),
      button(CLOSE_ENDPOINT, 'Close this endpoint', id, { style: 'danger', confirm: closing(name) }),
      button(BACK_TO_ENDPOINTS, 'All endpoints', 'back'),
    ),
    ...(notes.length > 0 ? [note(...notes)] : []),
  ]
  return modal('endpoints_one_view', 'Endpoint', blocks)
}

const secretBlocks = ({ id, secrets }: EndpointDetail): Block[] => [
  ...(secrets.length === 0 ? [paragraph('It has no secret, so whatever it is sent is refused.')] : []),
  ...secrets.map(({ id: secretId, hint, words }) =>
    paragraph(
      `Secret that ends in ${hint}\n${words}`,
      button(REVOKE_SECRET, 'Revoke', `${id} ${secretId}`, {
        label: `Revoke the secret that ends in ${hint}`,
        confirm: {
          title: 'Revoke this secret?',
          text: 'Messages with it are refused from now on. Add the next one first, so that nothing is lost.',
          confirm: 'Revoke',
          deny: 'Keep',
        },
      }),
    ),
  ),
]

const closing = (name: string) => ({
  title: 'Close this endpoint?',
  text: `Whatever ${name} sends is refused from now on. This cannot be taken back.`,
  confirm: 'Close it',
  deny: 'Keep it',
})

/** Which endpoint and which of its secrets a button means. */
export function readSecretOf(value: string): { endpointId: string; secretId: string } {
  const [endpointId = '', secretId = ''] = value.split(' ')
  return { endpointId, secretId }
}

export const drawNewSecret = (endpointId: string): Modal =>
  modal(
    SECRET_VIEW,
    'New secret',
    [
      textInput(ENDPOINT.secret, {
        label: 'Client secret',
        hint: 'The client secret of your HubSpot app. It is not shown again.',
        max: 200,
      }),
    ],
    { submit: 'Add', metadata: endpointId },
  )

export const readSecret = (values: Values): string | null => read(values, ENDPOINT.secret)

const HOW =
  'A field a line, such as account = objectId, with + between what is joined. Fields: id, account, role, slack, email, name, leaver, from, until, not_public. A word for a role: role "theirs" = primary_contact. Empty: messages come in Throughline’s own words.'

export const drawMapping = (endpointId: string, written: string): Modal =>
  modal(
    MAPPING_VIEW,
    'What means what',
    [
      textInput(ENDPOINT.mapping, {
        label: 'Where things stand in a message',
        hint: HOW,
        initial: written,
        multiline: true,
        optional: true,
      }),
    ],
    { submit: 'Save', metadata: endpointId },
  )

export const readMappingText = (values: Values): string => read(values, ENDPOINT.mapping) ?? ''
