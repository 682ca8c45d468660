import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { openInternal, silentWeeksOf } from '../../src/features/digests/flow.ts'
import { followSoon, takeBackAsk } from '../../src/features/promises/flow.ts'
import { turnsTo } from '../support/player.ts'
import { type Cast, type Scene, startScene } from './scene.ts'

let scene: Scene
let cast: Cast
let digestId: string
const query = <T = Record<string, unknown>>(sql: string, values: unknown[] = []) =>
  scene.story.database.query<T>(sql, values)
const seen = () => query<{ user_id: string }>('select user_id from digest_seen')
const digestTs = () =>
  scene.story.playground.state.messages
    .get('CCALDER')!
    .find(({ blocks }) => JSON.stringify(blocks).includes('digests.seen'))!.ts
const says = async (who: keyof Cast, text: string, thread_ts?: string): Promise<string> => {
  const said = await cast[who].act('message', { channel: 'CCALDER', text, ...(thread_ts ? { thread_ts } : {}) })
  await scene.story.settle()
  return said.result.ts
}
const review = async () => (await scene.dm('maya')).find((text) => text.startsWith('Updates for Friday 20 November'))!

beforeAll(async () => {
  scene = await startScene({ hears: true })
  cast = scene.cast
  ;[{ id: digestId }] = (await query<{ id: string }>('select id from digests')) as [{ id: string }]
})
afterAll(() => scene.story.end())
beforeEach(() => scene.story.playground.state.stacks.clear())

describe('what counts as seen', () => {
  beforeEach(() => query('delete from digest_seen'))

  it.each([
    ['a reply in the thread', () => says('priya', 'Thanks', digestTs())],
    ['a reaction', () => cast.priya.act('reaction', { channel: 'CCALDER', ts: digestTs(), name: 'eyes' })],
    ['asking to talk', () => cast.priya.opens(cast.priya.press('CCALDER', 'Talk to Maya'))],
    ['looking at the asks', () => cast.priya.opens(cast.priya.press('CCALDER', 'Answer our asks'))],
    ['looking at the rating', () => cast.priya.opens(cast.priya.press('CCALDER', 'Rate this week'))],
  ])('%s by the senior buyer', async (_, act) => {
    await scene.settled(act())
    // Slack tells of a reaction when it likes.
    for (let tries = 0; tries < 100 && (await seen()).length === 0; tries++) await new Promise((r) => setTimeout(r, 50))
    expect(await seen()).toEqual([{ user_id: 'UPRIYA' }])
  })

  it('is nothing of anybody else, and nothing that is said beside the update', async () => {
    await scene.settled(cast.tomas.act('reaction', { channel: 'CCALDER', ts: digestTs(), name: 'eyes' }))
    await says('maya', 'Any questions?', digestTs())
    await says('tomas', 'I read it', digestTs())
    await says('priya', 'Good morning')
    expect(await seen()).toEqual([])
  })

  it('keeps nothing of what people write', async () => {
    const kept = JSON.stringify(await query('select event from inbox'))
    expect(kept).toContain('"type":"message"')
    for (const words of ['Thanks', 'Any questions', 'I read it', 'Good morning']) expect(kept).not.toContain(words)
  })

  it('shows the owner in the review message who wrote, without another message', async () => {
    const before = (await scene.dm('maya')).length
    await says('tomas', 'And another thing', digestTs())
    expect(await scene.dm('maya')).toHaveLength(before)
    expect((await review()).match(/Tomás Leal wrote under the update[.]/g)).toHaveLength(1)
  })
})

