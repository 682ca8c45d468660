import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { showHandoffs } from '../../src/handoff.ts'
import { answer, BUYER_CHANNEL, cast, story, TEAM_CHANNEL, tellCalder } from '../support/brightline.ts'
import { moveClock, type Player } from '../support/player.ts'
import { inEnvironment } from '../support/program.ts'

tellCalder({
  file: {
    stakeholders: 'implementation_lead=UJONAS01; implementer=UWEI0001; sales_rep=UDANA001',
    milestones: 'Records final=2026-11-25',
  },
})
beforeAll(async () => {
  // Nobody has said yet when the project goes live.
  await story.database.query('update milestones set go_live = false')
})

const checklist = async () => (await cast.maya.reads(TEAM_CHANNEL))[0]!

/** Presses a button that draws the open form anew. */
async function turn(who: Player, button: string, near?: string): Promise<string> {
  const before = await who.form()
  await who.pressInForm(button, near)
  for (let tries = 0; tries < 200; tries++) {
    const now = await who.form()
    if (now !== before) return now!
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`“${button}” drew nothing anew`)
}
async function write(who: Player, entries: Record<string, unknown>): Promise<string> {
  for (const [label, value] of Object.entries(entries)) await who.fill(label, value)
  const sent = await who.submit()
  expect(sent).toEqual({ ok: true })
  return (await who.form())!
}
const opensKnown = (who: Player) => who.opens(who.press(TEAM_CHANNEL, 'What we know'))

