import { beforeAll, expect, it } from '@jest/globals'
import { answer, BUYER_CHANNEL, cast, story, TEAM_CHANNEL, tellCalder } from '../support/brightline.ts'
import { turnsTo } from '../support/player.ts'

tellCalder({ file: { firstPublishOn: '2026-11-20' } })
beforeAll(async () => {
  await story.until('2026-11-18T09:00:00Z')
  await answer(cast.jonas)
  await story.until('2026-11-19T14:30:00Z')
  await story.settled(cast.maya.press(await cast.maya.dm(), 'Approve'))
}, 120_000)

const review = async () =>
  (await cast.maya.reads(await cast.maya.dm())).find((text) => text.startsWith('Updates for Friday 20'))
async function onAccount(button: string, opens: string): Promise<void> {
  for (let open = await cast.maya.form(); open; open = await cast.maya.form()) await cast.maya.close()
  await cast.maya.opens(cast.maya.command(TEAM_CHANNEL, '/throughline', 'account calder'))
  await cast.maya.pressInForm(button)
  await turnsTo(cast.maya, opens)
}

it('is the next update where it is due once the account runs again: the customer is promised no later one', async () => {
  await onAccount('Pause', 'While Calder Freight is paused')
  await cast.maya.fill('Runs again from', '2026-11-20')
  await cast.maya.submit()
  const shown = await cast.maya.form()
  expect(shown).toContain('The next one comes on Friday 20 November 2026; until then there are none.')
  expect(shown).not.toContain('will not be posted')
})

it('whoever pauses reads that the update they have approved will not be posted', async () => {
  await onAccount('Pause', 'While Calder Freight is paused')
  await cast.maya.fill('Runs again from', '2026-11-24')
  await cast.maya.submit()
  expect(await cast.maya.form()).toContain('The update of Fri 20 Nov will not be posted, also if approved')
})

it('its review says so as soon as the account is paused, and once its time has come', async () => {
  expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
  expect(await review()).toContain('The account is paused. Approved; it goes out Fri 20 Nov')
  // Run again before, it goes out on its day: the customer, who knows a later one, is told of it.
  await onAccount('Resume', 'runs again at once')
  expect(await cast.maya.form()).toContain('The next one comes on Friday 20 November 2026.')
  await story.until('2026-11-20T10:00:00Z')
  expect(await review()).toContain('The account is paused, so nothing is posted.')
})

it('and what approving does, as soon as the account runs again', async () => {
  await story.until('2026-11-24T10:00:00Z')
  const text = await review()
  expect(text).not.toContain('is paused')
  expect(text).toContain('It was not posted while the account was paused. Now that it runs again, approving posts it')
  expect(text).toContain('at once, marked as late, before the next one of Fri 27 Nov.')
  expect(text).toContain('[Approve]')
})

it('is over with the account: whoever ends it reads that first, and nobody is asked to approve', async () => {
  await onAccount('End', 'When Calder Freight ends')
  await cast.maya.submit()
  expect(await cast.maya.form()).toContain('The update of Fri 20 Nov will not be posted any more.')
  expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
  const text = await review()
  expect(text).toContain('1 not posted any more.')
  expect(text).toContain('The account has ended, so this is not posted any more.')
  expect(text).not.toContain('[Approve]')
  expect(await cast.priya.reads(BUYER_CHANNEL)).toHaveLength(2)
})
