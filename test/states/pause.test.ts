import { describe, expect, it } from '@jest/globals'
import { answer, BUYER_CHANNEL, cast, story, TEAM_CHANNEL, tellCalder } from '../support/brightline.ts'
import { moveClock, type Player } from '../support/player.ts'

tellCalder({ at: '2026-11-16T08:30:00Z' })

const account = async () => (await story.database.query('select * from accounts'))[0]!
const buyers = () => cast.priya.reads(BUYER_CHANNEL)
const closeAll = async (who: Player) => {
  for (let open = await who.form(); open; open = await who.form()) await who.close()
}
/** Opens the account and presses a button there. */
async function onAccount(who: Player, button: string): Promise<string> {
  await closeAll(who)
  await who.opens(who.command(TEAM_CHANNEL, '/throughline', 'account calder'))
  await who.opens(who.pressInForm(button))
  for (let tries = 0; tries < 100; tries++) {
    const form = await who.form()
    if (form && !form.startsWith('Account\n')) return form
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`Nothing opened after ${button}`)
}

const EARLY = [
  'Calder Freight · invoicing rollout',
  'The updates on this project begin again now, earlier than we had said. The next one comes on Friday 20 November 2026.',
  'If you would like to talk before, call Maya Lindqvist.',
].join('\n')

describe('pausing', () => {
  it('is the owner’s, because the customer hears of it', async () => {
    expect(await onAccount(cast.jonas, 'Pause')).toContain('Only Maya Lindqvist, who answers for Calder Freight, can')
    expect(await onAccount(cast.ada, 'End')).toContain('because the customer hears of it')
  })

  it('wants a day that is still to come, and not years away', async () => {
    expect(await onAccount(cast.maya, 'Pause')).toContain('While Calder Freight is paused, nobody is asked')
    await cast.maya.fill('Runs again from', '2026-11-16')
    expect((await cast.maya.submit()).error).toBe('Please choose a day after today.')
    await cast.maya.fill('Runs again from', '2028-01-10')
    expect((await cast.maya.submit()).error).toContain('after that it is an end')
  })

  it('shows the owner first, word for word, what the customer will be told', async () => {
    await moveClock(story.playground.url, '2026-11-18T08:30:00Z')
    expect(await cast.jonas.reads(await cast.jonas.dm())).toHaveLength(1)
    await cast.maya.fill('Runs again from', '2026-12-01')
    expect(await cast.maya.submit()).toEqual({ ok: true })
    const shown = await cast.maya.form()
    expect(shown).toContain('When you confirm, this is posted in')
    expect(shown).toContain('The next one comes on Friday 4 December 2026; until then there are none.')
    expect(await buyers()).toEqual([])
    expect(await account()).toMatchObject({ state: 'active' })
  })

  it('tells the customer once, ends the week under way, and asks nobody', async () => {
    expect(await cast.maya.submit()).toEqual({ ok: true })
    await story.settle()
    const beneath = await cast.maya.form()
    expect(beneath).toContain('invoicing rollout · paused until Tue 1 Dec')
    expect(beneath).toContain('[Resume]')
    expect(await account()).toMatchObject({ state: 'paused', paused_until: '2026-12-01', resumes_as: 'active' })
    expect(await buyers()).toEqual([
      'Calder Freight · invoicing rollout\nThe updates on this project pause now. The next one comes on Friday 4 December 2026; until then there are none.\nIf you need us before, call Maya Lindqvist.',
    ])
    expect((await cast.dana.reads(TEAM_CHANNEL)).at(-1)).toContain('Calder Freight is paused until')
    expect((await cast.jonas.reads(await cast.jonas.dm()))[0]).not.toContain('[Check in]')
  })

  it('shows the owner, who alone may end it early, what the customer is told instead of the day they know', async () => {
    await moveClock(story.playground.url, '2026-11-18T08:40:00Z')
    expect(await onAccount(cast.ada, 'Resume')).toContain('because the customer hears of it')
    const shown = await onAccount(cast.maya, 'Resume')
    expect(shown).toContain('When you confirm, this is posted in')
    expect(shown).toContain(EARLY)
    expect(shown).toContain('The buyer reads the next update on Friday 20 November 2026.')
    expect(await buyers()).toHaveLength(1)
    expect(await account()).toMatchObject({ state: 'paused' })
  })

  it('then tells the customer once, and the week that it had stopped runs after all', async () => {
    const twice = await Promise.all([cast.maya.submit(), cast.maya.submit()])
    expect(twice).toContainEqual({ ok: true })
    await story.settle()
    expect((await buyers()).slice(1)).toEqual([EARLY])
    expect(await account()).toMatchObject({ state: 'active', paused_until: null })
    // The second click may have been told, over the account's view, that nothing is paused any more.
    if ((await cast.maya.form())?.startsWith('Throughline')) await cast.maya.close()
    expect(await cast.maya.form()).toContain('[Pause]')
    const rounds = await story.database.query(`select publish_on, state from rounds where state = 'open'`)
    expect(rounds).toEqual([{ publish_on: '2026-11-20', state: 'open' }])
    expect((await cast.jonas.reads(await cast.jonas.dm()))[0]).toContain('[Check in]')
    await closeAll(cast.jonas)
    await answer(cast.jonas)
  })

  it('goes on by itself on its day: the owner is told, and the next update planned', async () => {
    await moveClock(story.playground.url, '2026-11-18T08:50:00Z')
    await onAccount(cast.maya, 'Pause')
    await cast.maya.fill('Runs again from', '2026-11-24')
    await cast.maya.submit()
    // The week under way would still come, were it not for the pause; what follows is the next.
    expect(await cast.maya.form()).toContain('The next one comes on Friday 27 November 2026')
    expect(await cast.maya.submit()).toEqual({ ok: true })
    await moveClock(story.playground.url, '2026-11-24T06:00:00Z')
    expect(await account()).toMatchObject({ state: 'paused' })
    // What had been told before; nothing else goes to the customer while it is paused.
    expect(await buyers()).toHaveLength(3)
    await moveClock(story.playground.url, '2026-11-24T07:30:00Z')
    expect(await account()).toMatchObject({ state: 'active', paused_until: null })
    const told = await cast.maya.reads(await cast.maya.dm())
    expect(told.at(-1)).toContain('Calder Freight runs again (active).')
    expect(told.at(-1)).toContain('The buyer reads the next update on Fri 27 Nov.')
    expect(await buyers()).toHaveLength(3)
  })
})

describe('ending', () => {
  it('shows the closing note as the customer will read it, in the owner’s words', async () => {
    expect(await onAccount(cast.maya, 'End')).toContain('Closing note')
    await cast.maya.fill('Closing note', 'Thank you, Priya.\n*You* know where to find us <!channel>')
    expect(await cast.maya.submit()).toEqual({ ok: true })
    expect(await cast.maya.form()).toContain('Thank you, Priya.\n*You* know where to find us <!channel>')
    expect(await buyers()).toHaveLength(3)
  })

  it('sends it, and then nobody is asked and nothing follows', async () => {
    expect(await cast.maya.submit()).toEqual({ ok: true })
    await story.settle()
    expect((await buyers()).at(-1)).toBe(
      'Calder Freight · invoicing rollout\nThank you, Priya.\n*You* know where to find us <!channel>',
    )
    expect(await account()).toMatchObject({ state: 'ended' })
    await moveClock(story.playground.url, '2026-12-07T09:00:00Z')
    expect(await buyers()).toHaveLength(4)
    expect(await story.database.query(`select id from rounds where state = 'open'`)).toEqual([])
  })
})