describe('sales hands a customer over to implementation', () => {
  it('Dana starts the kickoff, and its checklist leads to what is known', async () => {
    await cast.dana.opens(cast.dana.command(TEAM_CHANNEL, '/handoff', 'Calder'))
    await cast.dana.fill('Contract signed on', '2026-11-16')
    expect(await cast.dana.submit()).toEqual({ ok: true })
    await story.settle()
    expect(await checklist()).toContain('Dana Reyes gives → Jonas Weber receives')
    expect(await opensKnown(cast.dana)).toContain('0 of 7 filled in')
  })

  it('she writes what sales knows, so that Calder tells it once', async () => {
    await turn(cast.dana, 'Open', 'Goals, and what sales knows')
    const menu = await write(cast.dana, {
      'What they want to reach, and why they bought': 'Invoice within 2 days; the board asks each month',
      'What return they expect, and by when': '400,000 a year, from the summer on',
      'Who decides, and who influences': 'Priya decides; finance in Leeds is listened to',
      'Known pitfalls: what went wrong in similar projects': 'Old records with duplicate tax numbers',
    })
    expect(menu).toContain('4 of 7 filled in')
  })

  it('she writes what was sold with its promised day, and what was put off', async () => {
    const before = await turn(cast.dana, 'Open', 'Sold beside bought')
    // The known pitfalls and the scope document stand beside it.
    expect(before).toContain('duplicate tax numbers')
    expect(before).toContain('Scope document')
    await turn(cast.dana, 'Add a matter')
    const matter = { 'What it is about': 'Records final', 'What was sold': 'All records, clean' }
    for (const [label, value] of Object.entries({ ...matter, 'Promised for': '2026-11-20' }))
      await cast.dana.fill(label, value)
    expect((await cast.dana.submit()).error).toContain('was promised for Wed 25 Nov')
    await turn(cast.dana, 'Back without saving')
    await turn(cast.dana, 'Add a matter')
    const list = await write(cast.dana, {
      'What it is about': 'Go-live',
      'How it was sold': 'promised',
      'What was sold': 'All 14 depots before month-end',
      'Promised for': '2026-12-04',
      'Going live': ['go_live'],
    })
    expect(list).toContain('Go-live: promised for Fri 4 Dec')
    await turn(cast.dana, 'Add a matter')
    const both = await write(cast.dana, {
      'What it is about': 'The old ERP',
      'How it was sold': 'later',
      'What was sold': 'We will deal with the old ERP later',
    })
    expect(both).toContain('2 differences are open.')
    await cast.dana.close()
  })

  it('Jonas writes what was bought beside it, in Priya’s own words', async () => {
    await opensKnown(cast.jonas)
    await turn(cast.jonas, 'Open', 'Sold beside bought')
    await turn(cast.jonas, 'Open', 'Go-live')
    const list = await write(cast.jonas, { 'What was bought': 'Ten depots are enough if month-end is safe' })
    expect(list).toContain('Go-live · they differ, to be decided')
    expect(list).toContain('Sold: All 14 depots before month-end (Dana Reyes)')
    expect(list).toContain('Bought: Ten depots are enough if month-end is safe (Jonas Weber)')
    await cast.jonas.close()
    // Maya, who answers for the account, finds on her Home that somebody has to decide.
    await story.settle()
    expect(await cast.maya.home()).toContain('nobody has decided: “Go-live”, “The old ERP”.')
  })

  it('everything is ticked, and yet nobody can accept while a difference is open', async () => {
    await story.database.query(`update handoff_items set state = 'done', done_by = 'UMAYA001'`)
    const said = await cast.jonas.opens(cast.jonas.press(TEAM_CHANNEL, 'Accept the handoff'))
    expect(said).toContain('2 differences between what was sold and what was bought are not decided yet')
    expect(said).toContain('“Go-live”, “The old ERP”')
    await cast.jonas.close()
  })

  it('each is decided, with who decided and when; Wei, who only implements, cannot', async () => {
    await opensKnown(cast.wei)
    await turn(cast.wei, 'Open', 'Sold beside bought')
    expect(await turn(cast.wei, 'Open', 'Go-live')).not.toContain('[Decide…]')
    await cast.wei.close()
    await opensKnown(cast.jonas)
    await turn(cast.jonas, 'Open', 'Sold beside bought')
    await turn(cast.jonas, 'Open', 'The old ERP')
    await turn(cast.jonas, 'Decide…')
    const one = await write(cast.jonas, {
      'What was decided': 'Out of scope until the spring; Dana has told Priya',
      'Who decided': 'UMAYA001',
    })
    expect(one).toContain('Decided by Maya Lindqvist on Mon 16 Nov: Out of scope until the spring')
    await turn(cast.jonas, 'Open', 'Go-live')
    await turn(cast.jonas, 'Decide…')
    const none = await write(cast.jonas, {
      'What was decided': 'Ten depots on 4 December, four in January',
      'Who decided': 'UPRIYA01',
    })
    expect(none).toContain('No difference is open.')
    expect(none).toContain('Decided by Priya Shah on Mon 16 Nov: Ten depots on 4 December')
  })

  it('Jonas names a buddy, a part of the blueprint, who does what, and writes down the inside call', async () => {
    await turn(cast.jonas, 'Back')
    await turn(cast.jonas, 'Open', 'Buddies')
    await write(cast.jonas, { 'Our buddy': 'UWEI0001', 'Their buddy': 'UTOMAS01' })
    await story.settle()
    expect(await checklist()).toContain('Buddies: Wei Chen of ours, Tomás Leal of theirs.')
    await turn(cast.jonas, 'Open', 'Blueprint')
    await turn(cast.jonas, 'Add a part')
    const part = { 'What it is': 'journey', 'In a sentence': 'Finance approves', 'Who sees to it': 'UPRIYA01' }
    expect(await write(cast.jonas, part)).toContain('Finance approves\nPriya Shah sees to it.')
    await turn(cast.jonas, 'Back')
    await turn(cast.jonas, 'Open', 'Who is who')
    await turn(cast.jonas, 'Edit', 'Tomás Leal')
    await write(cast.jonas, { 'Responsible for': 'The customer records' })
    await turn(cast.jonas, 'Back')
    await turn(cast.jonas, 'Open', 'Notes')
    await turn(cast.jonas, 'Write a note')
    await write(cast.jonas, { Occasion: 'Inside call', 'What was said': 'Month-end is what Priya fears' })
    await turn(cast.jonas, 'Back')
    await turn(cast.jonas, 'Open', 'Feedback')
    await turn(cast.jonas, 'Give feedback')
    const feedback = await write(cast.jonas, {
      'Situation: when and where it was': 'The inside call',
      'Behaviour: what they did or said': 'Dana named each thing that was put off',
      'Impact: what came of it': 'No surprise at the kickoff',
    })
    expect(feedback).toContain('To the giving side · Jonas Weber')
    await cast.jonas.close()
    const all = await cast.dana.opens(cast.dana.press(TEAM_CHANNEL, 'All items'))
    expect(all).toContain('Buddies: Wei Chen of ours, Tomás Leal of theirs')
    expect(all).toContain('Goals: Invoice within 2 days')
    await cast.dana.close()
  })

  it('then Jonas accepts, and the account shows what is known of it', async () => {
    await cast.jonas.press(TEAM_CHANNEL, 'Accept the handoff')
    await story.settle()
    expect(await checklist()).toContain('Accepted by Jonas Weber')
    const account = await cast.dana.opens(cast.dana.command(TEAM_CHANNEL, '/throughline', 'account Calder'))
    expect(account).toContain('Primary contact: Tomás Leal, since Mon 16 Nov. Responsible for: The customer records')
    expect(account).toContain('Finance approves (Priya Shah)')
    expect(account).toContain('Old records with duplicate tax numbers')
    await cast.dana.close()
  })

  it('it is exported as Markdown with all that it holds, in Slack and by command', async () => {
    const output = new PassThrough()
    const [{ id } = { id: '' }] = await story.database.query<{ id: string }>('select id from handoffs')
    const environment = { DATABASE_URL: inEnvironment(story.database.url) }
    await showHandoffs(['export', id], environment, output)
    output.end()
    const markdown = await text(output)
    expect(markdown).toContain('# Calder Freight: Sales → implementation')
    for (const held of ['400,000 a year', 'Wei Chen', 'Finance approves', 'Month-end is what', 'No surprise'])
      expect(markdown).toContain(held)
    expect(markdown).toContain('  - Decided by Priya Shah on Mon 16 Nov: Ten depots on 4 December, four in January')
    await opensKnown(cast.maya)
    const shown = await turn(cast.maya, 'All of it as text')
    for (const line of markdown.split('\n').filter(Boolean)) expect(shown).toContain(line)
    await cast.maya.close()
    await cast.maya.close()
  })

  it('a later slip counts against the day that was promised', async () => {
    expect(await cast.priya.reads(BUYER_CHANNEL)).toEqual([])
    await moveClock(story.playground.url, '2026-11-18T09:00:00Z')
    const slipped = {
      'Against the plan': 'at_risk',
      Because: 'the records are late',
      'Go-live, forecast': '2026-12-14',
    }
    await answer(cast.jonas, { ...slipped, 'Why the date moved': 'Duplicate tax numbers' })
    await moveClock(story.playground.url, '2026-11-19T14:00:00Z')
    const preview = await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read'))
    expect(preview).toContain('Go-live moves to Mon 14 December, 6 working days late')
    expect(preview).not.toMatch(/No surprise|month-end|old ERP|buddy|400,000/i)
  })
})
