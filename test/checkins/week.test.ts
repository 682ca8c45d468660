import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { planMissingRounds, whoIsMissing, whoPutOff } from '../../src/features/checkins/flow.ts'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let jonas: Player
let dm: string

beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  const running = { state: 'active', first_publish_on: '2026-11-20' }
  await addCalder(story, running)
  await addCalder(story, {
    ...running,
    key: 'oslo',
    name: 'Oslo Water',
    buyer_channel: null,
    buyer_email: 'b@oslo.example',
  })
  jonas = player(story.playground.url, 'UJONAS')
  await story.act(planMissingRounds)
  await story.settle()
})
afterAll(() => story.end())

const last = async () => (await jonas.reads(dm)).at(-1)
const roundOf = async (name: string) =>
  (
    await story.database.query<{ id: string }>(
      `select r.id from rounds r join accounts a on a.id = r.account_id where a.name = $1 and r.state = 'open'`,
      [name],
    )
  )[0]!.id

/** A normal week: three choices and one sentence. */
async function sendNormalWeek(near: string, status = 'on_track', satisfaction = '4') {
  await jonas.opens(jonas.press(dm, 'Check in', near))
  await jonas.fill('Against the plan', status)
  await jonas.fill('What can they do now that they could not last week?', 'Leeds invoices for itself')
  await jonas.fill('How satisfied are their people, as you read it?', satisfaction)
  await jonas.fill('Your confidence in the next date', '4')
  return story.settled(jonas.submit())
}

