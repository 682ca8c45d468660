import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startHandoff } from '../../src/features/handoffs/flow.ts'
import { keepMatter } from '../../src/features/knowledge/flow.ts'
import {
  BUYER_CHANNEL,
  brightline,
  type Cast,
  calderFile,
  castOf,
  importFile,
  TEAM_CHANNEL,
} from '../support/brightline.ts'
import { recordsChange } from '../support/changing.ts'
import { moveClock, type Player, turnsTo } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let cast: Cast
let kickoff: string
const accounts: Record<string, string> = {}
const until = (iso: string) => moveClock(story.playground.url, iso)

/** Calder Freight, and Oslo Water, which has not begun yet: so two kickoffs run at once. */
function file(): string {
  const stakeholders = 'implementation_lead=UJONAS01; implementer=UWEI0001; sales_rep=UDANA001'
  const [header, calder] = calderFile({ stakeholders }).trim().split('\n') as [string, string]
  const oslo = calder
    .replace('CALDER,Calder Freight,invoicing rollout,active', 'OSLO,Oslo Water,meter data,not_started')
    .replace(BUYER_CHANNEL, '')
  return `${header}\n${calder}\n${oslo}\n`
}

beforeAll(async () => {
  story = await startStory({ at: '2026-11-23T08:30:00Z', world: brightline })
  cast = castOf(story)
  await importFile(story, file())
  await story.database.query(`update people set country_override = 'US' where user_id = 'UDANA001'`)
  for (const { id, key } of await story.database.query<{ id: string; key: string }>('select id, key from accounts'))
    accounts[key] = id
  const begin = {
    kind: 'kickoff',
    form: 'short',
    anchorOn: '2026-11-23',
    giver: 'UDANA001',
    startedBy: 'UMAYA001',
  } as const
  kickoff = await story.act(async (tx) => {
    const oslo = await startHandoff(tx, { ...begin, accountId: accounts['OSLO']!, receiver: 'UWEI0001' })
    const later = { subject: 'Old meters', nature: 'later', sold: 'We deal with them later', bought: null } as const
    const form = { place: `h:${oslo.id}`, id: null, seal: null }
    await keepMatter(tx, DANA, form, { ...later, same: false, promisedOn: null, goLive: false })
    return (await startHandoff(tx, { ...begin, accountId: accounts['CALDER']!, receiver: 'UJONAS01' })).id
  })
  await story.settle()
})
afterAll(() => story.end())

const DANA = { userId: 'UDANA001', userTeamId: 'TBRIGHT1' }
/** What somebody was reminded of in messages of their own, a text a message. */
const reminded = async (who: Player): Promise<string[]> => {
  const channel = await who.dm().catch(() => null)
  return channel ? (await who.reads(channel)).filter((text) => /in (a handoff|handoffs) today/.test(text)) : []
}
const items = () =>
  story.database.query<{ id: string; position: number; due_on: string }>(
    'select id, position, due_on::text from handoff_items where handoff_id = $1 order by position',
    [kickoff],
  )
/** Opens one of Calder's items from the checklist, and what it offers. */
async function opensItem(who: Player, position: number, button?: string): Promise<string> {
  const { id } = (await items()).find((item) => item.position === position)!
  const form = await who.opens(who.choose(TEAM_CHANNEL, id, 'Calder Freight'))
  if (button) await who.pressInForm(button)
  return form
}

