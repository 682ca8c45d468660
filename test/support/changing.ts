import { TEAM_CHANNEL } from './brightline.ts'
import type { Player } from './player.ts'
import type { Story } from './story.ts'

/** Somebody records, from the account's view, that somebody else takes a role over from today on. */
export async function recordsChange(
  story: Story,
  who: Player,
  change: { account: string; role: string; newcomer: string },
): Promise<void> {
  await who.opens(who.command(TEAM_CHANNEL, '/throughline', `account ${change.account}`))
  const before = await who.form()
  await who.pressInForm('Contact change')
  for (let tries = 0; (await who.form()) === before || (await who.form())?.includes('One moment'); tries++) {
    if (tries === 200) throw new Error('No form opened over the account')
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  await who.fill('What changes', change.role)
  await who.fill('Who comes', change.newcomer)
  const sent = await who.submit()
  if (!sent.ok) throw new Error(`The change was refused: ${sent.error}`)
  await story.settle()
  await who.close()
}
