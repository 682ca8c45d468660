import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startHandoff } from '../../src/features/handoffs/flow.ts'
import {
  answer,
  BUYER_CHANNEL,
  brightline,
  type Cast,
  calderFile,
  castOf,
  importFile,
  TEAM_CHANNEL,
} from '../support/brightline.ts'
import { moveClock } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let cast: Cast
let calder: string

beforeAll(async () => {
  story = await startStory({ at: '2026-11-23T08:30:00Z', world: brightline })
  cast = castOf(story)
  const stakeholders =
    'implementation_lead=UJONAS01; implementer=UWEI0001; success_manager=URUBY001; sales_rep=UDANA001'
  const milestones = 'Go-live=2026-11-24'
  await importFile(story, calderFile({ stakeholders, milestones }))
  calder = (await story.database.query<{ id: string }>('select id from accounts'))[0]!.id
})
afterAll(() => story.end())

const account = async () => (await story.database.query('select * from accounts'))[0]!
const team = () => cast.dana.reads(TEAM_CHANNEL)
const asked = async () =>
  Object.fromEntries(
    (
      await story.database.query<{ user_id: string; state: string }>(
        `select user_id, c.state from checkins c join rounds r on r.id = c.round_id where r.state = 'open' order by user_id`,
      )
    ).map(({ user_id, state }) => [user_id, state]),
  )

describe('go-live hands the answering over without a gap', () => {
  it('the first weeks are covered from the day of going live, by those who implement', async () => {
    expect(await account()).toMatchObject({ state: 'active' })
    await moveClock(story.playground.url, '2026-11-24T07:30:00Z')
    expect(await account()).toMatchObject({ state: 'go_live_cover' })
    const said = (await team()).at(-1)
    expect(said).toContain('Calder Freight goes live: the first weeks are covered')
    expect(said).toContain('Jonas Weber and Wei Chen answer on, each week.')
    expect(said).toContain('This lasts until Ruby Walsh has accepted the handoff to success.')
    expect(said).toContain('[Start the handoff]')
    expect(await asked()).toEqual({ UJONAS01: 'expected', UWEI0001: 'expected' })
    expect(await cast.priya.reads(BUYER_CHANNEL)).toEqual([])
  })

  it('who has answered keeps that answer when the handoff is accepted; the others are not asked any more', async () => {
    await moveClock(story.playground.url, '2026-11-25T08:30:00Z')
    const [goLive] = await story.database.query<{ id: string }>('select id from milestones')
    await answer(cast.jonas, { 'Done since last week': goLive!.id })
    const people = { giver: 'UJONAS01', receiver: 'URUBY001', startedBy: 'UMAYA001' }
    await story.act((tx) =>
      startHandoff(tx, { accountId: calder, kind: 'go_live', form: 'short', anchorOn: '2026-11-24', ...people }),
    )
    await story.database.query(`update handoff_items set state = 'done', done_by = 'URUBY001'`)
    await story.settle()
    await cast.ruby.press(TEAM_CHANNEL, 'Accept the handoff')
    await story.settle()
    expect(await account()).toMatchObject({ state: 'steady' })
    expect((await team()).join('\n')).toContain('From now on Ruby Walsh and success are responsible.')
    const [said] = await story.database.query<{ words: string }>(
      `select message->>'text' as words from deliveries where kind = 'handoff_accepted' and state = 'sent'`,
    )
    expect(said!.words).toContain('Maya Lindqvist, Jonas Weber: for you to know.')
    expect(said!.words).toContain('Dana Reyes: you sold this, and stay informed each week.')
    expect(await asked()).toEqual({ UJONAS01: 'answered', UWEI0001: 'excused', URUBY001: 'expected' })
  })

  it('whoever follows is asked for the week under way, and the team reads who answers now', async () => {
    // It is evening in Sydney: she is asked the next morning, a working day of hers before the close.
    await moveClock(story.playground.url, '2026-11-25T22:30:00Z')
    expect(await cast.ruby.reads(await cast.ruby.dm())).toEqual([expect.stringContaining('Calder Freight')])
    const said = (await team()).at(-1)
    expect(said).toContain('Calder Freight is in steady operation')
    expect(said).toContain('Ruby Walsh answers from now on')
    expect(said).toContain('Thank you, Jonas Weber and Wei Chen: you are not asked any more.')
    expect(await cast.priya.reads(BUYER_CHANNEL)).toEqual([])
  })

  it('every second week is offered to the owner, and nothing changes by itself', async () => {
    expect(await account()).toMatchObject({ every_weeks: 1 })
    const refused = await cast.dana.opens(cast.dana.press(TEAM_CHANNEL, 'Every second week'))
    expect(refused).toContain('Only Maya Lindqvist, the owner of Calder Freight')
    await cast.dana.close()
    const said = await cast.maya.opens(cast.maya.press(TEAM_CHANNEL, 'Every second week'))
    expect(said).toContain('Calder Freight is updated every second week from the next update on.')
    await story.settle()
    expect(await account()).toMatchObject({ every_weeks: 2 })
    expect((await team()).at(-1)).toContain('as Maya Lindqvist chose')
    expect((await team()).at(-1)).not.toContain('[Stay weekly]')
    await cast.maya.close()
  })

  it('the buyer reads of it in the next update, by who follows them', async () => {
    await moveClock(story.playground.url, '2026-11-26T14:30:00Z')
    const preview = await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read'))
    expect(preview).toContain('Ruby Walsh, your success manager, follows your project from now on')
  })
})
