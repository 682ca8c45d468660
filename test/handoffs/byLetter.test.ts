import { describe, expect, it } from '@jest/globals'
import * as contacts from '../../src/features/contacts/flow.ts'
import { askNewcomer, openAskNewcomer } from '../../src/features/handoffs/confirming.ts'
import { changeItem } from '../../src/features/handoffs/items.ts'
import type { Tx } from '../../src/platform/context.ts'
import { Refusal } from '../../src/platform/errors.ts'
import { JONAS, MAYA } from '../contacts/desk.ts'
import { rightsUnder } from '../support/rights.ts'
import { ANNA, linkOf, openPost, type Written } from './post.ts'

const { desk, told, welcomed, letters, firstLetter, items, handoff, opened, confirmed } = openPost()
const NEVER = { userId: 'UPRIYA', userTeamId: 'T2' }
const checklist = async () => (await desk.said('CTEAM', 'handoff')).at(-1)!

describe('a newcomer without Slack', () => {
  it('is sent the welcome and what they are asked for in one letter, and the channel reads the welcome', async () => {
    const { changeId } = await told()
    const form = JSON.stringify(await desk.act((tx) => contacts.openWelcome(tx, MAYA, changeId)))
    expect(form).toContain('The customer reads it in their channel, and it is sent to anna@calder.example.')
    expect(form).toContain('In their letter the newcomer is asked to confirm')
    await desk.act((tx) => contacts.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, Anna <b>Ruiz</b>.'))
    expect(await desk.said('CCALDER', 'contact_welcome')).toEqual([
      'Calder Freight · invoicing rollout: Welcome, Anna &lt;b&gt;Ruiz&lt;/b&gt;.',
    ])
    expect(await desk.said('CCALDER', 'handoff')).toEqual([])
    const [letter, ...more] = await letters()
    expect(more).toEqual([])
    expect(letter).toMatchObject({
      to: 'mailto:anna@calder.example',
      subject: 'Calder Freight · invoicing rollout: welcome, and three things to confirm',
    })
    expect(letter!.text).toContain('Welcome, Anna <b>Ruiz</b>.')
    expect(letter!.text).toContain('1. You went through the briefing')
    expect(letter!.text).toContain('until Wednesday 23 December 2026')
    expect(letter!.html).toContain('Welcome, Anna &lt;b&gt;Ruiz&lt;/b&gt;.')
    // The address is put there as the letter leaves: whoever reads the rows cannot open it.
    expect(JSON.stringify(letter)).not.toContain('http')
  })

  it('confirms each thing once, on record and on the checklist, in their own name', async () => {
    const letter = await firstLetter()
    const [first] = await items()
    expect((await opened(letter)).html.match(/<button/g)).toHaveLength(3)
    expect((await items()).map(({ state }) => state)).toEqual(['open', 'open', 'open'])
    const page = await confirmed(letter, first)
    expect(page.html).toContain('Thank you, that is confirmed.')
    expect(page.html).toContain('Confirmed on Mon 23 Nov.')
    expect(page.html.match(/<button/g)).toHaveLength(2)
    expect((await items())[0]).toMatchObject({ done_by: 'Anna Ruiz', evidence: 'by the link in their letter' })
    expect(await checklist()).toContain('confirmed by Anna Ruiz')
    expect((await confirmed(letter, first)).html).toContain('You have confirmed this already. Thank you.')
    const events = await desk.query(`select actor, act, words, at from handoff_item_changes`)
    const at = new Date('2026-11-23T09:00:00Z')
    expect(events).toEqual([{ actor: 'Anna Ruiz', act: 'confirm', words: 'by the link in their letter', at }])
  })

  it('who confirmed everything reads so, also when the time of the link is over and the handoff is accepted', async () => {
    const letter = await firstLetter()
    for (const item of await items()) await confirmed(letter, item)
    await desk.query(`update handoffs set state = 'accepted'`)
    await desk.until('2027-03-01T09:00:00Z')
    const { html } = await opened(letter)
    expect(html).toContain('<h1>Everything is confirmed</h1>')
    expect(html).not.toContain('<form')
    expect((await confirmed(letter, (await items())[0])).html).toContain('You have confirmed this already.')
    await expect(desk.act((tx) => openAskNewcomer(tx, MAYA, linkOf(letter).about[0]))).rejects.toThrow('is over')
  })

  it('is asked once more about what was opened again, and not by the page that they saw before', async () => {
    const letter = await firstLetter()
    const [seen] = await items()
    await confirmed(letter, seen)
    const [done] = await items()
    const wish = { act: 'reopen' } as const
    const fields = { evidence: '', person: '', until: '', why: '' }
    await desk.act((tx) => changeItem(tx, JONAS, { itemId: done!.id, version: done!.version, wish, fields }))
    expect((await confirmed(letter, seen)).html).toContain('This has been opened again')
    expect((await items())[0]!.state).toBe('open')
    await confirmed(letter, (await items())[0])
    expect((await items())[0]!.state).toBe('done')
  })

  it.each([
    ['nothing', undefined],
    ['what nobody asked for', { id: '00000000-0000-4000-8000-0000000000ff', version: 0 }],
    ['what is no id', { id: "' or true --", version: 0 }],
  ])('confirms nothing with a form that says %s', async (_, item) => {
    const letter = await firstLetter()
    await expect(confirmed(letter, item)).rejects.toThrow(Refusal)
    expect((await items()).map(({ state }) => state)).toEqual(['open', 'open', 'open'])
  })

  it('of another handoff confirms nothing here', async () => {
    const letter = await firstLetter()
    const there = await items()
    await told({ role: 'senior_buyer', newcomer: { name: 'Bo Lind', email: 'bo@calder.example' } })
    await desk.act(async (tx) => askNewcomer(tx, MAYA, (await handoff('senior_buyer')).id))
    const other = (await letters()).find(({ to }) => to === 'mailto:bo@calder.example')!
    await expect(confirmed(other, there[0])).rejects.toThrow(Refusal)
    expect((await items()).every(({ state }) => state === 'open')).toBe(true)
    expect(letter.link!.about[0]).not.toBe(other.link!.about[0])
  })

  it('is asked again by whoever answers for the account alone, and the link before confirms no more', async () => {
    await told()
    const { id } = await handoff()
    await expect(desk.act((tx) => askNewcomer(tx, JONAS, id))).rejects.toThrow('Only Maya Lindqvist')
    await expect(desk.act((tx) => askNewcomer(tx, NEVER, id))).rejects.toThrow('Only the people of our own team')
    const form = JSON.stringify(await desk.act((tx) => openAskNewcomer(tx, MAYA, id)))
    expect(form).toContain('This is sent to anna@calder.example, word for word')
    const asked = async () => (await desk.act((tx) => openAskNewcomer(tx, MAYA, id))).private_metadata!
    const first = await asked()
    await desk.act((tx) => askNewcomer(tx, MAYA, first))
    // Pressed twice, a form sends one letter: another one would make void what has just arrived.
    await desk.act((tx) => askNewcomer(tx, MAYA, first))
    const again = await asked()
    await desk.act((tx) => askNewcomer(tx, MAYA, again))
    await expect(desk.act((tx) => askNewcomer(tx, MAYA, first))).rejects.toThrow('meanwhile, so nothing was sent')
    const [before, now, ...more] = await letters()
    expect(more).toEqual([])
    await expect(opened(before!)).rejects.toThrow('confirms nothing any more')
    expect((await opened(now!)).html).toContain('Welcome, Anna. Please tell us')
  })

  it('whose address was wrong is not the one who confirms', async () => {
    const changeId = await welcomed()
    const [wrong] = await letters()
    await confirmed(wrong!, (await items())[0])
    await told({ corrects: changeId, newcomer: { ...ANNA, email: 'anna.ruiz@calder.example' } })
    await expect(opened(wrong!)).rejects.toThrow('confirms nothing any more')
    expect((await items()).map(({ state }) => state)).toEqual(['open', 'open', 'open'])
    await desk.act((tx) => contacts.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, Anna.'))
    expect((await letters()).at(-1)!.to).toBe('mailto:anna.ruiz@calder.example')
  })

  it('who turns out not to come is not written to, where the letter has not left', async () => {
    const changeId = await welcomed()
    const [letter] = await letters()
    await desk.act((tx) => contacts.takeBackChange(tx, MAYA, changeId))
    expect(await letters()).toEqual([])
    await expect(opened(letter!)).rejects.toThrow('This is settled already')
    await expect(confirmed(letter!, (await items())[0])).rejects.toThrow('This is settled already')
  })

  it('who is the senior buyer reads one letter, and the buyer whose colleague is new reads a welcome', async () => {
    await desk.query(`update accounts set buyer_channel = null, buyer_email = 'bo@calder.example'`)
    await desk.query(`update stakeholders set user_id = null, name = 'Bo' where role = 'senior_buyer'`)
    await welcomed()
    expect(Object.fromEntries((await letters()).map(({ to, link }) => [to, Boolean(link)]))).toEqual({
      'mailto:anna@calder.example': true,
      'mailto:bo@calder.example': false,
    })
    const buyer = { newcomer: { name: 'Cy Moss', email: 'Cy@calder.example' }, role: 'senior_buyer' } as const
    const { changeId } = await told(buyer)
    await desk.act((tx) => contacts.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, Cy.'))
    expect((await letters()).slice(2).map(({ to }) => to)).toEqual(['mailto:Cy@calder.example'])
  })

  it('who is in Slack, on an account that reads letters, is written to where Slack says their address', async () => {
    await desk.query(`update accounts set buyer_channel = null, buyer_email = 'bo@calder.example'`)
    await told({ newcomer: { userId: 'UTOMAS' } })
    const { id } = await handoff()
    await expect(desk.act((tx) => openAskNewcomer(tx, MAYA, id))).rejects.toThrow('has no buyer channel')
    await desk.query(`update people set email = 'tomas@calder.example' where user_id = 'UTOMAS'`)
    await desk.act((tx) => askNewcomer(tx, MAYA, id))
    const [letter] = await letters()
    expect(letter!.to).toBe('mailto:tomas@calder.example')
    await confirmed(letter!, (await items())[0])
    expect((await items())[0]!.done_by).toBe('UTOMAS')
    expect(await checklist()).toContain('confirmed by Tomás Leal')
  })
})

const rights = rightsUnder('By the link in a newcomer’s letter')

const STATES: Record<string, (letter: Written) => Promise<Written>> = {
  'that holds': async (letter) => letter,
  'of 30 days ago, to the second': async (letter) => {
    await desk.until('2026-12-23T09:00:00Z')
    return letter
  },
  'of a second more': async (letter) => {
    await desk.until('2026-12-23T09:00:01Z')
    return letter
  },
  'followed by a later letter': async (letter) => {
    await desk.act((tx) => askNewcomer(tx, MAYA, linkOf(letter).about.join(':')))
    return letter
  },
  'after the transition was accepted all the same': async (letter) => {
    await desk.query(`update handoffs set state = 'accepted'`)
    return letter
  },
  'of a handoff that is not here': async (letter) => {
    const about: [string, string] = ['00000000-0000-4000-8000-0000000000ff', letter.link!.about[1]]
    return { ...letter, link: { ...letter.link!, about } }
  },
}

describe('what the link in a newcomer’s letter does, as docs/rights.md says', () => {
  it('names every state of a link', () => {
    expect(rights.what).toEqual(Object.keys(STATES))
    expect(rights.who).toEqual(['Open the page', 'Confirm'])
  })

  it.each(rights.rows)('%s: the page %s, to confirm %s', async (state, looks, confirms) => {
    const letter = await STATES[state!]!(await firstLetter())
    const outcome = (doing: Promise<unknown>) =>
      doing.then(
        () => 'yes',
        (error: unknown) => (error instanceof Refusal ? 'a sentence' : String(error)),
      )
    expect(await outcome(opened(letter))).toBe(looks)
    expect(await outcome(confirmed(letter, (await items())[0]))).toBe(confirms)
    expect((await items())[0]!.state).toBe(confirms === 'yes' ? 'done' : 'open')
  })
})

describe('where something for it is not set', () => {
  it.each([
    [{ mails: false, lacks: ['SMTP_URL', 'PUBLIC_URL', 'SECRET_KEY'] }, 'SMTP_URL, PUBLIC_URL and SECRET_KEY are'],
    [{ mails: true, lacks: ['PUBLIC_URL'] }, 'PUBLIC_URL is'],
  ])('(%j) the owner reads what, and the welcome goes where it can', async (posts, words) => {
    const act = <T>(work: (tx: Tx) => Promise<T>) => desk.act((tx) => work({ ...tx, ...posts }))
    const { changeId } = await told()
    const { id } = await handoff()
    await expect(act((tx) => openAskNewcomer(tx, MAYA, id))).rejects.toThrow(
      `Anna is not in Slack and cannot be asked by e-mail: ${words} not set; an administrator can set it. Put the contact change right with their Slack account once they are in the buyer channel; until then this stays open.`,
    )
    expect(JSON.stringify(await act((tx) => contacts.openWelcome(tx, MAYA, changeId)))).toContain(`${words} not set`)
    await act((tx) => contacts.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, Anna.'))
    expect(await desk.said('CCALDER', 'contact_welcome')).toHaveLength(1)
    const written = (await letters()).map(({ to, link }) => ({ to, link }))
    expect(written).toEqual(posts.mails ? [{ to: 'mailto:anna@calder.example', link: null }] : [])
    await told({ corrects: changeId, newcomer: { ...ANNA, email: 'anna.ruiz@calder.example' } })
    await act((tx) => contacts.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, Anna.'))
    expect((await letters()).slice(1).map(({ to }) => to)).toEqual(
      posts.mails ? ['mailto:anna.ruiz@calder.example'] : [],
    )
  })
})
