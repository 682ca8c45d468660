import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { RIBEIRA, tick, typeHandoff } from '../../playground/handover.ts'
import { differenceForms, itemForms } from './forms/items.ts'
import { picture, wholePicture } from './pictures.ts'
import { at, inBrowser, newEndpoint, page, putUp, reads, settled } from './stand.ts'

const RIBEIRA_TEAM = { channel: 'CRIBEIRATEAM' }

putUp()
inBrowser('a handoff on the playground page', () => {
  it('begins with a command of the sales rep, in a form that knows who gives and who receives', async () => {
    await at.go('URACHEL', RIBEIRA_TEAM)
    await typeHandoff(page)
    await wholePicture(page, at.form, 'handoff-form')
    await at.sendAway()
    await reads('Rachel Stone gives → Wei Chen receives')
  })

  it('refuses to be accepted while something is open, and says what', async () => {
    await at.go('UWEI', RIBEIRA_TEAM)
    await at.press('Accept the handoff')
    await at.form.getByText(/Still open: 1[.] Account record filled/).waitFor()
    await at.close()
  })

  it('is worked through item by item', async () => {
    await tick(page, RIBEIRA.slice(0, 4))
    await reads('4 of 9 done')
    await picture(page, 'handoff-page')
  })

  itemForms()

  it('is complete once every item is done', async () => {
    await tick(
      page,
      RIBEIRA.slice(4).filter(({ position }) => position !== 6),
    )
    await reads('9 of 9 done')
  })

  differenceForms()

  it('is accepted by the receiver, and everybody reads that it is complete', async () => {
    await at.press('Accept the handoff')
    await reads(/Accepted by Wei Chen/)
    await picture(page, 'handoff-accepted')
    await at.go('URACHEL', RIBEIRA_TEAM)
    await page.getByRole('link', { name: /1 reply/ }).click()
    await page.getByText('you sold this, and stay informed each week').waitFor()
    // Rachel gave, too, and is called once.
    expect(await page.getByText('@Rachel Stone').count()).toBe(1)
    await picture(page, 'handoff-announced')
  })
})

inBrowser('the demo’s webhooks', () => {
  it('answer the command that docs/webhook.md shows', async () => {
    const command = /\ncurl -i (http.*contacts) [\s\S]*?-d '(.*)'/.exec(
      fs.readFileSync(path.resolve('docs/webhook.md'), 'utf8'),
    )!
    const shown = await newEndpoint()
    const address = /http:\S+contacts/.exec(shown)![0]
    expect(command[1]).toBe(address.replace(/:\d+/, ':4401').replace(/[0-9a-f-]{36}/, '<endpoint id>'))
    const authorization = `Bearer ${/tlw_\S+/.exec(shown)![0]}`
    const headers = { 'content-type': 'application/json', authorization }
    const answer = await fetch(address, { method: 'POST', headers, body: command[2]! })
    expect([answer.status, await answer.json()]).toEqual([202, { results: [{ result: 'accepted' }] }])
    await settled()
    await at.go('URACHEL', { channel: 'CCALDERTEAM' })
    await reads(/Ann Berg/)
  })
})
