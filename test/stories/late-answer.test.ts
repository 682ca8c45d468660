import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { REQUIRED } from '../../playground/inputcheck.ts'
import { planMissingRounds } from '../../src/features/checkins/flow.ts'
import type { Entry } from '../../src/features/checkins/model.ts'
import { answerIn, calm } from '../support/answering.ts'
import { addCalder, addToAll, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let maya: Player
let priya: Player
let dm: string
/** Typed in two weeks. */
const decision = {
  ...{ decisionKind: 'ahead' as const, decision: 'York first, or Hull' },
  ...{ decisionWho: 'Priya Shah', decisionDueOn: '2026-12-04' },
}

const answers = (userId: string, publishOn: string, change: Partial<Entry>) =>
  answerIn(story, userId, publishOn, { ...calm, progress: null, nextStep: null, ...change })
const review = async (day: string) =>
  (await maya.reads(dm)).find((text) => text.startsWith(`Updates for Friday ${day}`))!
const channel = () => priya.reads('CCALDER')
const approve = async (near: string) => {
  await maya.press(dm, 'Approve', near)
  await story.settle()
}

beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  await addCalder(story, { state: 'active', first_publish_on: '2026-11-20' })
  await story.database.query(`update milestones set forecast_on = promised_on`)
  for (const user of ['UNOOR', 'UADA']) await addToAll(story, 'implementer', user)
  await story.app.meetPeople()
  maya = player(story.playground.url, 'UMAYA')
  priya = player(story.playground.url, 'UPRIYA')
  await story.act(planMissingRounds)
  await story.settle()
  await answers('UJONAS', '2026-11-20', { progress: 'Leeds invoices for itself', nextStep: 'Training' })
  await story.until('2026-11-19T14:00:00Z')
  dm = await maya.dm()
})
afterAll(() => story.end())

describe('an answer after the close, before the update is out', () => {
  it('changes nothing that was approved, and waits in the review message', async () => {
    await approve('Calder Freight')
    await answers('UNOOR', '2026-11-20', {
      status: 'at_risk',
      because: 'the tax numbers are double',
      progress: 'York is connected',
      ...decision,
    })
    const message = await review('20')
    expect(message).toContain('Approved by Maya Lindqvist')
    expect(message).toContain('Noor Haddad answered after the close: it is in Read, and not in the update.')
    expect(message).toContain('[Include and approve again] [Next week]')
  })

  it('goes into the words as they stand, once the owner includes it, and is approved again', async () => {
    const sent = (await maya.reads(dm)).length
    await maya.opens(maya.press(dm, 'Edit'))
    await maya.fill('What comes next', 'Training of the depots')
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    await story.settled(maya.press(dm, 'Include and approve again'))
    const message = await review('20')
    expect(message).toContain('Needs your approval')
    expect(message).not.toContain('after the close')
    expect(message).toContain(', what came late is in it now.')
    expect(await maya.reads(dm)).toHaveLength(sent)
    const form = await maya.opens(maya.press(dm, 'Approve'))
    expect(form).toContain('At risk, because the tax numbers are double.')
    expect(form).toMatch(/Leeds invoices for itself[\s\S]*York is connected/)
    expect(form).toContain('Next: Training of the depots.')
  })

  it('makes the owner say why, for us only, where it differs from the others', async () => {
    expect(await maya.submit()).toMatchObject({ error: REQUIRED })
    await maya.fill('The answers differ. Why do you decide so?', 'ONLY-FOR-US')
    await maya.fill('Has Priya been told?', ['yes'])
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    await story.until('2026-11-20T09:30:00Z')
    const [digest, ...more] = await channel()
    expect(more).toEqual([])
    expect(digest).toContain('York is connected.')
    expect(digest).not.toContain('ONLY-FOR-US')
    expect((await maya.reads('CTEAM')).at(-1)).toContain('Maya Lindqvist: ONLY-FOR-US')
  })
})

