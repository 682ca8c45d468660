import { expect } from '@jest/globals'
import type { Locator, Page } from 'playwright-core'
import { TROUBLE } from '../../playground/act/person.ts'
import { wholePicture } from './pictures.ts'

/** What is entered into a form: by label, the text, or the choice by its words; ticks and several people as a list. */
export type Entries = Record<string, string | string[]>

/** How a person goes about in the forms of the page. */
export interface Filling {
  form: Locator
  /** Stands before somebody's Home, or in a channel. */
  go(person: string, where: { home: string } | { channel: string }): Promise<void>
  /** Stands before what Throughline wrote to somebody alone. */
  goToMessages(person: string): Promise<void>
  /** Presses a button on the Home or in a channel, the newest of that name. */
  press(name: string | RegExp): Promise<void>
  /** Presses a button in the open form that does not send it. */
  pressInside(name: string | RegExp): Promise<void>
  /** Writes into the message box, as one types a command. */
  say(words: string): Promise<void>
  fill(entries: Entries): Promise<void>
  send(): Promise<void>
  /** Sends a form that lacks something: the sentence stands there, and all that was entered stands as it was. */
  isSentBack(label: string, sentence: string): Promise<void>
  /** Sends a form with which nothing is wrong, and reads in the one that stands there then. */
  sendAndRead(words: string | RegExp): Promise<void>
  /** Sends a form with which nothing is wrong: it closes. */
  sendAway(): Promise<void>
  close(): Promise<void>
}

/** Done once the page is not about anything that was pressed or entered. */
const ACTED = `new Promise((done) => {
  const look = () => document.body.dataset.acting === undefined ? done() : setTimeout(look, 10)
  look()
})`

/** Bolt gives up a press that is not acknowledged by then, as Slack does. What fails sooner has failed. */
const LATE_MS = 3_000

/** `settle` lets the app finish what it is about. */
export function fillingOn(page: Page, url: string, settle: () => Promise<void>): Filling {
  const form = page.getByRole('dialog')
  // Looked at more often than a locator is, which waits for half a second in the end.
  const settled = () => page.evaluate(ACTED)
  const field = (label: string) =>
    form
      .locator('.field')
      .filter({ has: labelled(page, label) })
      .last()
  const named = (place: Locator, name: string | RegExp) => place.getByRole('button', { name, exact: true }).last()
  const click = async (button: Locator) => {
    const began = performance.now()
    await button.click()
    await settled()
    if (performance.now() - began < LATE_MS) return
    // A machine that stands still for seconds answers too late. What then stands on the page asks to try again.
    if ((await page.getByText(TROUBLE).count()) === 0 || (await button.count()) === 0) return
    await button.click()
    await settled()
  }
  // Who is on the page goes on without a new one, as by a link of it.
  const visit = async (place: Record<string, string>) => {
    const address = `/?${new URLSearchParams(place)}`
    if (page.url().startsWith(url)) await page.evaluate(`visit(${JSON.stringify(address)})`)
    else await page.goto(url + address)
  }
  const send = () => click(form.locator('footer button').last())
  const filling: Filling = {
    form,
    async go(person, where) {
      await settle()
      await visit({ as: person, ...where })
      if (!('home' in where)) return
      // It is drawn when it is opened.
      await settle()
      await page.evaluate('refresh()')
    },
    async goToMessages(person) {
      await settle()
      // What Throughline wrote is where the page begins.
      await visit({ as: person })
    },
    press: (name) => click(named(page.locator('main'), name)),
    pressInside: (name) => click(named(form, name)),
    async say(words) {
      await page.getByLabel('Message', { exact: true }).fill(words)
      await page.keyboard.press('Enter')
      await form.waitFor()
      await settled()
    },
    async fill(entries) {
      for (const [label, value] of Object.entries(entries)) await enter(field(label), value)
      await settled()
    },
    send,
    async isSentBack(label, sentence) {
      const before = await entered(form)
      await send()
      expect([label, await field(label).locator('.error').textContent()]).toEqual([label, sentence])
      expect(await entered(form)).toEqual(before)
      await wholePicture(page, form, pictureOf((await form.getAttribute('aria-label')) ?? label))
    },
    async sendAndRead(words) {
      await send()
      await form.getByText(words).first().waitFor()
      expect(await form.locator('.error').allTextContents()).toEqual([])
    },
    async sendAway() {
      await send()
      await form.waitFor({ state: 'detached' })
    },
    async close() {
      while ((await form.count()) > 0) await click(form.locator('header .close'))
    },
  }
  const acts = Object.entries(filling).filter(([name]) => name !== 'form')
  return { ...filling, ...Object.fromEntries(acts.map(([name, act]) => [name, saying(page, act)])) }
}

/** What fails says what stood on the page instead. */
export const saying =
  <Args extends unknown[]>(page: Page, act: (...args: Args) => Promise<void>) =>
  (...args: Args): Promise<void> =>
    act(...args).catch(async (error: Error) => {
      throw new Error(`${error.message}\nThe page reads:\n${await page.locator('body').ariaSnapshot()}`, {
        cause: error,
      })
    })

const pictureOf = (title: string): string => `forms/${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`

/** A label with these words, and beside them at most that it may be left out. */
function labelled(page: Page, label: string): Locator {
  const words = label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return page.locator('label:not(.tick), legend').filter({ hasText: new RegExp(`^${words}( \\(optional\\))?$`) })
}

async function enter(field: Locator, value: string | string[]): Promise<void> {
  const first = field.locator('input, select, textarea').first()
  const kind = await first.evaluate((one) => (one as unknown as Field).type)
  const labels = Array.isArray(value) ? value : [value]
  const [one = ''] = labels
  if (kind === 'checkbox') return tick(field, labels)
  if (kind === 'radio') await field.getByLabel(one).check()
  else if (kind.startsWith('select')) await first.selectOption({ label: one })
  else await first.fill(one)
}

async function tick(field: Locator, labels: string[]): Promise<void> {
  for (const ticked of await field.locator('input:checked').all()) await ticked.uncheck()
  for (const label of labels) await field.getByLabel(label, { exact: true }).check()
}

/** What a browser knows of a field. */
interface Field {
  name: string
  type: string
  value: string
  checked: boolean
}

/** All that stands in a form, field by field. */
const entered = (form: Locator): Promise<string[]> =>
  form.locator('input:not([type=hidden]), select, textarea').evaluateAll((fields) =>
    (fields as unknown as Field[])
      .filter(({ type, checked }) => checked || (type !== 'radio' && type !== 'checkbox'))
      .map((one) => `${one.name}: ${one.value}`)
      .sort(),
  )
