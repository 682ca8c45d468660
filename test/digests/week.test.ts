import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { REQUIRED } from '../../playground/inputcheck.ts'
import { openCheckinsOf, planMissingRounds, submitCheckin } from '../../src/features/checkins/flow.ts'
import type { Entry } from '../../src/features/checkins/model.ts'
import { digestsOfOwner, punctualityOf, seenBy } from '../../src/features/digests/flow.ts'
import { sentAgain } from '../support/again.ts'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let maya: Player
let priya: Player
let dm: string

const entry: Entry = {
  ...{ status: 'at_risk', because: 'the customer records are not final', milestoneOn: null, goLiveOn: '2026-12-16' },
  ...{ whyMoved: 'Duplicate tax numbers', progress: 'Leeds invoiced for itself', done: [], criterionValue: 3 },
  ...{ hard: 'Duplicates', doing: 'two people clear them', askWhat: 'the last 500 records', askWho: 'Tomás Leal' },
  ...{ askDueOn: '2026-11-25', decisionKind: null, decision: null, satisfaction: 3, heard: 'Approvals feel slow' },
  ...{ nextStep: 'Leeds rehearsal, 26 November', confidence: 2, note: 'KEEP-INSIDE', ownerOnly: false },
}
const answer = async (change: Partial<Entry>) => {
  const [open] = await story.act((tx) => openCheckinsOf(tx, 'UJONAS'))
  const ids = await story.database.query<{ go: string; c: string }>(
    'select m.id as go, c.id as c from milestones m, success_criteria c',
  )
  const form = { roundId: open!.roundId, version: 0, goLiveId: ids[0]!.go, criterionId: ids[0]!.c }
  await story.settled(story.act((tx) => submitCheckin(tx, 'UJONAS', form, { ...entry, ...change })))
}

beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  await addCalder(story, { state: 'active', first_publish_on: '2026-11-20' })
  await story.app.meetPeople()
  maya = player(story.playground.url, 'UMAYA')
  priya = player(story.playground.url, 'UPRIYA')
  await story.act(planMissingRounds)
  await story.settle()
  await story.until('2026-11-18T10:00:00Z')
  await answer({})
  await story.until('2026-11-19T14:00:00Z')
  dm = await maya.dm()
})
afterAll(() => story.end())

