import { describe, expect, it } from '@jest/globals'
import { joinChannel, leaveChannel } from '../../playground/act/channel.ts'
import { recentChanges } from '../../src/features/contacts/flow.ts'
import { inTransition } from '../../src/features/handoffs/flow.ts'
import { CALDER, fillIn, inDirectMessages, OSLO, opening, partsOf, reads, wordsOf } from '../handoffs/town.ts'
import { acknowledge, alerts, holder, inWorkspace, modalSays, open, openTown, recordChange, story } from './changing.ts'

openTown()

describe('recording a contact change', () => {
  it('ends one assignment, begins the next, and tells the team once what is at stake', async () => {
    const before = alerts().length
    expect(await recordChange('UJONAS', 'UTOMAS')).toEqual({ ok: true })
    expect(await holder('primary_contact')).toEqual(['UTOMAS'])
    expect(alerts()).toHaveLength(before + 1)
    const { text, blocks } = alerts().at(-1)!
    expect(text).toContain('Tomás Leal takes over from Ana Ruiz as primary contact, from Mon 23 Nov.')
    expect(text).toContain('1 ask open with the customer: The last &lt;500&gt; records (Ana, Wed 25 Nov)')
    expect(text).toContain('1 milestone in the next 30 days: Go-live, Mon 14 Dec')
    expect(text).toContain('Last word to the buyer: 10 days ago (Fri 13 Nov)')
    expect(text).toContain('https://docs.example/scope')
    expect(text).toContain('A handoff checklist of 10 items has started; Jonas Weber receives.')
    expect(text).toContain('Maya Lindqvist (account owner)')
    expect(partsOf(blocks)[0]).toBe('contact.acknowledge')
    expect(reads(story, 'UPRIYA', 'CBUYER')).toEqual([])
  })

  it('starts the transition by itself, which the next digest can name', async () => {
    await recordChange('UMAYA', 'UTOMAS')
    const running = reads(story, 'UMAYA', 'CTEAM')
      .filter(({ text }) => text.includes('Primary contact, old → new'))
      .at(-1)!
    expect(running.text).toContain('Tomás Leal takes over from Ana Ruiz as primary contact.')
    expect(running.text).toContain('Maya Lindqvist gives → Jonas Weber receives')
    const { workspaceId } = story.app
    expect(await inWorkspace(workspaceId, (tx) => inTransition(tx, CALDER))).toMatchObject([
      { role: 'primary_contact', until: '2026-12-21' },
    ])
    expect(await inWorkspace(workspaceId, (tx) => recentChanges(tx, CALDER, new Date('2026-11-20T00:00:00Z')))).toEqual(
      [
        {
          role: 'primary_contact',
          leaverName: 'Ana Ruiz',
          newcomerName: 'Tomás Leal',
          effectiveOn: '2026-11-23',
          temporaryUntil: null,
          inTransitionUntil: '2026-12-21',
          besideNames: [],
          isFollowedLater: false,
          isBack: false,
        },
      ],
    )
    // As long as the transition runs, every digest says so; afterwards a change is old news.
    const later = () => inWorkspace(workspaceId, (tx) => recentChanges(tx, CALDER, new Date('2026-11-24T00:00:00Z')))
    expect(await later()).toMatchObject([{ newcomerName: 'Tomás Leal', inTransitionUntil: '2026-12-21' }])
    await story.database.query(`update handoffs set state = 'accepted'`)
    expect(await later()).toEqual([])
  })

  it('begins a new transition when the contact changes again', async () => {
    await recordChange('UMAYA', 'UTOMAS', { 'contact.on': '2026-11-20' })
    await recordChange('UMAYA', 'UPRIYA')
    const running = await inWorkspace(story.app.workspaceId, (tx) => inTransition(tx, CALDER))
    expect(running).toMatchObject([{ newcomer: 'UPRIYA' }])
    const old = reads(story, 'UMAYA', 'CTEAM')
      .filter(({ text }) => text.includes('Tomás Leal takes over from Ana Ruiz as primary contact.\n'))
      .at(-1)!
    expect(old.text).toContain('A newer handoff has taken the place of this one.')
  })

  it('is one change, however often and by how many it is recorded', async () => {
    const before = alerts().length
    for (const person of ['UJONAS', 'UMAYA']) {
      await open(person)
      await fillIn(story, person, { 'contact.newcomer': 'UTOMAS' })
    }
    const outcomes = await Promise.all(['UJONAS', 'UMAYA'].map((person) => story.playground.act.submitView(person)))
    await story.settle()
    expect(outcomes).toEqual([{ ok: true }, { ok: true }])
    const said = ['UJONAS', 'UMAYA'].map(modalSays).filter((words) => words.includes('This is recorded already'))
    expect(said).toEqual([
      expect.stringMatching(/Tomás Leal as primary contact from Mon 23 Nov, by (Jonas Weber|Maya Lindqvist)\./),
    ])
    expect(alerts()).toHaveLength(before + 1)
    expect(
      alerts()
        .at(-1)!
        .blocks.map((block) => wordsOf(block))
        .join(' '),
    ).toMatch(
      /Known from (Jonas Weber|Maya Lindqvist) in Slack, Mon 23 Nov; (Jonas Weber|Maya Lindqvist) in Slack, Mon 23 Nov\./,
    )
    expect(await holder('primary_contact')).toEqual(['UTOMAS'])
  })

  it('is put right in place by whoever names another for the same day, and taken back by its button', async () => {
    const before = alerts().length
    await recordChange('UJONAS', 'UTOMAS')
    await recordChange('UMAYA', 'UPRIYA')
    expect(modalSays('UMAYA')).toContain('the alert says so, and is acknowledged anew')
    expect(await holder('primary_contact')).toEqual(['UPRIYA'])
    expect(alerts()).toHaveLength(before + 1)
    const { ts, text } = alerts().at(-1)!
    expect(text).toContain('Priya Nair takes over from Ana Ruiz as primary contact, from Mon 23 Nov.')
    const history = 'select user_id, ends_on from stakeholders where role = $1 and account_id = $2 order by starts_on'
    expect(await story.database.query(history, ['primary_contact', CALDER])).toEqual([
      { user_id: 'UANA', ends_on: '2026-11-23' },
      { user_id: 'UPRIYA', ends_on: null },
    ])
    expect(await inWorkspace(story.app.workspaceId, (tx) => inTransition(tx, CALDER))).toMatchObject([
      { newcomer: 'UPRIYA' },
    ])
    await story.playground.act.clickAction('UMAYA', { channel: 'CTEAM', ts }, { action_id: 'contact.take_back' })
    await story.settle()
    const after = reads(story, 'UMAYA', 'CTEAM').find((message) => message.ts === ts)!
    expect(after.text).toContain('Calder Freight: the primary contact does not change after all.')
    expect(after.text).toContain('Ana Ruiz goes on as primary contact.')
    expect(partsOf(after.blocks)).toEqual([])
    expect(await holder('primary_contact')).toEqual(['UANA'])
    expect(await inWorkspace(story.app.workspaceId, (tx) => inTransition(tx, CALDER))).toEqual([])
  })

  it('hands over on its day where that lies ahead, and says so now', async () => {
    expect(await recordChange('UMAYA', 'UTOMAS', { 'contact.on': '2026-11-24' })).toEqual({ ok: true })
    expect(alerts().at(-1)!.text).toContain('from Tue 24 Nov')
    await recordChange('UJONAS', 'UTOMAS', { 'contact.on': '2026-11-24' })
    expect(modalSays('UJONAS')).toContain('This is recorded already: Tomás Leal as primary contact from Tue 24 Nov')
    const told = () =>
      inWorkspace(story.app.workspaceId, (tx) => recentChanges(tx, CALDER, new Date('2026-11-20T00:00:00Z')))
    expect(await holder('primary_contact')).toEqual(['UANA'])
    expect(await told()).toEqual([])
    await story.until('2026-11-24T00:00:00Z')
    expect(await holder('primary_contact')).toEqual(['UTOMAS'])
    expect(await told()).toMatchObject([{ newcomerName: 'Tomás Leal', effectiveOn: '2026-11-24' }])
  })
})