describe('asks', () => {
  const WHAT = 'the last 500 records'

  it('are closed by anybody at the customer: who and when is on record, and the owner sees it in place', async () => {
    const before = (await scene.dm('maya')).length
    const list = await cast.otto.opens(cast.otto.press('CCALDER', 'Answer our asks'))
    expect(list).toContain(`Tomás, by Wed 25 Nov: ${WHAT}\n[Done] [Discuss]`)
    await scene.settled(cast.otto.pressInForm('Done'))
    expect(await cast.otto.form()).toContain(`Done: ${WHAT}`)
    expect(await cast.otto.form()).toContain('We need nothing from you at present.')
    expect(await query('select done_by, done_on from asks')).toEqual([{ done_by: 'UOTTO', done_on: '2026-11-20' }])
    expect(await scene.dm('maya')).toHaveLength(before)
    expect(await review()).toContain(`Otto Grey says done: ${WHAT}`)
  })

  it('are opened again by the owner, from Home, where it was a mistake', async () => {
    expect(await cast.maya.home()).toContain(`Calder Freight: Otto Grey says done: ${WHAT}`)
    await scene.settled(cast.maya.pressAtHome('Open it again'))
    expect(await cast.maya.form()).toContain(
      'This ask is open again. The next update that nobody has approved yet says so.',
    )
    expect(await review()).not.toContain('says done')
    expect(await query('select done_by, done_on, turn from asks')).toEqual([{ done_by: null, done_on: null, turn: 1 }])
  })

  it('can be talked about: the owner is told which one', async () => {
    await cast.tomas.opens(cast.tomas.press('CCALDER', 'Answer our asks'))
    await cast.tomas.pressInForm('Discuss')
    await turnsTo(cast.tomas, `About: ${WHAT}`)
    await scene.settled(cast.tomas.submit())
    expect((await scene.dm('maya')).at(-1)).toContain(`Tomás Leal would like to talk to you.\nAbout: ${WHAT}`)
  })
})

describe('a message becomes a concern', () => {
  const log = (who: keyof Cast, ts: string) =>
    cast[who].act('message_shortcut', { channel: 'CCALDER', ts, callback_id: 'promises.log_concern' })

  it('of whoever wrote it, by anybody of our people; they find it among theirs', async () => {
    const ts = await says('tomas', 'Nobody &amp; nothing &lt;works&gt; <@UMAYA>')
    const form = await cast.jonas.opens(log('jonas', ts))
    expect(form).toContain('Nothing is posted. Tomás finds it under Raise a concern, and says when it is resolved.')
    await scene.settled(cast.jonas.submit())
    expect(await cast.jonas.form()).toContain('The owner of Calder Freight knows. Nothing was posted')
    const [concern] = await query('select what, raised_by, logged_by, public from concerns')
    expect(concern).toEqual({
      what: 'Nobody & nothing <works> @Maya Lindqvist',
      raised_by: 'UTOMAS',
      logged_by: 'UJONAS',
      public: false,
    })
    expect((await scene.dm('maya')).at(-1)).toContain('Jonas Weber logged a message of Tomás Leal as a concern.')
    const own = await cast.tomas.opens(cast.tomas.press('CCALDER', 'Raise a concern'))
    expect(own).toContain('Jonas Weber kept it from your message.')
    expect(await cast.noor.opens(log('noor', ts))).toContain(
      'This message was logged as a concern already. Jonas Weber did it.',
    )
  })

  it('is not offered to the customer, refuses a guest, our own messages, the app’s, and channels without a customer', async () => {
    const [theirs, ours] = [await says('priya', 'Hm'), await says('maya', 'Hm')]
    await expect(log('priya', theirs)).rejects.toThrow('has no such shortcut')
    expect(await cast.gus.opens(log('gus', theirs))).toContain('This is for the team that implements.')
    const refusal = 'Only a message of somebody of the customer can be logged as a concern.'
    for (const ts of [ours, digestTs()]) {
      expect(await cast.jonas.opens(log('jonas', ts))).toContain(refusal)
      scene.story.playground.state.stacks.clear()
    }
    const inside = await cast.maya.act('message', { channel: 'CTEAM', text: 'Hm' })
    const place = { channel: 'CTEAM', ts: inside.result.ts, callback_id: 'promises.log_concern' }
    expect(await cast.jonas.opens(cast.jonas.act('message_shortcut', place))).toContain(
      'No account’s customer reads in this channel',
    )
  })
})

