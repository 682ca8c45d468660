import type { State } from '../../playground/state.ts'
import { addApp, addChannel, addUser, createWorkspace, install } from '../../playground/world.ts'
import type { Entry } from '../../src/features/checkins/model.ts'
import { calm } from './answering.ts'
import { calderFile } from './brightline.ts'
import { SCOPES } from './office.ts'

export const ACCOUNTS = 6
export const OWNERS = ['UOWNER00', 'UOWNER01']
export const IMPLEMENTERS = ['UIMPL000', 'UIMPL001', 'UIMPL002', 'UIMPL003']
export const [LEADER, ADMINISTRATOR, SALES] = ['ULEADER0', 'UADMIN00', 'USALES00']
const OURS = [...OWNERS, ...IMPLEMENTERS, LEADER, ADMINISTRATOR, SALES]
export const BUYERS = Array.from({ length: ACCOUNTS }, (_, index) => `UBUYER0${index}`)
const FIRST_FRIDAY = new Date('2026-11-20T00:00:00Z')
const DAY_MS = 86_400_000
/** A day by the number of its week, and its distance from that Friday. */
export const dateOf = (week: number, days = 0) =>
  new Date(FIRST_FRIDAY.getTime() + (7 * week + days) * DAY_MS).toISOString().slice(0, 10)

/** What somebody answers in a week without news. */
export const entry: Entry = { ...calm, progress: 'It runs', confidence: 4 }
export const sorrow: Partial<Entry> = {
  status: 'off_track',
  because: 'the records are missing',
  satisfaction: 2,
  heard: 'Anger',
}

/** Ten working days later, which is more than an alert takes. */
export const MOVED: Partial<Entry> = { goLiveOn: '2026-12-18', whyMoved: 'the records are missing' }

/** Six customers, each with a channel of its own; in every one a senior buyer, and one primary contact for all. */
export function world(state: State) {
  createWorkspace(state, { id: 'TVENDOR0', name: 'Brightline' })
  createWorkspace(state, { id: 'TBUYERS0', name: 'Customers' })
  for (const id of OURS)
    addUser(state, {
      id,
      real_name: `Colleague ${id}`,
      tz: 'Europe/Stockholm',
      team_id: 'TVENDOR0',
      is_admin: id === ADMINISTRATOR,
    })
  for (const id of [...BUYERS, 'UPRIMARY'])
    addUser(state, { id, real_name: `Customer ${id}`, tz: 'Europe/London', team_id: 'TBUYERS0' })
  const app = addApp(state, { name: 'Throughline', events: ['app_home_opened'] })
  const { bot_token, bot_user_id } = install(state, { app, team_id: 'TVENDOR0', scopes: SCOPES })
  for (const [index, buyer] of BUYERS.entries()) {
    const ours = [...OURS, bot_user_id]
    addChannel(state, { id: `CTEAM00${index}`, name: `team-${index}`, team_id: 'TVENDOR0', members: ours })
    const members = [OWNERS[index % 2]!, buyer, 'UPRIMARY', bot_user_id]
    const shared = { connected_team_ids: ['TBUYERS0'], members }
    addChannel(state, { id: `CBUYER0${index}`, name: `customer-${index}`, team_id: 'TVENDOR0', ...shared })
  }
  return { app, botToken: bot_token }
}

/** The accounts, as an administrator would import them. */
export function file(): string {
  const stakeholders = (index: number) =>
    `implementer=${IMPLEMENTERS[index % 4]}; implementer=${IMPLEMENTERS[(index + 1) % 4]}; sales_rep=${SALES}`
  const rows = BUYERS.map((buyer, index) => {
    const [header, row] = calderFile({ stakeholders: stakeholders(index), firstPublishOn: dateOf(0) })
      .trim()
      .split('\n')
    const mine = row!
      .replace('CALDER,Calder Freight', `ACCOUNT${index},Account ${index}`)
      .replace('UMAYA001,UINGRID1,UPRIYA01,UTOMAS01', `${OWNERS[index % 2]},${LEADER},${buyer},UPRIMARY`)
      .replace('CCALDER1', `CBUYER0${index}`)
      .replace('CTEAM001', `CTEAM00${index}`)
    return { header: header!, row: mine }
  })
  return `${rows[0]!.header}\n${rows.map(({ row }) => row).join('\n')}\n`
}

const SEED = Number(process.env['BUDGET_SEED'] ?? 7)
let seed = SEED
/** Between 0 and 1, the same in every run (mulberry32). */
export function chance(): number {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}
