import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { planMissingRounds, submitCheckin } from '../../src/features/checkins/flow.ts'
import type { Entry } from '../../src/features/checkins/model.ts'
import { openEdit, saveEdit } from '../../src/features/digests/flow.ts'
import { showHeard } from '../../src/features/digests/hearing.ts'
import { calm } from '../support/answering.ts'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'
import { typedInto } from '../support/typed.ts'

let story: Story
let maya: Player
let priya: Player
let dm: string
const ids: Record<string, string> = {}

async function answers(userId: string, key: string, change: Partial<Entry> = {}) {
  const [round] = await story.database.query<{ id: string }>('select id from rounds where account_id = $1', [ids[key]])
  const form = { roundId: round!.id, version: 0 }
  await story.settled(story.act((tx) => submitCheckin(tx, userId, form, { ...calm, ...change })))
}
const review = async () => (await maya.reads(dm)).find((text) => text.startsWith('Updates for Friday 20'))!
const about = async (name: string) => (await review()).slice((await review()).indexOf(name)).split('\n[')[0]!
const digestOf = async (key: string) =>
  (
    await story.database.query<{ id: string; version: number }>(
      'select id, version from digests where account_id = $1',
      [ids[key]],
    )
  )[0]!

/** Calder, where people will differ; Oslo, which will be held; Rhein, where nobody answers; Delta, which will rest. */
beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  const names = { calder: 'Calder Freight', oslo: 'Oslo Water', rhein: 'Rhein Steel', delta: 'Delta Foods' }
  for (const [key, name] of Object.entries(names))
    ids[key] = await addCalder(story, { state: 'active', first_publish_on: '2026-11-20', key, name })
  await story.database.query(`update milestones set forecast_on = promised_on`)
  await story.database.query(
    `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, 'implementer', 'UNOOR', '2026-11-01')`,
    [story.app.workspaceId, ids['calder']],
  )
  await story.app.meetPeople()
  maya = player(story.playground.url, 'UMAYA')
  priya = player(story.playground.url, 'UPRIYA')
  await story.act(planMissingRounds)
  await story.settle()
  for (const key of ['calder', 'oslo', 'delta']) await answers('UJONAS', key)
  await answers('UNOOR', 'calder', { status: 'off_track', because: 'the supplier stopped' })
  await story.until('2026-11-19T14:00:00Z')
  dm = await maya.dm()
})
afterAll(() => story.end())

describe('the review of four accounts', () => {
  it('puts first what needs thought, says every reason once, and lets the calm ones be approved together', async () => {
    const message = await review()
    const order = ['Calder Freight', 'Rhein Steel', 'Delta Foods', 'Oslo Water'].map((name) => message.indexOf(name))
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(await about('Rhein Steel')).toContain('Nobody answered; so far it is on track.')
    expect(message.match(/Nobody answered/g)).toHaveLength(1)
    expect(message.match(/Noor Haddad says off track/g)).toHaveLength(1)
    expect(message).toContain('[Approve these 2]')
  })
})

describe('people who differ', () => {
  it('leave it to the owner, who says why also where the proposed status stays', async () => {
    const form = await maya.opens(maya.press(dm, 'Approve', 'Calder Freight'))
    expect(form).toContain('Off track, because the supplier stopped.')
    expect(await maya.submit()).toMatchObject({
      error: 'Please complete this required field.',
    })
    await maya.fill('The answers differ. Why do you decide so?', 'I called the supplier')
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    expect(await about('Calder Freight')).toContain('Approved by Maya Lindqvist')
  })
})

