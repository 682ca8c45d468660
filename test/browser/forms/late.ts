import { it } from '@jest/globals'
import { at, gone, HOME, needs, reads } from '../stand.ts'

const HALDEN = 'Halden Retail'
const LONG = ['Because', 'What can they do now that they could not last week?', 'Hard', 'What we are doing about it']
const ANSWER = { 'What did you see or hear?': 'Calm.', 'Your confidence in the next date': '2' }

/** As many words as a field takes: with four of them no message holds the update. */
const long = (what: string): string =>
  `${what} begins. ${'The scanners of six stores are older than said. '.repeat(60)}`.slice(0, 2_900)

/** Between the close and the publishing. */
export function lateForms(): void {
  it('leaves what came late for next week, or takes it in, to be approved again by itself', async () => {
    await needs(HALDEN, 9, '2026-11-27')
    await at.go('UWEI', HOME)
    await at.press(`Check in: ${HALDEN}`)
    await at.fill({ ...ANSWER, ...Object.fromEntries(LONG.map((label) => [label, long(label)])) })
    await at.sendAndRead(/^Thank you\. This week closed/)
    await at.close()
    await at.press('Check in: Straits Foods')
    await at.fill({ ...ANSWER, Because: 'Two sensors fail.', [LONG[1]!]: 'One line is logged.' })
    await at.sendAndRead(/^Thank you\. This week closed/)
    await at.close()
    await at.goToMessages('UMAYA')
    await at.press('Next week: Straits Foods')
    await reads('Left for the next update: what Wei Chen answered late.')
    await at.press(`Include and approve again: ${HALDEN}`)
    await reads(/What came late is in it now\./)
  })

  it('lets the owner edit a long update part by part', async () => {
    await at.press(`Edit: ${HALDEN}`)
    await at.fill({ 'What comes next': 'Six stores, by name' })
    await at.pressInside('Part 2')
    await at.fill({ 'From whom': '', 'By when': '2026-12-04' })
    await at.isSentBack('From whom', 'Please name one person.')
    await at.fill({ 'From whom': 'Marta' })
    await at.sendAndRead(/^This update is long: 2 parts/)
    await at.sendAway()
    await at.press(`Approve: ${HALDEN}`)
    await at.fill({ 'Has Marta been told?': ['Yes: Store 9, now by Fri 4 Dec'] })
    await at.sendAway()
    await gone(`Approve: ${HALDEN}`)
  })
}

/** After the publishing. */
export function pageForms(): void {
  it('gives the customer page by page what no message holds', async () => {
    await at.go('UMARTA', { channel: 'CHALDEN' })
    await at.press('Read it all')
    await at.form.getByText(/by Fri 4 Dec/).waitFor()
    await at.pressInside('Next page')
    await at.form.getByText(/What we are doing about it begins\./).waitFor()
    await at.form.getByText(/Six stores, by name/).waitFor()
    await at.pressInside('Previous page')
    await at.form.getByText(/Because begins\./).waitFor()
  })
}
