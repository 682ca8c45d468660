import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import pg from 'pg'
import type { Browser, Page, Request, Route } from 'playwright-core'
import { type Stage, setStage } from '../../playground/stage.ts'
import { createLog } from '../../src/platform/log.ts'
import { findChromium, keepPicture, keepWhole, startChromium } from './browser.ts'

jest.setTimeout(60_000)

const executable = findChromium()
if (!executable) {
  const sentence = 'Chromium is not installed, so the week is not played in a browser (Debian: apt install chromium).'
  if (process.env['CI']) throw new Error(sentence)
  process.stderr.write(`${sentence}\n`)
}

const clusterUrl = process.env['TEST_POSTGRES_URL']!
const database = `browser_${randomUUID().replaceAll('-', '').slice(0, 12)}`
let stage: Stage
let browser: Browser
let page: Page

beforeAll(async () => {
  if (!executable) return
  const log = createLog(process.env['LOG_LEVEL'] ?? 'silent')
  stage = await setStage({ port: 0, clusterUrl, database, log, ticking: false })
  browser = await startChromium(executable)
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await stage?.stop()
  const client = new pg.Client({ connectionString: clusterUrl })
  await client.connect()
  await client.query(`drop database if exists ${database} with (force)`)
  await client.end()
})

/** Becomes somebody, by the list of people on the page. */
async function actAs(name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Act as' }).getByRole('link', { name }).click()
  await page.getByRole('navigation', { name: 'Channels' }).getByText(name).waitFor()
}

const openChannel = (name: string) =>
  page.getByRole('navigation', { name: 'Channels' }).getByRole('link', { name, exact: false }).first().click()

const clock = () =>
  page
    .locator('.top .now')
    .textContent()
    .then((text) => text ?? '')

/** Presses a button of the clock, and waits until all that came of it stands on the page. */
async function goOn(button: string): Promise<void> {
  await page.getByRole('button', { name: button }).click()
  await settled()
}

const settled = () => page.locator('body:not([data-acting])').waitFor({ timeout: 60_000 })

async function until(moment: RegExp): Promise<void> {
  for (let step = 0; step < 30 && !moment.test(await clock()); step += 1) await goOn('To the next thing due')
  expect(await clock()).toMatch(moment)
}

const form = () => page.getByRole('dialog')
const message = (words: string | RegExp) => page.getByRole('article').filter({ hasText: words }).last()

const inBrowser = executable ? describe : describe.skip

