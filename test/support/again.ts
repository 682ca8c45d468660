import { expect } from '@jest/globals'
import { fillIn, formOf, shows } from '../records/filling.ts'
import { type Player, player } from './player.ts'
import type { Story } from './story.ts'

/** How many rows there are of everything, and how many messages. */
async function world({ database, playground }: Story) {
  const tables = await database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const counts = tables.map(({ name }) => `select '${name}' as name, count(*)::int as rows from "${name}"`)
  const rows = await database.query<{ name: string; rows: number }>(counts.join(' union all '))
  const posts = [...playground.state.messages.values()].flat().length
  return { ...Object.fromEntries(rows.map((one) => [one.name, one.rows])), posts }
}

/**
 * Somebody sends the open form, and once more: Slack waits three seconds for an answer, and where it comes later, the form
 * stands there as before, with "Try again?". @returns what each was answered, and what there was then.
 */
export async function sentAgain(story: Story, userId: string) {
  const { stacks } = story.playground.state
  const before = structuredClone(stacks.get(userId)!)
  const who = player(story.playground.url, userId)
  const send = async () => ({
    answer: await story.settled(who.submit()),
    form: await who.form(),
    there: await world(story),
  })
  const first = await send()
  stacks.set(userId, before)
  return { first, again: await send() }
}

/** Somebody comes to the form that they will send. */
export type Open = (sender: Player) => Promise<unknown>

/** The form that a command or a button in a message opens, and then those to which the buttons in it lead. */
export const by =
  (
    from: string | [channel: string, button: string, near?: string],
    ...steps: [button: string, title: string, near?: string][]
  ): Open =>
  async (sender) => {
    if (typeof from === 'string') await formOf(sender, from)
    else await sender.opens(sender.press(...from))
    for (const [button, title, near] of steps) {
      await sender.pressInForm(button, near)
      await shows(sender, title)
    }
  }
export const inAccount = (...steps: [button: string, title: string, near?: string][]): Open =>
  by('account calder', ...steps)
export const onHome =
  (button: string, near?: string): Open =>
  async (sender) => {
    await sender.home()
    await sender.opens(sender.pressAtHome(button, near))
  }
/** From what Throughline wrote to somebody alone. */
export const inMessages =
  (button: string, near?: string): Open =>
  async (sender) =>
    sender.opens(sender.press(await sender.dm(), button, near))

/** Somebody comes to a form, fills it in and sends it twice: it is kept once, and answered as the first time. */
export async function keptOnce(
  story: Story,
  userId: string,
  open: Open,
  typed: Record<string, unknown>,
): Promise<void> {
  const who = player(story.playground.url, userId)
  await open(who)
  await fillIn(who, typed)
  const { first, again } = await sentAgain(story, userId)
  expect(first.answer).toEqual({ ok: true })
  expect(again).toEqual(first)
}
