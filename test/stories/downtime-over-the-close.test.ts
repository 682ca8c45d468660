import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { injectFault } from '../../playground/faults.ts'
import { openCheckin, openCheckinsOf, planMissingRounds } from '../../src/features/checkins/flow.ts'
import { punctualityOf } from '../../src/features/digests/flow.ts'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let jonas: Player
let maya: Player
let dm: string

beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  await addCalder(story, { state: 'active', first_publish_on: '2026-11-20' })
  jonas = player(story.playground.url, 'UJONAS')
  maya = player(story.playground.url, 'UMAYA')
  await story.act(planMissingRounds)
  await story.until('2026-11-18T08:00:00Z')
  dm = await jonas.dm()
})
afterAll(() => story.end())

/** What people really type: it must come back as it was, and nothing of it may mean anything to Slack. */
const TYPED: Record<string, string> = {
  'What can they do now that they could not last week?':
    '<!channel> *Leeds* _prints_ `itself` <https://x.example|now> &amp; :tada:',
  Hard: 'רשומות ישנות עם מספרי מס כפולים 🚚 ١٢٣',
  'What we are doing about it': `<@UMAYA> & Wei clear them\n> daily\n\n• twice ${'עוד '.repeat(50)}`.trim(),
  'What comes next': '~Second~ rehearsal, @here: 50 % <b>bold</b>',
  'Only for us': `${'Tomás inherited this & has no time. '.repeat(90)}`.slice(0, 2_999).trim(),
}

describe('an answer before the program stands still', () => {
  it('is kept as it was typed, in every field, and the form shows it again so', async () => {
    await jonas.opens(jonas.press(dm, 'Check in'))
    await jonas.fill('Against the plan', 'on_track')
    for (const [label, text] of Object.entries(TYPED)) await jonas.fill(label, text)
    await jonas.fill('How satisfied are their people, as you read it?', '4')
    await jonas.fill('Your confidence in the next date', '4')
    expect(await story.settled(jonas.submit())).toEqual({ ok: true })
    const [checkin] = await story.act((tx) => openCheckinsOf(tx, 'UJONAS'))
    const { blocks } = await story.act((tx) => openCheckin(tx, 'UJONAS', checkin!.roundId))
    const shown = blocks.flatMap((block) => {
      const { label, element } = block as unknown as { label?: { text: string }; element?: { initial_value?: string } }
      return label && label.text in TYPED ? [[label.text, element?.initial_value]] : []
    })
    expect(Object.fromEntries(shown)).toEqual(TYPED)
    expect((await jonas.reads(dm)).at(-1)).toBe(
      'Thank you. Answered; you can edit until Thu 15:00.\nCalder Freight: answered, on track.\n[Edit]',
    )
  })
})

describe('a program that stands still from Wednesday to Friday noon, over the close and the publishing time', () => {
  it('closes, compiles and asks the owner at once when it runs again, and reminds nobody of what is over', async () => {
    const before = await jonas.reads(dm)
    story.playground.state.clock.jumpTo(new Date('2026-11-20T11:30:00Z'))
    await story.settle()
    await story.settle()
    expect((await maya.reads(await maya.dm())).join('\n')).toContain('Calder Freight')
    expect(await jonas.reads(dm)).toHaveLength(before.length)
  })

  it('offers the next week’s form to whoever has answered', async () => {
    const open = await story.act((tx) => openCheckinsOf(tx, 'UJONAS'))
    expect(open).toMatchObject([{ closed: false, answered: false, closeAt: new Date('2026-11-26T14:00:00Z') }])
  })

  it('publishes late, says so, and gives the buyer the words as they were typed', async () => {
    await maya.opens(maya.press(await maya.dm(), 'Read'))
    await story.settled(maya.submit())
    const priya = player(story.playground.url, 'UPRIYA')
    const [digest] = await priya.reads('CCALDER')
    expect(digest).toContain('This update was due Friday 20 November 2026, 09:30; it comes late.')
    expect(digest).toContain(TYPED['What can they do now that they could not last week?'])
    expect(digest).toContain(TYPED['Hard'])
    expect(await priya.reads('CCALDER')).toHaveLength(1)
  })

  it('asks the next week at its usual hour', async () => {
    const before = await jonas.reads(dm)
    await story.until('2026-11-25T07:59:00Z')
    expect(await jonas.reads(dm)).toHaveLength(before.length)
    await story.until('2026-11-25T08:00:00Z')
    expect((await jonas.reads(dm)).at(-1)).toMatch(/^Good morning Jonas. One account this week/)
  })
})

describe('a Slack that takes nothing for hours after the publishing time', () => {
  it('gets the update of that week once, marked as late, and the update counts as late', async () => {
    await story.until('2026-11-26T14:00:00Z')
    await maya.opens(maya.press(await maya.dm(), 'Write three lines'))
    await maya.fill('Where it stands', 'York is not connected')
    await maya.fill('What comes next', 'York is connected')
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    await story.settled(maya.press(await maya.dm(), 'Approve', 'Updates for Friday 27'))
    const { state } = story.playground
    injectFault(state, { method: 'chat.postMessage', channel: 'CCALDER', kind: 'rate_limited', amount: 600 })
    await story.until('2026-11-27T09:31:00Z')
    expect(await story.act(punctualityOf)).toMatchObject({ due: 2, late: 1 })
    state.clock.jumpTo(new Date('2026-11-27T13:40:00Z'))
    await story.database.query(`update deliveries set due_at = attempt_at where state = 'pending'`)
    story.app.ctx.wake()
    await story.settle()
    const late = 'This update was due Friday 27 November 2026, 09:30; it comes late.'
    const read = await player(story.playground.url, 'UPRIYA').reads('CCALDER')
    expect(read.filter((text) => text.includes(late))).toHaveLength(1)
    expect(read).toHaveLength(2)
    expect(await story.act(punctualityOf)).toEqual({ due: 2, onTime: 0, late: 2, waiting: 0 })
    expect((await maya.reads(await maya.dm())).at(-1)).toContain(
      'Published Fri 27 Nov 14:40 your time (13:40 where they are)',
    )
  })
})
