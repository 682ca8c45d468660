import { beforeAll, expect, it } from '@jest/globals'
import { answer, BUYER_CHANNEL, cast, story, tellCalder } from '../support/brightline.ts'

tellCalder({ file: { firstPublishOn: '2026-11-20' } })
beforeAll(async () => {
  await story.until('2026-11-18T09:00:00Z')
  await answer(cast.jonas, {
    'Needed from the customer: what': 'the last 500 records',
    'Needed from the customer: who': 'Tomás',
    'Needed from the customer: by when': '2026-11-30',
  })
  await story.until('2026-11-19T14:30:00Z')
  await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read'))
  await cast.maya.fill('Has Tomás been told?', ['yes'])
  await story.settled(cast.maya.submit())
  await story.until('2026-11-26T14:30:00Z')
}, 120_000)

it('an update that nobody wrote a word of waits for three lines, also after a customer has called something done', async () => {
  const review = async () =>
    (await cast.maya.reads(await cast.maya.dm())).find((text) => text.startsWith('Updates for Friday 27'))
  expect(await review()).toContain('[Read] [Write three lines] [Hold]')
  await cast.tomas.opens(cast.tomas.press(BUYER_CHANNEL, 'Answer our asks'))
  await story.settled(cast.tomas.pressInForm('Done'))
  expect(await review()).toContain('[Read] [Write three lines] [Hold]')
  expect(await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read', 'Friday 27'))).not.toContain('500 records')
})
