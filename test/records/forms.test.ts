import { describe, expect, it } from '@jest/globals'
import { player, turnsTo } from '../support/player.ts'
import { fillIn, formOf, mistakes, over, said, shows } from './filling.ts'
import { accountOf, ada, calder, holders, jonas, maya, openRecords, story } from './scene.ts'

openRecords()

describe('/throughline', () => {
  it('helps, and tells whoever mistyped what they may have meant', async () => {
    expect(await said(maya, 'help')).toContain('/throughline account add')
    expect(await said(maya, 'acount calder')).toContain('Did you mean `/throughline account calder`?')
    expect(await said(maya, 'setings')).toContain('Did you mean `/throughline settings`?')
    expect(await said(maya, 'calder')).toContain('Did you mean `/throughline account calder`?')
    expect(await said(maya, 'account')).toContain('Please add a part of the account’s name')
    expect(await said(maya, 'account xyz')).toContain('No account has “xyz” in its name.')
    expect(await said(maya, 'make coffee')).toContain('does not know “make coffee”')
    const long = 'word '.repeat(600).trim()
    for (const text of [long, `account ${long}`, `acount ${long}`, `alert ${long}`]) {
      const answer = await said(maya, text)
      expect(answer).toContain('word…')
      expect(answer!.length).toBeLessThan(1000)
    }
  })

  it('lets only administrators add an account or change the settings', async () => {
    expect(await said(jonas, 'account add')).toContain('Only an administrator can add an account.')
    expect(await said(jonas, 'settings')).toContain('Only an administrator can change the settings.')
  })
})

describe('adding an account', () => {
  it('says at each field what is wrong, and loses nothing that was typed', async () => {
    expect(await formOf(ada, 'account add')).toContain('The customer hears nothing of this.')
    await ada.fill('Customer', 'Oslo Vann')
    const said = await mistakes(ada, {
      Country: 'XX',
      Key: 'two words',
      'The buyer’s e-mail': 'priya at calder',
      'Account owner': 'UPRIYA',
      'Senior buyer': 'UNOOR',
    })
    expect(said).toContain('Please write the country in two letters')
    expect(said).toContain('Please use a key without spaces')
    expect(said).toContain('Please write an e-mail address')
    expect(said).toContain('Priya Shah is not of our own team')
    expect(said).toContain('Noor Haddad is one of our own team')
    expect(await accountOf('oslo-vann')).toBeUndefined()
    expect(await ada.submit()).toMatchObject({ ok: false })
  })

  it('refuses a team channel in which customers or guests read', async () => {
    await formOf(ada, 'account add')
    await ada.fill('Customer', 'Oslo Vann')
    expect(await mistakes(ada, { 'Where our team reads': 'CGUEST' })).toContain('a guest is in that channel')
    expect(await mistakes(ada, { 'Where our team reads': 'CCALDER' })).toContain('The customer of Calder Freight reads')
    const same = await mistakes(ada, { 'Where the customer reads': 'CCALDER' })
    expect(same).toContain('The customer reads in this channel')
    await ada.fill('Where our team reads', null)
    expect(await mistakes(ada, { 'Where the customer reads': 'CTEAM' })).toContain('Our team of Calder Freight reads')
  })

  it('adds it with its people, and says what is still missing', async () => {
    await formOf(ada, 'account add')
    await fillIn(ada, {
      Customer: 'Oslo Vann',
      'What the project is called': 'meter data',
      Country: 'no',
      'Time zone': 'Europe/Oslo',
      'Account owner': 'UMAYA',
      Implementers: ['UJONAS', 'UNOOR'],
    })
    expect(await ada.submit()).toEqual({ ok: true })
    const added = await shows(ada, 'Account added')
    expect(added).toContain('a named senior buyer')
    const account = (await accountOf('oslo-vann'))!
    expect(account).toMatchObject({ name: 'Oslo Vann', country: 'NO', zone: 'Europe/Oslo', state: 'not_started' })
    expect(await holders(account['id'] as string, 'implementer')).toEqual(['UJONAS', 'UNOOR'])
    // The same name again gets another key.
    await formOf(ada, 'account add')
    await ada.fill('Customer', 'Oslo Vann')
    expect(await ada.submit()).toEqual({ ok: true })
    expect(await accountOf('oslo-vann-2')).toBeDefined()
  })
})

