import type { Story } from '../support/story.ts'
import { type Answer, post, signed } from './crm.ts'

/** An endpoint of ours: where it is reached, and the secret that its messages are signed with. */
export interface Ours {
  story: Story
  address: string
  secret: string
}

/** An endpoint of another workspace. */
export const ELSEWHERE = '00000000-0000-4000-8000-00000000000b'
export const NOOR = { account: 'calder', role: 'success_manager', newcomer: { slack: 'UNOOR' } }
const KEPT = JSON.stringify(NOOR)

export const send = (
  { story, address, secret }: Ours,
  message: unknown,
  how: { by?: string; id?: string; awayMs?: number } = {},
): Promise<Answer> => {
  const body = typeof message === 'string' ? message : JSON.stringify(message)
  return post(story, address, signed(body, { by: secret, ...how }), body)
}
const to = ({ story, secret }: Ours, id: string) =>
  post(story, `/webhooks/${id}/contacts`, signed(KEPT, { by: secret }), KEPT)
const typed = ({ story, address, secret }: Ours, type: string, more = {}) =>
  post(story, address, { ...signed(KEPT, { by: secret }), 'content-type': type, ...more }, KEPT)

const HUGE = JSON.stringify({ ...NOOR, x: 'y'.repeat(2_000_000) })
/** What is wrong with a message, what it is answered with, and how it is sent to an endpoint of ours. */
export const FAULTS: [string, number, RegExp, (ours: Ours) => Promise<Answer>][] = [
  [
    'with a signature that does not fit',
    401,
    /does not know this/,
    (ours) => send(ours, NOOR, { by: 'whsec_b3RoZXI=' }),
  ],
  ['without a signature', 401, /does not know this/, (ours) => post(ours.story, ours.address, {}, KEPT)],
  ['to an address that is nobody’s', 401, /does not know this/, (ours) => to(ours, ELSEWHERE)],
  ['to an address that is no address', 401, /does not know this/, (ours) => to(ours, '1')],
  ['signed six minutes ago', 401, /five minutes/, (ours) => send(ours, NOOR, { awayMs: -360_000 })],
  ['signed in six minutes', 401, /five minutes/, (ours) => send(ours, NOOR, { awayMs: 360_000 })],
  ['of 2 MB', 413, /256 KB/, (ours) => post(ours.story, ours.address, signed(HUGE, { by: ours.secret }), HUGE)],
  ['of another content type', 415, /application.json/, (ours) => typed(ours, 'text/plain')],
  ['that is compressed', 415, /compression/, (ours) => typed(ours, 'application/json', { 'content-encoding': 'gzip' })],
  ['that is not JSON', 400, /not JSON; it takes/, (ours) => send(ours, '{"account":')],
  ['that is no object', 422, /is an object/, (ours) => send(ours, '7')],
  ['with a field that is not known', 422, /not known: “newcommer”/, (ours) => send(ours, { ...NOOR, newcommer: null })],
  [
    'about an account that is not known',
    422,
    /^account: No account .*“oslo”\.$/,
    (ours) => send(ours, { ...NOOR, account: 'oslo' }),
  ],
  [
    'about a person who is not known',
    422,
    /^newcomer.slack: Nobody here .* UNOBODY;/,
    (ours) => send(ours, { ...NOOR, newcomer: { slack: 'UNOBODY' } }),
  ],
  [
    'with a role that is none',
    422,
    /^role is none that we know; it takes/,
    (ours) => send(ours, { ...NOOR, role: 'boss' }),
  ],
  ['of what no text can hold', 422, /^account cannot be read/, (ours) => send(ours, { ...NOOR, account: 'calder\0' })],
  ['with a field of no name', 422, /not known: “ab”, “�/, (ours) => send(ours, { ...NOOR, 'a\0b': 1, '\ud800': 1 })],
  ['with too long an id', 422, /^webhook-id is too long/, (ours) => send(ours, NOOR, { id: 'm'.repeat(201) })],
  ['of a day far away', 422, /^from: Please choose a day from/, (ours) => send(ours, { ...NOOR, from: '2029-01-31' })],
  [
    'of an end before its day',
    422,
    /^until: Please choose the/,
    (ours) => send(ours, { ...NOOR, until: '2020-01-31' }),
  ],
]
