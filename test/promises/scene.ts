import type { State } from '../../playground/state.ts'
import { addChannel, addUser, createWorkspace } from '../../playground/world.ts'
import { openCheckinsOf, planMissingRounds, submitCheckin } from '../../src/features/checkins/flow.ts'
import type { Entry } from '../../src/features/checkins/model.ts'
import type { Tx } from '../../src/platform/context.ts'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

/** Some of the people around Calder's channel, each in another position towards the account. */
export const PEOPLE = {
  maya: 'UMAYA',
  jonas: 'UJONAS',
  ada: 'UADA',
  lena: 'ULENA',
  noor: 'UNOOR',
  priya: 'UPRIYA',
  tomas: 'UTOMAS',
  otto: 'UOTTO',
  gus: 'UGUS',
  ingrid: 'UINGRID',
} as const
export type Cast = Record<keyof typeof PEOPLE, Player>

/**
 * Calder's channel: Priya is the senior buyer, Tomás the primary contact, Otto of Calder has no role, Gus is a guest
 * there; Lena leads, Noor works elsewhere in the company. Ingrid of Oslo Water reads in a channel of her own.
 */
const world = (hears: boolean) => (state: State) => {
  const made = calderWorld(state)
  const { app } = made
  app.shortcuts = [{ name: 'Log as concern', callback_id: 'promises.log_concern', type: 'message' }]
  const [installed] = state.installations
  if (hears) {
    app.events.push('message.channels', 'reaction_added')
    installed!.scopes.push('channels:history', 'reactions:read')
  }
  createWorkspace(state, { id: 'T3', name: 'Oslo Water' })
  addUser(state, { team_id: 'T1', id: 'ULENA', real_name: 'Lena Berg', tz: 'Europe/Stockholm' })
  addUser(state, { team_id: 'T2', id: 'UTOMAS', real_name: 'Tomás Leal', tz: 'Europe/Madrid' })
  addUser(state, { team_id: 'T2', id: 'UOTTO', real_name: 'Otto Grey', tz: 'Europe/London' })
  addUser(state, { team_id: 'T3', id: 'UINGRID', real_name: 'Ingrid Solberg', tz: 'Europe/Oslo' })
  state.channels.get('CCALDER')!.members.push('UTOMAS', 'UOTTO', 'UGUS', 'UNOOR', 'UADA')
  const members = ['UMAYA', 'UINGRID', installed!.bot_user_id]
  addChannel(state, { team_id: 'T1', id: 'COSLO', name: 'oslo', connected_team_ids: ['T3'], members })
  return made
}

export const entry: Entry = {
  ...{ status: 'on_track', because: null, milestoneOn: null, goLiveOn: '2026-12-14', whyMoved: null },
  ...{ progress: 'Leeds invoiced for itself', done: [], criterionValue: 3, hard: null, doing: null },
  ...{ askWhat: 'the last 500 records', askWho: 'Tomás Leal', askDueOn: '2026-11-25', decisionKind: null },
  ...{ decision: null, satisfaction: 4, heard: null, nextStep: 'Leeds rehearsal', confidence: 4, note: null },
  ownerOnly: false,
}

export interface Scene {
  story: Story
  cast: Cast
  accountId: string
  act<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Does something and waits until nothing is due any more. */
  settled<T>(doing: Promise<T>): Promise<T>
  /** Jonas answers the open round, and its update goes out without anybody's approval. */
  publish(day: string, change?: Partial<Entry>): Promise<string>
  dm(who: keyof typeof PEOPLE): Promise<string[]>
}

/** A first update stands in Calder's channel, on Friday 20 November at 09:30 in London. */
export async function startScene({ hears = false, leader = true } = {}): Promise<Scene> {
  const story = await startStory({ at: '2026-11-16T08:00:00Z', world: world(hears) })
  const accountId = await addCalder(story, { state: 'active', first_publish_on: '2026-11-20' })
  const { act, settled } = story
  for (const [role, user] of [['primary_contact', 'UTOMAS'], ...(leader ? [['leader', 'ULENA']] : [])])
    await story.database.query(
      `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, $3, $4, '2026-11-01')`,
      [story.app.workspaceId, accountId, role, user],
    )
  await story.app.meetPeople()
  await act(planMissingRounds)
  await story.settle()
  const cast = Object.fromEntries(
    Object.entries(PEOPLE).map(([name, id]) => [name, player(story.playground.url, id)]),
  ) as Cast
  const scene: Scene = {
    ...{ story, cast, accountId, act, settled },
    async publish(day, change = {}) {
      const [open] = await act((tx) => openCheckinsOf(tx, 'UJONAS'))
      const [ids] = await story.database.query<{ go: string; c: string }>(
        'select m.id as go, c.id as c from milestones m, success_criteria c',
      )
      const form = { roundId: open!.roundId, version: 0, goLiveId: ids!.go, criterionId: ids!.c }
      await settled(act((tx) => submitCheckin(tx, 'UJONAS', form, { ...entry, ...change })))
      await story.until(`${day}T08:00:00Z`)
      await story.database.query('update digests set needs_approval = false where published_at is null')
      await story.until(`${day}T09:30:00Z`)
      const [row] = await story.database.query<{ id: string }>(
        `select id from digests where state = 'published' order by publish_on desc limit 1`,
      )
      return row!.id
    },
    dm: async (who) => cast[who].reads(await cast[who].dm()),
  }
  await scene.publish('2026-11-20')
  return scene
}

/** Which buttons the newest message with any offers somebody. */
export const buttonsOf = (text: string): string[] => [...text.matchAll(/\[([^\]]+)\]/g)].map(([, label]) => label!)
