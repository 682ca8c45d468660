import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import type { MatterEntry } from '../../blocks/sold.ts'
import { startHandoff } from '../../src/features/handoffs/flow.ts'
import { rememberPerson } from '../../src/features/installations/flow.ts'
import { keepMatter, openDifferences } from '../../src/features/knowledge/flow.ts'
import type { Tx } from '../../src/platform/context.ts'
import { type Desk, EXAMPLE, openDesk } from '../accounts/desk.ts'
import { wordsOf } from '../support/player.ts'

export let desk: Desk
export let oslo: string
export let kickoff: string

/** Before each test Oslo Water's kickoff has begun: Dana of sales gives, Jonas takes over, Maya owns the account. */
export function putUp() {
  beforeAll(async () => {
    desk = await openDesk()
  })
  afterAll(() => desk.close())
  beforeEach(async () => {
    await desk.clear()
    await inTx((tx) => rememberPerson(tx, { id: 'U0ADA001', real_name: 'Ada Marsh', is_admin: true }))
    await desk.read(EXAMPLE)
    oslo = (await desk.facts('OSLO')).account.id
    kickoff = (await start('kickoff')).id
  })
  return { as, dana, here, history, inTx, jonas, maya, open, start, words, write }
}

const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => desk.inside(work)
const as = (userId: string) => ({ userId, userTeamId: `T${desk.workspaceId}` })
const [maya, jonas, dana] = [() => as('U0MAYA001'), () => as('U0JONAS01'), () => as('U0DANA001')]
const here = () => `h:${kickoff}`

const start = (kind: 'kickoff' | 'go_live') => {
  const people = { giver: 'U0DANA001', receiver: 'U0JONAS01', startedBy: 'U0MAYA001' }
  return inTx((tx) => startHandoff(tx, { accountId: oslo, kind, form: 'short', anchorOn: '2026-11-16', ...people }))
}

export const MATTER: MatterEntry = {
  ...{ subject: 'Meters', nature: 'agreed', sold: 'All of them', bought: null, same: false },
  ...{ promisedOn: null, goLive: false },
}
export const DECISION = {
  decision: 'The north first',
  decidedBy: 'Kari Berg',
  decidedOn: '2026-11-16',
  newPromise: null,
}

/** Dana writes down what was sold. */
const write = (entry: Partial<MatterEntry> = {}) =>
  inTx((tx) => keepMatter(tx, dana(), { place: here(), id: null, seal: null }, { ...MATTER, ...entry }))
/** What differs and is not decided. */
const open = () => inTx((tx) => openDifferences(tx, kickoff))
const history = (action: string) =>
  desk.database.query<{ actor: string; detail: object }>(
    'select actor, detail from history where workspace_id = $1 and action = $2 order by at, id',
    [desk.workspaceId, action],
  )
const words = (view: { blocks: object[] }) => wordsOf(view.blocks)
