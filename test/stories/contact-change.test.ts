import { describe, expect, it } from '@jest/globals'
import { searchAccounts } from '../../src/features/accounts/flow.ts'
import { recentChanges } from '../../src/features/contacts/flow.ts'
import { sentAgain } from '../support/again.ts'
import { answer, BUYER_CHANNEL, cast, story, TEAM_CHANNEL, tellCalder } from '../support/brightline.ts'
import { moveClock, type Player, turnsTo } from '../support/player.ts'

tellCalder({ file: { stakeholders: 'implementation_lead=UJONAS01; implementer=UWEI0001; sales_rep=UDANA001' } })

const team = async () => cast.dana.reads(TEAM_CHANNEL)
const alert = async () => (await team())[0]!
const checklist = async () => (await team())[1]!
/** What somebody reads for themselves of who has not acknowledged it. */
const told = async (who: Player): Promise<string[]> => {
  const channel = await who.dm().catch(() => null)
  return channel
    ? (await who.reads(channel)).filter((text) => text.includes('Anna Ruiz takes over from Tomás Leal'))
    : []
}
/** Eight working hours after it was recorded, at 09:00 in Stockholm, and four more. */
const [REMINDED, ESCALATED] = ['2026-11-16T16:00:00Z', '2026-11-17T12:00:00Z']

interface Item {
  id: string
  evidence_kind: 'link' | 'note' | 'none'
}
const items = () =>
  story.database.query<Item>(
    `select id, evidence_kind from handoff_items where confirmation is null and side = 'giving' order by position`,
  )
const EVIDENCE = {
  link: ['The link to it', 'https://docs.example/it'],
  note: ['What came of it, in a sentence or two', 'Done together with Anna'],
} as const

async function tick({ id, evidence_kind }: Item): Promise<void> {
  await cast.jonas.opens(cast.jonas.choose(TEAM_CHANNEL, id, 'Calder Freight'))
  await cast.jonas.fill('What do you want to do?', 'done')
  if (evidence_kind !== 'none') {
    const [label, evidence] = EVIDENCE[evidence_kind]
    // Asked for once it is done.
    await turnsTo(cast.jonas, label)
    await cast.jonas.fill(label, evidence)
  }
  expect(await cast.jonas.submit()).toEqual({ ok: true })
  await story.settle()
}

