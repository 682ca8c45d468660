import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { factsOf } from '../../src/features/accounts/flow.ts'
import * as flow from '../../src/features/contacts/flow.ts'
import { overrideHandoff } from '../../src/features/handoffs/accepting.ts'
import { runningHandoffs } from '../../src/features/handoffs/flow.ts'
import { importAccounts } from '../../src/features/imports/flow.ts'
import type { Entry } from '../../src/features/records/model.ts'
import { peopleTroubles } from '../../src/features/records/people.ts'
import { lock } from '../../src/platform/postgres/lock.ts'
import { ADA, CALDER, JONAS, MAYA } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team } = takeSeat()
const ELSEWHERE = 'Oskar Dahl belongs to another customer and not to Calder Freight.'
const FIELDS = { role: 'r', leaver: 'l', newcomer: 'n', on: 'o', until: 'u', words: 'w' }
const SECRET = { notPublicYet: true, effectiveOn: '2026-11-27', reportedBy: 'UMAYA' }

describe('what is not public yet', () => {
  it('is neither told to a colleague who records something else, nor touched by it', async () => {
    const secret = await tell(SECRET)
    const theirs = await tell({ newcomer: { name: 'Ann Reyes' }, effectiveOn: '2026-11-25' })
    expect(theirs.outcome).toBe('new')
    expect(await team()).toHaveLength(1)
    expect((await team())[0]).toContain('Ann Reyes')
    expect(JSON.stringify(await team())).not.toContain('Tomás')
    const [kept] = await desk.query('select private, newcomer from contact_changes where id = $1', [secret.changeId])
    expect(kept).toEqual({ private: true, newcomer: 'UTOMAS' })
  })

  it('stays unsaid to a colleague who guesses it, and the team hears of the newcomer once', async () => {
    const secret = await tell(SECRET)
    const guess = await tell({ effectiveOn: '2026-11-27' })
    expect(guess).toMatchObject({ outcome: 'new' })
    expect(guess.changeId).not.toBe(secret.changeId)
    await desk.until('2026-11-27T12:00:00Z')
    expect(await team()).toHaveLength(1)
    expect((await desk.held('primary_contact')).at(-1)).toBe('UTOMAS 2026-11-27')
  })

  it('is put right by whoever may know of it, and stays unsaid', async () => {
    await tell(SECRET)
    expect((await tell({ ...SECRET, newcomer: { name: 'Ann Reyes' } })).outcome).toBe('corrected')
    expect(await team()).toEqual([])
  })
})

describe('our own roles', () => {
  it.each(['owner', 'success_manager', 'leader'] as const)('of %s go to nobody who is not in Slack', async (role) => {
    const before = await desk.held(role)
    await expect(tell({ role, newcomer: { name: 'Zed Nobody' } })).rejects.toThrow(
      'Please choose a colleague in Slack.',
    )
    expect(await desk.held(role)).toEqual(before)
  })
})

describe('somebody of the customer’s whom Slack counts among our own team', () => {
  const OURS = 'Ana Ruiz stands for the customer on this account (primary contact), and'
  const anaIsOurs = () => desk.query(`update people set team_id = 'T1', guest = false where user_id = 'UANA'`)

  it.each(['slack', 'webhook'] as const)('is given no role of ours, and keeps one of theirs: by %s', async (source) => {
    await anaIsOurs()
    const told = { source, role: 'implementation_lead', newcomer: { userId: 'UANA' } } as const
    await expect(tell({ ...told, fields: FIELDS })).rejects.toMatchObject({
      message: `${OURS} the implementation lead is one of us. Please choose another person, or say first who follows them there.`,
      field: 'n',
    })
    expect(await desk.held('implementation_lead')).toEqual(['UJONAS 2026-09-01'])
    expect(await tell({ source, role: 'senior_buyer', newcomer: { userId: 'UANA' } })).toMatchObject({ outcome: 'new' })
    expect((await desk.held('senior_buyer')).at(-1)).toBe('UANA 2026-11-23')
  })

  it('is ours once others hold what was theirs', async () => {
    await anaIsOurs()
    await tell()
    await tell({ role: 'implementation_lead', newcomer: { userId: 'UANA' } })
    expect((await desk.held('implementation_lead')).at(-1)).toBe('UANA 2026-11-23')
  })

  it('is named for one by no form and no file either', async () => {
    await anaIsOurs()
    const trouble = await desk.act(async (tx) => peopleTroubles(tx, { owner: 'UANA' }, await factsOf(tx, CALDER)))
    expect(trouble).toEqual({ owner: expect.stringContaining(OURS) })
    const file = 'key,leader,stakeholders\ncalder,UANA,customer_team=UTOMAS; implementer=UTOMAS\n'
    await expect(desk.act((tx) => importAccounts(tx, file, { dryRun: true }))).rejects.toThrow(
      /column leader: “UANA”; expected: somebody of ours; on this account they stand for the customer \(primary contact\)[\s\S]*column stakeholders: “UTOMAS”.*\(customer team\)/,
    )
  })
})

