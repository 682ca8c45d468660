import { openCheckin, openCheckinsOf, submitCheckin } from '../../src/features/checkins/flow.ts'
import type { Entry } from '../../src/features/checkins/model.ts'
import type { Story } from './story.ts'

/** What somebody sends in a week in which nothing is the matter. */
export const calm: Entry = {
  ...{ status: 'on_track', because: null, milestoneOn: null, goLiveOn: null, whyMoved: null, progress: 'Leeds runs' },
  ...{ done: [], criterionValue: null, hard: null, doing: null, askWhat: null, askWho: null, askDueOn: null },
  ...{ decisionKind: null, decision: null, satisfaction: 4, heard: null, nextStep: 'Training' },
  ...{ confidence: 5, note: null, ownerOnly: false },
}

/** Somebody answers all that is open for them. */
export async function answerAll(story: Story, userId: string, change: Partial<Entry> = {}): Promise<void> {
  for (const { roundId } of await story.act((tx) => openCheckinsOf(tx, userId)))
    await story.act((tx) => submitCheckin(tx, userId, { roundId, version: 0 }, { ...calm, ...change }))
  await story.settle()
}

/** Somebody answers in the round of a date, or edits what they said there, as its form sends it. */
export async function answerIn(story: Story, userId: string, publishOn: string, said: Entry): Promise<void> {
  const [form] = await story.database.query<{ roundId: string; version: number }>(
    `select round_id as "roundId", version from checkins c join rounds r on r.id = c.round_id where user_id = $1 and publish_on = $2`,
    [userId, publishOn],
  )
  const [goLive] = await story.database.query<{ id: string }>(`select id from milestones where go_live`)
  const shown = said.goLiveOn ? { ...form!, goLiveId: goLive!.id } : form!
  await story.settled(story.act((tx) => submitCheckin(tx, userId, shown, said)))
}

/** What stands in somebody's form of a date, as Slack is sent it. */
export async function formOf(story: Story, userId: string, publishOn: string): Promise<string> {
  const [round] = await story.database.query<{ id: string }>('select id from rounds where publish_on = $1', [publishOn])
  return JSON.stringify(await story.act((tx) => openCheckin(tx, userId, round!.id)))
}