describe('changing an account', () => {
  it('is for its owner, its lead and administrators', async () => {
    await formOf(jonas, 'account calder')
    await jonas.opens(jonas.pressInForm('Edit'))
    expect(await shows(jonas, 'Throughline')).toContain('Only Maya Lindqvist, the owner of Calder Freight')
  })

  it('shows the later of two what the earlier wrote, and keeps what only one of them touched', async () => {
    await over(maya, 'Edit', 'Edit the account')
    await over(ada, 'Edit', 'Edit the account')
    await ada.fill('What the project is called', 'invoicing everywhere')
    await ada.fill('Reference in the CRM', 'CRM-7')
    expect(await ada.submit()).toEqual({ ok: true })
    await maya.fill('What the project is called', 'invoicing, phase two')
    await maya.fill('Link to scope and agreement', 'https://docs.example/scope')
    expect(await maya.submit()).toEqual({ ok: true })
    const again = await shows(maya, 'Edit the account')
    expect(again).toContain('Somebody changed this while you were writing.')
    expect(again).toContain('What the project is called: now invoicing everywhere')
    expect(await accountOf('calder')).toMatchObject({ title: 'invoicing everywhere', scope_url: null })
    expect(await maya.submit()).toEqual({ ok: true })
    expect(await accountOf('calder')).toMatchObject({
      title: 'invoicing, phase two',
      scope_url: 'https://docs.example/scope',
      crm_reference: 'CRM-7',
    })
  })

  it('does not take from a running account what its update needs', async () => {
    await over(maya, 'Edit', 'Edit the account')
    expect(await mistakes(maya, { 'Where the customer reads': null })).toContain(
      'While the weekly update runs, it needs',
    )
    expect(await mistakes(maya, { 'Link to scope and agreement': 'javascript:alert(1)' })).toContain(
      'starts with https://',
    )
    await maya.close()
    await over(maya, 'People', 'People of the account')
    expect(await mistakes(maya, { 'Account owner': null })).toContain('it needs an account owner')
  })
})

describe('the people of an account', () => {
  it('are named once, on their own side', async () => {
    await over(maya, 'People', 'People of the account')
    expect(await mistakes(maya, { Success: ['UGUS'] })).toContain('Gus Guest is not of our own team')
    await maya.fill('Success', [])
    expect(await mistakes(maya, { 'Senior buyer without Slack': 'Ann Lee' })).toContain(
      'in Slack, or here, but not both',
    )
    await maya.fill('Senior buyer without Slack', null)
    expect(await mistakes(maya, { 'Primary contact without Slack': 'x <nobody>' })).toContain(
      'a name, an e-mail, or both',
    )
  })

  it('change as a contact change where somebody follows somebody, and the newcomer is asked this week', async () => {
    await over(maya, 'People', 'People of the account')
    await maya.fill('Implementers', ['UJONAS', 'UNOOR'])
    await maya.fill('Executive leader', 'UADA')
    await maya.fill('Primary contact without Slack', 'Tomás Leal <tomas@calder.example>')
    expect(await maya.submit()).toEqual({ ok: true })
    await story.settle()
    expect(await shows(maya, 'Account')).toContain('Executive leader: Ada Admin')
    expect(await holders(calder, 'primary_contact')).toEqual(['Tomás Leal'])
    expect(await holders(calder, 'leader')).toEqual(['UADA'])
    const asked = await story.database.query(`select user_id from checkins where state = 'expected' order by user_id`)
    expect(asked).toEqual([{ user_id: 'UJONAS' }, { user_id: 'UNOOR' }])
    await over(ada, 'People', 'People of the account')
    await ada.fill('Executive leader', 'UMAYA')
    expect(await ada.submit()).toEqual({ ok: true })
    await story.settle()
    expect((await maya.reads('CTEAM')).at(-1)).toContain('Maya Lindqvist takes over from Ada Admin as executive leader')
    const past = await story.database.query(
      `select ends_on >= starts_on as right from stakeholders where user_id = 'UADA'`,
    )
    expect(past).toEqual([{ right: true }])
    expect(await formOf(maya, 'account calder')).toContain('Ada Admin: executive leader')
  })
})

