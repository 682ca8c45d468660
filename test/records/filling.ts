import { expect } from '@jest/globals'
import type { Player } from '../support/player.ts'

/** What somebody is answered to a command. */
export const said = async (who: Player, text: string) => {
  await who.command('CTEAM', '/throughline', text)
  return (await who.reads('CTEAM')).at(-1)
}
/** The form that a command opens. */
export const formOf = (who: Player, text: string) => who.opens(who.command('CTEAM', '/throughline', text))
/** Opens Calder's account and lays the form of a button over it. */
export async function over(who: Player, button: string, title: string): Promise<string> {
  await formOf(who, 'account calder')
  await who.opens(who.pressInForm(button))
  return shows(who, title)
}
/** Waits until somebody sees the form of this title. */
export async function shows(who: Player, title: string): Promise<string> {
  for (let tries = 0; tries < 150; tries++) {
    const form = await who.form()
    if (form?.startsWith(`${title}\n`)) return form
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`No form “${title}”, but:\n${await who.form()}`)
}
export async function fillIn(who: Player, typed: Record<string, unknown>): Promise<void> {
  for (const [label, value] of Object.entries(typed)) await who.fill(label, value)
}

/** What a form is refused with. */
export async function mistakes(who: Player, typed: Record<string, unknown>): Promise<string> {
  await fillIn(who, typed)
  const sent = await who.submit()
  expect(sent.ok).toBe(false)
  return sent.error
}
