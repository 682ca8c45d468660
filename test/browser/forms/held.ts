import { it } from '@jest/globals'
import { at, page } from '../stand.ts'

/** Between the close and the publishing. */
export function heldForms(): void {
  it('lets what was held go out again', async () => {
    await at.goToMessages('UMAYA')
    await at.press('Hold: Oslo Water')
    await at.press('Release: Oslo Water')
    await page.getByRole('button', { name: 'Release: Oslo Water' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Hold: Oslo Water' }).waitFor()
  })
}
