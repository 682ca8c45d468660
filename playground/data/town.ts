import fs from 'node:fs'
import { z } from 'zod'
import type { App, Installation, State } from '../state.ts'
import { addApp, addChannel, addUser, createWorkspace, directMessage, install } from '../world.ts'

/** The vendor. */
export const BRIGHTLINE = 'TBRIGHTLINE'

const WORKSPACES = [
  [BRIGHTLINE, 'Brightline'],
  ['TCALDER', 'Calder Freight'],
  ['TOSLOWATER', 'Oslo Water'],
  ['THALDEN', 'Halden Retail'],
  ['TSTRAITS', 'Straits Foods'],
  ['THUDSON', 'Hudson Clinics'],
] as const

const PEOPLE = [
  ['UMAYA', BRIGHTLINE, 'Maya Lindqvist', 'Europe/Stockholm', 'Account owner'],
  ['UJONAS', BRIGHTLINE, 'Jonas Weber', 'Europe/Berlin', 'Implementer'],
  ['UWEI', BRIGHTLINE, 'Wei Chen', 'Asia/Singapore', 'Implementer'],
  ['URACHEL', BRIGHTLINE, 'Rachel Stone', 'America/New_York', 'Sales rep'],
  ['UAMARA', BRIGHTLINE, 'Amara Okafor', 'Europe/London', 'Success manager'],
  ['UERIK', BRIGHTLINE, 'Erik Dahl', 'Europe/Stockholm', 'VP Delivery, administrator'],
  ['UPRIYA', 'TCALDER', 'Priya Shah', 'Europe/London', 'CFO, senior buyer'],
  ['UTOMAS', 'TCALDER', 'Tomás Leal', 'Europe/Madrid', 'Primary contact'],
  ['UINGRID', 'TOSLOWATER', 'Ingrid Solberg', 'Europe/Oslo', 'Senior buyer'],
  ['UMARTA', 'THALDEN', 'Marta Nieminen', 'Europe/Helsinki', 'Senior buyer'],
  ['UMEI', 'TSTRAITS', 'Mei Tan', 'Asia/Singapore', 'Senior buyer'],
  ['UDANIEL', 'THUDSON', 'Daniel Reyes', 'America/New_York', 'Senior buyer'],
] as const

const VENDOR = ['UMAYA', 'UJONAS', 'UWEI', 'URACHEL', 'UAMARA', 'UERIK']

/** A channel that the customer reads, and one that only Brightline reads. */
const ACCOUNTS = [
  {
    buyer: 'CCALDER',
    team: 'CCALDERTEAM',
    name: 'calder-freight',
    with: 'TCALDER',
    people: ['UJONAS', 'UWEI', 'UPRIYA', 'UTOMAS'],
  },
  { buyer: 'COSLO', team: 'COSLOTEAM', name: 'oslo-water', with: 'TOSLOWATER', people: ['UJONAS', 'UINGRID'] },
  {
    buyer: 'CHALDEN',
    team: 'CHALDENTEAM',
    name: 'halden-retail',
    with: 'THALDEN',
    people: ['UJONAS', 'UWEI', 'UMARTA'],
  },
  { buyer: 'CSTRAITS', team: 'CSTRAITSTEAM', name: 'straits-foods', with: 'TSTRAITS', people: ['UWEI', 'UMEI'] },
  { buyer: 'CHUDSON', team: 'CHUDSONTEAM', name: 'hudson-clinics', with: 'THUDSON', people: ['UAMARA', 'UDANIEL'] },
  { team: 'CRIBEIRATEAM', name: 'ribeira-wines', people: ['UWEI'] },
] as { buyer?: string; team: string; name: string; with?: string; people: string[] }[]

const Manifest = z.object({
  display_information: z.object({ name: z.string() }),
  features: z.object({
    app_home: z.object({ home_tab_enabled: z.boolean() }).optional(),
    slash_commands: z
      .array(
        z.looseObject({ command: z.string(), description: z.string().optional(), usage_hint: z.string().optional() }),
      )
      .optional(),
    shortcuts: z
      .array(z.looseObject({ name: z.string(), type: z.enum(['message', 'global']), callback_id: z.string() }))
      .optional(),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }).optional() }),
})

const SCOPES =
  'chat:write commands users:read users:read.email channels:read groups:read im:read im:write channels:history groups:history im:history reactions:read'
const EVENTS =
  'app_home_opened user_change team_join member_joined_channel member_left_channel channel_shared channel_unshared message.channels message.groups reaction_added'
const UNWRITTEN = {
  display_information: { name: 'Throughline' },
  features: {
    app_home: { home_tab_enabled: true },
    slash_commands: [{ command: '/handoff', usage_hint: '[account]' }],
  },
  oauth_config: { scopes: { bot: SCOPES.split(' ') } },
  settings: { event_subscriptions: { bot_events: EVENTS.split(' ') } },
}

/** Installs the app as its manifest describes it, so that the demo has no right and no event that Slack would not give. */
function installByManifest(state: State): { app: App; installation: Installation } {
  const file = new URL('../../manifest.json', import.meta.url)
  const written: unknown = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : UNWRITTEN
  const { display_information, features, oauth_config, settings } = Manifest.parse(written)
  const app = addApp(state, {
    id: 'ATHROUGHLINE',
    name: display_information.name,
    commands: (features.slash_commands ?? []).map(({ command, description = '', usage_hint = '' }) => ({
      command,
      description,
      usage_hint,
    })),
    shortcuts: (features.shortcuts ?? []).map(({ name, type, callback_id }) => ({ name, type, callback_id })),
    events: settings.event_subscriptions?.bot_events ?? [],
    home_tab: features.app_home?.home_tab_enabled ?? false,
  })
  return { app, installation: install(state, { app, team_id: BRIGHTLINE, scopes: oauth_config.scopes.bot }) }
}

/** Brightline, its customers and their channels: twelve people in five time zones. */
export function buildTown(state: State): { app: App; botToken: string } {
  for (const [id, name] of WORKSPACES) createWorkspace(state, { id, name })
  for (const [id, team_id, real_name, tz, title] of PEOPLE)
    addUser(state, { id, team_id, real_name, tz, title, is_admin: id === 'UERIK' })
  const { app, installation } = installByManifest(state)
  const bot = installation.bot_user_id
  for (const { buyer, team, name, with: customer, people } of ACCOUNTS) {
    const ours = people.filter((id) => VENDOR.includes(id))
    const shared = {
      team_id: BRIGHTLINE,
      members: ['UMAYA', ...people, bot],
      connected_team_ids: customer ? [customer] : [],
    }
    if (buyer) addChannel(state, { id: buyer, name, ...shared })
    addChannel(state, {
      id: team,
      name: `team-${name}`,
      team_id: BRIGHTLINE,
      members: [...new Set(['UMAYA', ...ours, 'URACHEL', 'UAMARA', 'UERIK', bot])],
    })
  }
  for (const id of VENDOR) directMessage(state, bot, id, BRIGHTLINE)
  return { app, botToken: installation.bot_token }
}
