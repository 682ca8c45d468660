import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { BUYER_CHANNEL, brightline, type Cast, calderFile, castOf, importFile } from '../support/brightline.ts'
import { moveClock, type Player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let cast: Cast

/** Europe's clocks go back on Sunday 25 October 2026, America's a week later, Sydney's went forward on 4 October. */
beforeAll(async () => {
  story = await startStory({ at: '2026-10-19T00:00:00Z', world: brightline })
  cast = castOf(story)
  const five = ['UJONAS01', 'UWEI0001', 'UDANA001', 'UADMIN01', 'URUBY001']
  const stakeholders = five.map((id) => `implementer=${id}`).join('; ')
  await importFile(story, calderFile({ stakeholders, firstPublishOn: '2026-10-23' }))
  await moveClock(story.playground.url, '2026-10-31T00:00:00Z')
}, 180_000)
afterAll(() => story.end())

const instants = async (who: Player, channel: string, part: string) =>
  (await who.messages(channel))
    .filter((message) => message.text.includes(part))
    .map(({ ts }) => new Date(Number(ts) * 1000).toISOString().slice(0, 16))
/** The first message of each week is the question; what follows are reminders. */
const asked = async (who: Player) => {
  const all = await instants(who, await who.dm(), '')
  return [all.find((at) => at < '2026-10-25'), all.find((at) => at > '2026-10-25')]
}

describe('two weeks with people in five zones and a clock change between them', () => {
  it.each<[keyof Cast, string, string, string]>([
    ['jonas', 'Wednesday 09:00 in Berlin', '2026-10-21T07:00', '2026-10-28T08:00'],
    ['ada', 'Wednesday 09:00 in London', '2026-10-21T08:00', '2026-10-28T09:00'],
    ['dana', 'Wednesday 09:00 in New York, which has not changed yet', '2026-10-21T13:00', '2026-10-28T13:00'],
    ['wei', 'Thursday 09:00 in Singapore, which leaves a working day', '2026-10-22T01:00', '2026-10-29T01:00'],
    ['ruby', 'Thursday 09:00 in Sydney, which leaves a working day', '2026-10-21T22:00', '2026-10-28T22:00'],
  ])('%s is asked on %s', async (name, _, before, after) => {
    expect(await asked(cast[name])).toEqual([before, after])
  })

  it('the owner reviews from Thursday 15:00 in Stockholm in both weeks', async () => {
    const reviews = await instants(cast.maya, await cast.maya.dm(), 'Updates for')
    expect(reviews).toEqual(['2026-10-22T13:00', '2026-10-29T14:00'])
  })

  it('what goes out unreviewed goes out on Friday 09:30 in London at the earliest, in both weeks', async () => {
    const rounds = await story.database.query<{ at: Date }>('select publish_at as at from rounds order by publish_at')
    const due = rounds.map(({ at }) => at.toISOString().slice(0, 16))
    expect(due.slice(0, 2)).toEqual(['2026-10-23T08:30', '2026-10-30T09:30'])
    const posted = (await cast.priya.messages(BUYER_CHANNEL)).map(({ ts }) => new Date(Number(ts) * 1000).toISOString())
    for (const at of posted) expect(at >= '2026-10-23T08:30').toBe(true)
  })
})
