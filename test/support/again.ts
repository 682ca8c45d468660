import { player } from './player.ts'
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
