import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, jest } from '@jest/globals'
import pg from 'pg'
import type { Browser, Page } from 'playwright-core'
import { joinChannel, leaveChannel, shareChannel } from '../../playground/act/channel.ts'
import { findChromium, startChromium } from '../../playground/browser.ts'
import { injectFault } from '../../playground/faults.ts'
import { PATIENT, type Stage, setStage } from '../../playground/stage.ts'
import { factsOfAll } from '../../src/features/accounts/flow.ts'
import { addEndpoint } from '../../src/features/endpoints/flow.ts'
import { raiseAsk } from '../../src/features/promises/flow.ts'
import { roundsOf } from '../../src/features/rounds/flow.ts'
import { createLog } from '../../src/platform/log.ts'
import { wordsOf } from '../support/player.ts'
import { type Filling, fillingOn, saying } from './filling.ts'

export const HOME = { home: 'ATHROUGHLINE' }
export const CALDER = { channel: 'CCALDER' }

// A machine that is busy with other things is slow at it, and rightly all the same.
jest.setTimeout(240_000)

const executable = findChromium()
/** Where no Chromium is installed there is nothing to fill in. */
export const inBrowser = executable ? describe : describe.skip

/** Who fills in the forms, on the one page that all of them share. */
export let at: Filling
export let page: Page
let stage: Stage

/** Puts up the demo and a browser before the first test, and takes them down after the last. */
export function putUp(): void {
  const clusterUrl = process.env['TEST_POSTGRES_URL']!
  const database = `forms_${randomUUID().replaceAll('-', '').slice(0, 12)}`
  let browser: Browser
  beforeAll(async () => {
    if (!executable) return
    const log = createLog(process.env['LOG_LEVEL'] ?? 'silent')
    stage = await setStage({ port: 0, clusterUrl, database, log, ticking: false, settings: PATIENT })
    browser = await startChromium(executable)
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
    page.setDefaultTimeout(30_000)
    // What is asked before something cannot be undone is answered with yes.
    page.on('dialog', (dialog) => void dialog.accept())
    at = fillingOn(page, stage.playground.url, settled)
  })
  // What one test leaves open would stand in the way of the next.
  afterEach(async () => at?.close())
  afterAll(async () => {
    await browser?.close()
    await stage?.stop()
    await drop(clusterUrl, database)
  })
}

async function drop(clusterUrl: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: clusterUrl })
  await client.connect()
  await client.query(`drop database if exists ${database} with (force)`)
  await client.end()
}

/** Makes an endpoint with a bearer secret, as an administrator does in Slack. @returns what the form shows. */
export async function newEndpoint(): Promise<string> {
  const { ctx, workspaceId } = stage.app()
  const entry = { name: 'CRM', format: 'throughline', scheme: 'bearer', secret: null }
  const desk = { vault: undefined, publicUrl: stage.webhooks }
  const form = await ctx.inWorkspace(workspaceId, (tx) => addEndpoint(tx, 'UERIK', entry, desk))
  return wordsOf(form.blocks)
}

/** Lets the week go on until then; on the way everything happens that was due. */
export async function until(instant: string): Promise<void> {
  await stage.playground.journey.moveTo(new Date(instant))
}

/** Shares a channel with another organisation, and lets the app find out who that is. */
export async function shared(channel: string, organisation: string): Promise<void> {
  shareChannel(stage.playground.state, channel, organisation)
  await settled()
}

/** Somebody leaves a channel, and the app hears of it. */
export async function leaves(person: string, channel: string): Promise<void> {
  leaveChannel(stage.playground.state, person, channel)
  await settled()
}

/** Somebody is in a channel again. */
export async function returns(person: string, channel: string): Promise<void> {
  joinChannel(stage.playground.state, person, channel)
  await stage.playground.idle()
}

/** So much is open that the customer was asked for before, by a day. */
export async function needs(account: string, count: number, dueOn: string): Promise<void> {
  const { ctx, workspaceId } = stage.app()
  await ctx.inWorkspace(workspaceId, async (tx) => {
    const { id: accountId } = (await factsOfAll(tx)).find((facts) => facts.account.name === account)!.account
    const [round] = await roundsOf(tx, accountId, 1)
    for (let what = 1; what <= count; what++)
      await raiseAsk(tx, { accountId, roundId: round!.id, what: `Store ${what}`, who: 'Marta', dueOn })
  })
}

/** The next call of a method fails in that way, or the next few. */
export function fails(fault: Parameters<typeof injectFault>[1]): void {
  injectFault(stage.playground.state, fault)
}

/** Two minutes are over in which nobody looks what became of a message without an answer. */
export async function quarantineEnds(): Promise<void> {
  const { ctx, workspaceId } = stage.app()
  await ctx.inWorkspace(workspaceId, async (tx) => {
    await tx.db.updateTable('deliveries').set({ dueAt: tx.real }).where('state', '=', 'sending').execute()
    tx.wake()
  })
  await settled()
}

/** Waits until nothing is due any more, and what somebody did has reached the app before. */
export async function settled(): Promise<void> {
  await stage.playground.idle()
  await stage.app().settle()
}

/** Waits until that stands on the Home or in the channel. */
export const reads = (words: string | RegExp): Promise<void> =>
  saying(page, () => page.locator('main').getByText(words).last().waitFor())()

/** Waits until a button is not there any more. */
export const gone = (name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().waitFor({ state: 'detached' })
