import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { silenceLook } from '#features/digests/flow.ts'
import { closeByHand, look, openExceptions } from '#features/exceptions/flow.ts'
import { openAccount } from '../../src/features/home/account.ts'
import { stateLook } from '../../src/features/states/flow.ts'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let calder: string
beforeAll(async () => {
  story = await startStory({ at: '2026-11-27T12:00:00Z', world: calderWorld })
  calder = await addCalder(story, { state: 'active', first_publish_on: '2026-11-13' })
  await story.app.meetPeople()
  for (const [number, day] of ['2026-11-13', '2026-11-20', '2026-11-27'].entries()) await publish(number + 1, day)
})
afterAll(() => story.end())

const query = (text: string, ...values: unknown[]) =>
  story.database.query<{ id: string }>(text, [story.app.workspaceId, calder, ...values])

/** Keeps an update as published on a day. */
async function publish(number: number, day: string): Promise<string> {
  const [round] = await query(
    `insert into rounds (workspace_id, account_id, publish_on, number, close_at, publish_at, state)
     values ($1, $2, $3, $4, $5, $5, 'published') returning id`,
    day,
    number,
    `${day}T09:30:00Z`,
  )
  const [digest] = await query(
    `insert into digests (workspace_id, account_id, round_id, publish_on, state, needs_approval, content, published_at)
     values ($1, $2, $3, $4, 'published', false, '{}', $5) returning id`,
    round!.id,
    day,
    `${day}T09:30:00Z`,
  )
  await query(
    `insert into deliveries (workspace_id, account_id, key, kind, audience, channel, message, state, ts, created_at)
     values ($1, $2, $3, 'digest', 'customer', 'CCALDER', '{}', 'sent', $4, $5)`,
    `digest:${round!.id}`,
    `${number}.000100`,
    `${day}T09:30:00Z`,
  )
  return digest!.id
}

/** The silences that are open after a look on a day at noon. */
const openOn = (day: string) =>
  story.act(async (tx) => {
    const then = { ...tx, now: new Date(`${day}T12:00:00Z`) }
    await look(then, [silenceLook], {})
    return (await openExceptions(then, [calder])).filter(({ key }) => key.startsWith('silent:'))
  })

describe('a senior buyer who gives no sign', () => {
  it('is no silence before the third update had a day to be read', async () => {
    expect(await openOn('2026-11-27')).toEqual([])
  })

  it('is no silence where they read e-mail, which tells us nothing', async () => {
    await query(
      'update accounts set buyer_channel = null, buyer_email = $3 where workspace_id = $1 and id = $2',
      'p@calder.example',
    )
    expect(await openOn('2026-11-30')).toEqual([])
    await query(`update accounts set buyer_channel = 'CCALDER' where workspace_id = $1 and id = $2`)
  })

  it('is no silence of an update that waits for their channel, or that was a letter', async () => {
    const { query } = story.database
    await query(
      `update deliveries set ts = null where key = (select max(key) from deliveries where key like 'digest:%')`,
    )
    expect(await openOn('2026-11-30')).toEqual([])
    await query(
      `update deliveries set ts = '1.000100', key = key || ':email', surface = 'email' where ts is null and key like 'digest:%'`,
    )
    expect(await openOn('2026-11-30')).toEqual([])
    await query(`update deliveries set key = replace(key, ':email', ''), surface = 'message' where key like 'digest:%'`)
  })

  it('is the owner’s to phone after three updates', async () => {
    expect(await openOn('2026-11-30')).toMatchObject([
      {
        ownerId: 'UMAYA',
        cause: 'Priya Shah has neither seen nor answered an update since Fri 13 Nov.',
        action: 'Please phone Priya.',
        dueOn: '2026-12-02',
      },
    ])
  })

  it('is told once for one silence, however long it lasts', async () => {
    const [{ id } = { id: '' }] = await openOn('2026-11-30')
    await story.act((tx) => closeByHand(tx, 'UMAYA', id, 'Phoned; she reads on her way.'))
    await publish(4, '2026-12-04')
    expect(await openOn('2026-12-07')).toEqual([])
  })

  it('is told again for the next silence, and ends by itself when they are heard from', async () => {
    const [last] = await story.database.query<{ id: string }>('select id from digests order by publish_on desc limit 1')
    await query(
      `insert into digest_seen (workspace_id, digest_id, user_id, seen_at) select $1, $3, 'UPRIYA', '2026-12-07T12:00Z' where $2::uuid is not null`,
      last!.id,
    )
    for (const [number, day] of ['2026-12-11', '2026-12-18'].entries()) await publish(number + 5, day)
    const late = await publish(7, '2026-12-25')
    expect(await openOn('2026-12-28')).toMatchObject([
      { cause: 'Priya Shah has neither seen nor answered an update since Fri 11 Dec.' },
    ])
    await query(
      `insert into digest_seen (workspace_id, digest_id, user_id, seen_at) select $1, $3, 'UPRIYA', '2026-12-28T12:00Z' where $2::uuid is not null`,
      late,
    )
    expect(await openOn('2026-12-29')).toEqual([])
  })
})

describe('a buyer who has signed and hears nothing', () => {
  const quietOn = (day: string) =>
    story.act(async (tx) => {
      const then = { ...tx, now: new Date(`${day}T12:00:00Z`) }
      await look(then, [stateLook], {})
      const { blocks } = await openAccount(then, 'UMAYA', calder)
      const open = (await openExceptions(then, [calder])).filter(({ key }) => key.startsWith('quiet_start:'))
      return { open, account: JSON.stringify(blocks) }
    })
  const now = (change: string) => query(`update accounts set ${change} where workspace_id = $1 and id = $2`)

  it('is counted in the account’s view, and after ten working days their owner’s to call', async () => {
    await now(`state = 'not_started', signed_on = '2027-01-04', last_word_at = null`)
    expect(await quietOn('2027-01-18')).toMatchObject({
      open: [],
      account: expect.stringContaining('Signed 10 working days ago; no word to the buyer yet'),
    })
    expect((await quietOn('2027-01-19')).open).toMatchObject([
      {
        ownerId: 'UMAYA',
        cause: 'It was signed on Mon 4 Jan, and the buyer has heard nothing from us yet.',
        dueOn: '2027-01-20',
      },
    ])
    // Its go-live of 14 December has passed, and nobody has said that it was reached.
    expect((await quietOn('2027-01-19')).account).toContain('Go-live was forecast for Mon 14 Dec: was it reached?')
    // Found again, it is no later than it was.
    expect((await quietOn('2027-01-22')).open).toMatchObject([{ dueOn: '2027-01-20' }])
  })

  it('closes by itself when they were told something, and when the updates begin', async () => {
    await now(`last_word_at = '2027-01-22T13:00:00Z'`)
    expect((await quietOn('2027-01-25')).open).toEqual([])
    expect((await quietOn('2027-02-08')).open).toMatchObject([
      { cause: 'It has not begun, and the buyer has heard nothing from us since Fri 22 Jan.' },
    ])
    await now(`state = 'active'`)
    expect((await quietOn('2027-02-09')).open).toEqual([])
  })
})
