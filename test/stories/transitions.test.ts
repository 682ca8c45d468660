import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startHandoff } from '../../src/features/handoffs/flow.ts'
import type { Tx } from '../../src/platform/context.ts'
import { turnsTo } from '../promises/scene.ts'
import { brightline, type Cast, calderFile, castOf, importFile, TEAM_CHANNEL } from '../support/brightline.ts'
import { moveClock, type Player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let cast: Cast
const inTx = <T>(work: (tx: Tx) => Promise<T>) => story.app.ctx.inWorkspace(story.app.workspaceId, work)
const until = (iso: string) => moveClock(story.playground.url, iso)

beforeAll(async () => {
  story = await startStory({ at: '2026-11-23T08:30:00Z', world: brightline })
  cast = castOf(story)
  const stakeholders = 'implementation_lead=UJONAS01; implementer=UWEI0001; sales_rep=UDANA001'
  await importFile(story, calderFile({ stakeholders }))
  await story.database.query(`update people set country_override = 'US' where user_id = 'UDANA001'`)
  const [account] = await story.database.query<{ id: string }>('select id from accounts')
  const people = { giver: 'UDANA001', receiver: 'UJONAS01', startedBy: 'UMAYA001' }
  const kickoff = { kind: 'kickoff', form: 'short', anchorOn: '2026-11-23' } as const
  await inTx((tx) => startHandoff(tx, { accountId: account!.id, ...kickoff, ...people }))
  await story.settle()
})
afterAll(() => story.end())

/** What somebody was reminded of in messages of their own, a text a message. */
const reminded = async (who: Player): Promise<string[]> => {
  const channel = await who.dm().catch(() => null)
  return channel ? (await who.reads(channel)).filter((text) => /in (a handoff|handoffs) today/.test(text)) : []
}
const dues = async () =>
  (await story.database.query<{ due_on: string }>('select due_on::text from handoff_items order by position')).map(
    ({ due_on }) => due_on,
  )
const itemAt = async (position: number) =>
  (await story.database.query<{ id: string }>('select id from handoff_items where position = $1', [position]))[0]!.id

describe('a handoff whose items are late, across a holiday', () => {
  it('each side’s days are working days of the account and of the person who answers for them', async () => {
    // Dana works in the United States: Thursday 26 November is Thanksgiving.
    expect((await dues()).slice(0, 4)).toEqual(['2026-11-25', '2026-11-25', '2026-11-27', '2026-11-27'])
  })

  it('its person is reminded at nine where they are, on the day, in one message', async () => {
    await until('2026-11-25T13:50:00Z')
    expect(await reminded(cast.dana)).toEqual([])
    await until('2026-11-25T14:10:00Z')
    const [message, ...more] = await reminded(cast.dana)
    expect(more).toEqual([])
    expect(message).toContain('2 things in handoffs today.')
    expect(message).toContain('Calder Freight: 1. Account record filled')
    expect(message).toContain('(due Wed 25 Nov)')
  })

  it('what is handed on is told in the colleague’s next message of the day', async () => {
    await cast.dana.opens(cast.dana.choose(TEAM_CHANNEL, await itemAt(3), 'Calder Freight'))
    await cast.dana.pressInForm('Hand it on…')
    await turnsTo(cast.dana, 'They read of it')
    await cast.dana.fill('Who does it', 'UWEI0001')
    expect(await cast.dana.submit()).toEqual({ ok: true })
    await story.settle()
    expect(await reminded(cast.wei)).toEqual([])
    await until('2026-11-26T01:10:00Z')
    // She is asked that morning anyway: it stands in the question.
    expect(await reminded(cast.wei)).toEqual([])
    expect((await cast.wei.reads(await cast.wei.dm())).at(-1)).toContain('(handed to you, due Fri 27 Nov)')
  })

  it('nobody is reminded on their holiday, and again on the day after', async () => {
    await until('2026-11-26T23:00:00Z')
    expect(await reminded(cast.dana)).toHaveLength(1)
    await until('2026-11-27T14:10:00Z')
    expect((await reminded(cast.dana)).at(-1)).toContain('(overdue since Wed 25 Nov)')
  })

  it('after two working days the owner hears, and after four their leader', async () => {
    expect(await reminded(cast.maya)).toEqual([])
    await until('2026-11-30T08:10:00Z')
    const [heard] = await reminded(cast.maya)
    expect(heard).toContain('Late with others')
    expect(heard).toContain('(with Dana Reyes, overdue since Wed 25 Nov)')
    const open = await story.database.query(`select cause, owner_id from exceptions where key like 'handoff_late:%'`)
    expect(open).toEqual([{ cause: expect.stringContaining('waits for items 1 (Dana Reyes), 2'), owner_id: null }])
    expect(await reminded(cast.ingrid)).toEqual([])
    await until('2026-12-02T08:10:00Z')
    expect(await reminded(cast.ingrid)).toHaveLength(1)
  })

  it('on the day of the weekly question it stands in the question', async () => {
    // Jonas was asked this morning; his own items have been due since Friday.
    const all = await cast.jonas.reads(await cast.jonas.dm())
    expect(all.at(-1)).toContain('Also waiting for you, in handoffs')
    const before = await reminded(cast.jonas)
    expect(before.length).toBeGreaterThan(0)
    expect(before.join()).not.toContain('Wed 2 Dec')
    await until('2026-12-02T12:00:00Z')
    expect(await reminded(cast.jonas)).toHaveLength(before.length)
  })

  it('whoever puts it off with a reason is left in peace until then, and everybody can read it', async () => {
    for (const position of [1, 2]) {
      await cast.dana.opens(cast.dana.choose(TEAM_CHANNEL, await itemAt(position), 'Calder Freight'))
      await cast.dana.pressInForm('Put it off…')
      await turnsTo(cast.dana, 'It stays due')
      await cast.dana.fill('Until', '2026-12-08')
      await cast.dana.fill('What it waits for', 'The contract comes on Monday')
      expect(await cast.dana.submit()).toEqual({ ok: true })
      await story.settle()
    }
    const before = (await reminded(cast.dana)).length
    await until('2026-12-03T15:00:00Z')
    const since = (await reminded(cast.dana)).slice(before)
    expect(since.join()).not.toContain('1. Account record filled')
    const item = await cast.maya.opens(cast.maya.choose(TEAM_CHANNEL, await itemAt(1), 'Calder Freight'))
    expect(item).toContain('Dana Reyes has put it off until Tue 8 Dec: The contract comes on Monday')
  })
})
