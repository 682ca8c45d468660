import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Player, player } from '../support/player.ts'
import { type Story, startStory } from '../support/story.ts'

export let story: Story
export let calder: string
export let ada: Player
export let maya: Player
export let jonas: Player

/** Calder's account runs; nobody has a form open before a test. */
export function openRecords(): void {
  beforeAll(async () => {
    story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
    calder = await addCalder(story, { state: 'active', first_publish_on: '2026-11-20' })
    await story.app.meetPeople()
    await story.app.planRounds()
    await story.settle()
    const { url } = story.playground
    ;[ada, maya, jonas] = [player(url, 'UADA'), player(url, 'UMAYA'), player(url, 'UJONAS')]
  })
  afterAll(() => story.end())
  beforeEach(() => story.playground.state.stacks.clear())
}

export const accountOf = async (key: string) =>
  (await story.database.query('select * from accounts where key = $1', [key]))[0]
/** Who holds a role on an account today. */
export const holders = async (account: string, role: string) => {
  const sql = `select coalesce(user_id, name) as who from stakeholders where account_id = $1 and role = $2 and ends_on is null order by 1`
  return (await story.database.query<{ who: string }>(sql, [account, role])).map(({ who }) => who)
}
