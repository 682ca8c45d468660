import { beforeAll, describe, expect, it } from '@jest/globals'
import { answer, cast, story, TEAM_CHANNEL, tellCalder } from '../support/brightline.ts'

let shown: string

/** Jonas tells of a fault, and Maya decides what becomes of the alert. */
async function fault(what: string, button: string): Promise<void> {
  await cast.jonas.opens(cast.jonas.command(TEAM_CHANNEL, '/throughline', 'alert calder'))
  const words = { 'What happened': what, 'Since when': 'Tuesday 08:00', 'What we are doing about it': 'We rebuild it' }
  for (const [label, typed] of Object.entries(words)) await cast.jonas.fill(label, typed)
  expect(await story.settled(cast.jonas.submit())).toEqual({ ok: true })
  story.playground.state.stacks.clear()
  await story.settled(cast.maya.press(await cast.maya.dm(), button, what))
}

/** Nobody approves the first update, and the second week closes. */
tellCalder({ file: { firstPublishOn: '2026-11-20' } })
beforeAll(async () => {
  const [records] = await story.database.query<{ id: string }>("select id from milestones where name = 'Records final'")
  await story.until('2026-11-17T09:00:00Z')
  await fault('Invoices of Leeds stood still', 'Approve and send')
  await fault('The scanners of York froze', 'Leave it for Friday’s update')
  await story.until('2026-11-18T09:00:00Z')
  await answer(cast.jonas, { 'Done since last week': [records!.id] as never })
  await story.until('2026-11-25T09:00:00Z')
  await answer(cast.jonas, { 'What can they do now that they could not last week?': 'York is connected' })
  await story.until('2026-11-26T14:30:00Z')
  shown = await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read', 'Updates for Friday 27'))
}, 120_000)

describe('the update that comes with a first one which is not out', () => {
  it('tells of the fault that was left for it, and of the alert that was sent', () => {
    expect(shown).toContain('The scanners of York froze')
    expect(shown).toMatch(/Alert of Tue 17 Nov: .*Invoices of Leeds stood still/)
  })

  it('tells of a milestone that was reached before it', () => {
    expect(shown).toMatch(/Records final, planned.*reached 18 Nov/)
  })
})
