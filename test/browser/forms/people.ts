import { it } from '@jest/globals'
import { at, HOME, reads } from '../stand.ts'

export function peopleForms(): void {
  it('keeps what goes for all accounts, and where somebody is', async () => {
    await at.go('UERIK', HOME)
    await at.press('Settings')
    await at.fill({ 'Slip that drafts an alert': '4', 'A concern is answered within': '0' })
    await at.isSentBack('A concern is answered within', 'Please give a whole number from 1 to 20.')
    await at.fill({ 'A concern is answered within': '2' })
    await at.sendAway()
    await at.press('Settings')
    await at.pressInside('Set somebody’s place')
    await at.fill({ Who: 'Rachel Stone' })
    await at.fill({ 'Time zone': 'America/Chicago', Country: 'XX' })
    await at.isSentBack('Country', 'Please write the country in two letters, such as SE.')
    await at.fill({ Country: 'US' })
    await at.sendAndRead('Set somebody’s place')
    await at.close()
  })

  it('records who takes over, and starts a handoff', async () => {
    await at.go('UMAYA', HOME)
    await at.press('Contact change: Halden Retail')
    await at.fill({ 'Who comes': 'Wei Chen', 'From when': '2026-11-16' })
    const ours = 'Wei Chen is one of our own team, and the primary contact is somebody at the customer.'
    await at.isSentBack('Who comes', `${ours} Please choose another person or another role.`)
    await at.fill({ 'Who comes': 'Marta Nieminen' })
    await at.sendAway()
    await at.press('Handoff: Hudson Clinics')
    await at.fill({ 'What is handed over': 'Implementation → success' })
    await at.fill({ 'Who gives': 'Jonas Weber', 'Who receives': 'Daniel Reyes' })
    await at.isSentBack('Who receives', 'Please choose a colleague of our own team.')
    await at.fill({ 'Who receives': 'Amara Okafor' })
    await at.sendAway()
    await at.go('UMAYA', { channel: 'CHALDENTEAM' })
    await reads(/Marta Nieminen takes over/)
    await at.go('UAMARA', { channel: 'CHUDSONTEAM' })
    await reads('Hudson Clinics: Implementation → success')
  })
}