describe('a first week, from the close to the buyer', () => {
  it('asks the owner in one message, with the proposed status and its reason', async () => {
    expect(await maya.reads(dm)).toEqual([
      [
        'Updates for Friday 20 November 2026',
        '1 to think about.',
        'Calder Freight · At risk',
        'Something new is asked of the customer.',
        'Jonas Weber says at risk. Go-live is forecast 8 working days later than promised.',
        'Needs your approval before Fri 20 Nov 10:30 your time (09:30 where they are).',
        '[Read] [Approve] [Edit] [Hold]',
      ].join('\n'),
    ])
    expect(await priya.reads('CCALDER')).toEqual([])
  })

  it('opens to what the buyer will read, and asks who has been told before it takes the approval', async () => {
    const form = await maya.opens(maya.press(dm, 'Approve'))
    expect(form).toContain(
      'At risk. Go-live moves to Wed 16 December, 8 working days late, because the customer records are not final.',
    )
    expect(form).toContain('Has Priya been told?')
    expect(form).toContain('KEEP-INSIDE')
    expect(form).toContain('Please tell Priya and Tomás first, and tick it here. Until then you can hold the update.')
    expect(await maya.submit()).toMatchObject({ ok: false, error: REQUIRED })
    await maya.fill('Has Priya been told?', ['yes'])
    await maya.fill('Has Tomás been told?', ['yes'])
    const { first, again } = await sentAgain(story, 'UMAYA')
    expect(first.answer).toEqual({ ok: true })
    expect(again).toEqual(first)
    expect((await maya.reads(dm)).at(-1)).toContain(
      'Approved by Maya Lindqvist; goes out Fri 20 Nov 10:30 your time (09:30 where they are).',
    )
  })

  it('takes the approval back when the text is changed', async () => {
    await maya.opens(maya.press(dm, 'Edit'))
    await maya.fill('What comes next', 'Leeds rehearsal, 26 November\nBriefing of the depots')
    const { first, again } = await sentAgain(story, 'UMAYA')
    expect(first.answer).toEqual({ ok: true })
    expect(again).toEqual(first)
    expect((await maya.reads(dm)).at(-1)).toContain('Needs your approval')
    const [row] = await story.database.query<{ id: string; version: number }>('select id, version from digests')
    expect(row!.version).toBe(2)
    await story.database.query('update digests set version = version + 1')
  })

  it('takes the approval of the newest text only, and publishes it at 09:30 where the buyer is, not a minute before', async () => {
    expect(await maya.opens(maya.press(dm, 'Approve'))).toContain('The text was changed since you read it.')
    await maya.close()
    await maya.opens(maya.press(dm, 'Read'))
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    await story.until('2026-11-20T09:29:00Z')
    expect(await priya.reads('CCALDER')).toEqual([])
    await story.until('2026-11-20T09:30:00Z')
    const [digest] = await priya.reads('CCALDER')
    expect(digest).toContain(
      'Calder Freight · invoicing rollout · week 1 (Friday 20 November 2026)\nAt risk. Go-live moves to Wed 16 December',
    )
    expect(digest).toContain('1. Tomás, by Wed 25 Nov: the last 500 records.'.slice(3))
    expect(digest).toContain(
      'Next: Leeds rehearsal, 26 November. Briefing of the depots. Next update Fri 27 November. Reply here or call Maya Lindqvist.',
    )
    expect(digest).not.toContain('KEEP-INSIDE')
    expect((await maya.reads(dm)).at(-1)).toContain('Published Fri 20 Nov 10:30 your time (09:30 where they are).')
  })

  it('gives our own team the internal edition', async () => {
    const [edition] = await maya.reads('CTEAM')
    expect(edition).toContain('Internal edition: Calder Freight')
    expect(edition).toContain('Jonas Weber: KEEP-INSIDE')
  })

  it('writes down what the buyer was told', async () => {
    const { query } = story.database
    expect(await query('select what, who, due_on from asks')).toEqual([
      { what: 'the last 500 records', who: 'Tomás Leal', due_on: '2026-11-25' },
    ])
    expect(await query('select forecast_on from milestones')).toEqual([{ forecast_on: '2026-12-16' }])
    expect(await query(`select status, slip_days, satisfaction from rounds where state = 'published'`)).toEqual([
      { status: 'at_risk', slip_days: 8, satisfaction: 3 },
    ])
  })
})

describe('the buyer answers back', () => {
  it('counts Seen of the senior buyer only, and tells them in words of their own', async () => {
    const [digest] = await story.act((tx) => digestsOfOwner(tx, 'UMAYA'))
    await story.settled(maya.press('CCALDER', 'Seen'))
    expect(await maya.form()).toContain('This button is for Priya Shah. Nothing was changed.')
    expect(await story.act((tx) => seenBy(tx, digest!.digestId))).toEqual([])
    await story.settled(priya.press('CCALDER', 'Seen'))
    expect(await priya.form()).toContain('Thank you. Maya Lindqvist knows now that you have read it.')
    expect(await story.act((tx) => seenBy(tx, digest!.digestId))).toMatchObject([{ userId: 'UPRIYA' }])
    await priya.close()
    await maya.close()
  })

  it('keeps a rating for the owner, out of the channel', async () => {
    const before = (await maya.reads(dm)).length
    const form = await priya.opens(priya.press('CCALDER', 'Rate this week'))
    expect(form).toContain('Only Maya Lindqvist and the colleagues who work on your project read this.')
    await priya.fill('How was this week for you?', '2')
    await priya.fill('What should we know?', 'PRIVATE-TO-MAYA')
    expect(await story.settled(priya.submit())).toEqual({ ok: true })
    expect(await priya.form()).toContain('Thank you. Maya Lindqvist reads it; it is not shown in the channel.')
    expect((await priya.reads('CCALDER')).join()).not.toContain('PRIVATE-TO-MAYA')
    const [digest] = await story.act((tx) => digestsOfOwner(tx, 'UMAYA'))
    expect(digest!.rating).toMatchObject({ rating: 2, comment: 'PRIVATE-TO-MAYA' })
    // She reads it now, not in a week, and without another message.
    expect(await maya.reads(dm)).toHaveLength(before)
    expect((await maya.reads(dm)).at(-1)).toContain('Priya Shah rated week 1: 2 of 5. “PRIVATE-TO-MAYA”')
    expect(await maya.home()).toContain('Calder Freight: Priya Shah rated week 1: 2 of 5.')
  })

  it('counts the promise as kept', async () => {
    expect(await story.act(punctualityOf)).toEqual({ due: 1, onTime: 1, late: 0, waiting: 0 })
  })
})

