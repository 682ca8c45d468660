import type { State } from '../../playground/state.ts'
import { addApp, addChannel, addUser, createWorkspace, install } from '../../playground/world.ts'

export const SCOPES = ['chat:write', 'commands', 'users:read', 'channels:read', 'groups:read', 'team:read']
export const HISTORY = ['channels:history', 'groups:history', 'im:history']

/** The smallest world: one workspace with Maya and three channels. `scopes` decides what the bot may do. */
export const office =
  (scopes: string[] = SCOPES) =>
  (state: State) => {
    const { id: team_id } = createWorkspace(state, { id: 'T1', name: 'Brightline' })
    const app = addApp(state, { name: 'Throughline', events: ['app_home_opened', 'user_change'] })
    const { bot_token, bot_user_id } = install(state, { app, team_id, scopes })
    const maya = addUser(state, { team_id, id: 'UMAYA', real_name: 'Maya Lindqvist', tz: 'Europe/Stockholm' })
    addChannel(state, { team_id, id: 'CTEAM', name: 'team', members: [maya.id, bot_user_id] })
    addChannel(state, { team_id, id: 'COTHER', name: 'other', members: [maya.id, bot_user_id] })
    addChannel(state, { team_id, id: 'CTHIRD', name: 'third', members: [maya.id, bot_user_id] })
    return { app, botToken: bot_token }
  }
