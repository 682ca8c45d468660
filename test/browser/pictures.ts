import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { keepPicture, keepWhole } from '../../playground/browser.ts'

/** A picture costs more than the act it shows, so they are taken when somebody wants to look at them. */
const wanted = (process.env['SCREENSHOTS'] ?? '') !== ''

const fileOf = (name: string): string => path.resolve('.throughline/screenshots', `${name}.png`)

/** What the page looks like now. */
export async function picture(page: Page, name: string): Promise<void> {
  if (wanted) await keepPicture(page, fileOf(name))
}

/** One thing as a whole, however long it is. */
export async function wholePicture(page: Page, thing: Locator, name: string): Promise<void> {
  if (wanted) await keepWhole(page, thing, fileOf(name))
}
