import type { State } from '../../playground/state.ts'
import { addUser, createWorkspace } from '../../playground/world.ts'
import { checkSoon } from '../../src/features/accounts/flow.ts'
import { planMissingRounds, submitCheckin } from '../../src/features/checkins/flow.ts'
import type { Tx } from '../../src/platform/context.ts'
import { calm } from './answering.ts'
import { addCalder, calderWorld } from './calder.ts'
import { type Player, player } from './player.ts'
import { type Setting, type Story, startStory } from './story.ts'

/** What the app hears about channels. */
export const CHANNEL_EVENTS = [
  ...['channel_archive', 'channel_unarchive', 'channel_deleted', 'channel_left', 'channel_rename', 'channel_shared'],
  ...['channel_unshared', 'member_joined_channel', 'member_left_channel'],
]

/** Calder's world with a leader, and a second customer. Where `hears` is false, Slack tells the app of no channel. */
const world = (hears: boolean) => (state: State) => {
  const made = calderWorld(state)
  if (hears) made.app.events.push(...CHANNEL_EVENTS)
  createWorkspace(state, { id: 'T3', name: 'Oslo Water' })
  addUser(state, { team_id: 'T1', id: 'ULENA', real_name: 'Lena Berg', tz: 'Europe/Stockholm' })
  addUser(state, { team_id: 'T3', id: 'UINGRID', real_name: 'Ingrid Solberg', tz: 'Europe/Oslo' })
  return made
}

export interface Channels {
  story: Story
  accountId: string
  maya: Player
  lena: Player
  act<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  settled<T>(doing: Promise<T> | T): Promise<T>
  /** Jonas answers the round of a date; its report needs no approval, unless Maya approves. */
  answered(publishOn: string, needsApproval?: boolean): Promise<void>
  /** What stands in the channel, a text each. */
  posted(channel?: string): string[]
  /** Maya's messages that speak of what is wrong with people and channels. */
  troubles(): Promise<string[]>
  review(day: string): Promise<string>
}

/** Maya's account Calder, which runs since Monday 16 November and is first published on Friday the 20th. */
export async function startChannels(
  { confirmed, hears = true }: { confirmed: boolean; hears?: boolean },
  options: Setting['options'] = {},
): Promise<Channels> {
  const story = await startStory({
    at: '2026-11-16T08:00:00Z',
    world: world(hears),
    options: { readersCacheMs: 0, ...options },
  })
  const accountId = await addCalder(story, { state: 'active', first_publish_on: '2026-11-20' }, confirmed)
  await story.database.query(`update milestones set forecast_on = promised_on`)
  await story.database.query(
    `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, 'leader', 'ULENA', '2026-11-01')`,
    [story.app.workspaceId, accountId],
  )
  await story.app.meetPeople()
  const { act, settled } = story
  await act((tx) => checkSoon(tx, [accountId]))
  await act(planMissingRounds)
  await story.settle()
  const [maya, lena] = [player(story.playground.url, 'UMAYA'), player(story.playground.url, 'ULENA')]
  const mayas = async () => maya.reads(await maya.dm())
  return {
    ...{ story, accountId, maya, lena, act, settled },
    async answered(publishOn, needsApproval = false) {
      const [form] = await story.database.query<{ roundId: string }>(
        'select id as "roundId" from rounds where publish_on = $1',
        [publishOn],
      )
      await settled(act((tx) => submitCheckin(tx, 'UJONAS', { roundId: form!.roundId, version: 0 }, calm)))
      await story.until(new Date(Date.parse(`${publishOn}T14:30:00Z`) - 86_400_000).toISOString())
      if (needsApproval) return
      await story.database.query('update digests set needs_approval = false where published_at is null')
    },
    posted: (channel = 'CCALDER') => (story.playground.state.messages.get(channel) ?? []).map(({ text }) => text),
    troubles: async () =>
      (await mayas()).filter((text) => /people and channels|who is meant to read|All is well/.test(text)),
    review: async (day) => (await mayas()).find((text) => text.startsWith(`Updates for Friday ${day}`))!,
  }
}
