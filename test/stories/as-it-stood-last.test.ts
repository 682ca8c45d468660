import { expect, it } from '@jest/globals'
import { planMissingRounds } from '../../src/features/checkins/flow.ts'
import { answerIn, calm } from '../support/answering.ts'
import { answer, cast, story, tellCalder } from '../support/brightline.ts'

tellCalder({ file: { firstPublishOn: '2026-11-20', stakeholders: 'implementer=UJONAS01; implementer=UWEI0001' } })

it('after a week that nobody answered, the question says how the account stood last', async () => {
  await story.act(planMissingRounds)
  await story.until('2026-11-18T09:00:00Z')
  await answer(cast.jonas)
  await answerIn(story, 'UWEI0001', '2026-11-20', { ...calm, status: 'at_risk', because: 'Records', satisfaction: 4 })
  await story.until('2026-11-19T15:00:00Z')
  await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read'))
  await cast.maya.fill('The answers differ. Why do you decide so?', 'Wei is closer to it')
  expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
  // Nobody answers the second week.
  await story.until('2026-12-02T09:00:00Z')
  expect((await cast.jonas.reads(await cast.jonas.dm())).at(-1)).toContain('last week at risk')
})