describe('the primary contact changes', () => {
  it('Maya records it from her Home', async () => {
    await cast.maya.home()
    await cast.maya.opens(cast.maya.pressAtHome('Contact change', 'Calder Freight'))
    await cast.maya.fill('Who comes', 'UANNA001')
    expect(await cast.maya.submit()).toEqual({ ok: true })
    await story.settle()
    const roles = await story.database.query(
      `select user_id, ends_on is null as holds from stakeholders where role = 'primary_contact' order by ends_on nulls last`,
    )
    expect(roles).toEqual([
      { user_id: 'UTOMAS01', holds: false },
      { user_id: 'UANNA001', holds: true },
    ])
  })

  it('the team reads one alert that names who leaves, who comes, from when, and what is at stake', async () => {
    expect(await alert()).toContain('Anna Ruiz')
    expect(await alert()).toContain('Tomás Leal')
    expect(await alert()).toContain('Records final')
    expect((await team()).filter((text) => text.includes('[Acknowledge]'))).toHaveLength(1)
    expect(await cast.priya.reads(BUYER_CHANNEL)).toEqual([])
  })

  it('its transition has begun by itself, and /handoff says so instead of starting a second one', async () => {
    expect(await checklist()).toContain('Primary contact')
    await cast.maya.opens(cast.maya.command(TEAM_CHANNEL, '/handoff', 'Calder'))
    await cast.maya.opens(cast.maya.fill('What is handed over', 'primary_contact'))
    const again = await cast.maya.submit()
    expect(again.error).toContain('is running for Calder Freight')
    await cast.maya.close()
  })

  it('until it is complete, everybody of ours sees that the account is in transition, and so does the next update', async () => {
    const until = /New primary contact, in transition until Mon 14 Dec/
    expect(await cast.maya.home()).toMatch(until)
    expect(await cast.maya.home()).toContain('the welcome of Anna Ruiz has not been sent yet')
    await cast.jonas.command(TEAM_CHANNEL, '/throughline', 'status')
    await story.settle()
    expect((await cast.jonas.reads(TEAM_CHANNEL)).at(-1)).toMatch(until)
    const account = await cast.jonas.opens(cast.jonas.command(TEAM_CHANNEL, '/throughline', 'account Calder'))
    expect(account).toContain('Primary contact: Anna Ruiz, since Mon 16 Nov')
    expect(account).toMatch(/Who was who\sTomás Leal: primary contact, Mon 16 Nov\s/)
    await cast.jonas.close()
    const since = new Date('2026-11-01T00:00:00Z')
    const [told] = await story.app.ctx.inWorkspace(story.app.workspaceId, async (tx) =>
      recentChanges(tx, (await searchAccounts(tx, 'calder'))[0]!.id, since),
    )
    expect(told).toMatchObject({ newcomerName: 'Anna Ruiz', inTransitionUntil: '2026-12-14' })
  })

  it('it cannot be accepted while items are open', async () => {
    const said = await cast.jonas.opens(cast.jonas.press(TEAM_CHANNEL, 'Accept the handoff'))
    expect(said).toMatch(/open/)
    await cast.jonas.close()
  })

  it('each item is ticked with its evidence, in the one message', async () => {
    for (const item of await items()) await tick(item)
    expect(await team()).toHaveLength(2)
    const total = (await items()).length
    expect(await checklist()).toContain(`${total} of ${total + 3} done`)
  }, 180_000)

  it('only Anna confirms that she is ready, in the buyer channel, once Maya has read what she is asked', async () => {
    const refused = await cast.jonas.opens(cast.jonas.press(TEAM_CHANNEL, 'Ask Anna to confirm'))
    expect(refused).toContain('Only Maya Lindqvist')
    await cast.jonas.close()
    expect(await cast.anna.reads(BUYER_CHANNEL)).toEqual([])
    const text = await cast.maya.opens(cast.maya.press(TEAM_CHANNEL, 'Write the welcome'))
    expect(text).toContain('Below it the newcomer is asked to confirm')
    expect(text).toContain('word for word')
    await cast.maya.fill('Calder Freight', 'Welcome, Anna. We are glad to work with you.')
    const { first, again } = await sentAgain(story, 'UMAYA001')
    expect(first.answer).toEqual({ ok: true })
    expect(again).toEqual(first)
    const [asked] = await cast.anna.reads(BUYER_CHANNEL)
    expect(asked).toContain('Calder Freight')
    expect(asked).toContain('Welcome, Anna. We are glad to work with you.')
    expect(asked).not.toMatch(/handoff|transition|danger|checklist/i)
    const said = await cast.priya.opens(cast.priya.press(BUYER_CHANNEL, 'Yes, that is so'))
    expect(said).toContain('Only Anna Ruiz can confirm this.')
    await cast.priya.close()
    for (let left = 3; left > 0; left -= 1) {
      await cast.anna.press(BUYER_CHANNEL, 'Yes, that is so')
      await story.settle()
    }
    expect((await cast.anna.reads(BUYER_CHANNEL)).at(-1)).toContain('Thank you: everything is confirmed.')
    expect(await cast.anna.reads(BUYER_CHANNEL)).toHaveLength(1)
    expect(await checklist()).toContain('confirmed by Anna Ruiz')
  }, 180_000)

  it('nobody acknowledges it, although others press: Maya is reminded once her working hours are over, then Ingrid hears', async () => {
    for (const other of [cast.dana, cast.ingrid]) await other.press(TEAM_CHANNEL, 'Acknowledge')
    await story.settle()
    expect(await alert()).toContain('[Acknowledge]')
    expect(await told(cast.maya)).toEqual([])
    await moveClock(story.playground.url, REMINDED)
    expect(await told(cast.maya)).toEqual([expect.stringMatching(/Nobody has acknowledged this yet.*\[Acknowledge\]/s)])
    expect(await told(cast.ingrid)).toEqual([])
    await moveClock(story.playground.url, ESCALATED)
    expect(await told(cast.maya)).toHaveLength(1)
    expect(await told(cast.ingrid)).toEqual([
      expect.stringMatching(/Maya Lindqvist was reminded and has not acknowledged it.*\[Acknowledge\]/s),
    ])
  })

  it('then Maya acknowledges it, and each of these messages says who did and when, and asks for nothing more', async () => {
    await cast.maya.press(TEAM_CHANNEL, 'Acknowledge')
    await story.settle()
    for (const said of [await alert(), ...(await told(cast.maya)), ...(await told(cast.ingrid))]) {
      expect(said).toContain('Acknowledged by Maya Lindqvist, Tue 17 Nov')
      expect(said).not.toContain('[Acknowledge]')
    }
    expect(await team()).toHaveLength(2)
  })

  it('the buyer reads of it in the weekly update in their channel: who took over, and until when it is in transition', async () => {
    await moveClock(story.playground.url, '2026-11-19T13:00:00Z')
    await answer(cast.jonas)
    await moveClock(story.playground.url, '2026-11-19T14:00:00Z')
    await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read'))
    expect(await cast.maya.submit()).toEqual({ ok: true })
    await story.settle()
    expect(await cast.priya.reads(BUYER_CHANNEL)).toHaveLength(1)
    await moveClock(story.playground.url, '2026-11-20T09:30:00Z')
    const [welcome, digest, ...more] = await cast.priya.reads(BUYER_CHANNEL)
    expect(welcome).toContain('Welcome, Anna.')
    expect(more).toEqual([])
    expect(digest).toContain('Calder Freight · invoicing rollout · week 9')
    expect(digest).toContain('People: Anna Ruiz took over from Tomás Leal; in transition until Mon 14 Dec.')
    expect(digest).not.toMatch(/danger zone|handoff|checklist/i)
  })

  it('and the receiving side accepts last: the checklist and the alert say so in their places', async () => {
    await cast.dana.press(TEAM_CHANNEL, 'Accept the handoff')
    await story.settle()
    expect(await checklist()).not.toContain('Accepted by')
    await cast.jonas.press(TEAM_CHANNEL, 'Accept the handoff')
    await story.settle()
    expect(await checklist()).toContain('Accepted by Jonas Weber, Fri 20 Nov')
    expect(await alert()).toContain('The handoff was accepted by Jonas Weber, Fri 20 Nov 10:30.')
    expect(await alert()).toMatch(/\[Contact change\]$/)
    expect(await alert()).not.toMatch(/\[(Acknowledge|Put right|Take back|Write the welcome)\]/)
    await cast.maya.home()
    await story.settle()
    expect(await cast.maya.home()).not.toMatch(/in transition|welcome of/)
  })
})
