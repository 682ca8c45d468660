import { afterAll, beforeAll } from '@jest/globals'
import { sql } from 'kysely'
import type { State } from '../../playground/state.ts'
import { addApp, addChannel, addUser, createWorkspace, install, type NewPerson } from '../../playground/world.ts'
import { importAccounts } from '../../src/features/imports/flow.ts'
import type { Tx } from '../../src/platform/context.ts'
import { SCOPES } from './office.ts'
import { type Player, player } from './player.ts'
import { type Setting, type Story, startStory } from './story.ts'

const VENDOR = 'TBRIGHT1'
const CUSTOMER = 'TCALDER1'

const PEOPLE: NewPerson[] = [
  { id: 'UMAYA001', real_name: 'Maya Lindqvist', tz: 'Europe/Stockholm', team_id: VENDOR },
  { id: 'UJONAS01', real_name: 'Jonas Weber', tz: 'Europe/Berlin', team_id: VENDOR },
  { id: 'UWEI0001', real_name: 'Wei Chen', tz: 'Asia/Singapore', team_id: VENDOR },
  { id: 'UDANA001', real_name: 'Dana Reyes', tz: 'America/New_York', team_id: VENDOR },
  { id: 'UINGRID1', real_name: 'Ingrid Holm', tz: 'Europe/Stockholm', team_id: VENDOR },
  { id: 'URUBY001', real_name: 'Ruby Walsh', tz: 'Australia/Sydney', team_id: VENDOR },
  { id: 'UADMIN01', real_name: 'Ada Marsh', tz: 'Europe/London', team_id: VENDOR, is_admin: true },
  { id: 'UPRIYA01', real_name: 'Priya Shah', tz: 'Europe/London', team_id: CUSTOMER },
  { id: 'UTOMAS01', real_name: 'Tomás Leal', tz: 'Europe/Madrid', team_id: CUSTOMER },
  { id: 'UANNA001', real_name: 'Anna Ruiz', tz: 'Europe/Madrid', team_id: CUSTOMER },
]

export const BUYER_CHANNEL = 'CCALDER1'
export const TEAM_CHANNEL = 'CTEAM001'

/** A vendor with an internal channel, and a customer who reads in a channel that both organisations share. */
export function brightline(state: State) {
  createWorkspace(state, { id: VENDOR, name: 'Brightline' })
  createWorkspace(state, { id: CUSTOMER, name: 'Calder Freight' })
  for (const person of PEOPLE) addUser(state, person)
  const app = addApp(state, {
    name: 'Throughline',
    commands: [{ command: '/handoff' }, { command: '/throughline' }],
    events: ['app_home_opened', 'user_change', 'team_join'],
  })
  const { bot_token, bot_user_id } = install(state, { app, team_id: VENDOR, scopes: SCOPES })
  const of = (team: string) => PEOPLE.filter(({ team_id }) => team_id === team).map(({ id }) => id!)
  addChannel(state, { id: TEAM_CHANNEL, name: 'calder-team', team_id: VENDOR, members: [...of(VENDOR), bot_user_id] })
  addChannel(state, {
    id: BUYER_CHANNEL,
    name: 'calder-freight',
    team_id: VENDOR,
    connected_team_ids: [CUSTOMER],
    members: ['UMAYA001', 'UJONAS01', ...of(CUSTOMER), bot_user_id],
  })
  return { app, botToken: bot_token }
}

const HEADER =
  'key,name,title,state,zone,publish_zone,weekday,publish_time,first_publish_on,owner,leader,senior_buyer,primary_contact,stakeholders,buyer_channel,team_channel,milestones,success_criteria,scope_link'

interface File {
  stakeholders?: string
  zone?: string
  publishZone?: string
  firstPublishOn?: string
  milestones?: string
}

/** One account in the file that an administrator would import. */
export function calderFile({
  stakeholders = 'implementer=UJONAS01; sales_rep=UDANA001',
  zone = 'Europe/Stockholm',
  publishZone = 'Europe/London',
  firstPublishOn = '2026-09-25',
  milestones = 'Records final=2026-11-25; Go-live=2026-12-04',
}: File = {}): string {
  const people = `UMAYA001,UINGRID1,UPRIYA01,UTOMAS01,${stakeholders}`
  const account = `CALDER,Calder Freight,invoicing rollout,active,${zone},${publishZone},Fri,09:30,${firstPublishOn}`
  const work = `${milestones},Days to invoice=11/3/2 days,https://docs.example/calder-scope`
  return `${HEADER}\n${account},${people},${BUYER_CHANNEL},${TEAM_CHANNEL},${work}\n`
}

const NORMAL_WEEK = {
  'Against the plan': 'on_track',
  'What can they do now that they could not last week?': 'Leeds invoices for itself',
  'How satisfied are their people, as you read it?': '4',
  'Your confidence in the next date': '4',
}

/** Answers from the message that asked: three choices and one sentence, and what is given besides. */
export async function answer(who: Player, given: Record<string, string> = {}): Promise<void> {
  await who.opens(who.press(await who.dm(), 'Check in'))
  for (const [label, value] of Object.entries({ ...NORMAL_WEEK, ...given })) await who.fill(label, value)
  const sent = await who.submit()
  if (!sent.ok) throw new Error(`The check-in was refused: ${sent.error}`)
}

/**
 * Imports a file as the command does: people are met, and the rounds planned. Maya has confirmed who reads in the
 * buyer channel, unless `confirmed` says otherwise.
 */
export async function importFile(story: Story, csv: string, confirmed = true): Promise<void> {
  await story.app.ctx.inWorkspace(story.app.workspaceId, async (tx) => {
    await importAccounts(tx, csv)
    if (confirmed) await confirmReaders(tx)
  })
  await story.app.meetPeople()
  await story.app.planRounds()
  await story.settle()
}

const confirmReaders = async (tx: Tx) =>
  void (await sql`insert into channel_confirmations
      (workspace_id, account_id, channel, organisations, confirmed_by, confirmed_at)
    select workspace_id, id, buyer_channel, ${JSON.stringify([{ id: CUSTOMER, name: 'Calder Freight' }])}::jsonb,
      'UMAYA001', ${tx.now}::timestamptz
    from accounts where buyer_channel = ${BUYER_CHANNEL}`.execute(tx.db))

export type Cast = Record<
  'maya' | 'jonas' | 'wei' | 'dana' | 'ingrid' | 'ruby' | 'ada' | 'priya' | 'tomas' | 'anna',
  Player
>

export function castOf({ playground }: Pick<Story, 'playground'>): Cast {
  const act = (id: string) => player(playground.url, id)
  return {
    maya: act('UMAYA001'),
    jonas: act('UJONAS01'),
    wei: act('UWEI0001'),
    dana: act('UDANA001'),
    ingrid: act('UINGRID1'),
    ruby: act('URUBY001'),
    ada: act('UADMIN01'),
    priya: act('UPRIYA01'),
    tomas: act('UTOMAS01'),
    anna: act('UANNA001'),
  }
}

export let story: Story
export let cast: Cast

/** Calder's story from a Monday morning on: its people at work, and its account imported as the file says. */
export function tellCalder({ file = {}, ...setting }: { file?: File } & Partial<Setting> = {}): void {
  beforeAll(async () => {
    story = await startStory({ at: '2026-11-16T08:00:00Z', world: brightline, ...setting })
    cast = castOf(story)
    await importFile(story, calderFile(file))
  }, 180_000)
  afterAll(() => story.end())
}
