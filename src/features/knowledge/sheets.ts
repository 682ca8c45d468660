import type { Modal } from '#blocks/kit.ts'
import { atField, knownModal, type SheetForm, sheetModal, whoModal } from '#blocks/knowledge.ts'
import { record } from '#features/accounts/flow.ts'
import { type Actor, getHandoff, showChecklist } from '#features/handoffs/flow.ts'
import { isOutsider, peopleById } from '#features/installations/flow.ts'
import { merge, sealsOf } from '#features/records/model.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { hold, open } from './holding.ts'
import {
  ACCOUNT,
  type Field,
  type Holding,
  handoffAbout,
  LABELS,
  nameOf,
  personAbout,
  SHEETS,
  type Sheet,
  type Words,
  wordsAbout,
} from './model.ts'
import { removeWords, saveWords } from './store.ts'

/** Everything that is known, a line and a button each. */
export const openKnown = async (tx: Tx, actor: Actor, place: string): Promise<Modal> =>
  knownModal(await open(tx, actor, place))

/** Who is who, with what each sees to. */
export const openWho = async (tx: Tx, actor: Actor, place: string): Promise<Modal> =>
  whoModal(await open(tx, actor, place))

/** One of the forms of a few fields, with what stands in it. */
export async function openSheet(
  tx: Tx,
  actor: Actor,
  asked: { place: string; sheet: Sheet; person: string | null },
): Promise<Modal> {
  const holding = await open(tx, actor, asked.place)
  const about = aboutOf(holding, asked.sheet, asked.person)
  const entry = entryOf(holding, asked.sheet, about)
  return sheetModal({
    ...asked,
    about,
    seals: sealsOf(entry),
    holding,
    entry: shownFirst(holding, asked.sheet, about),
    meanwhile: [],
  })
}

/** What stands in a form that nobody has filled in: nothing, or what may well be so. */
function shownFirst(holding: Holding, sheet: Sheet, about: string): Words {
  const known = wordsAbout(holding, about)
  const isEmpty = Object.keys(known).length === 0
  return sheet === 'buddies' && isEmpty && holding.proposedBuddy ? { our_buddy: holding.proposedBuddy } : known
}

/** @throws Refusal where nobody of that name is here. */
function aboutOf({ people, handoffId }: Holding, sheet: Sheet, person: string | null): string {
  if (sheet === 'buddies' && handoffId) return handoffAbout(handoffId)
  if (sheet !== 'person' && sheet !== 'buddies') return ACCOUNT
  if (!people.some(({ key }) => key === person)) throw new Refusal('They have no role here any more.')
  return personAbout(person!)
}

const entryOf = (holding: Holding, sheet: Sheet, about: string): Record<string, string | null> =>
  Object.fromEntries(SHEETS[sheet].map((field) => [field, wordsAbout(holding, about)[field] ?? null]))

/** Keeps a form. @returns what leads on, or the form again where somebody else changed the same field meanwhile. */
export async function keepSheet(
  tx: Tx,
  actor: Actor,
  form: SheetForm,
  typed: Partial<Record<Field, string | null>>,
): Promise<Modal> {
  const { place, sheet, about } = form
  const holding = await hold(tx, actor, place)
  const now = entryOf(holding, sheet, about)
  const { changes, conflicts } = merge(form.seals, typed, now)
  if (conflicts.length > 0) {
    const meanwhile = conflicts.map((field) => `${LABELS[field as Field]}: now ${shownAs(holding, now[field] ?? null)}`)
    const seals = {
      ...form.seals,
      ...sealsOf(Object.fromEntries(conflicts.map((field) => [field, now[field] ?? null]))),
    }
    const entry = Object.fromEntries(Object.entries(typed).filter(([, words]) => words)) as Record<string, string>
    return sheetModal({ ...form, seals, holding, entry, meanwhile })
  }
  if (sheet === 'buddies') await checkBuddy(tx, changes['our_buddy'])
  await keep(tx, actor, holding, about, changes as Record<string, string | null>)
  // Who looks after whoever is new stands on the checklist.
  if (sheet === 'buddies' && holding.handoffId) await showChecklist(tx, await getHandoff(tx, holding.handoffId))
  return sheet === 'person' ? openWho(tx, actor, place) : openKnown(tx, actor, place)
}

const shownAs = (holding: Holding, words: string | null): string => (words ? nameOf(holding, words) : 'empty')

async function checkBuddy(tx: Tx, userId: unknown): Promise<void> {
  if (typeof userId !== 'string') return
  const person = (await peopleById(tx, [userId])).get(userId)!
  const ours = !person.deactivated && !(await isOutsider(tx, { userId, userTeamId: person.teamId }))
  if (!ours) throw new Refusal('Please choose a colleague of our own team.', atField('our_buddy'))
}

async function keep(
  tx: Tx,
  { userId }: Actor,
  { accountId }: Holding,
  about: string,
  changes: Record<string, string | null>,
): Promise<void> {
  for (const [field, words] of Object.entries(changes)) {
    const place = { accountId, about, field }
    if (words) await saveWords(tx.db, { ...place, words, writtenBy: userId, writtenAt: tx.now })
    else await removeWords(tx.db, place)
  }
  if (Object.keys(changes).length > 0)
    await record(tx, { accountId, actor: userId, action: 'knowledge.changed', detail: { about, ...changes } })
}
