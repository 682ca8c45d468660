import { beforeEach, describe, expect, it } from '@jest/globals'
import { factsOf } from '../../src/features/accounts/flow.ts'
import { recentChanges } from '../../src/features/contacts/flow.ts'
import { acceptHandoff } from '../../src/features/handoffs/accepting.ts'
import { completedFor, itemsOf } from '../../src/features/handoffs/flow.ts'
import { answerHandoff } from '../../src/features/handoffs/forms.ts'
import { KINDS, runsBeside } from '../../src/features/handoffs/model.ts'
import { statusText } from '../../src/features/home/command.ts'
import { CALDER, MAYA, seatTwoLeads } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, finish, zones, causes } = takeSeat()

const NOOR = { userId: 'UNOOR', userTeamId: 'T1' }
const RUBY = { userId: 'URUBY', userTeamId: 'T1' }
const crm = { source: 'webhook', reportedBy: 'CRM', role: 'implementation_lead' } as const

/** By name, so that a row reads 'UJONAS → URUBY'. */
const handoffs = async (state = 'running') =>
  (
    await desk.query<{ who: string }>(
      `select leaver || ' → ' || newcomer as who from handoffs where state = $1 order by started_at, leaver`,
      [state],
    )
  ).map(({ who }) => who)
const leads = async () => (await desk.held('implementation_lead')).toSorted()
const takes = (leaver: string, newcomer: string | null, effectiveOn: string) =>
  tell({ ...crm, leaver, newcomer: newcomer === null ? null : { userId: newcomer }, effectiveOn })
const accepts = async (who: typeof NOOR) => {
  const [one] = await desk.query<{ id: string }>('select id from handoffs where receiver = $1', [who.userId])
  await desk.act((tx) => acceptHandoff(tx, who, one!.id))
}
const RUBYS = 'UJONAS → URUBY'
const NOORS = 'UWEI → UNOOR'

/** Ruby follows Jonas, and a week later Noor follows Wei. */
beforeEach(async () => {
  await seatTwoLeads(desk)
  await takes('UJONAS', 'URUBY', '2026-11-23')
  await desk.until('2026-11-30T09:00:00Z')
  await takes('UWEI', 'UNOOR', '2026-11-30')
})

describe('where two who hold one role are followed one after the other', () => {
  it('both transitions go on, each until it is accepted', async () => {
    expect(await handoffs()).toEqual([RUBYS, NOORS])
    expect(await zones()).toHaveLength(2)
    await finish()
    await accepts(NOOR)
    expect(await handoffs()).toEqual([RUBYS])
    expect(await zones()).toHaveLength(1)
    await accepts(RUBY)
    expect(await zones()).toEqual([])
    await desk.until('2026-12-02T09:00:00Z')
    expect((await team()).map((text) => text.match(/handoff was accepted by \w+/)?.[0])).toEqual([
      'handoff was accepted by Ruby',
      'handoff was accepted by Noor',
    ])
  })

  it('our own people tell them apart by name, and the customer reads of both', async () => {
    const status = await desk.act((tx) => statusText(tx, 'UMAYA'))
    expect(status).toContain('New implementation lead (Ruby Park), in transition until')
    expect(status).toContain('New implementation lead (Noor Aziz), in transition until')
    const running = await desk.act((tx) => answerHandoff(tx, MAYA, 'status'))
    expect(running).toContain('Implementation lead, old → new (Ruby Park): 0 of')
    expect(running).toContain('Implementation lead, old → new (Noor Aziz): 0 of')
    const changes = await desk.act((tx) => recentChanges(tx, CALDER, new Date('2026-11-20')))
    expect(changes.map(({ newcomerName, inTransitionUntil }) => [newcomerName, inTransitionUntil !== null])).toEqual([
      ['Ruby Park', true],
      ['Noor Aziz', true],
    ])
  })

  it('whoever gives in both reads for whom something is to be done', async () => {
    await desk.query(`update handoffs set giver = 'UMAYA'`)
    const texts = (await desk.act((tx) => itemsOf(tx, 'UMAYA'))).map(({ text }) => text)
    expect(
      texts.filter((text) => text.startsWith('Said inside')).map((text) => text.match(/\(for .*\)$/)?.[0]),
    ).toEqual(['(for Ruby Park)', '(for Noor Aziz)'])
  })

  it('the customer reads of each who has taken everything over', async () => {
    await finish()
    await accepts(NOOR)
    await accepts(RUBY)
    const lines = await desk.act(async (tx) => completedFor(tx, await factsOf(tx, CALDER), new Date('2026-11-20')))
    expect(lines.toSorted()).toEqual([
      'Noor Aziz has taken everything over as your implementation lead',
      'Ruby Park has taken everything over as your implementation lead',
    ])
  })

  it('who follows the newcomer of one takes the place of that one alone', async () => {
    await takes('URUBY', 'UADA', '2026-11-30')
    expect(await handoffs()).toEqual([NOORS, 'URUBY → UADA'].toSorted())
    expect(await handoffs('replaced')).toEqual([RUBYS])
    expect(await zones()).toHaveLength(2)
  })

  it('nobody waits for a role that one of two still holds', async () => {
    expect((await causes()).filter((cause) => cause.startsWith('Nobody is'))).toEqual([])
  })
})