describe('a change that cannot be', () => {
  it.each([
    ['somebody who holds the role', 'UANA', {}, 'Ana Ruiz is the primary contact already.'],
    ['one of ours as the customer’s contact', 'UWEI', {}, 'Wei Chen is one of our own team'],
    ['a customer as account owner', 'UPRIYA', { 'contact.role': 'owner' }, 'Priya Nair is not of our own team'],
    ['a guest as sales rep', 'UGUEST', { 'contact.role': 'sales_rep' }, 'Gus Guest is not of our own team'],
    ['a day long gone', 'UPRIYA', { 'contact.on': '2026-01-01' }, 'Please choose a day from'],
    ['a day far ahead', 'UPRIYA', { 'contact.on': '2028-01-01' }, 'Please choose a day from'],
  ])('is refused with a sentence: %s', async (_case, newcomer, fields, sentence) => {
    const before = alerts().length
    expect(await recordChange('UMAYA', newcomer, fields)).toMatchObject({
      ok: false,
      error: expect.stringContaining(sentence),
    })
    expect(alerts()).toHaveLength(before)
    expect(await story.database.query('select id from contact_changes')).toEqual([])
  })

  it('is not for guests, nor for those who have no account', async () => {
    joinChannel(story.playground.state, 'UGUEST', 'CTEAM')
    await open('UGUEST')
    leaveChannel(story.playground.state, 'UGUEST', 'CTEAM')
    expect(modalSays('UGUEST')).toContain('Only the vendor’s own team can record who takes over.')
    await story.database.query(`update stakeholders set ends_on = '2026-11-01' where user_id = 'USAM'`)
    await open('USAM')
    expect(modalSays('USAM')).toContain('You have no role on any account yet.')
    await story.database.query(`update stakeholders set ends_on = null where user_id = 'USAM'`)
  })
})

