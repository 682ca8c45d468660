import type { Json } from '../state.ts'
import { type Call, HUNDREDS, type Method, SlackError, TIER_1, TIER_3, text } from './call.ts'

export const auth: Record<string, Method> = {
  'auth.test': { scopes: [], tier: HUNDREDS, run: test },
  'team.info': { scopes: ['team:read'], tier: TIER_3, run: teamInfo },
  'apps.connections.open': { scopes: [], tier: TIER_1, appToken: true, run: openConnection },
}

function test({ state, installation }: Call): Json {
  const workspace = state.workspaces.get(installation.team_id)
  const bot = state.people.get(installation.bot_user_id)
  return {
    url: `https://${workspace?.domain}.slack.example/`,
    team: workspace?.name,
    user: bot?.name,
    team_id: installation.team_id,
    user_id: installation.bot_user_id,
    bot_id: installation.bot_id,
    is_enterprise_install: false,
  }
}

/** The own workspace, or by `team` another one with which the app shares a channel. */
function teamInfo({ state, installation, args }: Call): Json {
  const { team_id, bot_user_id } = installation
  const wanted = text(args, 'team') || team_id
  const workspace = state.workspaces.get(wanted)
  const shares = [...state.channels.values()].some(
    ({ members, connected_team_ids, team_id: host }) =>
      members.includes(bot_user_id) && [host, ...connected_team_ids].includes(wanted),
  )
  if (!workspace || (wanted !== team_id && !shares)) throw new SlackError('team_not_found')
  return { team: { id: workspace.id, name: workspace.name, domain: workspace.domain } }
}

function openConnection({ state, app }: Call): Json {
  const ticket = crypto.randomUUID()
  state.tickets.set(ticket, app.id)
  const url = new URL(`/socket?ticket=${ticket}`, state.settings.url)
  url.protocol = 'ws:'
  return { url: url.href }
}