describe('an answer after the update is out', () => {
  it('changes nothing that the buyer reads, and is told once, in place', async () => {
    const before = await channel()
    const sent = (await maya.reads(dm)).length
    await answers('UADA', '2026-11-20', {
      progress: 'The depots are listed',
      goLiveOn: '2026-12-16',
      whyMoved: 'the depots start later',
      askWhat: 'the depot list',
      askWho: 'Tomás Leal',
      askDueOn: '2026-11-27',
      ...{ note: 'Tomás wants to leave', ownerOnly: true },
    })
    expect(await channel()).toEqual(before)
    expect(await maya.reads(dm)).toHaveLength(sent)
    expect(await review('20')).toContain('[Read] [Add as a correction] [Next week]')
  })

  it('becomes a correction in words that the owner reads first, exactly as they will stand', async () => {
    await story.until('2026-11-23T09:00:00Z')
    const form = await maya.opens(maya.press(dm, 'Add as a correction'))
    expect(form).toContain('Correction, Mon 23 Nov:')
    expect(form).toContain('Ada Admin: On track. The depots are listed')
    expect(await maya.submit()).toMatchObject({ ok: true })
    expect(await maya.form()).toContain('Go-live moves to Wed 16 December, 8 working days late. The depots are listed.')
    await maya.close()
    await maya.opens(maya.press(dm, 'Add as a correction'))
    await maya.fill('Correction, Mon 23 Nov:', 'Go-live moves to Wed 16 December; the depots start later')
    expect(await maya.submit()).toMatchObject({ ok: true })
    const preview = await maya.form()
    expect(preview).toContain(
      'Calder Freight · invoicing rollout · week 1\nCorrection, Mon 23 Nov: Go-live moves to Wed 16 December; the depots start later.',
    )
    expect(preview).toContain('Has Priya been told?')
    expect(await channel()).toHaveLength(1)
    expect(preview).toContain('Please tell Priya and Tomás first, and tick it here.')
    expect(await maya.submit()).toMatchObject({ error: REQUIRED })
    await maya.fill('Has Priya been told?', ['yes'])
    await maya.fill('Has Tomás been told?', ['yes'])
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
  })

  it('stands above what was read, whose words stay, and as one reply', async () => {
    const [digest, reply, ...more] = await channel()
    expect(more).toEqual([])
    expect(digest).toContain('Correction, Mon 23 Nov: Go-live moves to Wed 16 December; the depots start later.')
    expect(digest).toContain('Go-live stays Fri 4 December.')
    expect(reply).toBe(
      'Calder Freight · invoicing rollout · week 1\nCorrection, Mon 23 Nov: Go-live moves to Wed 16 December; the depots start later.',
    )
    const { query } = story.database
    expect(await query('select forecast_on::text from milestones')).toEqual([{ forecast_on: '2026-12-16' }])
    expect(await query('select what, who from asks')).toEqual([{ what: 'the depot list', who: 'Tomás Leal' }])
    expect(await review('20')).toContain('Corrected Mon 23 Nov.')
  })

  it('goes into the next update instead, where the owner reads it as what it is', async () => {
    await answers('UJONAS', '2026-11-27', { progress: 'Two depots run', ...decision })
    await story.until('2026-11-26T14:00:00Z')
    // Priya was told of that decision before the last update, and is asked nothing new.
    const again = await maya.opens(maya.press(dm, 'Read', 'Friday 27 November'))
    expect(again).toContain('Priya, decide by Fri 4 Dec: York first, or Hull')
    expect(again).not.toContain('been told?')
    // A correction says what the customer reads; what was noted for the owner alone is here.
    expect(again).toContain('Ada Admin, for Fri 20 Nov: Tomás wants to leave')
    await maya.close()
    await approve('Calder Freight').catch(() => undefined)
    await answers('UNOOR', '2026-11-27', { progress: 'Hull is connected' })
    await story.settled(maya.press(dm, 'Next week', 'Calder Freight'))
    expect(await review('27')).toContain('Left for the next update: what Noor Haddad answered late.')
    expect((await channel()).join()).not.toContain('Hull is connected')
    // What Jonas leaves for the next update he says anew, and the owner includes that: the first is nobody's word any more.
    await answers('UJONAS', '2026-11-27', { progress: 'One depot stands still' })
    await story.settled(maya.press(dm, 'Next week', 'Calder Freight'))
    expect(await review('27')).toMatch(/Left for the next update: what .*Jonas Weber.* answered late\./)
    await answers('UJONAS', '2026-11-27', { progress: 'All depots run' })
    await story.settled(maya.press(dm, 'Include and approve again', 'Calder Freight'))
    expect(await review('27')).toContain('Left for the next update: what Noor Haddad answered late.')
    await approve('Calder Freight').catch(() => undefined)
    expect((await maya.reads('CTEAM')).join()).not.toContain('Tomás wants to leave')
    await answers('UJONAS', '2026-12-04', { progress: 'Three depots run' })
    await story.until('2026-12-03T14:00:00Z')
    const form = await maya.opens(maya.press(dm, 'Read', 'Friday 4 December'))
    expect(form).toMatch(/Hull is connected[\s\S]*Only we read this/)
    expect(form).not.toContain('One depot stands still')
    expect(form).toContain('Answered after last week’s close, so it is in this update')
    expect(form).toContain('Noor Haddad: On track. Hull is connected')
    await maya.close()
    // Two more weeks of three people pass here.
  }, 180_000)
})
