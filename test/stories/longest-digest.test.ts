import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { addUser } from '../../playground/world.ts'
import { planMissingRounds, submitCheckin } from '../../src/features/checkins/flow.ts'
import type { Entry } from '../../src/features/checkins/model.ts'
import { approve, openAll, openInternal, openReview } from '../../src/features/digests/flow.ts'
import type { Tx } from '../../src/platform/context.ts'
import { addCalder, addToAll, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

const IMPLEMENTERS = 20
let story: Story
let maya: Player
let priya: Player
let dm: string

/** 3,000 characters that say at both ends whose and what they are. */
const long = (what: string, n: number) => {
  const middle = 'words & more <of> it, '.repeat(200)
  return `${what} ${n} begins ${middle}`.slice(0, 2_975).trimEnd() + ` ${what} ${n} ends`.padStart(20)
}
const entry = (n: number): Entry => ({
  ...{ status: 'at_risk', because: long('because', n), milestoneOn: null, goLiveOn: null, whyMoved: null },
  ...{ progress: long('progress', n), done: [], criterionValue: null, hard: long('hard', n), doing: long('doing', n) },
  ...{ askWhat: long('ask', n), askWho: `Person ${n}`, askDueOn: '2026-11-25', decisionKind: n % 2 ? 'made' : 'ahead' },
  ...{ decision: long('decision', n), decisionWho: `Person ${n}`, decisionDueOn: '2026-11-27' },
  ...{ satisfaction: 4, heard: long('heard', n), nextStep: long('next', n) },
  ...{ confidence: 2, note: long('note', n), ownerOnly: false },
})
/** Presses on once, as a person does, and then reads every page as it is drawn. */
async function everyPage(who: Player, draw: (tx: Tx, page: number) => Promise<object>): Promise<string> {
  const first = await who.form()
  await who.pressInForm('Next page')
  for (let tries = 0; tries < 200 && (await who.form()) === first; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 20))
  expect(await who.form()).toContain('Page 2 of')
  await who.close()
  const pages: string[] = []
  for (let page = 0; page === 0 || pages.at(-1)!.includes('Next page'); page += 1)
    pages.push(JSON.stringify(await story.act((tx) => draw(tx, page))))
  return pages.join()
}
const digestId = async () => (await story.database.query<{ id: string }>('select id from digests'))[0]!.id
const ends = (text: string, what: string): number =>
  Array.from({ length: IMPLEMENTERS }, (_, n) => text.includes(`${what} ${n} ends`)).filter(Boolean).length

beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  await addCalder(story, { state: 'active', first_publish_on: '2026-11-20' })
  await story.database.query(`update milestones set forecast_on = promised_on`)
  await story.database.query(`delete from stakeholders where role = 'implementer'`)
  for (let n = 0; n < IMPLEMENTERS; n += 1) {
    addUser(story.playground.state, {
      team_id: 'T1',
      id: `UIMP${n}`,
      real_name: `Implementer ${n}`,
      tz: 'Europe/Berlin',
    })
    await addToAll(story, 'implementer', `UIMP${n}`)
  }
  await story.app.meetPeople()
  maya = player(story.playground.url, 'UMAYA')
  priya = player(story.playground.url, 'UPRIYA')
  await story.act(planMissingRounds)
  await story.settle()
  const [round] = await story.database.query<{ id: string }>('select id from rounds')
  for (let n = 0; n < IMPLEMENTERS; n += 1)
    await story.act((tx) => submitCheckin(tx, `UIMP${n}`, { roundId: round!.id, version: 0 }, entry(n)))
  await story.until('2026-11-19T14:00:00Z')
  dm = await maya.dm()
}, 180_000)
afterAll(() => story.end())

describe('twenty implementers with 3,000 characters in every field', () => {
  it('lets the owner read all of it before approving, what is for us only too', async () => {
    await maya.opens(maya.press(dm, 'Read'))
    const id = await digestId()
    const read = await everyPage(maya, (tx, page) => openReview(tx, 'UMAYA', id, page))
    for (const what of ['because', 'progress', 'hard', 'doing', 'ask', 'decision', 'heard', 'next', 'note'])
      expect([what, ends(read, what)]).toEqual([what, IMPLEMENTERS])
  }, 180_000)

  it('is edited in parts, and saving one changes no other line', async () => {
    const [before] = await story.database.query<{ content: { difficulties: string[]; heard: string[] } }>(
      'select content from digests',
    )
    await maya.opens(maya.press(dm, 'Edit'))
    await maya.opens(maya.pressInForm('Part 2'))
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    const [after] = await story.database.query('select content, version from digests')
    expect(after).toEqual({ content: before!.content, version: 2 })
    await maya.close()
  }, 180_000)

  it('is one message in the channel that Slack takes, and all of it one click away', async () => {
    await story.database.query(
      `update digests set told = (select jsonb_object_agg(q->>'key', 'UMAYA') from internal_editions i, jsonb_array_elements(i.content->'questions') q)`,
    )
    const [text] = await story.database.query<{ digestId: string; version: number }>(
      'select id as "digestId", version from digests',
    )
    await story.settled(story.act((tx) => approve(tx, 'UMAYA', text!)))
    await story.until('2026-11-20T09:30:00Z')
    const posted = await priya.messages('CCALDER')
    expect(posted).toHaveLength(1)
    expect(posted[0].text.length).toBeLessThanOrEqual(4_000)
    await priya.opens(priya.press('CCALDER', 'Read it all'))
    const id = await digestId()
    const reader = { userId: 'UPRIYA', userTeamId: 'T2' }
    const read = await everyPage(priya, (tx, page) => openAll(tx, reader, id, page))
    for (const what of ['progress', 'hard', 'doing', 'ask', 'decision', 'heard', 'next'])
      expect([what, ends(read, what)]).toEqual([what, IMPLEMENTERS])
    expect(ends(read, 'note')).toBe(0)
  }, 180_000)

  it('gives our own team all of it, too, behind the internal edition', async () => {
    await maya.opens(maya.press('CTEAM', 'Read it all'))
    const id = await digestId()
    const reader = { userId: 'UMAYA', userTeamId: 'T1' }
    const read = await everyPage(maya, (tx, page) => openInternal(tx, reader, id, page))
    expect([ends(read, 'progress'), ends(read, 'note')]).toEqual([IMPLEMENTERS, IMPLEMENTERS])
  }, 180_000)
})