describe('a month of transitions, across a holiday', () => {
  it('each side’s days are working days of the account and of the person who answers for them', async () => {
    // Dana works in the United States: Thursday 26 November is Thanksgiving.
    const dues = (await items()).map(({ due_on }) => due_on)
    expect(dues.slice(0, 4)).toEqual(['2026-11-25', '2026-11-25', '2026-11-27', '2026-11-27'])
  })

  it('its person is reminded at nine where they are, on the day, in one message over all accounts', async () => {
    await until('2026-11-25T13:50:00Z')
    expect(await reminded(cast.dana)).toEqual([])
    await until('2026-11-25T14:10:00Z')
    const [message, ...more] = await reminded(cast.dana)
    expect(more).toEqual([])
    expect(message).toContain('5 things in handoffs today.')
    for (const account of ['Calder Freight', 'Oslo Water'])
      expect(message).toContain(`${account}: 1. Account record filled`)
    expect(message).toContain('(due Wed 25 Nov)')
    expect(message).toContain('Oslo Water: sold and bought differ, to be decided: “Old meters”')
  })

  it('what is handed on is told in the colleague’s next message of the day', async () => {
    await opensItem(cast.dana, 3, 'Hand it on…')
    await turnsTo(cast.dana, 'They read of it')
    await cast.dana.fill('Who does it', 'UWEI0001')
    expect(await cast.dana.submit()).toEqual({ ok: true })
    await story.settle()
    expect(await reminded(cast.wei)).toEqual([])
    await until('2026-11-26T01:10:00Z')
    // She is asked that morning anyway: it stands in the question.
    expect(await reminded(cast.wei)).toEqual([])
    const asked = (await cast.wei.reads(await cast.wei.dm())).at(-1)
    expect(asked).toContain('(handed to you, due Fri 27 Nov)')
    expect(asked).toContain('sold and bought differ, to be decided: “Old meters”')
  })

  it('nobody is reminded on their holiday, and again on the day after', async () => {
    await until('2026-11-26T23:00:00Z')
    expect(await reminded(cast.dana)).toHaveLength(1)
    await until('2026-11-27T14:10:00Z')
    expect((await reminded(cast.dana)).at(-1)).toContain('(overdue since Wed 25 Nov)')
  })

  it('after two working days the owner hears, and after four their leader', async () => {
    expect(await reminded(cast.maya)).toEqual([])
    await until('2026-11-30T08:10:00Z')
    const [heard] = await reminded(cast.maya)
    expect(heard).toContain('Late with others')
    expect(heard).toContain('(with Dana Reyes, overdue since Wed 25 Nov)')
    const late = () =>
      story.database.query('select cause, owner_id from exceptions where key = $1', [`handoff_late:${kickoff}`])
    const cause = expect.stringContaining('waits for items 1 (Dana Reyes), 2')
    expect(await late()).toEqual([{ cause, owner_id: null }])
    expect(await reminded(cast.ingrid)).toEqual([])
    await until('2026-12-02T08:10:00Z')
    expect(await reminded(cast.ingrid)).toHaveLength(1)
    expect(await late()).toEqual([{ cause, owner_id: 'UINGRID1' }])
  })

  it('on the day of the weekly question it stands in the question', async () => {
    // Jonas was asked this morning; his own items have been due since Friday.
    const all = await cast.jonas.reads(await cast.jonas.dm())
    expect(all.at(-1)).toContain('Also waiting for you, in handoffs')
    const before = await reminded(cast.jonas)
    expect(before.length).toBeGreaterThan(0)
    expect(before.join()).not.toContain('Wed 2 Dec')
    await until('2026-12-02T12:00:00Z')
    expect(await reminded(cast.jonas)).toHaveLength(before.length)
  })

  it('whoever puts it off with a reason is left in peace until then, and everybody can read it', async () => {
    for (const position of [1, 2]) {
      await opensItem(cast.dana, position, 'Put it off…')
      await turnsTo(cast.dana, 'It stays due')
      await cast.dana.fill('Until', '2026-12-08')
      await cast.dana.fill('What it waits for', 'The contract comes on Monday')
      expect(await cast.dana.submit()).toEqual({ ok: true })
      await story.settle()
    }
    const before = (await reminded(cast.dana)).length
    await until('2026-12-03T15:00:00Z')
    const since = (await reminded(cast.dana)).slice(before)
    expect(since.join()).not.toContain('Calder Freight: 1. Account record filled')
    expect(await opensItem(cast.maya, 1)).toContain(
      'Dana Reyes has put it off until Tue 8 Dec: The contract comes on Monday',
    )
    // Who answers for it goes on hearing of it, with the day until which it is put off.
    expect((await reminded(cast.maya)).at(-1)).toContain('overdue since Wed 25 Nov, put off until Tue 8 Dec)')
  })

  it('meanwhile two people change: their handoffs begin by themselves beside those that are late', async () => {
    await until('2026-12-07T09:00:00Z')
    await recordsChange(story, cast.maya, { account: 'Calder', role: 'primary_contact', newcomer: 'UANNA001' })
    await recordsChange(story, cast.maya, { account: 'Oslo', role: 'sales_rep', newcomer: 'URUBY001' })
    await cast.maya.command(TEAM_CHANNEL, '/handoff', 'status')
    const status = (await cast.maya.reads(TEAM_CHANNEL)).at(-1)!
    for (const one of [
      'Calder Freight: Sales → implementation: 0 of 9 done, 7 overdue.',
      'Oslo Water: Sales → implementation: 0 of 9 done, 7 overdue.',
      'Calder Freight: Primary contact, old → new: 0 of 10 done.',
      'Oslo Water: Sales rep, old → new (Ruby Walsh): 0 of 6 done.',
    ])
      expect(status).toContain(one)
  })

  it('what was put off is back on its day, in one message with what has become due since', async () => {
    const before = (await reminded(cast.dana)).length
    await until('2026-12-08T14:10:00Z')
    const message = (await reminded(cast.dana)).slice(before).at(-1)!
    expect(message).toContain('Calder Freight: 1. Account record filled')
    expect(message).toContain('Oslo Water: 2. Whoever at the customer works with them has heard it from us in person')
  })

  it('in four weeks nobody has more than one message a day, and none on a day off', async () => {
    await until('2026-12-21T23:00:00Z')
    const days = await story.database.query<{
      who: string
      day: string
      reminders: number
      questions: number
      dow: number
    }>(
      `select channel as who, (created_at at time zone p.zone)::date::text as day,
         extract(isodow from created_at at time zone p.zone)::int as dow,
         (count(*) filter (where kind = 'handoffs.remind'))::int as reminders,
         (count(*) filter (where kind = 'checkins.ask'))::int as questions
       from deliveries join people p on p.user_id = channel
       where kind in ('handoffs.remind', 'checkins.ask') and sent_at is not null group by 1, 2, 3`,
    )
    const told = days.filter(({ reminders }) => reminders > 0)
    const people = ['UDANA001', 'UINGRID1', 'UJONAS01', 'UMAYA001', 'URUBY001', 'UWEI0001']
    expect([...new Set(told.map(({ who }) => who))].sort()).toEqual(people)
    expect(told.length).toBeGreaterThan(60)
    expect(told.filter(({ reminders, questions, dow }) => reminders > 1 || questions > 0 || dow > 5)).toEqual([])
    expect(told.filter(({ who, day }) => who === 'UDANA001' && day === '2026-11-26')).toEqual([])
  })

  it('once all of it is done and accepted, nobody hears of it any more', async () => {
    await story.database.query(
      `update handoff_items set state = 'done', done_by = 'UMAYA001', done_at = '2026-12-21T12:00:00Z'`,
    )
    await cast.jonas.press(TEAM_CHANNEL, 'Accept the handoff', 'Calder Freight: Sales → implementation')
    await cast.jonas.press(TEAM_CHANNEL, 'Accept the handoff', 'Calder Freight: Primary contact, old → new')
    await cast.ruby.press(TEAM_CHANNEL, 'Accept the handoff', 'Oslo Water: Sales rep, old → new')
    await story.settle()
    // Of Oslo's kickoff one difference is open still.
    await cast.wei.opens(cast.wei.press(TEAM_CHANNEL, 'Accept the handoff', 'Oslo Water: Sales → implementation'))
    expect(await cast.wei.form()).toContain('is not decided yet: “Old meters”')
    const sent = async () =>
      (await story.database.query(`select id from deliveries where kind = 'handoffs.remind' and sent_at is not null`))
        .length
    const before = await sent()
    await until('2026-12-22T23:00:00Z')
    expect(await sent()).toBe(before)
    const open = await story.database.query(
      `select split_part(key, ':', 1) as kind from exceptions where closed_at is null and key ~ '^(handoff_late|sold_undecided):'`,
    )
    expect(open).toEqual([{ kind: 'sold_undecided' }])
    expect(await cast.maya.home()).toContain('nobody has decided: “Old meters”')
  })
})