describe('acknowledging', () => {
  it('is the owner’s: others get a sentence, and the alert then says who and when', async () => {
    await recordChange('UJONAS', 'UTOMAS')
    const { ts } = alerts().at(-1)!
    await opening(story, 'UJONAS', () => acknowledge('UJONAS', ts))
    expect(modalSays('UJONAS')).toContain('Only Maya Lindqvist, who answers for this account, can acknowledge this.')
    await opening(story, 'UWEI', () => acknowledge('UWEI', ts))
    expect(modalSays('UWEI')).toContain('Only the people of our own team who work on Calder Freight')
    await acknowledge('UMAYA', ts)
    await story.settle()
    const after = alerts().at(-1)!
    expect(after.ts).toBe(ts)
    expect(after.text).toMatch(/Acknowledged by Maya Lindqvist, (Mon 23|Tue 24) Nov \d\d:00\./)
    expect(partsOf(after.blocks)).not.toContain('contact.acknowledge')
  })

  it('reaches the owner directly, saying why, where the account has no team channel', async () => {
    await open('UADA')
    await fillIn(story, 'UADA', {
      'contact.account': OSLO,
      'contact.role': 'support_lead',
      'contact.newcomer': 'UJONAS',
    })
    expect(await story.playground.act.submitView('UADA')).toEqual({ ok: true })
    await story.settle()
    const told = inDirectMessages(story, 'UMAYA').at(-1)!
    expect(wordsOf(told.blocks)).toContain('This account has no team channel yet')
    expect(told.text).toContain('Jonas Weber takes over as support lead')
  })
})
