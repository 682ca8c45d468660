import type { Page } from 'playwright-core'

/** An item of the kickoff of Ribeira Wines, in short, with what shows that it is done. */
export interface Ticked {
  position: number
  link?: string
  words?: string
}

const SCOPE = 'https://docs.brightline.example/ribeira/scope'
/** The short kickoff, item by item: for the test in a browser, and for the pictures in the documentation. */
export const RIBEIRA: Ticked[] = [
  { position: 1, link: SCOPE },
  { position: 2, link: SCOPE },
  { position: 3 },
  { position: 5, words: 'Read; four questions, asked of Rachel by Thursday' },
  { position: 6, words: 'Helena: no order by phone when the harvest comes' },
  { position: 8, words: 'None is left: Helena and Rachel went through them' },
  { position: 9, words: 'Fridays, in their channel; a call when a date moves' },
  { position: 10, link: SCOPE },
  { position: 11, words: 'Held with Helena, Rachel and Wei; success came along' },
]

/** Types the command into the message box, and waits for the form. */
export async function typeHandoff(page: Page): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill('/handoff Ribeira')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByLabel('Contract signed on').waitFor()
}

/** Ticks items in the list of all items, which is opened first and closed at the end. */
export async function tick(page: Page, items: Ticked[]): Promise<void> {
  const form = page.getByRole('dialog')
  const settled = () => page.locator('body:not([data-acting])').waitFor()
  await page.getByRole('button', { name: /^All items of Ribeira/ }).click()
  for (const { position, link, words } of items) {
    await form.getByRole('button', { name: `Open item ${position}`, exact: true }).click()
    await form.getByLabel('It is done').check()
    if (link) await form.getByLabel('The link to it').fill(link)
    if (words) await form.getByLabel('What came of it').fill(words)
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('From the playbook').waitFor()
    await settled()
  }
  await form.locator('header .close').click()
  await form.waitFor({ state: 'detached' })
}