describe('of two changes of one role that stand beside each other', () => {
  it.each([
    ['on the day of the other', '2026-11-30'],
    ['on its own day', '2026-11-23'],
  ])('the first one is put right %s', async (_title, effectiveOn) => {
    expect(await takes('UJONAS', 'UADA', effectiveOn)).toMatchObject({ outcome: 'corrected' })
    expect(await handoffs()).toEqual(['UJONAS → UADA', NOORS])
    expect(await leads()).toContain('UNOOR 2026-11-30')
    expect(await team()).toHaveLength(2)
  })

  it('the last one is put right', async () => {
    expect(await takes('UWEI', 'UADA', '2026-11-30')).toMatchObject({ outcome: 'corrected' })
    expect(await handoffs()).toEqual([RUBYS, 'UWEI → UADA'])
  })

  it('neither is put right by a report that does not say whom it is about', async () => {
    await expect(tell({ ...crm, newcomer: { userId: 'UADA' }, effectiveOn: '2026-11-30' })).rejects.toThrow(
      'hold the role of implementation lead. Please say who of them leaves.',
    )
    expect(await handoffs()).toEqual([RUBYS, NOORS])
  })

  it('each is known when it is told again', async () => {
    expect(await takes('UJONAS', 'URUBY', '2026-11-30')).toMatchObject({ outcome: 'merged' })
    expect(await takes('UWEI', 'UNOOR', '2026-11-30')).toMatchObject({ outcome: 'merged' })
    expect(await team()).toHaveLength(2)
  })

  it('the first one is taken back, and the other goes on', async () => {
    expect(await takes('URUBY', 'UJONAS', '2026-11-23')).toMatchObject({ outcome: 'reversed' })
    expect(await handoffs()).toEqual([NOORS])
    expect(await leads()).toEqual(['UJONAS 2026-09-01', 'UNOOR 2026-11-30', 'UWEI 2026-09-02 2026-11-30'])
    expect(await zones()).toHaveLength(1)
  })

  it('the first one goes on where it was when it is told again after it was taken back', async () => {
    await takes('URUBY', 'UJONAS', '2026-11-23')
    expect(await takes('UJONAS', 'URUBY', '2026-11-30')).toMatchObject({ outcome: 'revived' })
    expect(await handoffs()).toEqual([RUBYS, NOORS])
    expect(await handoffs('withdrawn')).toEqual([])
    expect(await team()).toHaveLength(2)
  })
})

describe('of two who hold one role, one whom nobody follows yet', () => {
  beforeEach(async () => {
    await desk.until('2026-12-02T09:00:00Z')
    await takes('UNOOR', null, '2026-12-02')
  })

  it('is followed later, and the other stays', async () => {
    expect(await takes('UNOOR', 'UADA', '2026-12-02')).toMatchObject({ outcome: 'corrected' })
    expect(await leads()).toEqual(expect.arrayContaining(['URUBY 2026-11-23', 'UADA 2026-12-02']))
    expect(await handoffs()).toEqual([RUBYS, 'UNOOR → UADA'])
  })

  it('stays after all, and the other, too', async () => {
    expect(await tell({ ...crm, newcomer: { userId: 'UNOOR' }, effectiveOn: '2026-12-02' })).toMatchObject({
      outcome: 'reversed',
    })
    expect(await leads()).toEqual(expect.arrayContaining(['URUBY 2026-11-23', 'UNOOR 2026-11-30']))
  })
})

describe('of two who hold one role, one', () => {
  beforeEach(() => desk.until('2026-11-30T10:00:00Z'))

  it('takes all over from the other, and is known by that', async () => {
    await takes('UNOOR', 'URUBY', '2026-11-30')
    expect(await leads()).toContain('UNOOR 2026-11-30 2026-11-30')
    expect((await leads()).filter((row) => row.split(' ').length === 2)).toEqual(['URUBY 2026-11-23'])
    expect(await handoffs()).toEqual([RUBYS, 'UNOOR → URUBY'])
    expect(await takes('UNOOR', 'URUBY', '2026-11-30')).toMatchObject({ outcome: 'merged' })
  })

  it('who was to leave on a day and has left before is not left in place of the other', async () => {
    await tell({
      ...{ reportedBy: 'UMAYA', role: 'implementation_lead', leaver: 'UNOOR', newcomer: { userId: 'UADA' } },
      ...{ notPublicYet: true, effectiveOn: '2026-12-07' },
    })
    await takes('UNOOR', 'UJONAS', '2026-12-01')
    await desk.until('2026-12-07T09:00:00Z')
    expect(await leads()).toEqual(expect.arrayContaining(['URUBY 2026-11-23', 'UJONAS 2026-12-01 2026-12-07']))
    expect(await team()).toContainEqual(expect.stringContaining('Ada Marsh takes over from Jonas Weber'))
  })
})

it('of every other kind the database lets one run at a time', async () => {
  const [index] = await desk.query<{ definition: string }>(
    `select indexdef as definition from pg_indexes where indexname = 'handoffs_one_running'`,
  )
  expect(KINDS.filter((kind) => index!.definition.includes(`'${kind}'`))).toEqual(KINDS.filter(runsBeside))
})
