import { describe, expect, it } from '@jest/globals'
import { startHandoff } from '../../src/features/handoffs/flow.ts'
import { answer, BUYER_CHANNEL, cast, story, TEAM_CHANNEL, tellCalder } from '../support/brightline.ts'

tellCalder({
  file: {
    firstPublishOn: '2026-11-20',
    stakeholders: 'implementation_lead=UJONAS01; implementer=UWEI0001; success_manager=URUBY001',
    milestones: 'Go-live=2026-11-18',
  },
})

const approve = async (day: string) => {
  const dm = await cast.maya.dm()
  expect(await story.settled(cast.maya.press(dm, 'Approve', `Updates for Friday ${day}`))).toMatchObject({ ok: true })
}
const updates = async () => (await cast.priya.reads(BUYER_CHANNEL)).filter((text) => text.includes(' week '))

describe('what happens after the close of an update and before it is published', () => {
  it('is not in that update, whose text is approved', async () => {
    await story.until('2026-11-18T09:00:00Z')
    await answer(cast.jonas)
    await story.until('2026-11-19T15:00:00Z')
    await approve('20')
    const [{ id: accountId }] = (await story.database.query('select id from accounts')) as [{ id: string }]
    const people = { giver: 'UJONAS01', receiver: 'URUBY001', startedBy: 'UMAYA001' }
    await story.act((tx) =>
      startHandoff(tx, { accountId, kind: 'go_live', form: 'short', anchorOn: '2026-11-18', ...people }),
    )
    await story.database.query(`update handoff_items set state = 'done', done_by = 'URUBY001'`)
    await story.settle()
    await story.settled(cast.ruby.press(TEAM_CHANNEL, 'Accept the handoff'))
    await story.until('2026-11-20T10:00:00Z')
    expect((await updates()).at(-1)).not.toContain('follows your project from now on')
  }, 120_000)

  it('is in the next one', async () => {
    await story.until('2026-11-26T14:30:00Z')
    expect(await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read', 'Updates for Friday 27'))).toContain(
      'Ruby Walsh, your success manager, follows your project from now on',
    )
  }, 120_000)
})
