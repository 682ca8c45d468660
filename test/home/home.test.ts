import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { CONFIRM_SENT, SEND_AGAIN } from '../../blocks/troubles.ts'
import { clickAction } from '../../playground/act/click.ts'
import { slashCommand } from '../../playground/act/command.ts'
import { closeView } from '../../playground/act/form.ts'
import { changeZone, openHome } from '../../playground/act/profile.ts'
import { injectFault } from '../../playground/faults.ts'
import { messagesFor } from '../../playground/read.ts'
import { planNextRound } from '../../src/features/checkins/flow.ts'
import { startHandoff } from '../../src/features/handoffs/flow.ts'
import { say } from '../../src/platform/outbox/say.ts'
import { APP, addCalder, calderWorld, wordsIn } from '../support/calder.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let calder: string
beforeAll(async () => {
  story = await startStory({
    at: '2026-11-16T08:00:00Z',
    world: calderWorld,
    // Nothing hangs here, so a busy machine may take its time; what is unclear need not rest longer than that.
    options: { quarantineMs: 2_500 },
  })
  calder = await addCalder(story, { state: 'active', first_publish_on: '2026-11-13' })
  await story.app.meetPeople()
  await story.act((tx) => planNextRound(tx, calder))
})
afterAll(() => story.end())

const homeOf = (person: string) => story.playground.state.homes.get(`${APP}:${person}`)
const home = async (person: string): Promise<string> => {
  const outcome = openHome(story.playground.state, person, APP)
  if (!outcome.ok) return outcome.error
  // The event travels over HTTP before there is anything to settle.
  await new Promise((resolve) => setTimeout(resolve, 150))
  await story.settle()
  return wordsIn(homeOf(person)?.blocks)
}
const formWords = (person: string) => wordsIn(story.playground.state.stacks.get(person)?.at(-1)?.blocks)
const until = async (what: () => unknown) => {
  const end = performance.now() + 6_000
  while (!what() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10))
  if (!what()) throw new Error(`Not within six seconds: ${what}`)
}

describe('Home', () => {
  it('shows an implementer what to answer and by when, where they are', async () => {
    expect(await home('UJONAS')).toContain('Your check-ins Calder Freight: please answer by Thu 19 Nov 15:00 Check in')
    await clickAction(story.playground.state, 'UJONAS', { home: APP }, { action_id: 'checkin.open' })
    await until(() => formWords('UJONAS').includes('Against the plan'))
    closeView(story.playground.state, 'UJONAS')
  })

  it('shows an owner their accounts, with the slip against the promise and the next update', async () => {
    const words = await home('UMAYA')
    expect(words).toContain('Go-live Mon 14 Dec, 6 working days later than promised')
    expect(words).toContain('Next update Fri 20 Nov')
    expect(words).toContain('Details Cadence Contact change Handoff')
    expect(words).not.toContain('Your check-ins')
  })

  it('opens from Home what waits for somebody in handoffs, and shows all of it page by page', async () => {
    const kickoff = { accountId: calder, kind: 'kickoff', form: 'short', anchorOn: '2026-11-16' } as const
    await story.act((tx) => startHandoff(tx, { ...kickoff, giver: 'UNOOR', receiver: 'UJONAS', startedBy: 'UMAYA' }))
    expect(await home('UJONAS')).toContain('Contract and scope read, questions listed (due Fri 20 Nov) Open')
    expect(await home('UJONAS')).toContain('And 2 more. Show all')
    await clickAction(story.playground.state, 'UJONAS', { home: APP }, { action_id: 'home.all_items' })
    await until(() => formWords('UJONAS').includes('Kickoff held with senior buyer'))
    await clickAction(story.playground.state, 'UJONAS', { view: true }, { action_id: 'handoff.item.open' })
    await until(() => story.playground.state.stacks.get('UJONAS')?.length === 2)
    await until(() => formWords('UJONAS').includes('questions listed'))
    expect(formWords('UJONAS')).not.toContain('Kickoff held')
    closeView(story.playground.state, 'UJONAS')
    closeView(story.playground.state, 'UJONAS')
    await story.database.query(`delete from occurrences where kind like 'handoffs.%'`)
    await story.database.query('delete from handoff_items')
    await story.database.query('delete from handoffs')
  })

  it('greets who has nothing to do yet and says what comes next', async () => {
    const words = await home('UNOOR')
    expect(words).toContain('Hello Noor')
    expect(words).toContain('You are not on an account yet.')
    expect(words).not.toContain('Calder')
  })

  it('is never drawn for a guest or for people of another organisation', async () => {
    await home('UGUS')
    expect(homeOf('UGUS')).toBeUndefined()
    expect(await home('UPRIYA')).toBe('This app has no Home for people of another organisation.')
    expect(homeOf('UPRIYA')).toBeUndefined()
    const drawn = await story.database.query(`select channel from deliveries where surface = 'home' order by channel`)
    expect(drawn.map(({ channel }) => channel)).toEqual(['UJONAS', 'UMAYA', 'UNOOR'])
  })

  it('asks a question that was not sent yet by the new clock of somebody who moved', async () => {
    changeZone(story.playground.state, 'UJONAS', 'Asia/Tokyo')
    await new Promise((resolve) => setTimeout(resolve, 150))
    await story.settle()
    const [asked] = await story.database.query<{ ask_at: Date }>('select ask_at from checkins where user_id = $1', [
      'UJONAS',
    ])
    expect(asked?.ask_at.toISOString()).toBe('2026-11-19T00:00:00.000Z')
    expect(await home('UJONAS')).toContain('please answer by Thu 19 Nov 23:00')
  })
})