describe('priorities', () => {
  it('that are other ones again are another change, and both stand in the team channel', async () => {
    const change = (words: string) => tell({ role: 'priorities', newcomer: null, words })
    await change('Cost before speed')
    expect((await change('The Jakarta site first')).outcome).toBe('new')
    expect((await change('the jakarta site first')).outcome).toBe('merged')
    const told = (await team()).join('\n')
    expect(await team()).toHaveLength(2)
    for (const words of ['Cost before speed', 'The Jakarta site first']) expect(told).toContain(words)
  })
})

describe('a change whose transition is complete', () => {
  it('is neither taken back nor put right: it stands in the history', async () => {
    const { changeId } = await tell()
    const [{ handoff_id: handoff }] = (await desk.query<{ handoff_id: string }>(
      'select handoff_id from contact_changes where id = $1',
      [changeId],
    )) as [{ handoff_id: string }]
    await desk.act((tx) => overrideHandoff(tx, ADA, handoff, 'All of it was done by phone'))
    for (const act of [flow.takeBackChange, flow.openCorrection])
      await expect(desk.act<unknown>((tx) => act(tx, MAYA, changeId))).rejects.toThrow('The transition is complete')
    expect((await desk.held('primary_contact')).at(-1)).toBe('UTOMAS 2026-11-23')
  })

  it('nor where it is accepted while somebody takes it back or tells of somebody else: whoever accepted took over', async () => {
    const { changeId } = await tell()
    let back: Promise<unknown> | undefined
    let other: Promise<{ outcome: string }> | undefined
    await desk.act(async (tx) => {
      await overrideHandoff(tx, ADA, (await runningHandoffs(tx))[0]!.handoff.id, 'All of it was done by phone')
      back = expect(desk.act((own) => flow.takeBackChange(own, MAYA, changeId))).rejects.toThrow('is complete')
      await new Promise((resolve) => setTimeout(resolve, 150))
      other = tell({ newcomer: { userId: 'UPRIYA' } })
      await new Promise((resolve) => setTimeout(resolve, 150))
    })
    await back
    expect(await other).toMatchObject({ outcome: 'new' })
    expect(await desk.query(`select state from contact_changes`)).toEqual([
      { state: 'standing' },
      { state: 'standing' },
    ])
  })
})

describe('a change by which nobody took a role over', () => {
  it('is not taken back: nobody reads that somebody goes on who has left', async () => {
    const { changeId } = await tell({ effectiveOn: '2026-11-25' })
    await desk.query(
      `update stakeholders set user_id = 'UTOMAS', starts_on = '2026-11-24' where role = 'primary_contact' and ends_on is null`,
    )
    await desk.until('2026-11-25T12:00:00Z')
    const before = await team()
    await expect(desk.act((tx) => flow.takeBackChange(tx, MAYA, changeId))).rejects.toThrow('held it before')
    expect(await team()).toEqual(before)
    expect((await tell({ newcomer: { userId: 'UANA' }, effectiveOn: '2026-11-25' })).outcome).toBe('new')
    expect((await desk.held('primary_contact')).at(-1)).toBe('UANA 2026-11-25')
  })
})

describe('two who change one account at once', () => {
  it('come one after the other: nobody holds a change while they wait for the account', async () => {
    const { changeId } = await tell()
    let back: Promise<void> | undefined
    await desk.act(async (tx) => {
      await lock(tx.db, 'contacts', CALDER)
      back = desk.act((other) => flow.takeBackChange(other, MAYA, changeId))
      await new Promise((resolve) => setTimeout(resolve, 150))
      await sql`select id from contact_changes where id = ${changeId} for update nowait`.execute(tx.db)
    })
    await back
    expect(await desk.held('primary_contact')).toEqual(['UANA 2026-09-01'])
  })
})

