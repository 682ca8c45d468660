import { it } from '@jest/globals'
import { REQUIRED } from '../../../playground/inputcheck.ts'
import { at, HOME, page, reads } from '../stand.ts'

const RIBEIRA_TEAM = { channel: 'CRIBEIRATEAM' }
const LIST = /^All items of Ribeira/
const WHAT = 'What do you want to do?'
const CAME = 'What came of it, in a sentence or two'

/** Opens one in the list of all items. */
const open = (position: number) => at.pressInside(`Open item ${position}`)

export function itemForms(): void {
  it('lets somebody take an item, put it off and hand it on, and the next one does it from their Home', async () => {
    await at.press(LIST)
    await open(6)
    await at.fill({ [WHAT]: 'I take it: it waits for me' })
    await at.sendAndRead('From the playbook')
    await open(6)
    await at.form.getByText(/taken by Wei Chen/).waitFor()
    await at.pressInside(/^Put it off/)
    await at.fill({ Until: '2026-12-24', 'What it waits for': 'Helena is at the harvest.' })
    await at.isSentBack('Until', 'Please choose a day from tomorrow until Mon 30 Nov.')
    await at.fill({ Until: '2026-11-18' })
    await at.sendAndRead('From the playbook')
    await open(6)
    await at.form.getByText(/put it off until Wed 18 Nov: Helena is at the harvest\./).waitFor()
    await at.pressInside(/^Hand it on/)
    await at.fill({ 'Who does it': 'Priya Shah' })
    await at.isSentBack('Who does it', 'Please choose a colleague of our own team.')
    await at.fill({ 'Who does it': 'Jonas Weber' })
    await at.sendAndRead('From the playbook')
    await at.close()
    await at.go('UJONAS', HOME)
    await at.press(/^Open: .*Ribeira/)
    await at.fill({ [WHAT]: 'It is done' })
    await at.isSentBack(CAME, REQUIRED)
    await at.fill({ [CAME]: 'Helena: no order by phone' })
    await at.sendAway()
    await page.getByRole('button', { name: /^Open: .*Ribeira/ }).waitFor({ state: 'detached' })
    await at.go('UWEI', RIBEIRA_TEAM)
    await reads('5 of 9 done')
    await reads(/done by Jonas Weber: Helena: no order by phone/)
  })

  it('lets somebody say that an item does not apply, and opens it again', async () => {
    await at.press(LIST)
    await open(11)
    await at.pressInside(/^Does not apply/)
    await at.isSentBack('Why it does not apply', REQUIRED)
    await at.fill({ 'Why it does not apply': 'Nothing is left to ask.' })
    await at.sendAndRead('From the playbook')
    await open(11)
    await at.form.getByText('not applicable, says Wei Chen: Nothing is left to ask.').waitFor()
    await at.fill({ [WHAT]: 'Open it again' })
    await at.sendAndRead('From the playbook')
    await at.close()
    await reads(/11\. .*\(open, due Mon 30 Nov/)
  })
}

export function differenceForms(): void {
  it('is not accepted before what was sold and what was bought otherwise is decided', async () => {
    await at.press(/^What we know: Ribeira/)
    await at.pressInside('Open: Sold beside bought')
    await at.pressInside('Add a matter')
    const same = { Compared: ['Sold and bought are the same'] }
    const sold = { 'How it was sold': 'Promised beside them', 'What was sold': 'None from December' }
    await at.fill({ 'What it is about': 'Orders by phone', ...sold, ...same })
    await at.isSentBack('Compared', 'They can be the same once both are written down.')
    await at.fill({ 'What was bought': 'None when the harvest comes', Compared: [] })
    await at.sendAndRead(/they differ, to be decided/)
    await at.close()
    await at.press('Accept the handoff')
    await at.form.getByText(/not decided yet: “Orders by phone”/).waitFor()
    await at.close()
    await at.press(/^What we know: Ribeira/)
    await at.pressInside('Open: Sold beside bought')
    await at.pressInside('Open: Orders by phone')
    await at.pressInside('Decide: Orders by phone')
    const decided = { 'What was decided': 'None from December', 'Who decided': 'Helena Costa (senior buyer)' }
    await at.fill({ ...decided, When: '2026-11-17' })
    await at.isSentBack('When', 'Please choose the day on which it was decided: today or before.')
    await at.fill({ When: '2026-11-16' })
    await at.sendAndRead(/Orders by phone · decided/)
    await at.form.getByText('No difference is open.').waitFor()
    await at.close()
  })
}
