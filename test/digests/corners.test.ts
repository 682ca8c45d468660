import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { openCheckinsOf, planMissingRounds, submitCheckin } from '../../src/features/checkins/flow.ts'
import { reportChange } from '../../src/features/contacts/flow.ts'
import { holdBack, openReview } from '../../src/features/digests/flow.ts'
import { importAccounts } from '../../src/features/imports/flow.ts'
import { answerAll, calm } from '../support/answering.ts'
import { addCalder, addToAll, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let maya: Player
let priya: Player
/** One account in its first week; `published` of the four weeks before it reached the buyer. */
async function start(account: Record<string, unknown> = {}, published?: number) {
  const id = await addCalder(story, { state: 'active', first_publish_on: '2026-11-20', ...account })
  await story.database.query(`update milestones set forecast_on = promised_on`)
  if (published !== undefined) await addWeeks(published)
  await story.app.meetPeople()
  await story.act(planMissingRounds)
  await story.settle()
  return id
}
const change = {
  ...{ source: 'slack' as const, role: 'owner' as const, newcomer: { userId: 'UNOOR' } },
  ...{ effectiveOn: '2026-11-19', reportedBy: 'UMAYA' },
}
const lists = [
  'asks',
  'decisionsAhead',
  'decisionsMade',
  'progress',
  'difficulties',
  'milestones',
  'whyMoved',
  'people',
]
const blank = {
  ...Object.fromEntries([...lists, 'next', 'trend'].map((name) => [name, []])),
  ...{ account: 'Calder Freight', status: 'on_track', satisfaction: { heard: [] }, goLive: null, criterion: null },
}
const quiet = { reasons: [], disagreement: [], missing: [], newlyNamed: [], questions: [], returned: [] }
const addWeeks = (published: number) =>
  story.database.query(
    `with r as (insert into rounds (workspace_id, account_id, publish_on, number, close_at, publish_at, state, status)
       select workspace_id, id, d::date, 1, d, d, 'published', 'on_track' from accounts, generate_series('2026-10-23'::timestamptz, '2026-11-13', '7 days') d
       returning workspace_id, id, account_id, publish_on),
     n as (select r.*, row_number() over (order by publish_on) <= $3 as out from r),
     g as (insert into digests (workspace_id, account_id, round_id, publish_on, owner_id, state, needs_approval, content, published_at)
       select workspace_id, account_id, id, publish_on, 'UMAYA', case when out then 'published' else 'held' end, true, $1, case when out then publish_on end from n
       returning workspace_id, id)
     insert into internal_editions (workspace_id, digest_id, content) select workspace_id, id, $2 from g`,
    [JSON.stringify(blank), JSON.stringify(quiet), published],
  )
const review = async (who = maya) =>
  (await who.reads(await who.dm())).filter((text) => text.startsWith('Updates for Friday 20'))

beforeEach(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  maya = player(story.playground.url, 'UMAYA')
  priya = player(story.playground.url, 'UPRIYA')
})
afterEach(() => story.end())

it('asks for approval until four updates have reached the buyer, however many were written', async () => {
  await start({}, 3)
  await answerAll(story, 'UJONAS')
  await story.until('2026-11-19T14:00:00Z')
  expect((await review())[0]).toContain('Needs your approval before Fri 20 Nov')
})

it('gives the owner half a working day before the buyer hears that it is late, also after a long pause', async () => {
  await start()
  await answerAll(story, 'UJONAS')
  story.playground.state.clock.jumpTo(new Date('2026-11-23T11:00:00Z'))
  await story.settle()
  expect((await review())[0]).toContain('waits until Tue 24 Nov 10:30 your time (09:30 where they are).')
  expect(await priya.reads('CCALDER')).toEqual([])
  await story.settled(maya.press(await maya.dm(), 'Approve'))
  expect((await priya.reads('CCALDER'))[0]).toContain('it comes late.')
  expect(await priya.reads('CCALDER')).toHaveLength(1)
})

it('tells the owner in the review message who answered after the close, also once it is published', async () => {
  await start()
  await addToAll(story, 'implementer', 'UNOOR')
  await story.act(planMissingRounds)
  await story.settle()
  await answerAll(story, 'UJONAS')
  const [late] = await story.act((tx) => openCheckinsOf(tx, 'UNOOR'))
  await story.until('2026-11-19T14:00:00Z')
  await story.settled(maya.press(await maya.dm(), 'Approve'))
  await story.until('2026-11-20T09:30:00Z')
  const sent = (await maya.reads(await maya.dm())).length
  expect((await review())[0]).not.toContain('after the close')
  const form = { roundId: late!.roundId, version: 0 }
  await story.settled(story.act((tx) => submitCheckin(tx, 'UNOOR', form, { ...calm, progress: 'CAME-LATE' })))
  expect((await review())[0]).toContain('Noor Haddad answered after the close: it is in Read, and not in the update.')
  expect(await maya.reads(await maya.dm())).toHaveLength(sent)
  expect((await priya.reads('CCALDER')).join()).not.toContain('CAME-LATE')
})

