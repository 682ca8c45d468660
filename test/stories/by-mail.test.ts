import { describe, expect, it } from '@jest/globals'
import { readPausing } from '../../blocks/states.ts'
import { reportChange } from '../../src/features/contacts/flow.ts'
import { punctualityOf } from '../../src/features/digests/flow.ts'
import { end, pause, previewPause } from '../../src/features/states/flow.ts'
import { headerOf, partOf } from '../support/mailbox.ts'
import { player, turnsTo } from '../support/player.ts'
import {
  accountId,
  answers,
  approve,
  box,
  dm,
  INSIDE,
  last,
  letters,
  maya,
  PRIYA,
  post,
  press,
  read,
  story,
  TYPED,
  tellStory,
} from './letters.ts'

const ANNA = 'anna@calder.example'
const toAnna = () => box.received.filter(({ to }) => to.includes(ANNA))
/** The page to which Anna's letter leads, at the port where this program really listens. */
let link: string
const confirmed = () =>
  story.database.query(`select done_by, done_at from handoff_items where confirmation is not null and state = 'done'`)

describe('a buyer who is not in Slack', () => {
  tellStory({ mail: true })

  it('is sent the update as a letter, word for word, and nothing that is for us', async () => {
    await approve('2026-11-20', 'Calder Freight')
    expect(letters()).toEqual([])
    await story.until('2026-11-20T09:31:00Z')
    expect(letters()).toHaveLength(1)
    const { raw } = letters()[0]!
    expect(headerOf(raw, 'Reply-To')).toBe('Maya Lindqvist <maya@brightline.example>')
    expect(partOf(raw, 'text/plain')).toContain('On track. Go-live stays Fri 4 December.')
    expect(partOf(raw, 'text/plain')).toContain(TYPED)
    expect(partOf(raw, 'text/html')).toContain('Leeds &lt;b&gt;invoices&lt;/b&gt; &amp; “ships”, as שלום said')
    expect(partOf(raw, 'text/html')).not.toMatch(/<(img|script|link|a)\b/)
    expect(raw).not.toContain(INSIDE)
    expect((await maya.reads('CTEAM')).at(-1)).toContain(INSIDE)
  })

  it('is sent no second letter where nobody knows whether the first arrived, until somebody has looked', async () => {
    await approve('2026-11-27', 'Updates for Friday 27')
    box.fault = 'drop after the content'
    await story.until('2026-11-27T09:31:00Z')
    box.fault = undefined
    await story.until('2026-11-27T12:00:00Z')
    expect(letters()).toHaveLength(2)
    expect((await maya.reads(dm)).at(-1)).toContain(
      `The weekly update for Calder Freight may not have arrived. The mail server did not say whether it took the letter to ${PRIYA}.`,
    )
    const home = await story.settled(maya.home())
    expect(home).toContain(PRIYA)
    await story.settled(maya.pressAtHome('It is there'))
    await story.until('2026-11-27T15:00:00Z')
    expect(letters()).toHaveLength(2)
    expect((await maya.reads(dm)).at(-1)).toContain('has been sent by e-mail. There is nothing left to do.')
  })

  it('is sent it later where the server said later, and reads that it is late', async () => {
    await approve('2026-12-04', 'Updates for Friday 4')
    box.fault = { at: 'content', code: 451 }
    await story.until('2026-12-04T09:31:00Z')
    const tried = `select state, error from deliveries where surface = 'email' order by turn desc limit 1`
    const [row] = await story.database.query(tried)
    expect(row).toEqual({ state: 'pending', error: '451 not now' })
    box.fault = undefined
    story.playground.state.clock.jumpTo(new Date('2026-12-04T11:45:00Z'))
    await story.database.query(
      `update deliveries set due_at = attempt_at where state = 'pending' and surface = 'email'`,
    )
    story.app.ctx.wake()
    await story.settle()
    expect(letters()).toHaveLength(3)
    const late = 'This update was due Friday 4 December 2026, 09:30; it comes late.'
    expect(partOf(letters()[2]!.raw, 'text/plain')).toContain(late)
    expect(partOf(letters()[2]!.raw, 'text/html')).toContain(late)
    expect(await story.act(punctualityOf)).toEqual({ due: 3, onTime: 2, late: 1, waiting: 0 })
  })

  it('is sent it again once the owner has mended what the server refused', async () => {
    await approve('2026-12-11', 'Updates for Friday 11')
    box.fault = { at: 'recipient', code: 550 }
    await story.until('2026-12-11T09:31:00Z')
    box.fault = undefined
    expect((await maya.reads(dm)).at(-1)).toContain(
      `was not delivered. The mail server would not take the letter to ${PRIYA}: 550 not here`,
    )
    await story.settled(maya.home())
    await story.settled(maya.pressAtHome('Send again'))
    expect(letters()).toHaveLength(4)
    const ids = letters().map(({ raw }) => headerOf(raw, 'Message-ID'))
    expect(new Set(ids).size).toBe(4)
  })

  it('is sent corrections and alerts, which say how to answer without a button', async () => {
    await answers('2026-12-11', { progress: 'York is connected' })
    expect(await maya.opens(maya.press(dm, 'Add as a correction'))).toContain('York is connected')
    await maya.submit()
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    expect(letters()).toHaveLength(5)
    expect(last('In-Reply-To')).toBe(headerOf(letters()[3]!.raw, 'Message-ID'))
    expect(last('List-Id')).toBe(headerOf(letters()[0]!.raw, 'List-Id'))
    expect(read()).toContain('invoicing rollout · week 4\nCorrection, Fri 11 Dec:')
    await maya.opens(maya.command('CTEAM', '/throughline', 'alert calder'))
    await maya.fill('What happened', 'Leeds stands still')
    await maya.fill('What we are doing about it', 'Two of us rebuild the queue')
    await story.settled(maya.submit())
    await story.settled(maya.press(dm, 'Approve and send'))
    expect(letters()).toHaveLength(6)
    expect(read()).toContain('Two of us rebuild the queue')
    expect(read()).toMatch(/\n\nTo answer, .*, reply to this letter: Maya Lindqvist reads it\.\n$/)
    expect(partOf(letters()[5]!.raw, 'text/html')).toContain('reply to this letter: Maya Lindqvist reads it.</p>')
  })

  it('is concerned by e-mail: it is kept with an answer due, and answered from Slack by a letter of the owner’s words', async () => {
    const newest = async () => (await maya.reads(dm)).at(-1)
    const jonas = player(story.playground.url, 'UJONAS')
    await jonas.opens(jonas.command('CTEAM', '/throughline', 'account calder'))
    await jonas.pressInForm('Concern by e-mail')
    await turnsTo(jonas, 'Who is concerned?')
    await jonas.fill('Who is concerned?', 'Priya Shah')
    await jonas.fill('What concerns them?', 'The <b>board</b> has no report')
    await story.settled(jonas.submit())
    expect(letters()).toHaveLength(6)
    expect(await newest()).toBe(
      [
        'Calder Freight: Jonas Weber tells of a concern of Priya Shah.',
        'The <b>board</b> has no report',
        'Private: it is not shown to anybody else of the customer.',
        'Priya is not in Slack. Please answer by Mon 14 Dec 10:31, with Answer, which sends your words as a letter, or by e-mail, by phone or in person, and then say here what you did.',
        `Write to ${PRIYA} yourself`,
        '[Answer]',
      ].join('\n'),
    )
    await maya.opens(maya.press(dm, 'Answer'))
    await maya.fill('Your answer, or what you did', 'It comes on Monday.\nI call you & Otto.')
    await maya.fill('As a letter', ['send'])
    await story.settled(maya.submit())
    expect(letters()).toHaveLength(7)
    const head = 'Calder Freight · invoicing rollout: our answer to your concern of 11 December'
    expect(read()).toMatch(
      `${head}\nIt comes on Monday.\nI call you & Otto.\nYou told us: The <b>board</b> has no report\n\nTo answer,`,
    )
    expect(last('Reply-To')).toBe('Maya Lindqvist <maya@brightline.example>')
    expect(await newest()).toContain('Once Priya has said that it is resolved, close it here with what Priya said.')
    await maya.opens(maya.press(dm, 'Add to the answer'))
    await maya.fill('Your answer, or what you did', 'Priya wrote: thank you, all is well')
    await maya.fill('Close it', ['close'])
    await story.settled(maya.submit())
    expect(await newest()).toContain('Calder Freight: Maya Lindqvist closed the concern of Priya Shah of 11 December.')
    expect(letters()).toHaveLength(7)
  })

  it('reads a letter beside what the team reads in a channel, where there is one', async () => {
    await story.database.query(`update accounts set buyer_channel = 'CGUEST'`)
    await approve('2026-12-18', 'Updates for Friday 18')
    await story.until('2026-12-18T09:31:00Z')
    expect(letters()).toHaveLength(8)
    expect((await maya.reads('CGUEST')).filter((text) => text.includes('week 5'))).toHaveLength(1)
  })

  it('has a colleague who is new, without Slack too: both are written to, and each reads what is theirs', async () => {
    await story.database.query(`update accounts set buyer_channel = null`)
    const newcomer = { name: 'Anna Ruiz', email: ANNA }
    const report = { source: 'slack', role: 'primary_contact', effectiveOn: '2026-12-18', reportedBy: 'UMAYA' } as const
    await story.settled(story.act((tx) => reportChange(tx, { ...report, accountId, newcomer })))
    const form = await maya.opens(maya.press('CTEAM', 'Write the welcome'))
    expect(form).toContain(`The senior buyer reads it by e-mail, and it is sent to ${ANNA}.`)
    await maya.fill('Calder Freight', 'Welcome, Anna. We are glad to work with you.')
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    expect(letters()).toHaveLength(9)
    expect(read()).toContain('Calder Freight · invoicing rollout: Welcome, Anna.')
    expect(letters().at(-1)!.raw).not.toContain('confirm')
    expect(toAnna()).toHaveLength(1)
    expect(headerOf(toAnna()[0]!.raw, 'Reply-To')).toBe('Maya Lindqvist <maya@brightline.example>')
    const [plain, html] = (['text/plain', 'text/html'] as const).map((type) => partOf(toAnna()[0]!.raw, type))
    expect(plain).toContain('Welcome, Anna. We are glad to work with you.')
    const [, path] = /\n(?:https:\/\/throughline\.calder\.example)(\/confirm\/[\w-]{92})\r?\n/.exec(plain!) ?? []
    expect(html).toContain(`<a href="https://throughline.calder.example${path}"`)
    link = `http://127.0.0.1:${story.app.port}${path}`
    // Who reads the database cannot open it.
    expect(JSON.stringify(await story.database.query('select message from deliveries'))).not.toContain(path)
  })

  it('whom no mail program confirms that follows links: only a press does, once, and the team reads who it was', async () => {
    for (const method of ['GET', 'HEAD', 'GET']) expect((await fetch(link, { method })).status).toBe(200)
    expect(await confirmed()).toEqual([])
    const page = await (await fetch(link)).text()
    expect(page).toContain('<h1>Three things to confirm</h1>')
    const pressed = await press(link, page)
    expect(pressed.status).toBe(200)
    expect(await pressed.text()).toContain('Thank you, that is confirmed.')
    expect(await (await press(link, page)).text()).toContain('You have confirmed this already.')
    await story.settle()
    expect(await confirmed()).toEqual([{ done_by: 'Anna Ruiz', done_at: new Date('2026-12-18T09:31:00Z') }])
    expect((await maya.reads('CTEAM')).find((text) => text.includes('Primary contact'))).toMatch(
      /confirmed by Anna Ruiz: by the link in their letter/,
    )
    expect(toAnna()).toHaveLength(1)
  })

  it.each<[string, () => Promise<Response>, number, string]>([
    ['one byte changed', () => fetch(link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))), 404, 'no link of ours'],
    ['nothing after it', () => fetch(link.replace(/[^/]+$/, '')), 404, ''],
    ['JSON', () => post(link, '{}', 'application/json'), 415, 'x-www-form-urlencoded'],
    ['a form that says nothing', () => post(link, ''), 410, 'open the link again'],
    ['a form of 2 MB', () => post(link, 'x'.repeat(2_000_000)), 413, 'too long'],
    ['another method', () => fetch(link, { method: 'PUT' }), 405, 'Only GET and POST'],
  ])('whose link opens nothing more with %s', async (_, ask, status, words) => {
    const answer = await ask()
    expect(answer.status).toBe(status)
    expect(await answer.text()).toContain(words)
    expect(await confirmed()).toHaveLength(1)
  })

  it('whom the owner asks once more, and whose link before then confirms nothing any more', async () => {
    const form = await maya.opens(maya.press('CTEAM', 'Ask Anna again'))
    expect(form).toContain(`This is sent to ${ANNA}, word for word`)
    expect(await story.settled(maya.submit())).toEqual({ ok: true })
    expect(toAnna()).toHaveLength(2)
    expect(partOf(toAnna()[1]!.raw, 'text/plain')).toContain('Confirmed on Fri 18 Dec.')
    const old = await fetch(link)
    expect(old.status).toBe(410)
    expect(await old.text()).toContain('This link confirms nothing any more.')
  })

  it('is sent the notes of pausing and ending, which speak of no channel', async () => {
    await story.database.query(`update accounts set buyer_channel = null`)
    const pauses = (await story.act((tx) => previewPause(tx, 'UMAYA', accountId, '2027-01-11'))).private_metadata!
    await story.settled(story.act((tx) => pause(tx, 'UMAYA', readPausing(pauses))))
    expect(letters()).toHaveLength(10)
    expect(last('Subject')).toContain('the updates pause')
    expect(read()).toContain('The next one comes on Friday 15 January 2027; until then there are none.')
    await story.settled(story.act((tx) => end(tx, 'UMAYA', { accountId, words: 'Goodbye and thank you' })))
    expect(letters()).toHaveLength(11)
    expect(read()).toContain('Goodbye and thank you\n\nTo answer,')
  })
})
