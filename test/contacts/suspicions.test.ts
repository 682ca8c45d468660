import { describe, expect, it } from '@jest/globals'
import { checkSoon } from '../../src/features/accounts/flow.ts'
import * as flow from '../../src/features/contacts/flow.ts'
import { CALDER, JONAS, MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team } = takeSeat()

describe('what Slack makes us suspect', () => {
  const gone = (deleted = true) => desk.act((tx) => flow.heardOfPerson(tx, { id: 'UANA', deleted }))
  const asked = () => desk.said('UMAYA', 'contact_suspicion')
  const open = async () => (await desk.query<{ id: string }>('select id from contact_suspicions'))[0]!.id

  const leave = () => desk.act((tx) => flow.heardOfLeaving(tx, { channel: 'CCALDER', user: 'UANA' }))
  const join = () => desk.act((tx) => flow.heardOfJoining(tx, { channel: 'CCALDER', user: 'UANA' }))
  const dismiss = async () => {
    const [{ id }] = (await desk.query(`select id from contact_suspicions where state = 'open'`)) as [{ id: string }]
    await desk.act((tx) => flow.dismissSuspicion(tx, MAYA, id))
  }
  const ANA_LEFT = '{"kind":"left","id":"UANA","name":"Ana Ruiz","role":"primary_contact","channel":"calder"}'
  /** What the night’s look does with what Slack said at an instant. */
  const look = async (checkedAt: string, on: string, troubles = `[${ANA_LEFT}]`) => {
    await desk.until(on)
    await desk.query(
      `insert into account_checks (workspace_id, account_id, checked_at, troubles)
       select workspace_id, $1, $2, $3 from workspaces
       on conflict (workspace_id, account_id) do update set checked_at = excluded.checked_at, troubles = excluded.troubles`,
      [CALDER, checkedAt, troubles],
    )
    await desk.act((tx) => checkSoon(tx, [CALDER]))
    await desk.until(on)
  }

  it('is asked of the owner alone and once; what they dismiss is never asked again, also not by the night’s look', async () => {
    await gone()
    await gone()
    expect(await asked()).toEqual([
      expect.stringContaining('Ana Ruiz, the primary contact, is not active in Slack any more.'),
    ])
    expect(await team()).toEqual([])
    const id = await open()
    await expect(desk.act((tx) => flow.dismissSuspicion(tx, JONAS, id))).rejects.toThrow('Only whoever was asked')
    await desk.act((tx) => flow.dismissSuspicion(tx, MAYA, id))
    await gone()
    await leave()
    await look('2026-11-24T02:30:00Z', '2026-11-24T03:00:00Z')
    expect(await asked()).toEqual([expect.stringContaining('You are not asked about this again')])
  })

  it('is a question of its own, in a message of its own, once they have come back or their account is closed', async () => {
    await leave()
    await dismiss()
    await look('2026-11-24T02:30:00Z', '2026-11-24T03:00:00Z')
    expect(await asked()).toHaveLength(1)
    await join()
    // Slack was asked before they came back: that they had left is known.
    await look('2026-11-24T02:30:00Z', '2026-11-25T03:00:00Z')
    expect(await asked()).toHaveLength(1)
    await leave()
    const left = expect.stringContaining('has left the channel in which the customer reads')
    const answered = expect.stringContaining('Nothing has changed, you said.')
    expect(await asked()).toEqual([answered, left])
    await dismiss()
    await desk.until('2026-12-28T09:00:00Z')
    await gone()
    await gone()
    expect(await asked()).toEqual([answered, answered, expect.stringContaining('is not active in Slack any more')])
    await dismiss()
    await gone(false)
    await gone()
    expect(await asked()).toHaveLength(4)
  })

  it('is one question while nobody has decided, which says in its place that the account is closed, too', async () => {
    await leave()
    await gone()
    expect(await asked()).toEqual([expect.stringMatching(/is not active in Slack any more.\nHas somebody else/)])
    await dismiss()
    await gone()
    await leave()
    expect(await asked()).toHaveLength(1)
  })

  it('is found by the night’s look, too, where no event told of it', async () => {
    await leave()
    await dismiss()
    await desk.query(`update people set deactivated = true where user_id = 'UANA'`)
    await look('2026-11-24T02:30:00Z', '2026-11-24T03:00:00Z')
    expect(await asked()).toEqual([
      expect.stringContaining('Nothing has changed, you said.'),
      expect.stringMatching(/is not active in Slack any more.\nHas somebody else/),
    ])
  })

  it('is asked anew of whom the night’s look had found back, where no event told of that either', async () => {
    const ABSENT = '[{"kind":"app_absent","id":"CCALDER","name":"calder","use":"buyer"}]'
    await leave()
    await dismiss()
    // Asked before they left, or where nobody could look, Slack shows nobody to be back.
    await look('2026-11-23T08:30:00Z', '2026-11-23T10:00:00Z', '[]')
    await look('2026-11-24T02:30:00Z', '2026-11-24T03:00:00Z', ABSENT)
    await look('2026-11-25T02:30:00Z', '2026-11-25T03:00:00Z')
    expect(await asked()).toHaveLength(1)
    await look('2026-11-26T02:30:00Z', '2026-11-26T03:00:00Z', '[]')
    expect(await asked()).toHaveLength(1)
    await look('2026-11-27T02:30:00Z', '2026-11-27T03:00:00Z')
    const left = expect.stringContaining('has left the channel in which the customer reads')
    expect(await asked()).toEqual([expect.stringContaining('Nothing has changed, you said.'), left])
    // Nobody has decided yet: that is over, and says so.
    await look('2026-11-28T02:30:00Z', '2026-11-28T03:00:00Z', '[]')
    expect((await asked())[1]).toContain('This is over')
    await gone()
    await dismiss()
    await look('2026-11-29T02:30:00Z', '2026-11-29T03:00:00Z', '[]')
    await gone()
    expect(await asked()).toHaveLength(4)
  })

  /** Maya dismisses it while something else happens, which waits for her. */
  const dismissWhile = async (other: () => Promise<void>) => {
    const id = await open()
    let after: Promise<void> | undefined
    await desk.act(async (tx) => {
      await flow.dismissSuspicion(tx, MAYA, id)
      after = other()
      await new Promise((resolve) => setTimeout(resolve, 150))
    })
    await after
  }

  it('that is dismissed while Slack shows more stays dismissed, and what Slack shows is a question of its own', async () => {
    await leave()
    await desk.until('2026-11-23T09:05:00Z')
    await dismissWhile(gone)
    const more = expect.stringContaining('is not active in Slack any more')
    expect(await asked()).toEqual([expect.stringContaining('Nothing has changed, you said.'), more])
    expect(await desk.query('select state, why from contact_suspicions order by state')).toEqual([
      { state: 'dismissed', why: 'left_channel' },
      { state: 'open', why: 'deactivated' },
    ])
  })

  it('that is dismissed while they come back stays what was said of it', async () => {
    await leave()
    await dismissWhile(join)
    expect(await asked()).toEqual([expect.stringContaining('Nothing has changed, you said.')])
    expect(await desk.query('select decided_by from contact_suspicions')).toEqual([{ decided_by: 'UMAYA' }])
  })

  it('is over where they come back, asked again when they leave again, and opens the form with what is known', async () => {
    await desk.act((tx) => flow.heardOfLeaving(tx, { channel: 'CCALDER', user: 'UANA' }))
    await desk.act((tx) => flow.heardOfJoining(tx, { channel: 'CCALDER', user: 'UANA' }))
    expect(await asked()).toEqual([expect.stringContaining('This is over')])
    await desk.act((tx) => flow.heardOfLeaving(tx, { channel: 'CCALDER', user: 'UANA' }))
    expect(await asked()).toEqual([expect.stringContaining('has left the channel in which the customer reads')])
    const form = await desk.act(async (tx) => flow.openSuspicion(tx, MAYA, await open()))
    expect(JSON.stringify(form)).toContain('Ana Ruiz, the primary contact, has left the channel')
    await tell({ source: 'suspicion', reportedBy: 'UMAYA' })
    await desk.until('2026-11-23T09:01:00Z')
    expect(await asked()).toEqual([expect.stringContaining('The change is recorded. Thank you.')])
  })

  it('is not asked of somebody who leaves a channel and holds nothing, nor of whom we know to leave', async () => {
    await tell({ effectiveOn: '2026-12-01' })
    await gone()
    await desk.act((tx) => flow.heardOfLeaving(tx, { channel: 'CCALDER', user: 'UTOMAS' }))
    expect(await asked()).toEqual([])
  })
})
