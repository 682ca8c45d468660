import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { factsOf } from '../../src/features/accounts/flow.ts'
import { completedFor, inTransition, startHandoff } from '../../src/features/handoffs/flow.ts'
import { changeSettings } from '../../src/features/installations/flow.ts'
import { brightline, type Cast, calderFile, castOf, importFile, TEAM_CHANNEL } from '../support/brightline.ts'
import { recordsChange } from '../support/changing.ts'
import { moveClock, type Player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let cast: Cast
let calder: string

beforeAll(async () => {
  story = await startStory({ at: '2026-11-23T08:30:00Z', world: brightline })
  cast = castOf(story)
  const stakeholders = 'implementation_lead=UJONAS01; success_manager=URUBY001; sales_rep=UDANA001'
  await importFile(story, calderFile({ stakeholders }))
  calder = (await story.database.query<{ id: string }>('select id from accounts'))[0]!.id
  // A second change of owner within days is another change, and no correction of the first.
  await story.act((tx) => changeSettings(tx, { sameChangeDays: 1 }, { userId: 'UADMIN01' }))
  const people = { giver: 'UMAYA001', receiver: 'UJONAS01', startedBy: 'UMAYA001' }
  const kickoff = { accountId: calder, kind: 'kickoff', form: 'short', anchorOn: '2026-11-23' } as const
  await story.act((tx) => startHandoff(tx, { ...kickoff, ...people }))
  await story.settle()
})
afterAll(() => story.end())

const team = () => cast.dana.reads(TEAM_CHANNEL)
const kickoffs = async () => (await team()).find((text) => text.includes('Sales → implementation'))!
/** The checklists by which the account passes to a new owner, the oldest first. */
const passing = async () => (await team()).filter((text) => text.startsWith('Calder Freight: Account owner, old → new'))

const namesOwner = (who: Player, newcomer: string) =>
  recordsChange(story, who, { account: 'Calder', role: 'owner', newcomer })

describe('an owner leaves while their handoff runs', () => {
  it('what waited for Maya waits for her leader, who is reminded of it as of her own', async () => {
    await cast.maya.act('deactivate')
    await story.settle()
    await moveClock(story.playground.url, '2026-11-25T08:10:00Z')
    const reminders = (await cast.ingrid.reads(await cast.ingrid.dm())).filter((text) => text.includes('in handoffs'))
    expect(reminders).toHaveLength(1)
    expect(reminders[0]).toContain('Calder Freight: 1. Account record filled')
    expect(reminders[0]).not.toContain('Late with others')
    expect(await kickoffs()).toContain('Maya Lindqvist has left: Ingrid Holm gives in their place.')
  })

  it('Ruby becomes the owner: the leader gives in Maya’s place, and the other handoff waits for Ruby', async () => {
    await namesOwner(cast.ingrid, 'URUBY001')
    expect(await kickoffs()).toContain('Maya Lindqvist has left: Ruby Walsh gives in their place.')
    const [checklist] = await passing()
    expect(checklist).toContain('Ruby Walsh takes over from Maya Lindqvist as account owner.')
    expect(checklist).toContain('Maya Lindqvist has left: Ingrid Holm gives in their place.')
    expect(checklist).toContain('Until Ruby Walsh accepts, Ingrid Holm stays responsible.')
    expect(await cast.ruby.home()).toContain('Calder Freight: Account record filled')
    expect(await story.act((tx) => inTransition(tx, calder))).toMatchObject([{ role: 'owner', newcomer: 'URUBY001' }])
  })

  it('Wei takes her place before it is complete: a newer checklist takes the place of the first', async () => {
    await moveClock(story.playground.url, '2026-11-27T11:00:00Z')
    await namesOwner(cast.ingrid, 'UWEI0001')
    const [first, second] = await passing()
    expect(first).toContain('A newer handoff has taken the place of this one.')
    expect(second).toContain('Wei Chen takes over from Ruby Walsh as account owner.')
    expect(second).toContain('Ruby Walsh gives → Wei Chen receives')
  })

  it('Wei accepts: the account is out of transition, and everybody whom it concerns reads it', async () => {
    await story.database.query(
      `update handoff_items set state = 'done', done_by = 'UWEI0001'
       where handoff_id = (select id from handoffs where kind = 'owner' and state = 'running')`,
    )
    await cast.wei.press(TEAM_CHANNEL, 'Accept the handoff', 'Account owner, old → new')
    await story.settle()
    expect(await story.act((tx) => inTransition(tx, calder))).toEqual([])
    const said = (await team()).find((text) => text.includes('is complete.'))
    expect(said).toContain(
      'Wei Chen has taken over as account owner; the account is not in transition for it any more.',
    )
    expect(said).toContain('Thank you, Ruby Walsh.')
    expect(await cast.wei.home()).toContain('Calder Freight: Account record filled')
    // What the customer reads of it in the next update.
    const since = new Date('2026-11-23T00:00:00Z')
    expect(await story.act(async (tx) => completedFor(tx, await factsOf(tx, calder), since))).toEqual([
      'Wei Chen has taken everything over as your contact with us',
    ])
  })
})
