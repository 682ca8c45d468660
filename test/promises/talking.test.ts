import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { injectFault } from '../../playground/faults.ts'
import { addUser } from '../../playground/world.ts'
import { player } from '../support/player.ts'
import { type Cast, type Scene, startScene } from './scene.ts'

let scene: Scene
let cast: Cast

beforeAll(async () => {
  scene = await startScene({ hears: true })
  cast = scene.cast
})
afterAll(() => scene.story.end())
beforeEach(() => scene.story.playground.state.stacks.clear())

describe('talking to the owner', () => {
  it('tells the owner at once who wants to talk, about what, how and where, as it was typed', async () => {
    const form = await cast.otto.opens(cast.otto.press('CCALDER', 'Talk to Maya'))
    expect(form).toContain('Talk to Maya\nMaya is told at once. Nobody else in the channel is.')
    await cast.otto.fill('What is it about?', '*Bold* <!channel> & מחיר')
    await cast.otto.fill('How and when is good for you?', 'Call, Monday')
    await scene.settled(cast.otto.submit())
    expect(await cast.otto.form()).toBe('Thank you\nMaya knows.')
    expect((await scene.dm('maya')).at(-1)).toBe(
      [
        'Calder Freight: Otto Grey would like to talk to you.',
        'What it is about: *Bold* <!channel> & מחיר',
        'How and when: Call, Monday',
        'They read in .',
      ].join('\n'),
    )
    const { text } = (await cast.maya.messages(await cast.maya.dm())).at(-1)
    expect(text).toContain('&lt;!channel&gt; &amp; מחיר')
  })

  it('asks for nothing: pressing twice is enough', async () => {
    await cast.priya.opens(cast.priya.press('CCALDER', 'Talk to Maya'))
    await scene.settled(cast.priya.submit())
    expect((await scene.dm('maya')).at(-1)).toBe(
      'Calder Freight: Priya Shah would like to talk to you.\nThey read in .',
    )
  })
})

describe('somebody new at the customer', () => {
  const hall = async () => {
    const { state, url } = scene.story.playground
    addUser(state, { team_id: 'T2', id: 'UHALL', real_name: 'Wren Hall', tz: 'Europe/London' })
    state.channels.get('CCALDER')!.members.push('UHALL')
    return player(url, 'UHALL')
  }

  it('holds up nobody’s form while Slack takes its time to say who they are, and is known then', async () => {
    const wren = await hall()
    injectFault(scene.story.playground.state, { method: 'users.info', kind: 'delay', amount: 2_000, times: 3 })
    for (let press = 0; press < 3; press += 1) await wren.press('CCALDER', 'Talk to Maya')
    expect(await cast.priya.opens(cast.priya.press('CCALDER', 'Talk to Maya'))).toContain('Maya is told at once.')
    expect((await wren.form()) ?? 'nothing yet').not.toContain('Maya is told at once.')
    expect(await wren.opens(Promise.resolve())).toContain('Maya is told at once.')
    expect(await scene.story.database.query(`select name from people where user_id = 'UHALL'`)).toEqual([
      { name: 'Wren Hall' },
    ])
  })

  it('can say what they have to say also where Slack does not tell who they are', async () => {
    await scene.story.database.query(`delete from people where user_id = 'UHALL'`)
    const { state, url } = scene.story.playground
    injectFault(state, { method: 'users.info', kind: 'error_before' })
    const wren = player(url, 'UHALL')
    expect(await wren.opens(wren.press('CCALDER', 'Talk to Maya'))).toContain('Maya is told at once.')
  })
})
