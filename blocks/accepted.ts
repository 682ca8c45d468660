import { ROLE_NAMES, type Role } from '#features/accounts/model.ts'
import { type Kind, runsBeside } from '#features/handoffs/model.ts'
import { type Block, clip, harmless, type Message, paragraph } from './kit.ts'

interface Called {
  userId: string
  name: string
}

/** A handoff that is complete, as our own people read of it. */
export interface Accepted {
  accountName: string
  handoffName: string
  kind: Kind
  receiver: string
  giver: string
  newcomer: string | null
  /** The role that changed hands; null where the handoff is not about a person. */
  role: Role | null
  /** The day from which the newcomer holds that role, where it lies ahead. */
  from: string | null
  /** Why an administrator accepted it before everything was closed. */
  overrideReason: string | null
  /** Who should know at once: the owner, and whoever gave. */
  called: Called[]
  sales: Called[]
}

/** What it means for those who work on the account. */
function outcome({ kind, receiver, newcomer, role, from }: Accepted): string {
  if (role && newcomer && from)
    return `${newcomer} takes over as ${ROLE_NAMES[role]} on ${from}, and all that was to be handed over is.`
  if (role && newcomer)
    return `${newcomer} has taken over as ${ROLE_NAMES[role]}; the account is not in transition for ${runsBeside(kind) ? 'them' : 'it'} any more.`
  if (kind === 'kickoff') return `From now on ${receiver} and implementation are responsible.`
  if (kind === 'go_live') return `From now on ${receiver} and success are responsible.`
  if (kind === 'priorities') return 'The plan is agreed again; the account is not in transition for it any more.'
  if (kind === 'support') return `From now on ${receiver} and support are responsible.`
  return `From now on ${receiver} is responsible.`
}

const salesLine = ({ sales }: Accepted): string =>
  sales.length === 1 ? ': you sold this, and stay informed each week.' : ': you sold this, and stay informed.'

/** Said under the checklist when a handoff is complete. People are called by name, so that Slack tells them. */
export function acceptedMessage(accepted: Accepted): Message {
  const { accountName, handoffName, called, sales, giver, receiver, overrideReason } = accepted
  const title = `${accountName}: “${handoffName}” is complete.`
  const thanks = giver === receiver ? outcome(accepted) : `${outcome(accepted)} Thank you, ${giver}.`
  const why = overrideReason ? [`An administrator accepted it with what was open: ${clip(overrideReason, 500)}`] : []
  const text = (words: string) => ({ type: 'text', text: words })
  const calls = (people: Called[]) =>
    people.flatMap(({ userId }, index) => [...(index > 0 ? [text(', ')] : []), { type: 'user', user_id: userId }])
  const names = (people: Called[]) => people.map(({ name }) => name).join(', ')
  const rows: object[][] = [
    [{ ...text(title), style: { bold: true } }],
    ...[thanks, ...why].map((words) => [text(words)]),
    ...(called.length > 0 ? [[...calls(called), text(': for you to know.')]] : []),
    ...(sales.length > 0 ? [[...calls(sales), text(salesLine(accepted))]] : []),
  ]
  const words = [
    title,
    thanks,
    ...why,
    ...(called.length > 0 ? [`${names(called)}: for you to know.`] : []),
    ...(sales.length > 0 ? [`${names(sales)}${salesLine(accepted)}`] : []),
  ]
  const block: Block = {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: rows.flatMap((row, index) => (index === 0 ? row : [text('\n'), ...row])),
      },
    ],
  }
  return { text: harmless(words.join('\n')), blocks: [block] }
}

/** Why nobody takes over by a handoff that was accepted before its day. */
const UNDONE = {
  taken_back: 'The change that started it was taken back: nobody takes over.',
  overtaken: 'Somebody else has taken over since, so it holds no more.',
}
export type Undone = keyof typeof UNDONE

/** The same where nobody takes over by it after all. */
export function undoneMessage({
  accountName,
  handoffName,
  why,
}: Pick<Accepted, 'accountName' | 'handoffName'> & { why: Undone }): Message {
  const words = `${accountName}: “${handoffName}” was complete. ${UNDONE[why]}`
  return { text: harmless(words), blocks: [paragraph(words)] }
}
