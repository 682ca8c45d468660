import type { Values } from '#blocks/inputs.ts'
import type { Modal } from '#blocks/kit.ts'
import { knowsModal, readTalk, talkAlert, talkModal } from '#blocks/talk.ts'
import { recall } from '#blocks/under.ts'
import type { Tx } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { say } from '#platform/outbox/say.ts'
import { hear } from './heard.ts'
import type { Under } from './model.ts'
import { type Actor, answerersOf, asCustomer, namesOf } from './place.ts'
import { findAsk } from './store.ts'

/** The form in which a customer asks to talk to the owner. */
export async function openTalk(tx: Tx, actor: Actor, under: Under): Promise<Modal> {
  const { first } = await asCustomer(tx, actor, under.accountId)
  return talkModal(first, null, { ...under, id: crypto.randomUUID() })
}

/** Tells the owner at once. Sent twice, a form tells once. */
export async function askToTalk(tx: Tx, actor: Actor, metadata: string, values: Values): Promise<Modal> {
  const under = recall(metadata)
  if (!under) throw new Refusal('This form is not here any more.')
  const { facts, first } = await asCustomer(tx, actor, under.accountId)
  const { account } = facts
  const ask = under.askId ? await findAsk(tx.db, under.askId) : undefined
  const { topic, reach } = readTalk(values)
  const said = { topic: topic ?? ask?.what ?? null, reach, kind: 'talk' as const, askId: ask?.id ?? null }
  const { id, digestId } = under
  const isNew = await hear(tx, { id, digestId, accountId: account.id, userId: actor.userId, ...said })
  const { responsible } = await answerersOf(tx, facts)
  if (!isNew || !responsible) return knowsModal(first)
  const who = (await namesOf(tx, [actor.userId]))(actor.userId)
  const message = talkAlert({
    ...{ account: account.called, who, channel: account.buyerChannel },
    ...{ about: ask?.what ?? null, topic, reach },
  })
  const saying = { key: `talk:${id}`, kind: 'talk', audience: 'vendor' as const, channel: responsible, message }
  await say(tx, { ...saying, accountId: account.id })
  return knowsModal(first)
}
