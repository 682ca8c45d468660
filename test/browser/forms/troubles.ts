import { it } from '@jest/globals'
import { at, fails, HOME, page, reads, settled } from '../stand.ts'

const WHAT = 'What matters to the customer now'

/** The owner records that something else matters now, which the team channel is told. */
async function tell(account: string, words: string): Promise<void> {
  await at.go('UMAYA', HOME)
  await at.press(`Contact change: ${account}`)
  await at.fill({ 'What changes': 'Priorities of the customer', [WHAT]: words })
  await at.sendAway()
  // A Home is drawn when it is opened: what Slack refuses has to be refused by then.
  await settled()
}

export function troubleForms(): void {
  it('lets an administrator send again what Slack refused', async () => {
    fails({ method: 'chat.postMessage', kind: 'api_error', error: 'restricted_action', channel: 'CRIBEIRATEAM' })
    await tell('Ribeira Wines', 'Orders before stock.')
    await at.go('UERIK', HOME)
    await reads(/It was refused, so nobody has read it\./)
    await at.press('Send the message again (Ribeira Wines)')
    await at.close()
    await page.getByRole('button', { name: /^Send the message again/ }).waitFor({ state: 'detached' })
    await at.go('UMAYA', { channel: 'CRIBEIRATEAM' })
    await reads('Orders before stock.')
  })
}
