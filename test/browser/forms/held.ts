import { it } from '@jest/globals'
import { at, gone, page } from '../stand.ts'

/** Between the close and the publishing. */
export function heldForms(): void {
  it('lets what was held go out again', async () => {
    await at.press('Hold: Oslo Water')
    await at.press('Release: Oslo Water')
    await gone('Release: Oslo Water')
    await page.getByRole('button', { name: 'Hold: Oslo Water' }).waitFor()
  })
}