describe('a message of which nobody knows whether it arrived', () => {
  const stateOf = async (key: string) =>
    (
      await story.database.query<{ id: string; state: string }>('select id, state from deliveries where key = $1', [
        key,
      ])
    )[0]!
  const posted = (text: string) => messagesFor(story.playground.state, 'UMAYA', 'CTEAM').filter((m) => m.text === text)
  const sayUnclear = async (key: string, kind: 'drop_after' | 'error_before') => {
    injectFault(story.playground.state, { method: 'chat.postMessage', kind })
    const blocks = [{ type: 'section', text: { type: 'plain_text', text: key } }]
    const saying = { key, kind: 'test', audience: 'vendor' as const, channel: 'CTEAM', accountId: calder }
    await story.act((tx) => say(tx, { ...saying, message: { text: key, blocks } }))
    const end = performance.now() + 10_000
    while ((await stateOf(key)).state !== 'unknown' && performance.now() < end)
      await new Promise((done) => setTimeout(done, 50))
    expect((await stateOf(key)).state).toBe('unknown')
  }
  const press = async (person: string, action_id: string, key: string) => {
    const place = { home: APP } as const
    await clickAction(story.playground.state, person, place, { action_id, value: (await stateOf(key)).id })
    await until(() => formWords(person))
    const said = formWords(person)
    closeView(story.playground.state, person)
    await story.settle()
    return said
  }

  it('stands on the Home of administrators and of the account’s owner, and of nobody else', async () => {
    await sayUnclear('Lost one', 'error_before')
    for (const person of ['UADA', 'UMAYA']) {
      const words = await home(person)
      expect(words).toContain('Messages that need you Calder Freight: a message to')
      expect(words).toContain('Slack did not say whether it arrived, and we cannot look there ourselves.')
      expect(words).toContain('“Lost one” It is there Send again')
    }
    expect(await home('UJONAS')).not.toContain('Lost one')
  })

  it('is posted once when somebody sends it again, and then needs nobody any more', async () => {
    const stale = structuredClone(homeOf('UMAYA'))
    expect(await press('UADA', SEND_AGAIN, 'Lost one')).toBe('Thank you. It is on its way again.')
    expect(posted('Lost one')).toHaveLength(1)
    expect(wordsIn(homeOf('UADA')?.blocks)).not.toContain('Lost one')
    expect(wordsIn(stale?.blocks)).toContain('Lost one')
    expect(await press('UMAYA', SEND_AGAIN, 'Lost one')).toBe('Somebody has already taken care of this message.')
    expect(posted('Lost one')).toHaveLength(1)
  })

  it('is never sent again once somebody says that it is there', async () => {
    await sayUnclear('There', 'drop_after')
    await home('UMAYA')
    expect(await press('UMAYA', CONFIRM_SENT, 'There')).toBe('Thank you. It counts as sent and will not be sent again.')
    expect(posted('There')).toHaveLength(1)
    const kept = await story.database.query(
      `select actor, action from history where action like 'delivery.%' order by at, action`,
    )
    expect(kept).toEqual([
      { actor: 'UMAYA', action: 'delivery.confirmed' },
      { actor: 'UADA', action: 'delivery.sent_again' },
    ])
  })

  it('cannot be settled by somebody who has nothing to do with it', async () => {
    await sayUnclear('Not yours', 'drop_after')
    const shown = await home('UADA')
    expect(shown).toContain('Not yours')
    story.playground.state.homes.set(`${APP}:UNOOR`, { ...homeOf('UADA')! })
    const refused = 'Only an administrator or the owner of the account can say what became of this message.'
    expect(await press('UNOOR', SEND_AGAIN, 'Not yours')).toBe(refused)
    expect((await stateOf('Not yours')).state).toBe('unknown')
  })
})

