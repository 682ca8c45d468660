import { afterEach, expect, it } from '@jest/globals'
import { type Channels, startChannels } from '../support/channels.ts'
import { player } from '../support/player.ts'

let channels: Channels
afterEach(() => channels.story.end())
const open = async () => {
  channels = await startChannels({ confirmed: true })
}
const acts = () => channels.story.playground.act
const exceptions = () =>
  channels.story.database.query<{ key: string; cause: string; closed: boolean }>(
    `select split_part(key, ':', 1) as key, cause, closed_at is not null as closed from exceptions order by 1`,
  )
const about = async (key: string) => (await exceptions()).find((one) => one.key === key)

it('an implementer who is gone from Slack is not asked, and the owner is told once', async () => {
  await open()
  const { story } = channels
  await channels.settled(acts().deactivateUser('UJONAS'))
  expect(await channels.troubles()).toEqual([
    expect.stringContaining(
      'Jonas Weber (UJONAS), implementer, has no active Slack account any more. Name somebody else.',
    ),
  ])
  expect(await about('nobody_answers')).toMatchObject({ closed: false })
  await story.until('2026-11-19T08:00:00Z')
  expect(await story.database.query(`select key from deliveries where channel = 'UJONAS'`)).toEqual([])
  await channels.settled(acts().deactivateUser('UJONAS', false))
  expect(await channels.troubles()).toEqual([expect.stringContaining('All is well')])
  expect(await about('nobody_answers')).toMatchObject({ closed: true })
})

it('when the owner is gone, the leader reviews and hears what is wrong; without a leader an administrator does', async () => {
  await open()
  const { lena, story } = channels
  await channels.answered('2026-11-20', true)
  await channels.settled(acts().deactivateUser('UMAYA'))
  expect(await about('no_owner')).toMatchObject({ closed: false, cause: expect.stringContaining('Maya Lindqvist') })
  const lenas = async () => (await lena.reads(await lena.dm())).join('\n')
  expect(await lenas()).toContain('Maya Lindqvist (UMAYA), account owner, has no active Slack account any more')
  expect(await lenas()).toContain('Updates for Friday 20 November')
  await channels.settled(lena.press(await lena.dm(), 'Approve', 'Updates for Friday 20'))
  await channels.settled(acts().deactivateUser('ULENA'))
  const review = await story.database.query(`select channel from deliveries where kind = 'review' order by channel`)
  expect(review).toEqual([{ channel: 'UADA' }, { channel: 'ULENA' }, { channel: 'UMAYA' }])
  await story.until('2026-11-20T09:31:00Z')
  const [update, ...more] = channels.posted()
  expect(more).toEqual([])
  // Whom the buyer calls is somebody who can be called.
  expect(update).toContain('Your contact: Lena Berg.')
  await channels.settled(acts().deactivateUser('ULENA', false))
  const priya = player(story.playground.url, 'UPRIYA')
  await priya.opens(priya.press('CCALDER', 'Talk to Lena'))
  await channels.settled(priya.submit())
  expect(await lenas()).toContain('Calder Freight: Priya Shah would like to talk to you.')
  await priya.close()
  expect(await priya.opens(priya.press('CCALDER', 'Raise a concern'))).toContain('Lena is told at once')
  await priya.fill('What concerns you?', 'The board report')
  await channels.settled(priya.submit())
  expect(await lenas()).toContain('Calder Freight: Priya Shah raised a concern.')
  const mayas = await story.database.query(
    `select kind from deliveries where channel = 'UMAYA' and kind in ('talk', 'concern')`,
  )
  expect(mayas).toEqual([])
})

it('a senior buyer who left the channel is for the owner to ask about, also where Slack tells us only at night', async () => {
  await open()
  const { story } = channels
  await channels.settled(acts().leaveChannel('UPRIYA', 'CCALDER'))
  expect(await about('buyer_left')).toEqual({
    ...{ key: 'buyer_left', closed: false },
    cause: 'Priya Shah, the senior buyer, does not read in #calder, where the updates are posted.',
  })
  // An administrator reads the name on their Home, not an id.
  const [check] = await story.database.query<{ troubles: object[] }>('select troubles from account_checks')
  expect(check?.troubles).toMatchObject([{ kind: 'left', id: 'UPRIYA', name: 'Priya Shah' }])
  expect(await channels.troubles().catch(() => [])).toEqual([])
  await channels.settled(acts().joinChannel('UPRIYA', 'CCALDER'))
  expect(await about('buyer_left')).toMatchObject({ closed: true })
  story.playground.state.people.get('UPRIYA')!.deleted = true
  await story.until('2026-11-17T04:00:00Z')
  expect(await about('buyer_left')).toMatchObject({ closed: false })
  expect((await channels.troubles())[0]).toContain('Priya Shah (UPRIYA), senior buyer, has no active Slack account')
})
