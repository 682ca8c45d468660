import fs from 'node:fs'
import path from 'node:path'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'

// Without a window's machinery the same Chromium does the same pages with two thirds of the work, so it comes first.
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']
// This browser speaks to nobody but the page on this machine.
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

export const NO_CHROMIUM = 'Chromium is not installed (Debian: apt install chromium-headless-shell).'

/** Chromium as the system's packages install it, or undefined. CHROMIUM_PATH names another one. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  const places = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
  return [process.env['CHROMIUM_PATH'] ?? '', ...places].find((file) => file !== '' && fs.existsSync(file))
}

export const startChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: FLAGS.split(' ') })

/** Keeps what the page looks like now, for people to look at. */
export async function keepPicture(page: Page, file: string): Promise<void> {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  await page.screenshot({ path: file })
}

/** Keeps one thing as a whole, however long it is: a screen as tall as it needs. */
export async function keepWhole(page: Page, thing: Locator, file: string): Promise<void> {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const before = page.viewportSize()!
  await page.setViewportSize({ ...before, height: 2400 })
  await thing.screenshot({ path: file })
  await page.setViewportSize(before)
}
