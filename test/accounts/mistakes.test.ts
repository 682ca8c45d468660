import { describe, expect, it } from '@jest/globals'
import { problemsIn } from '../../src/features/imports/flow.ts'
import type { ImportRefusal } from '../../src/features/imports/report.ts'
import { EXAMPLE } from './desk.ts'
import { ACTIVE, desk, one, openReading, places, problemsOf } from './refused.ts'

openReading()

describe('a file that is not right', () => {
  it('changes nothing at all, however many rows are right', async () => {
    const text = `${EXAMPLE}BAD,Bad Account,,active,,,Europe/Stokholm${','.repeat(21)}\n`
    expect(await places(text)).toEqual([
      [5, 'state', 'active'],
      [5, 'zone', 'Europe/Stokholm'],
    ])
  })

  it.each([
    ['zone', 'Europe/Stokholm'],
    ['zone', '+02:00'],
    ['publish_zone', 'CEST?'],
    ['state', 'running'],
    ['country', 'XX'],
    ['working_days', 'Mon-Fry'],
    ['working_days', 'weekdays'],
    ['weekday', '5'],
    ['publish_time', '24:00'],
    ['close_time', '3pm'],
    ['every_weeks', '3'],
    ['first_publish_on', '2026-02-31'],
    ['first_publish_on', '20.11.2026'],
    ['signed_on', '31.8.2026'],
    ['owner', 'maya@brightline.example'],
    ['owner', 'Maya Lindqvist'],
    ['senior_buyer', 'Priya Shah <priya>'],
    ['buyer_channel', '#calder'],
    ['buyer_channel', 'U0PRIYA01'],
    ['buyer_email', 'priya'],
    ['team_channel', 'D0123'],
    ['scope_link', 'javascript:alert(1)'],
    ['stakeholders', 'implementor=U1'],
    ['stakeholders', 'owner=UMAYA'],
    ['stakeholders', 'implementer=Jonas'],
    ['milestones', 'Go-live=2026-02-31'],
    ['milestones', 'Go-live'],
    ['milestones', 'Go-live=2026-12-04/2026-12-14/2026-12-24'],
    ['success_criteria', 'Days to invoice=eleven'],
    ['success_criteria', 'Days to invoice=1/2/3/4'],
    ['name', 'x'.repeat(76)],
  ])('is refused where %s is “%s”, at its line and column', async (column, value) => {
    expect(await places(one({ [column]: value }))).toEqual([[2, column, value]])
  })

  it('names each wrong item of a list', async () => {
    const cell = 'implementer=U0JONAS01; implementer=Wei; implementer=U0JONAS01; tester=UTEST'
    expect((await places(one({ stakeholders: cell }))).map(([, , value]) => value)).toEqual([
      'implementer=Wei',
      'tester=UTEST',
      'implementer=U0JONAS01',
    ])
  })

  it('says everything that is wrong, each with line, column, value and what was expected', async () => {
    const text = 'key,name,zone,state\nA,,Europe/London,active\nA,Twice,Europe/Paris,\n,Nameless key,Europe/Nowhere,\n'
    expect(await places(text)).toEqual([
      [2, 'name', ''],
      [2, 'state', 'active'],
      [3, 'key', 'A'],
      [4, 'key', ''],
      [4, 'zone', 'Europe/Nowhere'],
    ])
    await expect(desk.read(one({ zone: 'Europe/Stokholm' }))).rejects.toThrow(
      'Line 2, column zone: “Europe/Stokholm”; expected: a time zone of a place, such as Europe/Stockholm\nNothing was imported: One thing is not right in this file.',
    )
  })

  it('shows a thousand problems and counts the rest', async () => {
    const rows = Array.from({ length: 1_070 }, (_, index) => `K${index},Name,Nowhere`)
    const message = await desk.read(['key,name,zone', ...rows].join('\n')).catch((error: Error) => error.message)
    expect(String(message).match(/^Line/gm)).toHaveLength(1_000)
    expect(message).toContain('… and 70 more.')
    expect(message).toContain('1070 things are not right')
  })

  it.each([
    ['weekday', 'Sun', {}],
    ['weekday', 'Sat', { working_days: 'Mon-Fri' }],
    ['weekday', 'Fri', { country: 'EG' }],
    ['weekday', 'Fri', { working_days: 'Sun-Thu', first_publish_on: '2026-11-20' }],
    ['first_publish_on', '2026-11-22', {}],
    ['first_publish_on', '2026-11-20', { country: 'SA' }],
  ])('is refused where %s is “%s” and nobody of the account works on that day', async (column, value, cells) => {
    const [problem, ...more] = await problemsOf(one({ ...cells, [column]: value }))
    expect(more).toEqual([])
    expect(problem).toMatchObject({ line: 2, column, value, expected: expect.stringContaining('a working day') })
  })

  it('lets nobody take an account’s publishing day out of its working days', async () => {
    await desk.read(EXAMPLE)
    await expect(desk.read('key,working_days\nCALDER,Mon-Thu\n')).rejects.toThrow(
      'Line 2, column working_days: “Mon Tue Wed Thu”; expected: also Fri, on which the account publishes',
    )
  })

  it('names an unknown, a missing and a doubled column', async () => {
    expect(await places('key,name,zone,colour\nA,B,UTC,red')).toEqual([[1, 'number 4', 'colour']])
    expect(await places('key,name,zone,\nA,B,UTC,red')).toEqual([[1, 'number 4', '']])
    expect(await places('name,zone\nB,UTC')).toEqual([[1, 'key', null]])
    expect(await places('key,name,zone,Name\nA,B,UTC,C')).toEqual([[1, 'number 4', 'Name']])
    await expect(desk.read('name,zone,colour\nB,UTC,red')).rejects.toThrow(
      /^Line 1, column number 3: “colour”; expected: the name of a column: key, name, .*\nLine 1, column key: missing; expected: this column/,
    )
  })

  it('hides nothing behind something else: table, columns, cells and accounts are all checked in one run', async () => {
    await desk.read('key,name,zone,buyer_channel\nREADS,Aqua,UTC,CBUYER\n')
    const text = [
      'key,name,zone,colour,state,team_channel,weekday,publish_zone',
      'A,,Europe/London,red,,CBUYER,,',
      'B,Bolt,Nowhere,blue,active,,,',
      'B,Bolt again,UTC,blue,,,,',
      'C,Cell "quoted" C,UTC,,,,,',
      'D,Short,UTC,,started',
      'E,Long,UTC,,,,,,,more',
      'F,Works on Sunday,Europe/Paris,,,,Sun,Pariss',
      'G,"Open',
      'H,Last,+02:00,,,,,',
    ].join('\n')
    const refusal = await desk.read(text).catch((error: unknown) => error)
    expect((refusal as ImportRefusal).problems.map(({ line, column, value }) => [line, column, value])).toEqual([
      [1, 'number 4', 'colour'],
      [2, 'name', ''],
      [2, 'team_channel', 'CBUYER'],
      [3, 'state', 'active'],
      [3, 'zone', 'Nowhere'],
      [4, 'key', 'B'],
      [5, null, ''],
      [6, null, ''],
      [6, 'state', 'started'],
      [7, null, ''],
      [8, 'publish_zone', 'Pariss'],
      [8, 'weekday', 'Sun'],
      [9, null, ''],
      [10, 'zone', '+02:00'],
    ])
  })

  it('draws no conclusion from a cell that is wrong', async () => {
    const cells = { ...ACTIVE, owner: 'Maya', first_publish_on: '20.11.2026', working_days: 'Mon-Fry', weekday: 'Sun' }
    expect(await places(one(cells))).toEqual([
      [2, 'working_days', 'Mon-Fry'],
      [2, 'first_publish_on', '20.11.2026'],
      [2, 'owner', 'Maya'],
    ])
    const [, state] = await problemsOf(one({ state: 'active', owner: 'Maya' })).then((all) => all.toReversed())
    expect(state!.expected).toBe(
      'not_started for now: it still needs a named senior buyer, a buyer channel or the buyer’s e-mail and a cadence that the buyer has agreed to (the first publishing date)',
    )
  })

  it('checks the file alone where there is no database, and says nothing of what the database may know', () => {
    const now = new Date('2026-11-16T08:00:00Z')
    expect(problemsIn(EXAMPLE, now)).toEqual([])
    const text =
      'key,state,paused_until,weekday,working_days,zone,colour\nA,active,,Sun,Mon-Fri,Nowhere,\nB,paused,,,,,\nA,,,,,,\n'
    expect(problemsIn(text, now).map(({ line, column, value }) => [line, column, value])).toEqual([
      [1, 'number 7', 'colour'],
      [2, 'zone', 'Nowhere'],
      [2, 'weekday', 'Sun'],
      [3, 'paused_until', ''],
      [4, 'key', 'A'],
    ])
  })

  it('asks a new account for its name and zone', async () => {
    expect(await places('key,title\nA,Rollout')).toEqual([
      [2, 'name', ''],
      [2, 'zone', ''],
    ])
  })

  it('lets no account be active that lacks its owner, buyer, channel or cadence, and says which', async () => {
    const [problem] = await problemsOf(one({ state: 'active', owner: 'UMAYA' }))
    expect(problem).toMatchObject({ line: 2, column: 'state', value: 'active' })
    expect(problem!.expected).toContain(
      'a named senior buyer, a buyer channel or the buyer’s e-mail and a cadence that the buyer has agreed to',
    )
    expect(await places(one(ACTIVE))).toEqual([])
  })

  it('does not let an active account lose what it needs', async () => {
    await desk.read(EXAMPLE)
    await expect(desk.read('key,senior_buyer\nCALDER,\n')).rejects.toThrow(
      'Line 2, column state: “active”; expected: not_started for now: it still needs a named senior buyer',
    )
    await expect(desk.read('key,crm_reference\nCALDER,CRM-1\n')).resolves.toMatchObject({ changed: 1 })
  })

  it('asks a paused account until when', async () => {
    expect(await places(one({ state: 'paused' }))).toEqual([[2, 'paused_until', '']])
  })

  it('refuses a week that nobody can meet, saying why', async () => {
    const [problem] = await problemsOf(
      one({ ...ACTIVE, working_days: 'Fri', publish_time: '00:30', close_time: '23:30' }),
    )
    expect(problem).toMatchObject({ line: 2, column: 'publish_time', value: '00:30' })
    expect(problem!.expected).toMatch(/working/)
  })

  it('refuses a first day on another weekday than the cadence’s', async () => {
    expect(await places(one({ ...ACTIVE, weekday: 'Thu' }))).toEqual([[2, 'first_publish_on', '2026-11-20']])
  })

  it('lets no team channel be a channel that a customer reads, in the file or before', async () => {
    const header = 'key,name,zone,buyer_channel,team_channel\n'
    expect(await places(`${header}A,Aqua,UTC,CBUYER,\nB,Bolt,UTC,,CBUYER\n`)).toEqual([[3, 'team_channel', 'CBUYER']])
    await desk.read(`${header}A,Aqua,UTC,CBUYER,CTEAM\n`)
    await expect(desk.read(`${header}B,Bolt,UTC,,CBUYER\n`)).rejects.toThrow('it is the buyer channel of Aqua')
    await expect(desk.read(`${header}B,Bolt,UTC,CTEAM,\n`)).rejects.toThrow('it is the team channel of Aqua')
  })

  it('is refused in words when it is empty, holds no account, or breaks off', async () => {
    expect(await problemsOf('')).toMatchObject([{ line: 1, expected: expect.stringContaining('empty') }])
    expect(await problemsOf('\n\n')).toMatchObject([{ expected: expect.stringContaining('empty') }])
    expect(await problemsOf('key,name\n')).toMatchObject([{ expected: expect.stringContaining('no account') }])
    expect(await problemsOf('key,name,zone\nA,"Open,UTC\nB,Next,UTC\n')).toMatchObject([
      { line: 2, expected: expect.stringContaining('never closed') },
    ])
    expect(await problemsOf('key,name,zone\nA,B "quoted" C,UTC\n')).toMatchObject([
      { line: 2, expected: expect.stringContaining('quotation mark') },
    ])
    expect(await problemsOf('key,name,zone\nA,B\n')).toMatchObject([
      { line: 2, column: null, expected: expect.stringContaining('2 cells') },
    ])
  })

  it('does not let a value steer the terminal on which it is shown', async () => {
    const message = await desk.read(one({ state: '\u001b[2J boo' })).catch((error: Error) => error.message)
    expect(message).not.toContain('\u001b')
  })
})
