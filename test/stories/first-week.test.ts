import { describe, expect, it } from '@jest/globals'
import { BUYER_CHANNEL, cast, story, TEAM_CHANNEL, tellCalder } from '../support/brightline.ts'
import { moveClock } from '../support/player.ts'

let dm: string

tellCalder()

const until = (at: string) => moveClock(story.playground.url, at)
const last = async (texts: Promise<string[]>) => (await texts).at(-1)!

describe('the first week of a newly imported account', () => {
  it('Jonas is asked on Wednesday at 09:00 where he is, in one message', async () => {
    await until('2026-11-18T07:59:00Z')
    await expect(cast.jonas.dm()).rejects.toThrow('no message')
    await until('2026-11-18T08:00:00Z')
    dm = await cast.jonas.dm()
    const [message, ...more] = await cast.jonas.reads(dm)
    expect(more).toEqual([])
    expect(message).toMatch(
      /^Good morning Jonas. One account this week, about a minute. Please answer by Thu 15:00 your time\./,
    )
    expect(message).toContain('Calder Freight')
  })

  it('he answers with three choices and one sentence, and what he moved', async () => {
    const form = await cast.jonas.opens(cast.jonas.press(dm, 'Check in'))
    expect(form).toContain('The customer reads this')
    expect(form).toContain('Only we read this')
    await cast.jonas.fill('Against the plan', 'at_risk')
    await cast.jonas.fill('Because', '500 of 2,400 customer records are not final')
    await cast.jonas.fill('Go-live, forecast', '2026-12-14')
    await cast.jonas.fill('Why the date moved', 'Duplicate tax numbers in the old system')
    await cast.jonas.fill(
      'What can they do now that they could not last week?',
      'Leeds invoiced for itself: 212 invoices',
    )
    await cast.jonas.fill('Needed from the customer: what', 'The last 500 records')
    await cast.jonas.fill('Needed from the customer: who', 'Tomás')
    await cast.jonas.fill('Needed from the customer: by when', '2026-11-25')
    await cast.jonas.fill('How satisfied are their people, as you read it?', '3')
    await cast.jonas.fill('What did you see or hear?', 'Finance finds the approval screen slow')
    await cast.jonas.fill('Your confidence in the next date', '2')
    await cast.jonas.fill('Only for us', 'CANARY Tomás inherited this with no time for it')
    expect(await cast.jonas.submit()).toEqual({ ok: true })
    await story.settle()
    expect(await cast.jonas.reads(dm)).toHaveLength(1)
    expect(await last(cast.jonas.reads(dm))).toContain('Thank you')
  })

  it('Maya is shown the alert that so long a slip drafts, 6 working days where 5 are set, and leaves it for Friday', async () => {
    const mayas = await cast.maya.dm()
    const [alert, ...more] = await cast.maya.reads(mayas)
    expect(more).toEqual([])
    expect(alert).toMatch(/^Calder Freight: an alert for the customer waits for you\./)
    expect(alert).toContain(
      'Go-live moves from Friday 4 December to Monday 14 December, 6 working days later than promised.',
    )
    expect(alert).not.toContain('CANARY')
    await cast.maya.press(mayas, 'Leave it for Friday’s update')
    await story.settle()
    expect(await cast.maya.reads(mayas)).toEqual([expect.not.stringContaining('waits for you')])
    expect(await cast.priya.reads(BUYER_CHANNEL)).toEqual([])
  })

  it('nobody is reminded who has answered', async () => {
    await until('2026-11-19T13:59:00Z')
    expect(await cast.jonas.reads(dm)).toHaveLength(1)
  })

  it('at the close Maya gets one message with the proposed status and its reason', async () => {
    const before = await cast.maya.reads(await cast.maya.dm())
    await until('2026-11-19T14:00:00Z')
    const messages = await cast.maya.reads(await cast.maya.dm())
    const reviews = messages.filter((text) => text.startsWith('Updates for Friday 20 November'))
    expect(messages).toEqual([...before, ...reviews])
    expect(reviews).toHaveLength(1)
    expect(reviews[0]).toContain('Calder Freight')
    expect(reviews[0]).toContain('At risk')
    expect(reviews[0]).toContain('6 working days')
  })

  it('she reads what the buyer will read, says that Tomás has been told, and approves', async () => {
    const mayas = await cast.maya.dm()
    const preview = await cast.maya.opens(cast.maya.press(mayas, 'Read'))
    expect(preview).toContain('Go-live moves to Mon 14 December')
    expect(preview).toContain('Has Tomás been told?')
    await cast.maya.fill('Has Priya been told?', ['yes'])
    await cast.maya.fill('Has Tomás been told?', ['yes'])
    expect(await cast.maya.submit()).toEqual({ ok: true })
    await story.settle()
    expect(await last(cast.maya.reads(mayas))).toMatch(/approved/i)
  })

  it('Priya reads the digest on Friday at 09:30 where she is, and not a minute before', async () => {
    await until('2026-11-20T09:29:00Z')
    expect(await cast.priya.reads(BUYER_CHANNEL)).toEqual([])
    await until('2026-11-20T09:30:00Z')
    const [digest, ...more] = await cast.priya.reads(BUYER_CHANNEL)
    expect(more).toEqual([])
    const order = [
      'Calder Freight · invoicing rollout · week 9',
      'At risk. Go-live moves to Mon 14 December, 6 working days late',
      'We need from you',
      'Closer to your goal',
      'Milestones',
      'How it feels',
      'Next',
    ]
    const places = order.map((part) => digest!.indexOf(part))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
    expect(digest).not.toContain('CANARY')
  })

  it('she marks it seen and rates it; only the vendor learns of the rating', async () => {
    await cast.priya.opens(cast.priya.press(BUYER_CHANNEL, 'Seen'))
    await cast.priya.close()
    await cast.priya.opens(cast.priya.press(BUYER_CHANNEL, 'Rate this week'))
    await cast.priya.fill('How was this week for you?', '4')
    await cast.priya.submit()
    await story.settle()
    expect(await story.database.query('select user_id from digest_seen')).toEqual([{ user_id: 'UPRIYA01' }])
    expect(await story.database.query('select rating from digest_ratings')).toEqual([{ rating: 4 }])
    expect(await cast.tomas.reads(BUYER_CHANNEL)).toHaveLength(1)
  })

  it('the team reads the internal edition, and no customer does', async () => {
    const internal = await last(cast.dana.reads(TEAM_CHANNEL))
    expect(internal).toContain('Calder Freight')
    expect(internal).toContain('CANARY')
    expect(JSON.stringify(await cast.priya.messages(BUYER_CHANNEL))).not.toContain('CANARY')
  })

  it('and the next week is planned', async () => {
    const [round] = await story.database.query(`select publish_on::text, state from rounds where state = 'open'`)
    expect(round).toEqual({ publish_on: '2026-11-27', state: 'open' })
  })
})