describe('the next update', () => {
  it('shows a concern where its author lets it stand, in the owner’s words, and a new date for an old ask', async () => {
    await cast.priya.opens(cast.priya.press('CCALDER', 'Raise a concern'))
    await cast.priya.fill('What concerns you?', 'board report')
    await cast.priya.fill('Who may read it?', 'public')
    await scene.settled(cast.priya.submit())
    await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'We did this', 'Priya Shah raised a concern'))
    await cast.maya.fill('We did this', 'I sent you the draft')
    await cast.maya.fill('What the weekly update says of it', 'draft sent')
    await scene.settled(cast.maya.submit())
    await scene.story.until('2026-11-25T10:00:00Z')
    await scene.publish('2026-11-27', { askDueOn: '2026-12-02' })
    const posted = (await cast.priya.reads('CCALDER')).findLast((text) => text.includes('week 2'))!
    expect(posted).toContain('Your concern of 20 November (board report): draft sent; open until you say so.')
    expect(posted).not.toContain('Nobody & nothing')
    expect(posted).toContain('Tomás, by Wed 2 Dec: the last 500 records.')
    expect(await query('select what, due_on from asks')).toEqual([
      { what: 'the last 500 records', due_on: '2026-12-02' },
    ])
  })

  it('counts the weeks in a row without a sign of the senior buyer, from a day after each', async () => {
    const weeks = async () => (await scene.act((tx) => silentWeeksOf(tx, [scene.accountId]))).get(scene.accountId)
    expect(await weeks()).toBe(0)
    await scene.story.until('2026-11-28T09:31:00Z')
    expect(await weeks()).toBe(1)
    await query('delete from digest_seen')
    await query('update concerns set raised_by = $1', ['UTOMAS'])
    expect(await weeks()).toBe(2)
    await query(
      `insert into digest_seen (workspace_id, digest_id, user_id, seen_at) values ($1, $2, 'UPRIYA', '2026-11-28')`,
      [scene.story.app.workspaceId, digestId],
    )
    expect(await weeks()).toBe(1)
  })
})

describe('an update that waits to be published', () => {
  const WHAT = 'the last 500 records'
  const waiting = async () =>
    (
      await query<{ content: { asks: object[]; concerns: { resolvedOn: string | null }[] }; version: number }>(
        'select content, version from digests where published_at is null',
      )
    )[0]!
  const next = async () => (await scene.dm('maya')).find((text) => text.startsWith('Updates for Friday 4 December'))
  const saysDone = async () => {
    scene.story.playground.state.stacks.clear()
    await cast.otto.opens(cast.otto.press('CCALDER', 'Answer our asks', 'week 2'))
    await scene.settled(cast.otto.pressInForm('Done'))
  }

  it('keeps the words that were approved, and tells the owner what they still ask for', async () => {
    await scene.story.until('2026-12-03T14:30:00Z')
    await query(`update digests set state = 'approved', approved_by = 'UMAYA' where published_at is null`)
    const before = await waiting()
    expect(before.content.asks).toHaveLength(1)
    await saysDone()
    expect(await waiting()).toEqual(before)
    expect(await next()).toContain(
      `The approved text still asks for what is not needed any more: ${WHAT}. Edit takes it out.`,
    )
  })

  it('asks for nothing that the customer has called done since, and calls no concern open that is resolved', async () => {
    await query(`update digests set state = 'waiting', approved_by = null where published_at is null`)
    await query('update asks set done_on = null, done_by = null, done_at = null')
    const { version } = await waiting()
    await saysDone()
    expect(await waiting()).toMatchObject({ content: { asks: [] }, version: version + 1 })
    expect(await next()).toContain(`Otto Grey says done: ${WHAT}`)
    scene.story.playground.state.stacks.clear()
    await cast.tomas.opens(cast.tomas.press('CCALDER', 'Raise a concern', 'week 2'))
    await scene.settled(cast.tomas.pressInForm('It is resolved', 'board report'))
    expect((await waiting()).content.concerns.map(({ resolvedOn }) => resolvedOn)).toEqual(['2026-12-03'])
  })

  it('asks again for what the owner opens again', async () => {
    await cast.maya.home()
    await scene.settled(cast.maya.pressAtHome('Open it again'))
    expect(await waiting()).toMatchObject({ content: { asks: [{ who: 'Tomás Leal', what: WHAT }] } })
    expect(await next()).not.toContain('says done')
  })

  it('says neither done nor asked of what was called done by mistake, and is not needed any more', async () => {
    await query(`update digests set state = 'approved', approved_by = 'UMAYA' where published_at is null`)
    const [ask] = await query<{ id: string }>('select id from asks')
    const taken = { accountId: scene.accountId, askId: ask!.id, actor: 'UMAYA' }
    await scene.settled(
      scene.act(async (tx) => {
        await takeBackAsk(tx, taken, '2026-12-03')
        await followSoon(tx, scene.accountId)
      }),
    )
    expect(await next()).toContain(`The approved text still asks for what is not needed any more: ${WHAT}.`)
    expect(await next()).not.toContain('says done')
  })

  it('is nothing of the internal edition for somebody of the customer whom Slack counts among our own', async () => {
    const ours = (userId: string) => scene.act((tx) => openInternal(tx, { userId, userTeamId: 'T1' }, digestId))
    await expect(ours('UTOMAS')).rejects.toThrow('This is for the people of the vendor.')
    expect(await ours('UJONAS')).toBeDefined()
  })
})
