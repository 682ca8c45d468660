import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { alertsFor } from '../../src/features/alerts/flow.ts'
import { openCheckinsOf, submitCheckin } from '../../src/features/checkins/flow.ts'
import type { Entry } from '../../src/features/checkins/model.ts'
import { openExceptions } from '../../src/features/exceptions/flow.ts'
import { type Cast, entry, type Scene, startScene } from '../promises/scene.ts'

export let scene: Scene
export let cast: Cast

/** Before the first test an update of Friday is out; it is Monday at nine. */
export function tellStory(): void {
  beforeAll(async () => {
    scene = await startScene()
    cast = scene.cast
    await scene.story.until('2026-11-23T09:00:00Z')
  })
  afterAll(() => scene.story.end())
  beforeEach(() => scene.story.playground.state.stacks.clear())
}

export const CANARY = 'CANARY: Tomás never opened the list'
export const TYPED = 'Invoices of *Leeds* stand still <!channel> <@UMAYA> & مرحبا 🚚'
export const query = <T = Record<string, unknown>>(sql: string) => scene.story.database.query<T>(sql)
export const drafts = async () => (await scene.dm('maya')).filter((text) => /alert/.test(text.split('\n')[0]!))
export const alerts = async () =>
  (await cast.priya.reads('CCALDER')).filter((text) => text.includes('Questions? Reply here'))
export const waiting = async () =>
  (await scene.act((tx) => openExceptions(tx, [scene.accountId]))).filter(({ key }) => key.startsWith('alert:'))

/** Jonas answers, or changes what he said, in the open round. */
export async function answers(change: Partial<Entry>): Promise<void> {
  const [open] = await scene.act((tx) => openCheckinsOf(tx, 'UJONAS'))
  const [ids] = await query<{ go: string; c: string; v: number }>(
    `select m.id as go, c.id as c, coalesce((select k.version from checkins k join rounds r on r.id = k.round_id
      where k.user_id = 'UJONAS' and r.id = '${open!.roundId}'), 0) as v from milestones m, success_criteria c`,
  )
  const form = { roundId: open!.roundId, version: ids!.v, goLiveId: ids!.go, criterionId: ids!.c }
  const said = { ...entry, askWhat: null, askWho: null, askDueOn: null, note: CANARY, confidence: 1, ...change }
  await scene.settled(scene.act((tx) => submitCheckin(tx, 'UJONAS', form, said)))
}

/** Somebody of ours tells of a fault. */
export async function tells(who: 'noor' | 'jonas', what: string): Promise<void> {
  await cast[who].opens(cast[who].command('CTEAM', '/throughline', 'alert calder'))
  await cast[who].fill('What happened', what)
  await cast[who].fill('Since when', 'Tuesday 08:00')
  await cast[who].fill('What we are doing about it', 'Two of us rebuild the queue')
  await cast[who].fill('Note for the owner', CANARY)
  await scene.settled(cast[who].submit())
  await cast[who].close()
}

/** The round that is open, and what its update lists of alerts. */
export const openRound = async () => (await query<{ id: string }>("select id from rounds where state = 'open'"))[0]!.id
export const listed = async () => {
  const id = await openRound()
  return scene.act((tx) => alertsFor(tx, scene.accountId, id))
}

/** Where to press what a message of ours offers first. */
export function buttonOf(
  channel: string,
  message: { ts: string; blocks: { block_id?: string; elements?: object[] }[] },
) {
  const block = message.blocks.find(({ block_id }) => block_id === 'alert_draft')!
  const [element] = block.elements as { action_id: string; value: string }[]
  const { action_id, value } = element!
  return { channel, ts: message.ts, action_id, block_id: block.block_id, value }
}