describe('the plan of an account', () => {
  it('does not let a promise be rewritten without saying why, and keeps the reason', async () => {
    expect(await over(maya, 'Plan', 'Plan of the account')).toContain('promised Fri 4 Dec · forecast Mon 14 Dec')
    await maya.pressInForm('Edit', 'Go-live')
    await shows(maya, 'Edit a milestone')
    expect(await mistakes(maya, { 'Promised to the buyer for': '2026-12-11' })).toContain('Fri 4 Dec was promised.')
    await maya.fill('Why the promised date changes', 'Agreed with Priya in the steering call')
    expect(await maya.submit()).toEqual({ ok: true })
    expect(await shows(maya, 'Plan of the account')).toContain('promised Fri 11 Dec')
    const [kept] = await story.database.query(`select detail from history where action = 'milestone.promise_changed'`)
    expect(kept!['detail']).toMatchObject({ from: '2026-12-04', reason: 'Agreed with Priya in the steering call' })
    // What the weekly answers forecast stands until the plan moves.
    const [milestone] = await story.database.query(`select * from milestones where account_id = $1`, [calder])
    expect(milestone).toMatchObject({ promised_on: '2026-12-11', forecast_on: '2026-12-14' })
  })

  it('takes milestones and criteria one at a time, and lets them go', async () => {
    await over(maya, 'Plan', 'Plan of the account')
    await maya.pressInForm('Add a milestone')
    await shows(maya, 'Add a milestone')
    expect(await mistakes(maya, { Milestone: 'go-LIVE', 'Promised to the buyer for': '2026-11-30' })).toContain(
      'one of this name already',
    )
    await maya.fill('Milestone', 'Records final')
    expect(await maya.submit()).toEqual({ ok: true })
    expect(await shows(maya, 'Plan of the account')).toContain('Records final\npromised Mon 30 Nov')
    await maya.pressInForm('Edit', 'Records final')
    await shows(maya, 'Edit a milestone')
    await maya.pressInForm('Remove')
    expect(await shows(maya, 'Plan of the account')).not.toContain('Records final')
    await maya.pressInForm('Add a success criterion')
    await shows(maya, 'Add a criterion')
    await maya.fill('What success is measured by', 'Disputes a month')
    await maya.fill('At the start', '40')
    await maya.fill('Target', '5')
    expect(await maya.submit()).toEqual({ ok: true })
    expect(await shows(maya, 'Plan of the account')).toContain(
      'Disputes a month\n40 at the start, not measured yet, target 5',
    )
    await maya.close()
    expect(await shows(maya, 'Account')).toContain('Disputes a month')
  })
})

describe('the settings', () => {
  it('say at each field what is wrong, and hold for everybody once saved', async () => {
    await formOf(ada, 'settings')
    const said = await mistakes(ada, {
      Country: 'ZZ',
      'Slip that drafts an alert': '0',
      'Administrators of Throughline': ['UGUS'],
    })
    expect(said).toContain('in two letters')
    expect(said).toContain('a whole number from 1 to 60')
    expect(said).toContain('Gus Guest is not of our own team')
    await fillIn(ada, {
      Country: 'de',
      'Slip that drafts an alert': '3',
      'Administrators of Throughline': ['UNOOR'],
    })
    expect(await ada.submit()).toEqual({ ok: true })
    const noor = player(story.playground.url, 'UNOOR')
    expect(await formOf(noor, 'settings')).toContain('Administrators of Throughline')
  })

  it('put somebody where they are, and their question moves there', async () => {
    await formOf(ada, 'settings')
    await ada.opens(ada.pressInForm('Set somebody’s place'))
    await shows(ada, 'Where somebody is')
    await ada.fill('Who', 'UJONAS')
    await turnsTo(ada, 'Time zone')
    await ada.fill('Time zone', 'Asia/Tokyo')
    expect(await ada.submit()).toEqual({ ok: true })
    await story.settle()
    const [asked] = await story.database.query<{ ask_at: Date }>(`select ask_at from checkins where user_id = 'UJONAS'`)
    expect(asked!.ask_at.toISOString()).toMatch(/T00:00:00.000Z$/)
  })
})
