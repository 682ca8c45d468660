import * as contacts from '../../src/features/contacts/flow.ts'
import type { Report } from '../../src/features/contacts/model.ts'
import { confirmByLink, openByLink } from '../../src/features/handoffs/linking.ts'
import { MAYA, toldOf } from '../contacts/desk.ts'
import { takeSeat } from '../contacts/seat.ts'

export const ANNA = { name: 'Anna Ruiz', email: 'anna@calder.example' }

/** A letter as it waits to leave. */
export interface Written {
  key: string
  to: string
  subject: string
  text: string
  html: string
  link?: { path: string; about: [string, string]; until: string }
}
export const linkOf = ({ link }: Written) => ({ about: link!.about, until: new Date(link!.until) })

/** A desk from which letters can be written, empty before each test, to Anna, who comes and is not in Slack. */
export function openPost() {
  const { desk } = takeSeat({ posts: true })
  const told = (more: Partial<Report> = {}) =>
    desk.act((tx) => contacts.reportChange(tx, toldOf({ newcomer: ANNA, ...more })))
  const welcomed = async () => {
    const { changeId } = await told()
    await desk.act((tx) => contacts.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, Anna.'))
    return changeId
  }
  const letters = () =>
    desk.query<Written>(
      `select key, channel as to, message ->> 'subject' as subject, message ->> 'text' as text, message ->> 'html' as html, message -> 'link' as link
       from deliveries where surface = 'email' and state <> 'withdrawn' order by turn`,
    )
  return {
    ...{ desk, told, welcomed, letters },
    /** What Anna is sent with her welcome. */
    firstLetter: async () => {
      await welcomed()
      return (await letters())[0]!
    },
    /** What a newcomer is asked to confirm. */
    items: () =>
      desk.query<{ id: string; version: number; state: string; evidence: string | null; done_by: string | null }>(
        `select i.id, i.version, i.state, evidence, done_by from handoff_items i join handoffs h on h.id = i.handoff_id
         where confirmation is not null order by h.started_at desc, position`,
      ),
    handoff: async (kind = 'primary_contact') =>
      (await desk.query<{ id: string }>('select id from handoffs where kind = $1', [kind]))[0]!,
    opened: (letter: Written) => desk.act((tx) => openByLink(tx, linkOf(letter))),
    confirmed: (letter: Written, item: { id: string; version: number } | undefined) =>
      desk.act((tx) => confirmByLink(tx, linkOf(letter), item && { itemId: item.id, version: item.version })),
  }
}
