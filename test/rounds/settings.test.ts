import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { FIELD, OPEN_CADENCE, START_ACCOUNT } from '../../blocks/cadence.ts'
import { clickAction, fill } from '../../playground/act/click.ts'
import { slashCommand } from '../../playground/act/command.ts'
import { closeView, submitView } from '../../playground/act/form.ts'
import { addCalder, calderWorld, wordsIn } from '../support/calder.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let calder: string
beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  calder = await addCalder(story)
})
afterAll(() => story.end())

const view = (person: string) => story.playground.state.stacks.get(person)?.at(-1)
const words = (person: string) => wordsIn(view(person)?.blocks)
const until = async (what: () => unknown) => {
  const end = performance.now() + 10_000
  while (!what() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10))
  if (!what()) throw new Error(`Not within ten seconds: ${what}`)
}
const enter = async (field: string, value: string) => {
  const before = view('UMAYA')?.hash
  await fill(story.playground.state, 'UMAYA', { action_id: field, block_id: field, value })
  await until(() => view('UMAYA')?.hash !== before)
}

async function openCadence(person: string): Promise<void> {
  const { state } = story.playground
  while (view(person)) closeView(state, person)
  await slashCommand(state, person, 'CTEAM', '/throughline', 'account calder')
  // While it is put together, Slack shows that it is coming.
  await until(() => JSON.stringify(view(person)?.blocks ?? []).includes(OPEN_CADENCE))
  await clickAction(state, person, { view: true }, { action_id: OPEN_CADENCE })
  await until(() => /asked|Only/.test(words(person)) && state.stacks.get(person)?.length === 2)
}
const accountNow = async () => (await story.database.query('select * from accounts where id = $1', [calder]))[0]!

describe('the cadence of an account', () => {
  it('is shown to its owner, and asks for the first date before it promises any', async () => {
    await openCadence('UMAYA')
    expect(words('UMAYA')).toContain('Choose the first publishing date')
  })

  it('shows the next three dates as soon as the first is chosen', async () => {
    await enter(FIELD.firstPublishOn, '2026-11-27')
    expect(words('UMAYA')).toContain('Wed 25 Nov 09:00 → Thu 26 Nov 15:00 → Fri 27 Nov 09:30')
    expect(words('UMAYA')).toContain('Wed 2 Dec 09:00 → Thu 3 Dec 15:00 → Fri 4 Dec 09:30')
    expect(words('UMAYA')).toContain('→ Fri 11 Dec 09:30')
  })

  it('moves whole when another weekday is chosen', async () => {
    await enter(FIELD.weekday, '4')
    expect(words('UMAYA')).toContain('Tue 1 Dec 09:00 → Wed 2 Dec 15:00 → Thu 3 Dec 09:30')
    await enter(FIELD.weekday, '5')
  })

  it('says under the field when the first date is another weekday, has passed, or comes too soon', async () => {
    const submit = async () => (await submitView(story.playground.state, 'UMAYA')) as { error?: string }
    await enter(FIELD.firstPublishOn, '2026-11-26')
    expect((await submit()).error).toBe('Thu 26 Nov is a Thursday. Please choose a Friday, or publish on Thursdays.')
    await enter(FIELD.firstPublishOn, '2026-11-13')
    expect((await submit()).error).toBe('Please choose a day that is still to come.')
    expect((await accountNow())['first_publish_on']).toBeNull()
    await enter(FIELD.firstPublishOn, '2026-11-27')
  })

  it('is kept with who changed what, and says from when it applies', async () => {
    await enter(FIELD.publishZone, 'Europe/Madrid')
    expect(await submitView(story.playground.state, 'UMAYA')).toEqual({ ok: true })
    expect(words('UMAYA')).toContain('Saved. The next update by it is that of Friday 27 November 2026.')
    expect(await accountNow()).toMatchObject({ publish_zone: 'Europe/Madrid', publish_weekday: 5 })
    const history = await story.database.query('select actor, detail from history where account_id = $1', [calder])
    expect(history).toEqual([
      { actor: 'UMAYA', detail: { publishZone: 'Europe/Madrid', firstPublishOn: '2026-11-27' } },
    ])
  })

  it('offers to start the weekly update once nothing is missing, and plans the first round', async () => {
    await clickAction(story.playground.state, 'UMAYA', { view: true }, { action_id: START_ACCOUNT })
    await until(() => words('UMAYA').includes('has started'))
    expect(words('UMAYA')).toContain('Answers close Thu 26 Nov 15:00 (Berlin)')
    expect((await accountNow())['state']).toBe('active')
    const rounds = await story.database.query(`select publish_on::text, state from rounds where account_id = $1`, [
      calder,
    ])
    expect(rounds).toEqual([{ publish_on: '2026-11-27', state: 'open' }])
  })

  it('leaves the open round as it is when it changes, and begins four days later at the earliest', async () => {
    await openCadence('UMAYA')
    expect(words('UMAYA')).toContain('keeps its times: it closes Thu 26 Nov 15:00 and is published Fri 27 Nov 09:30')
    await enter(FIELD.weekday, '1')
    expect(words('UMAYA')).toContain('→ Mon 7 Dec 09:30')
    expect(words('UMAYA')).not.toContain('Mon 30 Nov')
    await submitView(story.playground.state, 'UMAYA')
    expect(words('UMAYA')).toContain('The next update by it is that of Monday 7 December 2026.')
    const rounds = await story.database.query(`select publish_at from rounds where account_id = $1`, [calder])
    expect(rounds).toEqual([{ publish_at: new Date('2026-11-27T08:30:00Z') }])
  })

  it('is not for everybody to change', async () => {
    await openCadence('UNOOR')
    expect(words('UNOOR')).toBe(
      'Only Maya Lindqvist, the owner of Calder Freight, the implementation lead or an administrator can change this. Please ask one of them.',
    )
  })

  it('that cannot be met is refused at the field, and the preview says why', async () => {
    await story.database.query(`update accounts set working_days = '{3}', publish_weekday = 3 where id = $1`, [calder])
    await openCadence('UMAYA')
    await enter(FIELD.askTime, '17:30')
    const sentence = /No 17:30 in the two weeks before the close on .* leaves people a working day to answer/
    expect(words('UMAYA')).toMatch(sentence)
    const outcome = await submitView(story.playground.state, 'UMAYA')
    expect(outcome).toMatchObject({ ok: false, error: expect.stringMatching(sentence) })
    expect(Object.keys(view('UMAYA')!.errors)).toEqual([FIELD.askTime])
    expect((await accountNow())['ask_time']).toBe('09:00')
  })
})
