import type { Json } from '../state.ts'
import { type Call, findChannel, findPerson, type Method, SlackError, TIER_2, TIER_3, TIER_4, text } from './call.ts'
import { page } from './page.ts'
import { personJson } from './show.ts'

export const users: Record<string, Method> = {
  'users.info': { scopes: ['users:read'], tier: TIER_4, run: info },
  'users.list': { scopes: ['users:read'], tier: TIER_2, run: list },
  'users.lookupByEmail': { scopes: ['users:read.email'], tier: TIER_3, run: byEmail },
  'reactions.add': { scopes: ['reactions:write'], tier: TIER_3, run: react },
}

function info(call: Call): Json {
  return { user: personJson(call.state, findPerson(call, text(call.args, 'user')), call.installation) }
}

/** The workspace's own people and bots; outsiders are never listed. */
function list(call: Call): Json {
  const own = [...call.state.people.values()].filter((p) => p.team_id === call.installation.team_id)
  const { items, more } = page(call.args, own, 1000)
  return { members: items.map((p) => personJson(call.state, p, call.installation)), ...more }
}

function byEmail(call: Call): Json {
  const email = text(call.args, 'email').toLowerCase()
  const found = [...call.state.people.values()].find(
    (p) => p.email.toLowerCase() === email && p.team_id === call.installation.team_id && !p.deleted && !p.is_bot,
  )
  if (!found) throw new SlackError('users_not_found')
  return { user: personJson(call.state, found, call.installation) }
}

function react(call: Call): Json {
  const channel = findChannel(call, text(call.args, 'channel'))
  const ts = text(call.args, 'timestamp')
  const message = call.state.messages.get(channel.id)?.find((m) => m.ts === ts && !m.ephemeral_for)
  if (!message) throw new SlackError('message_not_found')
  const name = text(call.args, 'name')
  const reaction = message.reactions.find((r) => r.name === name) ?? { name, users: [] }
  if (reaction.users.includes(call.installation.bot_user_id)) throw new SlackError('already_reacted')
  reaction.users.push(call.installation.bot_user_id)
  if (!message.reactions.includes(reaction)) message.reactions.push(reaction)
  return {}
}
