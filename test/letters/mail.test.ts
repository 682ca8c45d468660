import { afterEach, describe, expect, it } from '@jest/globals'
import { compose, createMailer, headerLine, knock } from '../../src/platform/mail.ts'
import { type Outgoing, waitAfter } from '../../src/platform/outbox/letters.ts'
import { type Fault, headerOf, type Mailbox, partOf, startMailbox } from '../support/mailbox.ts'

const from = { name: 'Brightline', address: 'updates@brightline.example' }
const letter: Outgoing = {
  id: '0d0f7a4e-0000-4000-8000-000000000001',
  to: 'priya@calder.example',
  subject: 'Calder Freight · week 9: At risk',
  text: 'Every word.\n',
  html: '<p dir="auto">Every word.</p>',
  replyTo: { name: 'Maya Lindqvist', address: 'maya@brightline.example' },
  followsId: null,
  listId: null,
  date: new Date('2026-11-20T09:30:00Z'),
}

let box: Mailbox | undefined
afterEach(async () => {
  await box?.stop()
  box = undefined
})
const sendTo = async (fault?: Fault, timeoutMs = 400) => {
  box = await startMailbox()
  box.fault = fault
  return createMailer({ url: box.url, from, timeoutMs }).send(letter)
}

describe('a letter on its way', () => {
  it('is taken by the server once', async () => {
    expect(await sendTo()).toEqual({ outcome: 'sent' })
    expect(box?.received).toHaveLength(1)
    expect(box?.received[0]?.to).toEqual(['priya@calder.example'])
  })

  const cases: [string, Fault, string][] = [
    ['is tried later where the server says nothing at all', 'no greeting', 'later'],
    ['is tried later where the server goes before it wanted the content', 'drop before the content', 'later'],
    ['is tried later where the server says later', { at: 'recipient', code: 451 }, 'later'],
    ['is tried later where the server has read it and says later', { at: 'content', code: 451 }, 'later'],
    ['is refused where the server does not know the reader', { at: 'recipient', code: 550 }, 'refused'],
    ['is refused where the server has read it and does not want it', { at: 'content', code: 550 }, 'refused'],
    ['is unclear where the server goes after it had the content', 'drop after the content', 'unclear'],
    ['is unclear where the server says nothing after it had the content', 'hang after the content', 'unclear'],
  ]
  it.each(cases)('%s', async (_, fault, outcome) => {
    expect(await sendTo(fault)).toMatchObject({ outcome })
    // One attempt: whoever tries again decides it first.
    expect(box?.visits).toBe(1)
  })

  it('is tried later where nobody listens', async () => {
    box = await startMailbox()
    const { url } = box
    await box.stop()
    box = undefined
    expect(await createMailer({ url, from, timeoutMs: 400 }).send(letter)).toMatchObject({ outcome: 'later' })
  })

  it('is tried later where our own password is wrong, since somebody will mend it', async () => {
    box = await startMailbox({ password: 'sesame' })
    const url = box.url.replace('sesame', 'guessed')
    expect(await createMailer({ url, from }).send(letter)).toMatchObject({ outcome: 'later' })
    await expect(knock({ url, from })).rejects.toThrow('wrong password')
  })

  it('waits longer each time, up to an hour', () => {
    expect([1, 2, 3, 8, 30].map(waitAfter)).toEqual([30_000, 60_000, 120_000, 3_600_000, 3_600_000])
  })
})

describe('a letter as it is transmitted', () => {
  const sent = async (change: Partial<Outgoing>) => (await compose(from, { ...letter, ...change })).toString('utf8')

  it('has the same id at every attempt, says that a machine wrote it, and is answered to the owner', async () => {
    const [one, other] = [await sent({}), await sent({})]
    expect(headerOf(one, 'Message-ID')).toBe(`<${letter.id}@brightline.example>`)
    expect(headerOf(other, 'Message-ID')).toBe(headerOf(one, 'Message-ID'))
    expect(headerOf(one, 'Auto-Submitted')).toBe('auto-generated')
    expect(headerOf(one, 'Reply-To')).toBe('Maya Lindqvist <maya@brightline.example>')
    expect(headerOf(one, 'Date')).toContain('20 Nov 2026 09:30:00')
  })

  it('stands under the letter that it follows', async () => {
    const raw = await sent({ followsId: 'before' })
    expect(headerOf(raw, 'In-Reply-To')).toBe('<before@brightline.example>')
    expect(headerOf(raw, 'References')).toBe('<before@brightline.example>')
  })

  it('belongs to the letters of its account, so that a mailbox can sort by it', async () => {
    expect(headerOf(await sent({ listId: 'calder' }), 'List-Id')).toBe('<calder.brightline.example>')
    expect(headerOf(await sent({}), 'List-Id')).toBeUndefined()
  })

  it('lets no name begin another header', async () => {
    const evil = 'Maya\r\nBcc: everybody@calder.example\r\n\r\nHello'
    const raw = await sent({ subject: evil, replyTo: { name: evil, address: 'maya@brightline.example' } })
    expect(headerOf(raw, 'Bcc')).toBeUndefined()
    expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^(Bcc|Hello)/m)
    expect(headerOf(raw, 'Subject')).toBe('Maya Bcc: everybody@calder.example Hello')
  })

  it('cuts a subject to what a mailbox shows, and never within a sign', () => {
    expect(headerLine('á'.repeat(400), 150)).toHaveLength(150)
    expect(headerLine(`${'a'.repeat(148)}👩🏽‍🚀👩🏽‍🚀`, 150)).toMatch(/^a{148}\p{So}?…$/u)
    expect(headerLine('on\u202etime', 150)).toBe('on time')
  })

  it('carries what was typed unchanged in both parts, whatever its script and length', async () => {
    const typed = `Tomás • שלום <b> & "x" ${'word '.repeat(600)}`
    const raw = await sent({ subject: 'Zürich · 東京', text: typed, html: `<p>${typed}</p>` })
    expect(partOf(raw, 'text/plain').replace(/\r\n/g, '').trim()).toBe(typed.trim())
    expect(partOf(raw, 'text/html')).toContain('Tomás • שלום')
    expect(headerOf(raw, 'Subject')).toMatch(/^=\?UTF-8\?/i)
    for (const line of raw.split('\r\n')) expect(line.length).toBeLessThan(998)
  })
})