describe('a week in which nobody answers', () => {
  it('asks the owner for three lines, and mentions the rating', async () => {
    await story.until('2026-11-26T14:00:00Z')
    const review = (await maya.reads(dm)).at(-1)
    expect(review).toContain('Nobody answered; last week it was at risk.')
    expect(review).toContain('Please write three lines: where it stands, what is hard, what comes next.')
    expect(review).not.toMatch(/Nobody answered[.]/)
    expect(review).toContain('The buyer rated week 1: 2 of 5.')
    expect(review).toContain('[Read] [Write three lines] [Hold]')
  })

  it('publishes nothing unapproved; a working day later the buyer hears that it is late and who will call', async () => {
    await story.until('2026-11-30T09:29:00Z')
    expect(await priya.reads('CCALDER')).toHaveLength(1)
    await story.until('2026-11-30T09:30:00Z')
    expect((await priya.reads('CCALDER')).at(-1)).toBe(
      'Calder Freight · invoicing rollout\nOur update of Fri 27 November is late. Maya Lindqvist will call you. The update follows.',
    )
  })

  it('shows the owner what was answered after the close, which no update holds', async () => {
    const missed = (await story.act((tx) => openCheckinsOf(tx, 'UJONAS'))).find(({ closed }) => closed)!
    const ids = await story.database.query<{ go: string; c: string }>(
      'select m.id as go, c.id as c from milestones m, success_criteria c',
    )
    const form = { roundId: missed.roundId, version: 0, goLiveId: ids[0]!.go, criterionId: ids[0]!.c }
    const asked = { askWhat: null, askWho: null, askDueOn: null }
    const late = { ...entry, ...asked, whyMoved: null, progress: 'CAME-LATE' }
    await story.settled(story.act((tx) => submitCheckin(tx, 'UJONAS', form, late)))
    expect(await maya.opens(maya.press(dm, 'Read'))).toContain(
      'Jonas Weber: At risk: the customer records are not final. CAME-LATE.',
    )
    await maya.close()
  })

  it('publishes into that thread, marked late, as soon as the owner has written and approved it', async () => {
    const form = await maya.opens(maya.press(dm, 'Write three lines'))
    expect(form).not.toContain('Closer to their goal')
    await maya.fill('Where it stands', 'the records came late')
    await maya.fill('What comes next', 'Training of the depots')
    expect(await maya.submit()).toMatchObject({ ok: true })
    expect(await maya.form()).toContain('because the records came late.')
    expect(await maya.form()).toContain('Please tell Tomás first, and tick it here.')
    expect(await maya.submit()).toMatchObject({ error: REQUIRED })
    await maya.fill('Has Tomás been told?', ['yes'])
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    const late = (await priya.messages('CCALDER')).at(-1)
    expect(late.replies).toHaveLength(1)
    const reply = (await priya.reads('CCALDER')).at(-1)
    expect(reply).toContain('This update was due Friday 27 November 2026, 09:30; it comes late.')
    expect(reply).toContain('Next: Training of the depots.')
    expect(await story.act(punctualityOf)).toEqual({ due: 2, onTime: 1, late: 1, waiting: 0 })
  })
})