describe('a change that a report takes back', () => {
  it('asks nobody to acknowledge it any more', async () => {
    await tell({ source: 'webhook', reportedBy: 'crm' })
    await desk.until('2026-11-26T12:00:00Z')
    const open = () =>
      desk.query(`select cause from exceptions where closed_at is null and cause like 'Nobody has acknowledged%'`)
    expect(await open()).toHaveLength(1)
    const back = await tell({ source: 'webhook', reportedBy: 'crm', newcomer: { userId: 'UANA' } })
    expect(back.outcome).toBe('reversed')
    expect(await open()).toEqual([])
  })
})

describe('welcomes that wait', () => {
  it('are of those only who hold the role still', async () => {
    await tell()
    await tell({ newcomer: { userId: 'UPRIYA' }, leaver: 'UTOMAS', effectiveOn: '2026-11-23' })
    const waiting = await desk.act((tx) => flow.waitingWelcomes(tx, [CALDER]))
    expect(waiting.map(({ newcomerName }) => newcomerName)).toEqual(['Priya Shah'])
    await expect(desk.act((tx) => flow.openWelcome(tx, JONAS, waiting[0]!.changeId))).rejects.toThrow('Only Maya')
  })
})

describe('the people of an account', () => {
  it.each<[string, Entry, Record<string, string>]>([
    ['one of the customer', { primary_contact: 'UTOMAS' }, {}],
    ['one of another customer', { primary_contact: 'UOSKAR' }, { primary_contact: ELSEWHERE }],
    ['one of another customer among several', { customer_team: ['UTOMAS', 'UOSKAR'] }, { customer_team: ELSEWHERE }],
    ['one of ours for one of theirs', { senior_buyer: 'UWEI' }, { senior_buyer: 'Wei Chen is one of our own team' }],
    ['one of theirs for one of ours', { owner: 'UPRIYA' }, { owner: 'Priya Shah is not of our own team' }],
    ['one of another customer for one of ours', { owner: 'UOSKAR' }, { owner: 'Oskar Dahl is not of our own team' }],
    ['our own', { owner: 'UJONAS', leader: 'UINGRID' }, {}],
    [
      'two ways of naming one',
      { primary_contact: 'UTOMAS', primary_contact_written: 'Tom' },
      {
        primary_contact_written: 'Please name one person',
      },
    ],
  ])('as the form takes them or not: %s', async (_title, entry, expected) => {
    const troubles = await desk.act(async (tx) => peopleTroubles(tx, entry, await factsOf(tx, CALDER)))
    expect(troubles).toEqual(
      Object.fromEntries(Object.entries(expected).map(([field, words]) => [field, expect.stringContaining(words)])),
    )
  })

  it('may be of any customer while the account is not known yet', async () => {
    expect(await desk.act((tx) => peopleTroubles(tx, { primary_contact: 'UOSKAR' }))).toEqual({})
  })
})

describe('what was typed into the form of a change', () => {
  const nothing = { leaver: null, written: null, temporaryUntil: null, notPublicYet: false, words: null, memory: {} }
  const typed = { ...nothing, accountId: CALDER, isEmpty: false, effectiveOn: '2026-11-23' }
  it.each([
    ['the words, where somebody comes', { role: 'primary_contact', userId: 'UTOMAS', words: 'Reports' }, 'read only'],
    ['who leaves, where priorities change', { role: 'priorities', leaver: 'UANA', words: 'Reports' }, 'nobody comes'],
    ['the person, where priorities change', { role: 'priorities', userId: 'UTOMAS', words: 'Reports' }, 'nobody comes'],
    [
      'the last day, where nobody comes',
      { role: 'primary_contact', isEmpty: true, temporaryUntil: '2026-12-01' },
      'day',
    ],
    [
      'the last day of priorities',
      { role: 'priorities', words: 'Reports', temporaryUntil: '2026-12-01' },
      'A last day',
    ],
  ] as const)('is not dropped without a word: %s', async (_, said, words) => {
    const form = { ...typed, userId: null, ...said }
    await expect(desk.act((tx) => flow.recordContactChange(tx, MAYA, form))).rejects.toThrow(words)
    expect(await team()).toEqual([])
  })
})
