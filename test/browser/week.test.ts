import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import pg from 'pg'
import type { Browser, Page, Request, Route } from 'playwright-core'
import { findChromium, NO_CHROMIUM, startChromium } from '../../playground/browser.ts'
import { approveOpen, fillCalder, type Hands, handsOn } from '../../playground/hands.ts'
import { PATIENT, type Stage, setStage } from '../../playground/stage.ts'
import { createLog } from '../../src/platform/log.ts'
import { picture, wholePicture } from './pictures.ts'

// A machine that is busy with other things plays the week slowly, and rightly all the same.
jest.setTimeout(240_000)
const PATIENCE_MS = 60_000

const executable = findChromium()
if (!executable) {
  const sentence = `${NO_CHROMIUM} So the week is not played in a browser.`
  if (process.env['CI']) throw new Error(sentence)
  process.stderr.write(`${sentence}\n`)
}

const clusterUrl = process.env['TEST_POSTGRES_URL']!
const database = `browser_${randomUUID().replaceAll('-', '').slice(0, 12)}`
let stage: Stage
let browser: Browser
let page: Page
let hands: Hands

beforeAll(async () => {
  if (!executable) return
  const log = createLog(process.env['LOG_LEVEL'] ?? 'silent')
  stage = await setStage({ port: 0, clusterUrl, database, log, ticking: false, settings: PATIENT })
  browser = await startChromium(executable)
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.setDefaultTimeout(PATIENCE_MS)
  hands = handsOn(page)
})

afterAll(async () => {
  await browser?.close()
  await stage?.stop()
  const client = new pg.Client({ connectionString: clusterUrl })
  await client.connect()
  await client.query(`drop database if exists ${database} with (force)`)
  await client.end()
})

async function until(moment: RegExp): Promise<void> {
  await hands.goOnUntil(moment)
  expect(await hands.clock()).toMatch(moment)
}

const form = () => hands.form()
const message = (words: string | RegExp) => hands.message(words)

const inBrowser = executable ? describe : describe.skip

inBrowser('a week on the playground page', () => {
  it('begins on a Monday morning with the digests of the weeks before', async () => {
    await page.goto(stage.playground.url)
    await hands.actAs('Priya Shah')
    expect(await hands.clock()).toContain('Monday 16 November 2026')
    await message('Calder Freight · invoicing rollout · week 8').waitFor()
    expect(await page.getByRole('img', { name: /Go-live against the promise/ }).count()).toBe(2)
    await picture(page, '1-monday-the-week-before')
  })

  it('asks Jonas on Wednesday at nine where he is, and thanks him when he has answered', async () => {
    await hands.actAs('Jonas Weber')
    await until(/^09:00\s+Wednesday 18 November/)
    await message('Good morning Jonas').waitFor()
    await picture(page, '2-wednesday-the-question')
    await page.getByRole('button', { name: 'Check in' }).first().click()
    await form().getByText('The customer reads this').waitFor()
    await picture(page, '3-wednesday-the-form')
    await fillCalder(form())
    await wholePicture(page, form(), 'whole-check-in')
    await form().getByRole('button', { name: 'Send' }).last().click()
    await form().waitFor({ state: 'detached' })
    await page.getByText('answered', { exact: false }).first().waitFor()
    await picture(page, '4-wednesday-answered')
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
    await picture(page, '5-wednesday-something-missing')
    await form().getByRole('button', { name: 'Cancel' }).click()
    await form().waitFor({ state: 'detached' })
  })

  it('shows Maya on Thursday what Priya will read, and takes her approval', async () => {
    await hands.actAs('Maya Lindqvist')
    await until(/^15:00\s+Thursday 19 November/)
    await hands.openChannel('Throughline')
    await message('Calder Freight').waitFor()
    await picture(page, '6-thursday-the-review')
    await approveCalder()
    await picture(page, '8-thursday-approved')
  })

  it('publishes on Friday at 09:30 in London, and Priya answers back', async () => {
    await hands.goOn('To Friday 09:30')
    await hands.actAs('Priya Shah')
    expect(await hands.clock()).toMatch(/^09:30\s+Friday 20 November/)
    const digest = message('invoicing rollout · week 9')
    await digest.waitFor()
    await picture(page, '9-friday-the-digest')
    await wholePicture(page, digest, 'whole-digest')
    await digest.getByRole('button', { name: 'Seen' }).click()
    await form().getByText('Thank you. Maya Lindqvist knows').waitFor()
    await form().getByRole('button', { name: 'Close', exact: true }).click()
    await form().waitFor({ state: 'detached' })
    await digest.getByRole('button', { name: 'Rate this week' }).click()
    await form().getByRole('radio').first().waitFor()
    await picture(page, '10-friday-the-rating')
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

async function approveCalder(): Promise<void> {
  await page.getByRole('button', { name: 'Approve: Calder Freight' }).click()
  await form().waitFor()
  await picture(page, '7-thursday-what-priya-will-read')
  await approveOpen(form())
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
