import { openCheckinsOf, submitCheckin } from '../../src/features/checkins/flow.ts'
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
