import { expect, it } from '@jest/globals'
import { REQUIRED } from '../../../playground/inputcheck.ts'
import { at, HOME, reads } from '../stand.ts'

export function accountForms(): void {
  it('adds one, and says what it still needs', async () => {
    await at.go('UERIK', { channel: 'CCALDERTEAM' })
    await at.say('/throughline account add')
    await at.fill({ Customer: 'Lumen Foods', 'Time zone': 'Europe/Madrid', Country: 'SPAIN'.slice(0, 2) })
    await at.fill({ 'Account owner': 'Maya Lindqvist', Implementers: ['Jonas Weber', 'Wei Chen'] })
    await at.isSentBack('Country', 'Please write the country in two letters, such as SE.')
    await at.fill({ Country: 'ES' })
    await at.sendAndRead('Lumen Foods is added.')
    await at.close()
  })

  it('changes what is known of one, and who is who', async () => {
    await at.go('UMAYA', HOME)
    await at.press('Details: Calder Freight')
    await at.pressInside('Edit: Calder Freight')
    await at.fill({ 'Reference in the CRM': 'BL-2000', 'Link to scope and agreement': 'scope.docx' })
    await at.isSentBack('Link to scope and agreement', 'Please give a link that starts with https://.')
    await at.fill({ 'Link to scope and agreement': 'https://docs.brightline.example/calder/scope-2' })
    await at.sendAndRead('invoicing rollout')
    await at.pressInside('People: Calder Freight')
    await at.fill({ Support: ['Amara Okafor'], Sales: [], 'Senior buyer without Slack': 'Priya Shah' })
    await at.isSentBack('Senior buyer without Slack', 'Please name one person: in Slack, or here, but not both.')
    await at.fill({ 'Senior buyer without Slack': '' })
    await at.sendAndRead('invoicing rollout')
    await at.close()
    await at.press('Details: Calder Freight')
    await at.form.getByText('In the CRM: BL-2000').waitFor()
    await at.form.getByText(/Support lead: Amara Okafor/).waitFor()
    expect(await at.form.getByText(/Sales rep: Rachel Stone, since/).count()).toBe(0)
  })

  it('changes its plan, with the reason where a promise changes', async () => {
    await at.press('Details: Calder Freight')
    await at.pressInside('Plan: Calder Freight')
    await at.pressInside('Edit: Go-live')
    await at.fill({ 'Promised to the buyer for': '2026-12-11' })
    const why = 'Why the promised date changes'
    await at.isSentBack(why, 'Fri 4 Dec was promised. Please say in a line why that changes.')
    await at.fill({ [why]: 'Agreed with Priya on 13 November' })
    await at.sendAndRead(/promised Fri 11 Dec/)
    await at.pressInside('Add a success criterion')
    await at.fill({ 'What success is measured by': 'Days to invoice', 'At the start': '12', Target: '2' })
    const named = 'There is one of this name already. Please choose another name.'
    await at.isSentBack('What success is measured by', named)
    await at.fill({ 'What success is measured by': 'Corrected invoices', Unit: '%' })
    await at.sendAndRead('Corrected invoices')
    await at.close()
  })

  it('changes its cadence, and shows what comes of it', async () => {
    await at.press('Cadence: Ribeira Wines')
    await at.fill({ 'First update published on': '2026-11-13' })
    await at.isSentBack('First update published on', 'Please choose a day that is still to come.')
    await at.fill({ 'First update published on': '2026-12-04' })
    await at.sendAndRead(/Wed 2 Dec 09:00 → Thu 3 Dec 15:00 → Fri 4 Dec 09:30/)
    await at.close()
  })

  it('pauses one and lets it run again, after the words that the customer reads', async () => {
    await at.press('Details: Straits Foods')
    await at.pressInside('Pause: Straits Foods')
    await at.fill({ 'Runs again from': '2026-11-16' })
    await at.isSentBack('Runs again from', 'Please choose a day after today.')
    await at.fill({ 'Runs again from': '2026-12-07' })
    await at.sendAndRead(/The next one comes on Friday 11 December 2026/)
    await at.sendAndRead(/paused until Mon 7 Dec/)
    await at.pressInside('Resume: Straits Foods')
    await at.form.getByText(/^Straits Foods runs again at once\./).waitFor()
    await at.sendAndRead(/· active/)
    await at.close()
  })
}

export function lastForm(): void {
  it('ends an account, after the words that the customer reads', async () => {
    await at.go('UMAYA', HOME)
    await at.press('Details: Oslo Water')
    await at.pressInside('End: Oslo Water')
    await at.fill({ 'Closing note': '' })
    await at.isSentBack('Closing note', REQUIRED)
    await at.fill({ 'Closing note': 'This was our last update.\nThank you, Ingrid.' })
    await at.sendAndRead('Thank you, Ingrid.')
    await at.send()
    await at.close()
    await at.go('UINGRID', { channel: 'COSLO' })
    await reads(/Thank you, Ingrid\./)
  })
}