describe('the first week', () => {
  it('asks nobody before Wednesday 09:00 where they are, then once for all accounts', async () => {
    await story.until('2026-11-18T07:59:00Z')
    await expect(jonas.dm()).rejects.toThrow()
    await story.until('2026-11-18T08:00:00Z')
    dm = await jonas.dm()
    expect(await jonas.reads(dm)).toHaveLength(1)
    expect(await last()).toBe(
      [
        'Good morning Jonas. Two accounts this week, about a minute each. Please answer by Thu 15:00 your time.',
        'Calder Freight: first week, go-live 14 Dec.',
        '[Check in]',
        'Oslo Water: first week, go-live 14 Dec.',
        '[Check in]',
        '[I’m away until…]',
      ].join('\n'),
    )
  })

  it('says at each field what is missing, all at once, and keeps what was typed', async () => {
    await jonas.opens(jonas.press(dm, 'Check in', 'Calder Freight'))
    await jonas.fill('Against the plan', 'at_risk')
    await jonas.fill('Go-live, forecast', '2026-11-01')
    await jonas.fill('What can they do now that they could not last week?', 'Leeds invoices for itself')
    await jonas.fill('How satisfied are their people, as you read it?', '3')
    await jonas.fill('Your confidence in the next date', '2')
    await jonas.fill('Needed from the customer: what', 'The last 500 records')
    const { error } = await jonas.submit()
    expect(error.split('. ').sort()).toEqual(
      [
        'Say in one sentence why it is not on track',
        'Sun 1 Nov has passed',
        'Give the new forecast, or tick below that it is reached',
        'A date moved',
        'Say in one sentence why',
        'Name the person who should do it',
        'Give the date by which you need it',
        'At 3 or less, say what you saw or heard.',
      ].sort(),
    )
  })

  it('keeps the answer once the fields are right, and changes the question to what is left', async () => {
    await jonas.fill('Because', '500 of 2,400 customer records are not final')
    await jonas.fill('Go-live, forecast', '2026-12-16')
    await jonas.fill('Why the date moved', 'Duplicate tax numbers')
    await jonas.fill('Needed from the customer: who', 'Tomás')
    await jonas.fill('Needed from the customer: by when', '2026-11-25')
    await jonas.fill('What did you see or hear?', 'Approvals feel slow')
    await jonas.fill('Only for us', 'The 25th is gone if Priya does not act')
    expect(await story.settled(jonas.submit())).toEqual({ ok: true })
    expect(await jonas.form()).toBeUndefined()
    expect(await jonas.reads(dm)).toHaveLength(1)
    expect(await last()).toBe(
      [
        'Thank you. One answered, one to go. Please answer by Thu 15:00 your time.',
        'Calder Freight: answered, at risk.',
        '[Edit]',
        'Oslo Water: first week, go-live 14 Dec.',
        '[Check in]',
        '[I’m away until…]',
      ].join('\n'),
    )
  })

  it('shows on editing exactly what was sent', async () => {
    await jonas.opens(jonas.press(dm, 'Edit', 'Calder Freight'))
    expect(await story.settled(jonas.submit())).toEqual({ ok: true })
    const [row] = await story.database.query(
      `select c.version, c.status, c.because, c.forecasts, c.why_moved, c.ask, c.satisfaction, c.heard, n.confidence, n.note
       from checkins c join checkin_notes n on n.checkin_id = c.id where c.state = 'answered'`,
    )
    expect(row).toMatchObject({
      version: 2,
      status: 'at_risk',
      because: '500 of 2,400 customer records are not final',
      forecasts: [{ on: '2026-12-16' }],
      why_moved: 'Duplicate tax numbers',
      ask: { what: 'The last 500 records', who: 'Tomás', dueOn: '2026-11-25' },
      satisfaction: 3,
      heard: 'Approvals feel slow',
      confidence: 2,
      note: 'The 25th is gone if Priya does not act',
    })
  })

  it('refuses everybody else in a sentence', async () => {
    const dmOfJonas = (await jonas.messages(dm))[0]
    const round = await roundOf('Calder Freight')
    const maya = player(story.playground.url, 'UMAYA')
    story.playground.state.channels.get(dm)!.members.push('UMAYA')
    const press = maya.act('click', { channel: dm, ts: dmOfJonas.ts, action_id: 'checkin.open', value: round })
    expect(await maya.opens(press)).toContain('Only the person asked can answer a check-in.')
    await maya.close()
    story.playground.state.channels.get(dm)!.members.pop()
  })

  it('reminds on the next morning of what is still open, and of nothing else', async () => {
    await story.until('2026-11-19T08:00:00Z')
    expect(await jonas.reads(dm)).toHaveLength(2)
    expect(await last()).toBe(
      [
        'One account is still open until Thu 15:00 your time. About a minute.',
        'Oslo Water: first week, go-live 14 Dec.',
        '[Check in]',
        '[Remind me in 2 hours]',
      ].join('\n'),
    )
    const missing = await story.act(async (tx) => whoIsMissing(tx, await roundOf('Oslo Water')))
    expect(missing).toEqual(['UJONAS'])
  })

  it('puts a reminder off when asked to, keeps a trace of it, and comes back at that hour', async () => {
    await story.settled(jonas.press(dm, 'Remind me in 2 hours'))
    expect(await last()).toBe(
      [
        'One account is still open until Thu 15:00 your time. About a minute. You will be reminded again Thu 11:00.',
        'Oslo Water: first week, go-live 14 Dec.',
        '[Check in]',
      ].join('\n'),
    )
    const putOff = await story.act(async (tx) => whoPutOff(tx, await roundOf('Oslo Water')))
    expect(putOff).toEqual(new Map([['UJONAS', new Date('2026-11-19T10:00:00Z')]]))
    const history = await story.database.query(`select actor, detail from history where action = 'checkin.snoozed'`)
    expect(history).toMatchObject([{ actor: 'UJONAS', detail: { until: '2026-11-19T10:00:00.000Z' } }])
    await story.until('2026-11-19T09:59:00Z')
    expect(await jonas.reads(dm)).toHaveLength(2)
    await story.until('2026-11-19T10:00:00Z')
    expect(await jonas.reads(dm)).toHaveLength(3)
    expect(await last()).toBe(
      [
        'One account is still open until Thu 15:00 your time. About a minute.',
        'Oslo Water: first week, go-live 14 Dec.',
        '[Check in]',
      ].join('\n'),
    )
  })

  it('says thank you in place of all messages, and reminds no more', async () => {
    expect(await sendNormalWeek('Oslo Water')).toEqual({ ok: true })
    expect((await jonas.reads(dm))[0]).toContain('Thank you. Both answered; you can edit until Thu 15:00.')
    expect(await last()).toBe('Thank you, everything is answered.')
    await story.until('2026-11-19T13:59:00Z')
    expect(await jonas.reads(dm)).toHaveLength(3)
  })
})