inBrowser('a week on the playground page', () => {
  it('begins on a Monday morning with the digests of the weeks before', async () => {
    await page.goto(stage.playground.url)
    await actAs('Priya Shah')
    expect(await clock()).toContain('Monday 16 November 2026')
    await message('Calder Freight · invoicing rollout · week 8').waitFor()
    expect(await page.getByRole('img', { name: /Go-live against the promise/ }).count()).toBe(2)
    await keepPicture(page, '1-monday-the-week-before')
  })

  it('asks Jonas on Wednesday at nine where he is, and thanks him when he has answered', async () => {
    await actAs('Jonas Weber')
    await until(/^09:00\s+Wednesday 18 November/)
    await message('Good morning Jonas').waitFor()
    await keepPicture(page, '2-wednesday-the-question')
    await page.getByRole('button', { name: 'Check in' }).first().click()
    await form().getByText('The customer reads this').waitFor()
    await keepPicture(page, '3-wednesday-the-form')
    await fillCheckin()
    await form().waitFor({ state: 'detached' })
    await page.getByText('answered', { exact: false }).first().waitFor()
    await keepPicture(page, '4-wednesday-answered')
  })

  it('leaves what is being typed alone when an older look at the page comes back late', async () => {
    const late = Promise.withResolvers<void>()
    const held = Promise.withResolvers<Request>()
    const hold = async (route: Route) => {
      held.resolve(route.request())
      await late.promise
      await route.continue()
    }
    await page.route(/regions/, hold, { times: 1 })
    const request = await held.promise
    await page.getByRole('button', { name: 'Check in' }).first().click()
    const progress = form().getByLabel(/What can they do now/)
    await progress.fill('Seven stores')
    late.resolve()
    await (await request.response())?.finished()
    await page.waitForResponse(/regions/)
    expect(await progress.inputValue()).toBe('Seven stores')
    await form().getByRole('button', { name: 'Cancel' }).click()
    await form().waitFor({ state: 'detached' })
  })

  it('keeps what was typed when something is missing, and says what', async () => {
    await page.getByRole('button', { name: 'Check in' }).first().click()
    await form()
      .getByLabel(/What can they do now/)
      .fill('Seven stores count overnight.')
    await form().getByLabel('At risk').check()
    await form().getByLabel('Because').fill('')
    await form().getByRole('button', { name: 'Send' }).last().click()
    await form().locator('.error').first().waitFor()
    expect(
      await form()
        .getByLabel(/What can they do now/)
        .inputValue(),
    ).toBe('Seven stores count overnight.')
    await keepPicture(page, '5-wednesday-something-missing')
    await form().getByRole('button', { name: 'Cancel' }).click()
    await form().waitFor({ state: 'detached' })
  })

  it('shows Maya on Thursday what Priya will read, and takes her approval', async () => {
    await actAs('Maya Lindqvist')
    await until(/^15:00\s+Thursday 19 November/)
    await openChannel('Throughline')
    await message('Calder Freight').waitFor()
    await keepPicture(page, '6-thursday-the-review')
    await approveCalder()
    await keepPicture(page, '8-thursday-approved')
  })

  it('publishes on Friday at 09:30 in London, and Priya answers back', async () => {
    await goOn('To Friday 09:30')
    await actAs('Priya Shah')
    expect(await clock()).toMatch(/^09:30\s+Friday 20 November/)
    const digest = message('invoicing rollout · week 9')
    await digest.waitFor()
    await keepPicture(page, '9-friday-the-digest')
    await keepWhole(page, digest, 'whole-digest')
    await digest.getByRole('button', { name: 'Seen' }).click()
    await form().getByText('Thank you. Maya Lindqvist knows').waitFor()
    await form().getByRole('button', { name: 'Close', exact: true }).click()
    await form().waitFor({ state: 'detached' })
    await digest.getByRole('button', { name: 'Rate this week' }).click()
    await form().getByRole('radio').first().waitFor()
    await keepPicture(page, '10-friday-the-rating')
    await form().getByRole('radio').nth(3).check()
    await form().locator('footer button').last().click()
    await form().getByRole('heading', { name: 'Thank you' }).waitFor()
    await form().getByRole('button', { name: 'Close', exact: true }).click()
    await form().waitFor({ state: 'detached' })
    const [rated] = await rows('select user_id, rating from digest_ratings where rated_at >= $1', [
      '2026-11-20T09:30:00Z',
    ])
    expect(rated).toMatchObject({ user_id: 'UPRIYA', rating: expect.any(Number) })
    const [seen] = await rows('select user_id from digest_seen where seen_at >= $1', ['2026-11-20T09:30:00Z'])
    expect(seen).toMatchObject({ user_id: 'UPRIYA' })
  })

  it('tells Priya, who is of another organisation, that she has no commands', async () => {
    await page.getByPlaceholder('Write as Priya Shah').fill('/handoff Calder')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('/handoff is not a valid command').waitFor()
  })
})

/** Jonas's week, as he would type it. */
async function fillCheckin(): Promise<void> {
  const typed: Record<string, string> = {
    Because: '500 of 2,400 customer records are not final',
    'Records final, forecast': '2026-11-25',
    'Go-live, forecast': '2026-12-14',
    'Why the date moved': 'Duplicate tax numbers in the old system',
    'What can they do now': 'Leeds invoiced for itself: 212 invoices, 3 corrected, 3 days.',
    'Days to invoice': '3',
    Hard: 'Old records carry duplicate tax numbers',
    'What we are doing about it': 'two of our people clear them with Tomás’s team until Wednesday',
    'Needed from the customer: what': 'the last 500 of 2,400 customer records',
    'Needed from the customer: who': 'Tomás',
    'Needed from the customer: by when': '2026-11-25',
    'The decision':
      'Priya, by Tue 24 Nov: 10 depots on 7 December and 4 on 18 January, or all 14 on 14 December. We recommend the first.',
    'What did you see or hear?': 'Finance finds approvals slow; training Monday.',
    'What comes next': 'Leeds rehearsal, 26 November',
    'Only for us': 'Tomás inherited this with no time for it. If Priya does not free one person, the 25th is gone.',
  }
  for (const [label, words] of Object.entries(typed)) await form().getByLabel(label).fill(words)
  await form().getByLabel('the last 900 of 2,400 customer records').check()
  await form().getByLabel('Decision made or ahead').selectOption('A decision is ahead')
  await form().getByLabel('How satisfied').selectOption('3')
  await form().getByLabel('Your confidence').selectOption('2')
  await keepWhole(page, form(), 'whole-check-in')
  await form().getByRole('button', { name: 'Send' }).last().click()
}

/** A date moved, so the form asks first whether the customer's people have been told. */
async function approveCalder(): Promise<void> {
  await page.getByRole('button', { name: 'Approve Calder Freight' }).click()
  await form().waitFor()
  await keepPicture(page, '7-thursday-what-priya-will-read')
  for (const told of await form().getByRole('checkbox').all()) await told.check()
  await form().getByRole('button', { name: 'Approve' }).last().click()
  await form().waitFor({ state: 'detached' })
  await message('goes out Fri 20 Nov 10:30').waitFor()
}

async function rows(query: string, values: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: clusterUrl.replace('/postgres?', `/${database}?`) })
  await client.connect()
  try {
    return (await client.query(query, values)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}
