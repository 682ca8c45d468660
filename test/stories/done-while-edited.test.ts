import { beforeAll, expect, it } from '@jest/globals'
import { answer, BUYER_CHANNEL, cast, story, tellCalder } from '../support/brightline.ts'

/** Jonas asks somebody for something, and the answers are closed. */
async function week(wednesday: string, thursday: string, [who, what, by]: [string, string, string]): Promise<void> {
  await story.until(`${wednesday}T09:00:00Z`)
  await answer(cast.jonas, {
    'Needed from the customer: what': what,
    'Needed from the customer: who': who,
    'Needed from the customer: by when': by,
  })
  await story.until(`${thursday}T14:30:00Z`)
}
const open = async (button: string, day: string) =>
  cast.maya.opens(cast.maya.press(await cast.maya.dm(), button, `Updates for Friday ${day}`))
async function approve(day: string): Promise<void> {
  const shown = await open('Read', day)
  for (const question of new Set(shown.match(/Has \S+ been told\?/g))) await cast.maya.fill(question, ['yes'])
  expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
  story.playground.state.stacks.clear()
}

/** One update asks Tomás for records; the next one, which waits, asks Anna for keys besides. */
tellCalder({ file: { firstPublishOn: '2026-11-20', milestones: 'Go-live=2027-02-26' } })
beforeAll(async () => {
  await week('2026-11-18', '2026-11-19', ['Tomás Leal', 'the last 500 records', '2026-11-30'])
  await approve('20')
  await week('2026-11-25', '2026-11-26', ['Anna Ruiz', 'the depot keys', '2026-12-01'])
}, 120_000)

it('what is called done while its owner words another ask in Edit is in nobody’s way, and stays out of the update', async () => {
  await open('Edit', '27')
  await cast.tomas.opens(cast.tomas.press(BUYER_CHANNEL, 'Answer our asks'))
  await story.settled(cast.tomas.pressInForm('Done'))
  await cast.maya.fill('Needed from them (2)', 'the keys of all depots')
  expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
  expect(await cast.maya.form()).toBeUndefined()
  const shown = await open('Read', '27')
  expect(shown).toContain('Anna, by Tue 1 Dec: the keys of all depots')
  expect(shown).not.toContain('by Mon 30 Nov')
})
