import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { findChromium, startChromium } from '../../playground/browser.ts'
import { page as pageRoutes } from '../../playground/page/routes.ts'
import { PATIENT } from '../../playground/stage.ts'
import { type Ear, startEar } from '../playground/ear.ts'
import { input, type Json, plain } from '../playground/kit.ts'
import { call, startTown, type Town } from '../playground/town.ts'

jest.setTimeout(120_000)

const executable = findChromium()
const inBrowser = executable ? describe : describe.skip

let town: Town
let ear: Ear
let browser: Browser
let page: Page
/** Lets the app answer the press that it has heard; until then it thinks. */
let press = Promise.withResolvers<() => void>()

beforeAll(async () => {
  if (!executable) return
  town = await startTown({ settings: PATIENT, routes: (web, self) => web.route('/', pageRoutes(self)) })
  ear = await startEar(town, (response, { body }) => {
    if (body['type'] === 'block_actions') press.resolve(() => response.end())
    else response.end()
  })
  browser = await startChromium(executable)
  page = await browser.newPage()
  await page.goto(`${town.url}/?as=U1&channel=C1`)
})

afterAll(async () => {
  await browser?.close()
  await ear?.stop()
  await town?.stop()
})

const option = (value: string): Json => ({ text: plain(value.length), value })
const words: Json = {
  ...input({ type: 'plain_text_input', action_id: 'words' }),
  block_id: 'words',
  label: text('Words'),
}
const menu: Json = {
  ...input({ type: 'static_select', action_id: 'menu', options: [option('a'), option('bb')] }),
  block_id: 'menu',
  label: text('Menu'),
  dispatch_action: true,
}

function text(said: string): Json {
  return { type: 'plain_text', text: said }
}

const formOf = (title: string): Json => ({
  type: 'modal',
  callback_id: 'form',
  title: text(title),
  submit: text('Send'),
  blocks: [menu, words],
})
const asApp = (method: string, args: object) => call(town, town.home.bot_token, method, args)
const form = () => page.getByRole('dialog')
const settled = () => page.locator('body:not([data-acting])').waitFor()

/** Opens the form, chooses in the menu that tells the app at once, and types while the app thinks. */
async function typeWhileItThinks(): Promise<string> {
  press = Promise.withResolvers()
  await town.act.slashCommand('U1', 'C1', '/handoff')
  const opened = await asApp('views.open', { trigger_id: ear.heard.at(-1)?.body['trigger_id'], view: formOf('First') })
  await form().getByLabel('Words').fill('typed before')
  const pressed = page.waitForRequest(/act\/press/)
  await form().getByLabel('Menu').selectOption('bb')
  await pressed
  await form().getByLabel('Words').fill('typed meanwhile')
  return String((opened['view'] as Json)['id'])
}

inBrowser('a form on the playground page', () => {
  it('keeps what is entered while the app draws it anew', async () => {
    const view_id = await typeWhileItThinks()
    await asApp('views.update', { view_id, view: formOf('Second') })
    ;(await press.promise)()
    await form().getByRole('heading', { name: 'Second' }).waitFor()
    await settled()
    expect(await form().getByLabel('Words').inputValue()).toBe('typed meanwhile')
    expect(await form().getByLabel('Menu').inputValue()).toBe('bb')
    await form().getByRole('button', { name: 'Cancel' }).click()
    await form().waitFor({ state: 'detached' })
  })

  it('sends what was pressed while the app was still answering', async () => {
    await typeWhileItThinks()
    await form().getByRole('button', { name: 'Send' }).last().click()
    ;(await press.promise)()
    await form().waitFor({ state: 'detached' })
    const sent = ear.heard.at(-1)?.body as { type: string; view: { state: { values: Json } } }
    expect(sent.type).toBe('view_submission')
    expect(sent.view.state.values['words']).toMatchObject({ words: { value: 'typed meanwhile' } })
  })
})

inBrowser('the playground page', () => {
  it('goes to another place and back without a new page, and says why where one cannot be shown', async () => {
    const title = () => page.locator('main h1').textContent()
    await page.evaluate(() => Object.assign(globalThis, { same: true }))
    await page.getByRole('link', { name: /board/ }).click()
    await settled()
    expect([await title(), page.url()]).toEqual([expect.stringContaining('# board'), `${town.url}/?as=U1&channel=C4`])
    await page.goBack()
    await page.getByRole('heading', { name: /calder-team/ }).waitFor()
    expect(await page.evaluate(() => 'same' in globalThis)).toBe(true)
    await page.route(/channel=C3/, (route) => route.fulfill({ status: 500, body: 'It has stopped.' }))
    await page.getByRole('link', { name: /lobby/ }).click()
    await page.getByText('It has stopped.').waitFor()
    await page.goto(`${town.url}/?as=U1&channel=C1`)
  })

  it('is told when the app has written something', async () => {
    const told = (await fetch(`${town.url}/changes`)).body!.getReader()
    const next = async () => new TextDecoder().decode((await told.read()).value)
    expect(await next()).toBe('data: changed\n\n')
    const again = next()
    await asApp('chat.postMessage', { channel: 'C1', text: 'Something new' })
    expect(await again).toBe('data: changed\n\n')
    await told.cancel()
  })
})