describe('/throughline', () => {
  const answer = async (person: string, text: string, channel = 'CTEAM') => {
    const { state } = story.playground
    while (state.stacks.get(person)) closeView(state, person)
    const outcome = await slashCommand(state, person, channel, '/throughline', text)
    if (!outcome.ok) return outcome.error
    return messagesFor(state, person, channel).findLast(({ only_you }) => only_you)?.text ?? ''
  }

  it('helps, and says so when it does not understand', async () => {
    expect(await answer('UMAYA', '')).toContain('What you can ask Throughline')
    expect(await answer('UMAYA', 'dance')).toMatch(/^Throughline does not know “dance”\./)
  })

  it('tells the status of my accounts in a line each', async () => {
    expect(await answer('UMAYA', 'status')).toBe(
      '*Calder Freight*: Active · Go-live Mon 14 Dec, 6 working days later than promised · Next update Fri 20 Nov',
    )
    expect(await answer('UNOOR', 'status')).toContain('You are not on an account yet.')
  })

  it('shows one account with its people, dates and measures', async () => {
    await answer('UNOOR', 'account calder')
    await until(() => formWords('UNOOR'))
    const words = formWords('UNOOR')
    expect(words).toContain('Account owner: Maya Lindqvist')
    expect(words).toContain('Senior buyer: Priya Shah')
    expect(words).toContain('Each week Jonas Weber answers')
    expect(words).toContain(
      'Every Friday at 09:30 (London). Answers close at 15:00 (Berlin); people are asked at 09:00',
    )
    expect(words).toContain('Go-live: Mon 14 Dec, 6 working days later than promised')
    expect(words).toContain('Invoice within: 11 days at the start, now 3 days, target 2 days')
  })

  it('says which ones fit when several do, and what to do when none does', async () => {
    await addCalder(story, { key: 'calder-2', name: 'Calder Rail', buyer_channel: null })
    expect(await answer('UMAYA', 'account cald')).toContain('• Calder Freight (invoicing rollout)\n• Calder Rail')
    expect(await answer('UMAYA', 'account oslo')).toBe('No account has “oslo” in its name. A shorter part may find it.')
  })

  it('is not for guests', async () => {
    const refused = 'This is for the team that implements. Please ask your contact there.'
    expect(await answer('UGUS', 'status', 'CGUEST')).toBe(refused)
  })
})

describe('what waits for an owner', () => {
  it('stands on their Home after the close, with the update to read and approve', async () => {
    await story.until('2026-11-19T14:05:00Z')
    const words = await home('UMAYA')
    expect(words).toContain(
      'Waiting for you Calder Freight: the update for Fri 20 Nov 10:30 your time (09:30 where they are) waits for your approval Read it',
    )
    await clickAction(story.playground.state, 'UMAYA', { home: APP }, { action_id: 'digests.read' })
    await until(() => story.playground.state.stacks.get('UMAYA'))
  })

  it('asks there whether somebody has been told of what goes out by itself', async () => {
    const questions = JSON.stringify(['Tomás', 'Priya', 'Tomás'].map((who, n) => ({ key: `ask:${n}`, who, about: '' })))
    const asked = `with calm as (update digests set needs_approval = false)
      update internal_editions set content = jsonb_set(content, '{questions}', $1)`
    await story.database.query(asked, [questions])
    const goesOut = 'The update goes out Fri 20 Nov 10:30 your time (09:30 where they are) unless you hold it Read it'
    expect(await home('UMAYA')).toContain(`Calder Freight: have Tomás and Priya been told? ${goesOut}`)
    await story.database.query(`update digests set told = '{"ask:0": "UMAYA", "ask:2": "UMAYA"}'`)
    expect(await home('UMAYA')).toContain(`Calder Freight: has Priya been told? ${goesOut}`)
  })
})
