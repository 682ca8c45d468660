import { it } from '@jest/globals'
import { REQUIRED } from '../../../playground/inputcheck.ts'
import { at, CALDER, HOME, page, reads, until } from '../stand.ts'
import { standInForms } from './changes.ts'
import { heldForms } from './held.ts'
import { lateForms, pageForms } from './late.ts'

const WEEK = {
  Because: '500 records are not final',
  'What can they do now that they could not last week?': 'Leeds invoices for itself.',
  'Needed from the customer: what': 'the last 500 records',
  'How satisfied are their people, as you read it?': '4',
  'Your confidence in the next date': '2',
}

export function weekForms(): void {
  it('takes an answer, a line where nothing changed, and an absence', async () => {
    await at.go('UAMARA', HOME)
    await at.press('I’m away until…')
    await at.fill({ 'First day back': '2026-11-13' })
    await at.isSentBack('First day back', 'Fri 13 Nov has passed. Choose a day that is still to come.')
    await at.fill({ 'First day back': '2026-11-23' })
    await at.sendAway()
    await reads(/You are away until Mon 23 Nov/)
    await at.go('UJONAS', HOME)
    await at.press('Check in: Calder Freight')
    await at.fill({ 'Against the plan': 'Off track', ...WEEK })
    await at.form.getByLabel('the last 900 of 2,400 customer records').check()
    await at.isSentBack('Needed from the customer: who', 'Name the person who should do it.')
    await at.fill({ 'Needed from the customer: who': 'Tomás', 'Needed from the customer: by when': '2026-11-25' })
    await at.sendAway()
    await until('2026-11-18T08:00:00Z')
    await at.goToMessages('UJONAS')
    await at.press('Nothing changed for Oslo Water')
    await at.fill({ 'What comes next': '' })
    await at.isSentBack('What comes next', REQUIRED)
    await at.fill({ 'What comes next': 'Second district, 2 December' })
    await at.sendAway()
    await reads(/Oslo Water: answered/)
  })

  it('closes what needed somebody with what was done', async () => {
    await at.go('UMAYA', HOME)
    await at.press(/^Close: Hudson Clinics, Daniel Reyes/)
    await at.fill({ 'What was done': ' ' })
    await at.isSentBack('What was done', REQUIRED)
    await at.fill({ 'What was done': 'I called Daniel; he reads it on Mondays.' })
    await at.sendAway()
    await page.getByRole('button', { name: /^Close: Hudson Clinics, Daniel Reyes/ }).waitFor({ state: 'detached' })
  })

  it('lets the owner edit, write three lines, and approve what the customer reads', async () => {
    await until('2026-11-19T15:30:00Z')
    await at.goToMessages('UMAYA')
    await at.press('Edit: Calder Freight')
    await at.fill({ 'Something else needed from them': 'a name for Leeds', 'What comes next': 'Leeds rehearsal' })
    await at.isSentBack('From whom', 'Please name one person.')
    await at.fill({ 'From whom': 'Priya', 'By when': '2026-11-27' })
    await at.sendAway()
    await at.press('Write three lines: Hudson Clinics')
    await at.fill({ 'Where it stands': 'The first bills are out.' })
    await at.isSentBack('What comes next', REQUIRED)
    await at.fill({ 'What comes next': 'The bills of December.' })
    await at.sendAndRead(/The first bills are out/)
    await at.close()
    await at.press('Approve: Calder Freight')
    await at.form.getByText('Please tell Tomás and Priya first, and tick it here.').waitFor()
    await at.isSentBack('Has Tomás been told?', REQUIRED)
    for (const box of await at.form.getByRole('checkbox').all()) await box.check()
    await at.sendAway()
    await reads(/Approved by Maya Lindqvist; goes out/)
  })

  lateForms()
  heldForms()
  standInForms()

  it('adds what came late as a correction', async () => {
    await until('2026-11-20T09:30:00Z')
    await at.goToMessages('UWEI')
    await at.press('Check in for Calder Freight')
    const asked = { 'Needed from the customer: who': 'Ingrid', 'Needed from the customer: by when': '2026-11-27' }
    await at.fill({ 'Against the plan': 'Off track', ...WEEK, ...asked })
    await at.isSentBack(
      'Records final, forecast',
      'Wed 18 Nov has passed. Give the new forecast, or tick below that it is reached.',
    )
    await at.fill({ 'Done since last week': ['Reached: Records final'] })
    await at.send()
    await at.close()
    await at.goToMessages('UMAYA')
    await at.press('Add as a correction: Calder Freight')
    const words = 'Correction, Fri 20 Nov:'
    await at.fill({ [words]: '' })
    await at.isSentBack(words, REQUIRED)
    await at.fill({ [words]: 'The last 500 records are needed from Ingrid, too.' })
    await at.sendAndRead('The reply under the update')
    await at.form.getByText('Please tell Ingrid first, and tick it here.').waitFor()
    await at.isSentBack('Has Ingrid been told?', REQUIRED)
    for (const box of await at.form.getByRole('checkbox').all()) await box.check()
    await at.sendAway()
    await at.go('UPRIYA', CALDER)
    await reads(/needed from Ingrid, too/)
  })

  pageForms()
}
