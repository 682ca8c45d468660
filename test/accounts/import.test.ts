import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { changeAccount, factsOfAll, noteForecast, noteMeasure } from '../../src/features/accounts/flow.ts'
import { COLUMNS } from '../../src/features/imports/columns.ts'
import { describeImport } from '../../src/features/imports/report.ts'
import { type Desk, EXAMPLE, openDesk } from './desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
beforeEach(() => desk.clear())
afterAll(() => desk.close())

describe('importing accounts', () => {
  it('reads the example of the documentation, which uses every column', async () => {
    expect(EXAMPLE.split('\n')[0]).toBe(COLUMNS.join(','))
    expect(await desk.read(EXAMPLE)).toMatchObject({ added: 3, changed: 0, unchanged: 0 })
    const calder = await desk.facts('CALDER')
    expect(calder.account).toMatchObject({
      name: 'Calder Freight',
      title: 'Invoicing rollout',
      state: 'active',
      publishWeekday: 5,
      workingDays: [1, 2, 3, 4, 5],
      firstPublishOn: '2026-11-20',
      buyerChannel: 'C0CALDER1',
      scopeUrl: 'https://docs.brightline.example/calder-scope',
    })
    expect(calder.stakeholders.map(({ role, userId }) => `${role} ${userId}`).sort()).toEqual([
      'implementation_lead U0JONAS01',
      'implementer U0WEI0001',
      'leader U0INGRID1',
      'owner U0MAYA001',
      'primary_contact U0TOMAS01',
      'sales_rep U0DANA001',
      'senior_buyer U0PRIYA01',
      'success_manager U0LEILA01',
    ])
    expect(calder.milestones).toMatchObject([
      {
        name: 'Records final',
        goLive: false,
        promisedOn: '2026-11-18',
        plannedOn: '2026-11-18',
        forecastOn: '2026-11-18',
      },
      { name: 'Go-live', goLive: true, promisedOn: '2026-12-04', plannedOn: '2026-12-14', forecastOn: '2026-12-14' },
    ])
    expect(calder.criteria).toMatchObject([
      { name: 'Days to invoice', startValue: 11, currentValue: 3, targetValue: 2, unit: 'days' },
    ])
    const oslo = await desk.facts('OSLO')
    expect(oslo.stakeholders).toContainEqual(
      expect.objectContaining({
        role: 'senior_buyer',
        userId: null,
        name: 'Kari Berg',
        email: 'kari.berg@oslowater.example',
      }),
    )
    expect((await desk.facts('NILE')).account).toMatchObject({
      workingDays: [1, 2, 3, 4, 7],
      everyWeeks: 2,
      publishZone: 'Europe/Berlin',
    })
  })

  it('changes nothing when the same file comes again, and says so', async () => {
    await desk.read(EXAMPLE)
    const before = await desk.database.query('select * from accounts order by id')
    desk.now = new Date('2026-11-17T08:00:00Z')
    const again = await desk.read(EXAMPLE)
    expect(again).toMatchObject({ added: 0, changed: 0, unchanged: 3 })
    expect(describeImport(again)).toContain('Nothing to change')
    expect(await desk.database.query('select * from accounts order by id')).toEqual(before)
    expect(await desk.database.query(`select * from history where workspace_id = '${desk.workspaceId}'`)).toHaveLength(
      3,
    )
  })

  it('shows in a dry run what would change, and writes nothing', async () => {
    const report = await desk.read(EXAMPLE, true)
    expect(describeImport(report)).toContain(
      '+ Calder Freight (CALDER): new, active, 8 people, 2 milestones and 1 success criterion',
    )
    expect(await desk.everything()).toEqual([])
    await desk.read(EXAMPLE)
    const before = await desk.everything()
    const text = describeImport(
      await desk.read(
        'key,owner,weekday,milestones,buyer_email\nOSLO,UNEW,Thu,Go-live=2027-01-28/2027-02-04,"kari@oslo.example"\n',
        true,
      ),
    )
    expect(text).toContain('~ Oslo Water (OSLO)')
    expect(text).toContain('weekday: Fri → Thu')
    expect(text).toContain('buyer_email: kari.berg@oslowater.example → kari@oslo.example')
    expect(text).toContain('account owner: U0MAYA001 ends')
    expect(text).toContain('account owner: UNEW begins')
    expect(text).toContain(
      'milestone “Go-live”: promised 2027-01-28, planned 2027-01-28, forecast 2027-01-28 → promised 2027-01-28, planned 2027-02-04',
    )
    expect(text).toContain('milestone “First district live”: removed')
    expect(text).toContain('nothing was written')
    expect(await desk.everything()).toEqual(before)
  })

  it('leaves alone what the file has no row or column for, and clears what may be empty', async () => {
    await desk.read(EXAMPLE)
    const before = await desk.facts('OSLO')
    await desk.read('key,title,name,crm_reference,zone,weekday\nCALDER,,,,,\n')
    expect(await desk.facts('OSLO')).toEqual(before)
    expect((await desk.facts('CALDER')).account).toMatchObject({
      title: '',
      crmReference: null,
      name: 'Calder Freight',
      zone: 'Europe/London',
      publishWeekday: 5,
      scopeUrl: 'https://docs.brightline.example/calder-scope',
    })
  })

  it('keeps what somebody changes in Slack while it runs', async () => {
    await desk.read(EXAMPLE)
    const { id } = (await desk.facts('CALDER')).account
    const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
    // The change is made, not yet committed, when the import reads and wants to write.
    const importing = await desk.inside(async (tx) => {
      await changeAccount(tx, id, { publishTime: '11:00', title: 'From Slack' }, 'UMAYA')
      const reading = desk.read('key,title\nCALDER,From the file\n')
      while ((await desk.database.query(waiting)).length === 0) await new Promise((done) => setTimeout(done, 20))
      return { reading }
    })
    expect(await importing.reading).toMatchObject({ changed: 1 })
    expect((await desk.facts('CALDER')).account).toMatchObject({ title: 'From the file', publishTime: '11:00' })
  })

  it('ends one assignment and begins the next on the account’s own day when the file names another holder', async () => {
    await desk.read(EXAMPLE)
    desk.now = new Date('2026-11-17T23:30:00Z')
    const report = await desk.read('key,primary_contact,stakeholders\nOSLO,UANA,implementer=UWEI\n')
    const rows = await desk.database.query<{ role: string; who: string; starts_on: string; ends_on: string | null }>(
      `select role, coalesce(user_id, name) who, starts_on::text, ends_on::text from stakeholders
       where account_id = '${(await desk.facts('OSLO')).account.id}' and role in ('primary_contact', 'implementer', 'sales_rep') order by role, starts_on`,
    )
    expect(rows).toEqual([
      { role: 'implementer', who: 'U0JONAS01', starts_on: '2026-11-16', ends_on: '2026-11-18' },
      { role: 'implementer', who: 'UWEI', starts_on: '2026-11-18', ends_on: null },
      { role: 'primary_contact', who: 'Lars Moen', starts_on: '2026-11-16', ends_on: '2026-11-18' },
      { role: 'primary_contact', who: 'UANA', starts_on: '2026-11-18', ends_on: null },
      { role: 'sales_rep', who: 'U0DANA001', starts_on: '2026-11-16', ends_on: '2026-11-18' },
    ])
    expect(report.handovers.toSorted((a, b) => a.role.localeCompare(b.role))).toMatchObject([
      { role: 'primary_contact', leaver: { name: 'Lars Moen' }, newcomer: { userId: 'UANA' } },
      { role: 'sales_rep', leaver: { userId: 'U0DANA001' }, newcomer: null },
    ])
  })

  it('corrects an e-mail address without ending anybody’s assignment', async () => {
    await desk.read(EXAMPLE)
    const { id } = (await desk.facts('OSLO')).stakeholders.find(({ role }) => role === 'senior_buyer')!
    await desk.read('key,senior_buyer\nOSLO,Kari Berg <kari@oslo.example>\n')
    expect((await desk.facts('OSLO')).stakeholders).toContainEqual(
      expect.objectContaining({ id, email: 'kari@oslo.example', endsOn: null }),
    )
  })

  it('keeps the forecast of the weekly answers until the plan itself moves', async () => {
    await desk.read(EXAMPLE)
    const goLive = (await desk.facts('CALDER')).milestones[1]!
    await desk.inside((tx) => noteForecast(tx, goLive.id, '2026-12-21'))
    await desk.read(EXAMPLE)
    expect((await desk.facts('CALDER')).milestones[1]).toMatchObject({ id: goLive.id, forecastOn: '2026-12-21' })
    await desk.read('key,milestones\nCALDER,Records final=2026-11-18; go-live=2026-12-04/2026-12-18\n')
    expect((await desk.facts('CALDER')).milestones[1]).toMatchObject({
      id: goLive.id,
      name: 'go-live',
      plannedOn: '2026-12-18',
      forecastOn: '2026-12-18',
    })
  })

  it('keeps the last measured value of a success criterion, and says that the file has another', async () => {
    await desk.read(EXAMPLE)
    await desk.inside(async (tx) =>
      noteMeasure(tx, (await factsOfAll(tx)).find(({ account }) => account.key === 'CALDER')!.criteria[0]!.id, 2.5),
    )
    const report = await desk.read(EXAMPLE)
    expect((await desk.facts('CALDER')).criteria[0]).toMatchObject({ currentValue: 2.5 })
    expect(report).toMatchObject({ unchanged: 3 })
    expect(describeImport(report)).toContain('Line 2, Calder Freight: “Days to invoice” stays at 2.5')
  })

  it('keeps a reached milestone that the file no longer names', async () => {
    await desk.read(EXAMPLE)
    await desk.database.query(`update milestones set reached_on = '2026-11-18' where name = 'First district live'`)
    await desk.read('key,milestones\nOSLO,Go-live=2027-01-28\n')
    expect((await desk.facts('OSLO')).milestones.map(({ name }) => name)).toEqual(['First district live', 'Go-live'])
    expect(await desk.read('key,milestones\nOSLO,Go-live=2027-01-28\n')).toMatchObject({ unchanged: 1 })
    await desk.database.query(`update milestones set reached_on = '2027-01-28' where name = 'Go-live'`)
    await desk.read('key,milestones\nOSLO,Second district live=2027-03-01\n')
    expect((await desk.facts('OSLO')).milestones.filter(({ goLive }) => goLive).map(({ name }) => name)).toEqual([
      'Go-live',
    ])
  })

  it('takes an account’s working week from its country where the file does not say it', async () => {
    const rows = ['NILE,Nile,Africa/Cairo,EG,', 'OSLO,Oslo,Europe/Oslo,NO,', 'TLV,Tel,Asia/Jerusalem,IL,2026-11-19']
    await desk.read(['key,name,zone,country,first_publish_on', ...rows].join('\n'))
    const weeks = (await desk.everything()).map(({ account: { key, workingDays, publishWeekday } }) => [
      key,
      workingDays,
      publishWeekday,
    ])
    expect(weeks).toEqual([
      ['NILE', [1, 2, 3, 4, 7], 4],
      ['OSLO', [1, 2, 3, 4, 5], 5],
      ['TLV', [1, 2, 3, 4, 7], 4],
    ])
  })

  it('takes figures below zero, with and without a value now', async () => {
    await desk.read('key,name,zone,success_criteria\nA,Aqua,UTC,"Net margin=-4/-1,5/8 %; Delay=+3/0 days"\n')
    expect((await desk.facts('A')).criteria).toMatchObject([
      { name: 'Net margin', startValue: -4, currentValue: -1.5, targetValue: 8, unit: '%' },
      { name: 'Delay', startValue: 3, currentValue: null, targetValue: 0, unit: 'days' },
    ])
  })

  it('reads names that hold semicolons and equals signs', async () => {
    const text =
      'key,name,zone,milestones,stakeholders\nA,Aqua,UTC,"Phase 1\\; a=b=2026-12-04",customer_team=Ana\\; deputy\n'
    await desk.read(text)
    const { milestones, stakeholders } = await desk.facts('A')
    expect([milestones[0]!.name, stakeholders[0]!.name]).toEqual(['Phase 1; a=b', 'Ana; deputy'])
  })

  it('names what is still missing before an account’s weeks can begin', async () => {
    expect(describeImport(await desk.read(EXAMPLE))).toContain('a named senior buyer: Nile Retail')
  })

  it('keeps each workspace’s accounts apart', async () => {
    await desk.read(EXAMPLE)
    const mine = desk.workspaceId
    await desk.clear()
    expect(await desk.read(EXAMPLE)).toMatchObject({ added: 3 })
    desk.workspaceId = mine
    expect(await desk.everything()).toHaveLength(3)
  })
})