it('brings an unpublished update to the new owner, and takes it from the former one', async () => {
  const id = await start()
  await answerAll(story, 'UJONAS')
  await story.until('2026-11-19T14:00:00Z')
  const [digest] = await story.database.query<{ id: string }>('select id from digests')
  await story.settled(story.act((tx) => reportChange(tx, { ...change, accountId: id })))
  const noor = player(story.playground.url, 'UNOOR')
  expect((await review())[0]).toContain('Nothing of this waits for you any more')
  expect((await review())[0]).not.toContain('Calder Freight')
  expect((await review(noor))[0]).toContain('Calder Freight · On track')
  expect(await noor.home()).toContain('waits for your approval')
  await expect(story.act((tx) => openReview(tx, 'UMAYA', digest!.id))).rejects.toThrow('Only the account owner')
  await expect(story.act((tx) => holdBack(tx, 'UMAYA', digest!.id))).rejects.toThrow('Only the account owner')
  await story.settled(noor.press(await noor.dm(), 'Approve'))
  await story.until('2026-11-20T09:30:00Z')
  const [update, ...more] = await priya.reads('CCALDER')
  expect(more).toEqual([])
  // The buyer calls whoever answers now.
  expect(update).toContain('Your contact: Noor Haddad.')
  expect(update).toContain('[Talk to Noor]')
})

it('finds the new owner also where an import names them', async () => {
  await start()
  await answerAll(story, 'UJONAS')
  await story.until('2026-11-19T14:00:00Z')
  await story.settled(story.act((tx) => importAccounts(tx, 'key,owner\ncalder,UNOOR\n')))
  expect((await review(player(story.playground.url, 'UNOOR')))[0]).toContain('Calder Freight · On track')
  expect((await review())[0]).toContain('Nothing of this waits for you any more')
})

it('gives the owner an update to pass on where the buyer has only an e-mail, and posts it once there is a channel', async () => {
  await start({ buyer_channel: null, buyer_email: 'priya@calder.example' }, 4)
  await answerAll(story, 'UJONAS')
  await story.until('2026-11-20T09:30:00Z')
  const dm = await maya.dm()
  const note = (await maya.reads(dm)).at(-1)
  expect(note).toContain(
    'Calder Freight has no buyer channel, only an e-mail address, and no mail server is set up for Throughline. ' +
      'Please pass this week’s update on to priya@calder.example; it stands below. Then press Passed on: it counts as ' +
      'published. Once the account has a channel, approving it again posts it there.',
  )
  expect(note).toContain('On track. Go-live stays Fri 4 December.')
  expect((await review())[0]).toContain('There was no channel to post it in.')
  expect((await review())[0]).not.toContain('null')
  await story.settled(maya.press(dm, 'Approve'))
  expect(await maya.form()).toContain('Calder Freight has no buyer channel, so nothing was posted.')
  await maya.close()
  await story.database.query(`update accounts set buyer_channel = 'CCALDER'`)
  await story.settled(maya.press(dm, 'Approve'))
  expect((await priya.reads('CCALDER'))[0]).toContain('On track. Go-live stays Fri 4 December.')
  expect((await review())[0]).toContain('Published Fri 20 Nov')
})

it('keeps an approved update for a new approval where the channel was taken away', async () => {
  await start()
  await answerAll(story, 'UJONAS')
  await story.until('2026-11-19T14:00:00Z')
  await story.settled(maya.press(await maya.dm(), 'Approve'))
  await story.database.query(`update accounts set buyer_channel = null`)
  await story.until('2026-11-20T09:30:00Z')
  expect((await maya.reads(await maya.dm())).at(-1)).toContain('Name a channel for the account, then approve')
  await story.database.query(`update accounts set buyer_channel = 'CCALDER'`)
  await story.settled(maya.press(await maya.dm(), 'Approve'))
  expect(await priya.reads('CCALDER')).toHaveLength(1)
})

it('asks the owner to call where the hold ends unapproved and there is no channel for a word to the buyer', async () => {
  await start({ buyer_channel: null, buyer_email: 'priya@calder.example' })
  await answerAll(story, 'UJONAS')
  await story.until('2026-11-23T09:30:00Z')
  const note = (await maya.reads(await maya.dm())).at(-1)
  expect(note).toContain('late and not approved, and the buyer does not know: please call.')
  expect(note).not.toContain('Go-live')
  expect((await review())[0]).toContain('There was no channel to post it in.')
})

it('gives the internal edition to the owner where customers read in the team channel', async () => {
  await start({ team_channel: 'CCALDER' })
  await answerAll(story, 'UJONAS', { note: 'KEEP-INSIDE' })
  await story.until('2026-11-19T14:00:00Z')
  await story.settled(maya.press(await maya.dm(), 'Approve'))
  await story.until('2026-11-20T09:30:00Z')
  expect((await priya.reads('CCALDER')).join()).not.toContain('KEEP-INSIDE')
  expect((await maya.reads(await maya.dm())).at(-1)).toContain(
    'This came to you because customers read in its team channel.',
  )
})
