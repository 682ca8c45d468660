import { expect, it } from '@jest/globals'
import { at, CALDER, HOME, leaves, page, reads, returns } from '../stand.ts'

const STRAITS_TEAM = { channel: 'CSTRAITSTEAM' }
const NAMELESS = 'Who comes, without Slack'
const LAST = 'Until when, if they only stand in'

export function changeForms(): void {
  it('asks the owner whether somebody who left a channel was followed by somebody, or nothing has changed', async () => {
    await leaves('UDANIEL', 'CHUDSON')
    await leaves('UMEI', 'CSTRAITS')
    await at.goToMessages('UMAYA')
    await at.press('Nothing has changed: Daniel Reyes, Hudson Clinics')
    await reads(/Nothing has changed, you said\./)
    await returns('UDANIEL', 'CHUDSON')
    await at.press('Record the change: Mei Tan, Straits Foods')
    await at.fill({ 'Who comes': 'Priya Shah', [NAMELESS]: 'Ken Lim <ken@straits.example>' })
    const one = 'Please name one person, in Slack or below, or tick that nobody follows yet.'
    await at.isSentBack('Who comes', one)
    await at.fill({ 'Who comes': 'Choose…' })
    await at.sendAway()
    await reads(/The change is recorded\. Thank you\./)
    await at.go('UMAYA', STRAITS_TEAM)
    await reads(/Ken Lim takes over from Mei Tan as senior buyer/)
  })

  it('lets the owner put a change right, and take it back', async () => {
    await at.press(/^Put right: Straits Foods/)
    await at.fill({ [NAMELESS]: '' })
    await at.isSentBack('Who comes', 'Please say who comes, or tick that nobody follows yet.')
    await at.fill({ [NAMELESS]: 'Kim Lund <kim@straits.example>' })
    await at.sendAway()
    await reads(/Kim Lund takes over from Mei Tan as senior buyer/)
    await at.press(/^Take back: Straits Foods/)
    await reads('Mei Tan goes on as senior buyer.')
  })

  it('takes a change from the message that tells of it', async () => {
    await at.go('UMAYA', CALDER)
    const message = page.getByRole('article').filter({ hasText: 'I take over from Ana Ruiz' })
    await message.hover()
    await message.getByRole('button', { name: 'Contact change' }).click()
    await at.form.getByText('Who comes, without Slack').waitFor()
    const chosen = at.form.locator('select option:checked')
    expect((await chosen.allTextContents()).slice(0, 2)).toEqual([
      'Calder Freight · invoicing rollout',
      'Primary contact',
    ])
    await at.isSentBack('Who comes', 'Please say who comes, or tick that nobody follows yet.')
    await at.fill({ 'What changes': 'Priorities of the customer' })
    await at.isSentBack('What matters to the customer now', 'Please write in a sentence what matters to them now.')
    await at.fill({ 'What matters to the customer now': 'Correct lists before new depots.' })
    await at.sendAway()
    await at.go('UMAYA', { channel: 'CCALDERTEAM' })
    await reads('Correct lists before new depots.')
  })
}

/** Who stands in holds the role until a day of this week. */
export function forAWhileForms(): void {
  it('takes changes for a while', async () => {
    await at.go('UMAYA', HOME)
    for (const account of ['Straits Foods', 'Hudson Clinics']) {
      await at.press(`Contact change: ${account}`)
      await at.fill({ 'What changes': 'Sales rep', 'Who comes': 'Erik Dahl', [LAST]: '2026-11-15' })
      const last = 'Please choose the last day of standing in: after Mon 16 Nov, and until Tue 16 Nov 2027.'
      if (account === 'Straits Foods') await at.isSentBack(LAST, last)
      await at.fill({ [LAST]: '2026-11-19' })
      await at.sendAway()
    }
    await at.go('UMAYA', STRAITS_TEAM)
    await reads(/Erik Dahl stands in for Rachel Stone as sales rep, from Mon 16 Nov until Thu 19 Nov\./)
  })
}

/** A day before the last one, and on the last one, the owner is asked. */
export function standInForms(): void {
  it('asks the owner how standing in goes on, and does what they press', async () => {
    await at.press('Erik Dahl stays: Straits Foods')
    await reads('Erik Dahl stays.')
    await at.press('Rachel Stone is back: Hudson Clinics')
    await reads('Rachel Stone holds the role again.')
    const asked = page.getByRole('button', { name: /^(Erik Dahl stays|Rachel Stone is back)/ })
    await asked.first().waitFor({ state: 'detached' })
    await at.go('UMAYA', STRAITS_TEAM)
    await reads(/Erik Dahl takes over from Rachel Stone as sales rep/)
    await at.go('UMAYA', { channel: 'CHUDSONTEAM' })
    await reads(/Rachel Stone is back as sales rep\./)
  })
}
