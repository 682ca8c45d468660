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
  const names = Object.keys(row)
  const marks = names.map((_, index) => `$${index + 1}`)
  // In one statement: what looks at all accounts meanwhile must not find one without its people.
  const [account] = await database.query<{ id: string }>(
    `with account as (insert into accounts (${names.join(', ')}) values (${marks.join(', ')}) returning workspace_id, id),
     confirmation as (
       insert into channel_confirmations (workspace_id, account_id, channel, organisations, confirmed_by, confirmed_at)
       select a.*, $${names.length + 1}, '[{"id": "T2", "name": "Calder Freight"}]'::jsonb, 'UMAYA', '2026-11-01T00:00:00Z'::timestamptz
       from account a where $${names.length + 2}),
     people as (
       insert into stakeholders (workspace_id, account_id, role, user_id, starts_on)
       select a.*, role, user_id, '2026-11-01'::date
       from account a, (values ('owner', 'UMAYA'), ('implementer', 'UJONAS'), ('senior_buyer', 'UPRIYA')) p (role, user_id)),
     dates as (
       insert into milestones (workspace_id, account_id, name, position, go_live, promised_on, planned_on, forecast_on)
       select a.*, 'Go-live', 1, true, '2026-12-04'::date, '2026-12-04'::date, '2026-12-14'::date from account a),
     figures as (
       insert into success_criteria (workspace_id, account_id, name, position, unit, start_value, current_value, target_value)
       select a.*, 'Invoice within', 1, 'days', 11, 3, 2 from account a)
     select id from account`,
    [...Object.values(row), row.buyer_channel ?? 'CCALDER', confirmed],
  )
  return account!.id
}

/** Gives somebody a role on every account that is there. */
export async function addToAll({ database }: Story, role: string, userId: string): Promise<void> {
  await database.query(
    `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) select workspace_id, id, $1, $2, '2026-11-01' from accounts`,
    [role, userId],
  )
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
