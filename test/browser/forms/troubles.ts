import { it } from '@jest/globals'
import { at, fails, gone, HOME, quarantineEnds, reads, settled } from '../stand.ts'

const WHAT = 'What matters to the customer now'
const POST = 'chat.postMessage'

/** The owner records that something else matters now, which the team channel is told. */
async function tell(account: string, words: string): Promise<void> {
  await at.press(`Contact change: ${account}`)
  await at.fill({ 'What changes': 'Priorities of the customer', [WHAT]: words })
  await at.sendAway()
}

export function troubleForms(): void {
  it('lets an administrator say of a message in doubt that it is there', async () => {
    fails({ method: POST, kind: 'api_error', error: 'restricted_action', channel: 'CRIBEIRATEAM' })
    fails({ method: POST, kind: 'drop_after', channel: 'CHALDENTEAM' })
    fails({ method: 'conversations.history', kind: 'api_error', error: 'missing_scope', channel: 'CHALDENTEAM' })
    await at.go('UMAYA', HOME)
    await tell('Ribeira Wines', 'Orders before stock.')
    await tell('Halden Retail', 'Stores before stock.')
    // A Home is drawn when it is opened: what Slack refuses has to be refused by then.
    await settled()
    await quarantineEnds()
    await at.go('UERIK', HOME)
    await reads(/Slack did not say whether it arrived, and we cannot look there ourselves\./)
    await at.press('The message is there (Halden Retail)')
    await at.form.getByText('Thank you. It counts as sent and will not be sent again.').waitFor()
    await at.close()
    await gone(/^The message is there/)
  })

  it('lets an administrator send again what Slack refused', async () => {
    await reads(/It was refused, so nobody has read it\./)
    await at.press('Send the message again (Ribeira Wines)')
    await at.close()
    await gone(/^Send the message again/)
    await at.go('UMAYA', { channel: 'CRIBEIRATEAM' })
    await reads('Orders before stock.')
  })
}
