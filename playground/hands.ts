import type { Locator, Page } from 'playwright-core'

const PATIENCE_MS = 180_000

/** How a person goes about on the page: for the test in a browser, and for the pictures in the documentation. */
export interface Hands {
  /** Becomes somebody, by the list of people. */
  actAs(name: string): Promise<void>
  openChannel(name: string): Promise<void>
  /** What the clock shows whoever acts. */
  clock(): Promise<string>
  /** Presses a button of the clock, and waits until all that came of it stands on the page. */
  goOn(button: string): Promise<void>
  /** Goes from one thing due to the next until the clock shows that. */
  goOnUntil(moment: RegExp): Promise<void>
  form(): Locator
  message(words: string | RegExp): Locator
}

export function handsOn(page: Page): Hands {
  const settled = () => page.locator('body:not([data-acting])').waitFor({ timeout: PATIENCE_MS })
  const channels = () => page.getByRole('navigation', { name: 'Channels' })
  const clock = async () => (await page.locator('.top .now').textContent()) ?? ''
  const goOn = async (button: string) => {
    await page.getByRole('button', { name: button }).click()
    await settled()
  }
  return {
    async actAs(name) {
      await page.getByRole('navigation', { name: 'Act as' }).getByRole('link', { name }).click()
      await channels().getByText(name).waitFor()
      await settled()
    },
    async openChannel(name) {
      await channels().getByRole('link', { name }).first().click()
      await settled()
    },
    clock,
    goOn,
    async goOnUntil(moment) {
      for (let step = 0; step < 30 && !moment.test(await clock()); step += 1) await goOn('To the next thing due')
    },
    form: () => page.getByRole('dialog'),
    message: (words) => page.getByRole('article').filter({ hasText: words }).last(),
  }
}

const TYPED: Record<string, string> = {
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
  'The decision': '10 depots on 7 December and 4 on 18 January, or all 14 on 14 December. We recommend the first.',
  'Who decides': 'Priya',
  'To be decided by': '2026-11-24',
  'What did you see or hear?': 'Finance finds approvals slow; training Monday.',
  'What comes next': 'Leeds rehearsal, 26 November',
  'Only for us': 'Tomás inherited this with no time for it. If Priya does not free one person, the 25th is gone.',
}

/** Fills in the open form with Jonas's week at Calder Freight, as he would type it. */
export async function fillCalder(form: Locator): Promise<void> {
  for (const [label, words] of Object.entries(TYPED)) await form.getByLabel(label).fill(words)
  await form.getByLabel('the last 900 of 2,400 customer records').check()
  await form.getByLabel('Decision made or ahead').selectOption('A decision is ahead')
  await form.getByLabel('How satisfied').selectOption('3')
  await form.getByLabel('Your confidence').selectOption('2')
}

/** Approves the open preview: something new is asked, so it asks first who has been told. */
export async function approveOpen(form: Locator): Promise<void> {
  await form.waitFor()
  for (const told of await form.getByRole('checkbox').all()) await told.check()
  await form.getByRole('button', { name: 'Approve' }).last().click()
  await form.waitFor({ state: 'detached' })
}
