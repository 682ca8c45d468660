import { it } from '@jest/globals'
import { REQUIRED } from '../../../playground/inputcheck.ts'
import { at, reads } from '../stand.ts'

export function alertForms(): void {
  it('tells of a serious fault, in words that the owner may change', async () => {
    await at.go('UJONAS', { channel: 'CCALDERTEAM' })
    await at.say('/throughline alert calder')
    await at.fill({
      'What happened': 'Invoices of Leeds carry the wrong tax.',
      'Note for the owner': 'Call Priya first.',
    })
    await at.isSentBack('What we are doing about it', REQUIRED)
    await at.fill({ 'What we are doing about it': 'We correct them by hand until Wednesday.' })
    await at.send()
    await at.close()
    await at.goToMessages('UMAYA')
    await at.press('Edit: Calder Freight')
    await at.fill({ 'What the customer reads': '' })
    await at.isSentBack('What the customer reads', REQUIRED)
    await at.fill({ 'What the customer reads': 'Invoices of Leeds were wrong.\nThey are right again on Wednesday.' })
    await at.send()
    await at.close()
    await reads(/They are right again on Wednesday/)
  })
}
