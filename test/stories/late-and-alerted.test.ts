import { beforeAll, describe, expect, it } from '@jest/globals'
import { answerIn, calm, formOf } from '../support/answering.ts'
import { answer, cast, story, tellCalder } from '../support/brightline.ts'

tellCalder({
  file: { firstPublishOn: '2026-11-20', stakeholders: 'implementer=UJONAS01; implementer=UWEI0001' },
})

beforeAll(async () => {
  await story.until('2026-11-18T09:00:00Z')
  await answer(cast.jonas)
  await story.until('2026-11-19T14:30:00Z')
  await story.settled(cast.maya.press(await cast.maya.dm(), 'Approve'))
  await story.until('2026-11-23T14:30:00Z')
  await answerIn(story, 'UWEI0001', '2026-11-20', { ...calm, goLiveOn: '2026-12-10', whyMoved: 'the depots wait' })
  await story.until('2026-11-25T09:00:00Z')
  await answer(cast.jonas, { 'Go-live, forecast': '2026-12-18', 'Why the date moved': 'the records came late' })
  await story.settle()
  await story.settled(cast.maya.press(await cast.maya.dm(), 'Approve and send'))
  await story.until('2026-11-26T02:00:00Z')
}, 120_000)

describe('an answer that came late to an update that is out, and an alert that has told another date since', () => {
  it('is what its author said, but for the date: their next question and form begin with the alert’s', async () => {
    const dm = await cast.wei.dm()
    expect((await cast.wei.reads(dm)).at(-1)).toContain('go-live 18 Dec')
    const form = await formOf(story, 'UWEI0001', '2026-11-27')
    expect(form).toContain('2026-12-18')
    expect(form).not.toContain('the depots wait')
  })
})
