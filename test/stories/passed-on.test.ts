import { describe, expect, it } from '@jest/globals'
import { approve, box, dm, maya, PRIYA, story, TYPED, tellStory } from './letters.ts'

describe('a buyer who is not in Slack, without a mail server', () => {
  tellStory({ mail: false })

  it('is told by the owner, who says so, and then it counts as published', async () => {
    await approve('2026-11-20', 'Calder Freight')
    await story.until('2026-11-20T09:31:00Z')
    const last = (await maya.reads(dm)).at(-1)
    expect(last).toContain(`Please pass this week’s update on to ${PRIYA}; it stands below. Then press Passed on`)
    expect(last).toContain(TYPED)
    const [held] = await story.database.query(`select state from digests`)
    expect(held).toEqual({ state: 'held' })
    await story.settled(maya.press(dm, 'Passed on'))
    const [passed] = await story.database.query(`select state, approved_by from digests`)
    expect(passed).toEqual({ state: 'published', approved_by: 'UMAYA' })
    expect((await maya.reads(dm)).at(-1)).toBe(
      'Calder Freight: Maya Lindqvist passed this week’s update on. It counts as published.',
    )
    expect((await maya.reads('CTEAM')).at(-1)).toContain('Internal edition')
    expect(box.visits).toBe(0)
  })
})
