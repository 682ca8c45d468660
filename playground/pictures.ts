import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { createLog } from '#platform/log.ts'
import { startEmbeddedPostgres } from '#platform/postgres/embedded.ts'
import { findChromium, keepPicture, keepWhole, NO_CHROMIUM, startChromium } from './browser.ts'
import { RIBEIRA, tick, typeHandoff } from './handover.ts'
import { approveOpen, fillCalder, handsOn } from './hands.ts'
import { PATIENT, setStage } from './stage.ts'

/** `npm run pictures`: plays the demo's week and takes the pictures that the documentation shows. */
process.env['TZ'] = 'UTC'

async function takePictures(page: Page, folder: string): Promise<void> {
  const file = (name: string) => path.join(folder, `${name}.png`)
  const { actAs, openChannel, goOn, goOnUntil, form, message } = handsOn(page)
  await actAs('Jonas Weber')
  await goOnUntil(/^09:00\s+Wednesday 18 November/)
  await page.getByRole('button', { name: 'Check in for Calder Freight' }).click()
  await fillCalder(form())
  await keepWhole(page, form(), file('check-in'))
  await form().getByRole('button', { name: 'Send' }).last().click()
  await form().waitFor({ state: 'detached' })
  await actAs('Maya Lindqvist')
  await goOnUntil(/^15:00\s+Thursday 19 November/)
  await openChannel('Throughline')
  await page.getByRole('button', { name: 'Approve: Calder Freight' }).click()
  await approveOpen(form())
  await goOn('To Friday 09:30')
  await actAs('Priya Shah')
  const digest = message('invoicing rollout · week 9')
  await digest.waitFor()
  await keepPicture(page, file('playground'))
  await keepWhole(page, digest, file('digest'))
  await handOver(page, file)
}

/** Sales hands Ribeira Wines over: the form, and the checklist in the middle of it. */
async function handOver(page: Page, file: (name: string) => string): Promise<void> {
  const { actAs, openChannel, form, message } = handsOn(page)
  await actAs('Rachel Stone')
  await openChannel('team-ribeira-wines')
  await typeHandoff(page)
  await keepWhole(page, form(), file('handoff-form'))
  await form().getByRole('button', { name: 'Start' }).click()
  await form().waitFor({ state: 'detached' })
  await tick(page, RIBEIRA.slice(0, 3))
  await actAs('Wei Chen')
  await openChannel('team-ribeira-wines')
  await tick(page, RIBEIRA.slice(3, 4))
  await message('4 of 9 done').waitFor()
  await keepWhole(page, message('4 of 9 done'), file('handoff'))
}

const { values } = parseArgs({ options: { to: { type: 'string', default: 'docs/images' } } })
const chromium = findChromium()
if (!chromium) {
  process.stderr.write(`${NO_CHROMIUM}\n`)
  process.exit(1)
}
const postgres = await startEmbeddedPostgres(path.resolve('.throughline/pictures'), { fast: true })
const log = createLog(process.env['LOG_LEVEL'] ?? 'error')
const stage = await setStage({
  port: 0,
  clusterUrl: postgres.ownerUrl,
  database: 'pictures',
  log,
  ticking: false,
  settings: PATIENT,
})
const browser = await startChromium(chromium)
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
  await page.goto(stage.playground.url)
  await takePictures(page, path.resolve(values.to))
  process.stdout.write(`The pictures stand in ${values.to}.\n`)
} finally {
  await browser.close()
  await stage.stop()
  await postgres.stop()
}