describe('two who write the same update', () => {
  it('both find their words in it where they wrote in different places', async () => {
    const { id } = await digestOf('oslo')
    const first = await story.act((tx) => openEdit(tx, 'UMAYA', id))
    await maya.opens(maya.press(dm, 'Edit', 'Oslo Water'))
    const values = typedInto(first, { 'next.0': 'Training of the depots' })
    await story.settled(story.act((tx) => saveEdit(tx, 'UMAYA', { metadata: first.private_metadata!, values })))
    await maya.fill('Closer to their goal', 'Leeds and York run')
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    expect(await maya.form()).toBeUndefined()
    const form = await maya.opens(maya.press(dm, 'Read', 'Oslo Water'))
    expect(form).toContain('Leeds and York run.')
    expect(form).toContain('Next: Training of the depots.')
    await maya.close()
  })

  it('lose no word where they wrote in the same place: the later one reads the earlier one’s beside their own', async () => {
    const { id } = await digestOf('oslo')
    const first = await story.act((tx) => openEdit(tx, 'UMAYA', id))
    await maya.opens(maya.press(dm, 'Edit', 'Oslo Water'))
    const values = typedInto(first, { 'next.0': 'Rehearsal in Leeds', 'people.0': 'Ben Ode joined' })
    await story.settled(story.act((tx) => saveEdit(tx, 'UMAYA', { metadata: first.private_metadata!, values })))
    await maya.fill('What comes next', 'Rehearsal in York')
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    const form = await maya.form()
    expect(form).toContain('Nothing of yours was saved yet.')
    expect(form).toContain('Maya Lindqvist wrote: Rehearsal in Leeds')
    // What stands in the form now is sent as it is: own words where both wrote, the other's where only they did.
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    const [row] = await story.database.query<{ content: { next: string[]; people: string[] } }>(
      'select content from digests where id = $1',
      [id],
    )
    expect(row!.content).toMatchObject({ next: ['Rehearsal in York'], people: ['Ben Ode joined'] })
    const texts = await story.database.query('select version from digest_texts where digest_id = $1', [id])
    expect(texts).toHaveLength(5)
  })
})

describe('an update that is held and edited', () => {
  it('stays held with its new words, and goes out late only when it is approved', async () => {
    await story.settled(maya.press(dm, 'Hold', 'Oslo Water'))
    await maya.opens(maya.press(dm, 'Edit', 'Oslo Water'))
    await maya.fill('What comes next', 'Rehearsal in both')
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    expect(await about('Oslo Water')).toContain('Held by Maya Lindqvist; waits until Mon 23 Nov')
    await story.until('2026-11-20T09:30:00Z')
    expect((await priya.reads('CCALDER')).join()).not.toContain('Oslo Water')
    await story.until('2026-11-20T12:00:00Z')
    await story.settled(maya.press(dm, 'Approve', 'Oslo Water'))
    const posted = (await priya.reads('CCALDER')).at(-1)
    expect(posted).toContain('Rehearsal in both.')
    expect(posted).toContain('This update was due Friday 20 November 2026, 09:30; it comes late.')
  })
})

describe('an update whose account rests meanwhile', () => {
  it('is not posted, promises nothing, and waits for its owner', async () => {
    expect(await about('Delta Foods')).toContain('Not approved in time')
    await story.database.query(`update accounts set state = 'paused' where id = $1`, [ids['delta']])
    const before = (await priya.reads('CCALDER')).filter((text) => text.includes('Delta'))
    await story.until('2026-11-23T09:31:00Z')
    expect((await priya.reads('CCALDER')).filter((text) => text.includes('Delta'))).toEqual(before)
    expect(await about('Delta Foods')).toContain('The account is paused, so nothing is posted.')
    await story.settled(maya.press(dm, 'Approve', 'Delta Foods'))
    expect(await maya.form()).toContain('Delta Foods is paused, so nothing was posted.')
    await maya.close()
    await story.database.query(`update accounts set state = 'active' where id = $1`, [ids['delta']])
    await story.settled(maya.press(dm, 'Approve', 'Delta Foods'))
    expect((await priya.reads('CCALDER')).at(-1)).toContain('Delta Foods')
  })
})

describe('a week that nobody answered for', () => {
  it('ends in an honest note that promises no time, and in three lines that go out under it', async () => {
    const note = (await priya.reads('CCALDER')).find((text) => text.includes('Rhein Steel'))
    expect(note).toBe(
      'Rhein Steel · invoicing rollout\nOur update of Fri 20 November is late. Maya Lindqvist will call you. The update follows.',
    )
    await maya.opens(maya.press(dm, 'Write three lines', 'Rhein Steel'))
    await maya.fill('Where it stands', 'The mixer runs')
    await maya.fill('What comes next', 'Second mixer')
    // What a customer does meanwhile is in nobody's way.
    const before = (await digestOf('rhein')).version
    await story.database.query(
      `insert into concerns (workspace_id, account_id, what, raised_by, raised_at, due_at, public) values ($1, $2, 'x', 'UPRIYA', '2026-11-23T08:00Z', '2026-11-24T08:00Z', true)`,
      [story.app.workspaceId, ids['rhein']],
    )
    await story.act((tx) => showHeard(tx, { subject: { accountId: ids['rhein']! } }))
    expect((await digestOf('rhein')).version).toBe(before + 1)
    await maya.submit()
    expect(await maya.form()).toContain('The mixer runs.')
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    const message = (await priya.messages('CCALDER')).find(({ text }) =>
      text.includes('Rhein Steel · invoicing rollout\nOur update'),
    )
    expect(message.replies).toHaveLength(1)
  })
})
