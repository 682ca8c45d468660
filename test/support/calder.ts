import type { State } from '../../playground/state.ts'
import { addApp, addChannel, addUser, createWorkspace, install } from '../../playground/world.ts'
import type { Story } from './story.ts'

export const APP = 'A1'

/**
 * Brightline implements at Calder Freight: Maya owns the account, Jonas implements, Ada administers, Noor works
 * elsewhere in the company, Gus is a guest, and Priya of Calder reads in a shared channel.
 */
export const calderWorld = (state: State) => {
  createWorkspace(state, { id: 'T1', name: 'Brightline' })
  createWorkspace(state, { id: 'T2', name: 'Calder Freight' })
  const app = addApp(state, {
    id: APP,
    name: 'Throughline',
    commands: [{ command: '/throughline' }],
    events: ['app_home_opened', 'user_change', 'team_join'],
  })
  const scopes = ['chat:write', 'commands', 'users:read', 'channels:read', 'groups:read', 'team:read']
  const { bot_token, bot_user_id } = install(state, { app, team_id: 'T1', scopes })
  addUser(state, { team_id: 'T1', id: 'UMAYA', real_name: 'Maya Lindqvist', tz: 'Europe/Stockholm' })
  addUser(state, { team_id: 'T1', id: 'UJONAS', real_name: 'Jonas Weber', tz: 'Europe/Berlin' })
  addUser(state, { team_id: 'T1', id: 'UADA', real_name: 'Ada Admin', tz: 'Europe/Berlin', is_admin: true })
  addUser(state, { team_id: 'T1', id: 'UNOOR', real_name: 'Noor Haddad', tz: 'Europe/Berlin' })
  addUser(state, { team_id: 'T1', id: 'UGUS', real_name: 'Gus Guest', is_restricted: true })
  addUser(state, { team_id: 'T2', id: 'UPRIYA', real_name: 'Priya Shah', tz: 'Europe/London' })
  addChannel(state, {
    team_id: 'T1',
    id: 'CTEAM',
    name: 'calder-team',
    members: ['UMAYA', 'UJONAS', 'UADA', 'UNOOR', bot_user_id],
  })
  addChannel(state, { team_id: 'T1', id: 'CGUEST', name: 'visitors', members: ['UMAYA', 'UGUS', bot_user_id] })
  const shared = { connected_team_ids: ['T2'], members: ['UMAYA', 'UJONAS', 'UPRIYA', bot_user_id] }
  addChannel(state, { team_id: 'T1', id: 'CCALDER', name: 'calder', ...shared })
  return { app, botToken: bot_token }
}

/**
 * Puts Calder's account into the database, as the import would, its channel confirmed by Maya unless `confirmed` says
 * otherwise. @returns its id.
 */
export async function addCalder(
  { database, app }: Story,
  change: Record<string, unknown> = {},
  confirmed = true,
): Promise<string> {
  const row = {
    workspace_id: app.workspaceId,
    key: 'calder',
    name: 'Calder Freight',
    title: 'invoicing rollout',
    state: 'not_started',
    zone: 'Europe/Berlin',
    publish_zone: 'Europe/London',
    buyer_channel: 'CCALDER',
    team_channel: 'CTEAM',
    created_at: '2026-11-01T00:00:00Z',
    changed_at: '2026-11-01T00:00:00Z',
    ...change,
  }
  const [account] = await insert(database, 'accounts', row)
  const belongs = { workspace_id: app.workspaceId, account_id: account!.id }
  if (confirmed) {
    const readers = {
      channel: row.buyer_channel ?? 'CCALDER',
      organisations: '[{"id": "T2", "name": "Calder Freight"}]',
    }
    const by = { confirmed_by: 'UMAYA', confirmed_at: '2026-11-01T00:00:00Z' }
    await insert(database, 'channel_confirmations', { ...belongs, ...readers, ...by })
  }
  const people = [
    ['owner', 'UMAYA'],
    ['implementer', 'UJONAS'],
    ['senior_buyer', 'UPRIYA'],
  ]
  for (const [role, user_id] of people)
    await insert(database, 'stakeholders', { ...belongs, role, user_id, starts_on: '2026-11-01' })
  const dates = { promised_on: '2026-12-04', planned_on: '2026-12-04', forecast_on: '2026-12-14' }
  await insert(database, 'milestones', { ...belongs, name: 'Go-live', position: 1, go_live: true, ...dates })
  const figures = { start_value: 11, current_value: 3, target_value: 2 }
  await insert(database, 'success_criteria', {
    ...belongs,
    name: 'Invoice within',
    position: 1,
    unit: 'days',
    ...figures,
  })
  return account!.id
}

/** Gives somebody a role on every account that is there. */
export async function addToAll({ database }: Story, role: string, userId: string): Promise<void> {
  await database.query(
    `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) select workspace_id, id, $1, $2, '2026-11-01' from accounts`,
    [role, userId],
  )
}

function insert(database: Story['database'], table: string, row: Record<string, unknown>): Promise<{ id: string }[]> {
  const names = Object.keys(row)
  const marks = names.map((_, index) => `$${index + 1}`)
  const text = `insert into ${table} (${names.join(', ')}) values (${marks.join(', ')}) returning id`
  return database.query<{ id: string }>(text, Object.values(row))
}

/** Every word in these blocks, as a person reads them. */
export function wordsIn(part: unknown): string {
  if (Array.isArray(part)) return part.map(wordsIn).filter(Boolean).join(' ')
  if (typeof part !== 'object' || part === null) return ''
  return Object.entries(part)
    .filter(([name]) => !['confirm', 'options'].includes(name))
    .map(([name, value]) => (name === 'text' && typeof value === 'string' ? value : wordsIn(value)))
    .filter(Boolean)
    .join(' ')
}
