import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { factsOf } from '../../src/features/accounts/flow.ts'
import * as flow from '../../src/features/contacts/flow.ts'
import { openExceptions } from '../../src/features/exceptions/flow.ts'
import { acceptHandoff } from '../../src/features/handoffs/accepting.ts'
import { runningHandoffs } from '../../src/features/handoffs/flow.ts'
import { CALDER, type Desk, type MAYA, openDesk, toldOf } from './desk.ts'

/** A desk for the tests of one file, empty before each; and what most of them ask of it. */
export function takeSeat(setting: Parameters<typeof openDesk>[0] = {}) {
  let open: Desk
  beforeAll(async () => {
    open = await openDesk(setting)
  })
  beforeEach(() => open.reset())
  afterAll(() => open.close())
  const desk: Omit<Desk, 'close'> = {
    act: (work) => open.act(work),
    query: (...asked) => open.query(...asked),
    reset: () => open.reset(),
    until: (iso) => open.until(iso),
    said: (...whom) => open.said(...whom),
    held: (role) => open.held(role),
  }
  const running = async () => (await desk.act(runningHandoffs))[0]!.handoff
  return {
    desk,
    tell: (more: Parameters<typeof toldOf>[0] = {}) => desk.act((tx) => flow.reportChange(tx, toldOf(more))),
    /** The alerts as our team reads them. */
    team: () => desk.said('CTEAM', 'contact_change'),
    /** What Slack draws of the one message of a kind, as JSON. */
    drawn: async (kind: string) => {
      const sql = `select message ->> 'blocks' as blocks from deliveries where kind = $1`
      return (await desk.query<{ blocks: string }>(sql, [kind]))[0]!.blocks
    },
    /** What the customer reads. */
    customers: () => desk.said('CCALDER', ''),
    /** All that is handed over is done. */
    finish: () => desk.query(`update handoff_items set state = 'done', done_by = 'UWEI'`),
    running,
    accept: async (who: typeof MAYA) => {
      const { id } = await running()
      return desk.act((tx) => acceptHandoff(tx, who, id))
    },
    zones: () =>
      desk.act(async (tx) =>
        (await flow.zonesOn(tx, [await factsOf(tx, CALDER)])).get(CALDER)!.map(({ role, until }) => [role, until]),
      ),
    causes: () => desk.act(async (tx) => (await openExceptions(tx, [CALDER])).map(({ cause }) => cause)),
  }
}
