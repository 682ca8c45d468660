import { it } from '@jest/globals'
import { at, page, shared } from '../stand.ts'

export function channelForms(): void {
  it('names who reads, and asks again where others came while it was read', async () => {
    await shared('CHALDEN', 'TSTRAITS')
    await at.goToMessages('UMAYA')
    await at.press(/^Confirm who reads the updates: Halden Retail/)
    await at.form
      .getByText(/Straits Foods/)
      .first()
      .waitFor()
    await shared('CHALDEN', 'THUDSON')
    await at.sendAndRead('Who reads there has changed while you read this.')
    await at.form
      .getByText(/Hudson Clinics/)
      .first()
      .waitFor()
    await at.sendAway()
    await page.getByRole('button', { name: /^Confirm who reads/ }).waitFor({ state: 'detached' })
  })
}
