import { plainWords } from '../../playground/choices.ts'
import { elementsIn } from '../../playground/elements.ts'
import { messagesFor } from '../../playground/read.ts'
import type { State } from '../../playground/state.ts'
import { addApp, addChannel, addUser, createWorkspace, install } from '../../playground/world.ts'
import { type Story, startStory } from '../support/story.ts'

/** Brightline implements at Calder Freight; Maya owns the account, Jonas implements, Sam sold, Ana is the contact. */
export function town(state: State) {
  const { id: team_id } = createWorkspace(state, { id: 'T1', name: 'Brightline' })
  const { id: calder } = createWorkspace(state, { id: 'T2', name: 'Calder Freight' })
  const app = addApp(state, { name: 'Throughline', commands: [{ command: '/handoff' }, { command: '/throughline' }] })
  const scopes = ['chat:write', 'users:read', 'channels:read', 'channels:history', 'im:write', 'im:history', 'commands']
  const { bot_token, bot_user_id } = install(state, { app, team_id, scopes })
  const ours = { maya: 'Maya Lindqvist', jonas: 'Jonas Weber', sam: 'Sam Okafor', wei: 'Wei Chen', ada: 'Ada Brandt' }
  const ids = Object.entries(ours).map(
    ([name, real_name]) =>
      addUser(state, {
        team_id,
        id: `U${name.toUpperCase()}`,
        real_name,
        tz: 'Europe/Stockholm',
        is_admin: name === 'ada',
      }).id,
  )
  const theirs = { ana: 'Ana Ruiz', tomas: 'Tomás Leal', priya: 'Priya Nair' }
  const customers = Object.entries(theirs).map(
    ([name, real_name]) =>
      addUser(state, { team_id: calder, id: `U${name.toUpperCase()}`, real_name, tz: 'Europe/London' }).id,
  )
  addUser(state, { team_id, id: 'UGUEST', real_name: 'Gus Guest', is_restricted: true })
  addChannel(state, { team_id, id: 'CTEAM', name: 'team-calder', members: [...ids, bot_user_id] })
  addChannel(state, { team_id, id: 'CGUEST', name: 'visitors', members: ['UMAYA', 'UGUEST', bot_user_id] })
  addChannel(state, {
    team_id,
    id: 'CBUYER',
    name: 'calder',
    members: [...ids, ...customers, bot_user_id],
    connected_team_ids: [calder],
  })
  return { app, botToken: bot_token }
}

export const CALDER = '00000000-0000-4000-8000-00000000000a'
export const OSLO = '00000000-0000-4000-8000-00000000000b'

/** The town at an instant, with Calder Freight complete and Oslo Water without a team channel. */
export async function startTown(at: string): Promise<Story> {
  const story = await startStory({ at, world: town })
  const { workspaceId } = story.app
  const account = (id: string, key: string, name: string, title: string, channel: string | null) =>
    story.database.query(
      `insert into accounts (workspace_id, id, key, name, title, state, zone, country, buyer_channel, team_channel, scope_url, last_word_at, created_at, changed_at)
       values ($1, $2, $3, $4, $5, 'active', 'Europe/London', 'GB', $6, $7, 'https://docs.example/scope', '2026-11-13T09:30:00Z', '2026-09-01', '2026-09-01')`,
      [workspaceId, id, key, name, title, channel ? 'CBUYER' : null, channel],
    )
  await account(CALDER, 'calder', 'Calder Freight', 'invoicing rollout', 'CTEAM')
  await account(OSLO, 'oslo', 'Oslo Water', 'meter data', null)
  const roles: [string, string, string][] = [
    [CALDER, 'owner', 'UMAYA'],
    [CALDER, 'implementation_lead', 'UJONAS'],
    [CALDER, 'sales_rep', 'USAM'],
    [CALDER, 'senior_buyer', 'UPRIYA'],
    [CALDER, 'primary_contact', 'UANA'],
    [OSLO, 'owner', 'UMAYA'],
    [OSLO, 'implementation_lead', 'UWEI'],
  ]
  for (const [id, role, user] of roles) {
    await story.database.query(
      `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, $3, $4, '2026-09-01')`,
      [workspaceId, id, role, user],
    )
  }
  await story.app.meetPeople()
  return story
}

/** What a person reads in a channel, newest last, each as one text. */
export const reads = (story: Story, person: string, channel: string) =>
  messagesFor(story.playground.state, person, channel)

/** The words of blocks as a person sees them. */
export const wordsOf = (blocks: unknown): string => plainWords(blocks).replace(/\s+/g, ' ').trim()

/** The open form of a person. */
export const formOf = (story: Story, person: string) => story.playground.state.stacks.get(person)?.at(-1)

/** The words on the open form. */
export function shownTo(story: Story, person: string): string {
  const blocks = formOf(story, person)?.blocks ?? []
  return blocks.map((block) => JSON.stringify(block)).join(' ')
}

/** The direct message of the app with a person. */
export const inDirectMessages = (story: Story, person: string) => {
  const channel = [...story.playground.state.channels.values()].find(
    (c) => c.kind === 'im' && c.members.includes(person),
  )
  return channel ? reads(story, person, channel.id) : []
}

/** Ids of the interactive parts of some blocks. */
export const partsOf = (blocks: object[]) => elementsIn(blocks as never).map(({ action_id }) => action_id)

/** Does something after which Slack shows the person another form, and waits for it. */
export async function opening<T>(story: Story, person: string, act: () => Promise<T>): Promise<T> {
  const marks = () => `${formOf(story, person)?.id} ${formOf(story, person)?.hash}`
  const before = marks()
  const outcome = await act()
  const end = performance.now() + 5_000
  while ((marks() === before || loading(story, person)) && performance.now() < end)
    await new Promise((done) => setTimeout(done, 5))
  if (marks() === before) throw new Error(`${person} was shown nothing`)
  return outcome
}

const loading = (story: Story, person: string): boolean => shownTo(story, person).includes('One moment…')

/** Chooses in the open form by the beginning of an input's id. */
export async function fillIn(story: Story, person: string, entries: Record<string, string>): Promise<void> {
  for (const [start, value] of Object.entries(entries)) {
    const block = formOf(story, person)?.blocks.find(({ block_id }) => String(block_id).startsWith(start))
    if (!block) throw new Error(`There is no input ${start} in this form`)
    const element = block['element'] as { action_id: string }
    await story.playground.act.fill(person, {
      action_id: element.action_id,
      block_id: String(block['block_id']),
      value,
    })
  }
}
