import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { factsOf, handRoleOver } from '../../src/features/accounts/flow.ts'
import { holderOf } from '../../src/features/accounts/model.ts'
import { openExceptions } from '../../src/features/exceptions/flow.ts'
import { type Cast, type Scene, startScene } from '../promises/scene.ts'
import { sentAgain } from '../support/again.ts'
import { turnsTo } from '../support/player.ts'

let scene: Scene
let cast: Cast
const TYPED = '*The board* report <!channel> <@UMAYA> &amp; مرحبا 🚚\nlate again'
const newest = async (who: 'maya' | 'lena' | 'ada') => (await scene.dm(who)).at(-1)
const exceptions = () => scene.act((tx) => openExceptions(tx, [scene.accountId]))
const concernsOf = async (who: keyof Cast) =>
  (await exceptions())
    .filter(({ key }) => key.startsWith('concern:'))
    .map(({ cause, action, dueOn }) => ({ cause, action, dueOn, who }))

beforeAll(async () => {
  scene = await startScene()
  cast = scene.cast
})
afterAll(() => scene.story.end())

describe('a concern goes overdue, escalates and is resolved by the buyer', () => {
  it('is raised by the senior buyer in a form that keeps it private unless they choose otherwise', async () => {
    const form = await cast.priya.opens(cast.priya.press('CCALDER', 'Raise a concern'))
    expect(form).toContain('Maya is told at once and has to answer.')
    expect(form).toContain('Only Maya and the colleagues who answer for you')
    await cast.priya.fill('What concerns you?', TYPED)
    await scene.settled(cast.priya.submit())
    expect(await cast.priya.form()).toContain('Maya knows. An answer is due by Mon 23 Nov.')
    await cast.priya.close()
  })

  it('alerts the owner at once, with the text as it was typed', async () => {
    expect(await newest('maya')).toBe(
      [
        'Calder Freight: Priya Shah raised a concern.',
        TYPED,
        'Private: it is not shown to anybody else of the customer.',
        'Please answer Priya in person or by phone by Mon 23 Nov 10:30, and then say here what you did: Priya reads it under Raise a concern.',
        '[We did this]',
      ].join('\n'),
    )
    expect(await concernsOf('maya')).toEqual([
      {
        cause: 'Priya Shah raised a concern on 20 November.',
        action: 'Answer Priya, and then say with “We did this” what you did.',
        dueOn: '2026-11-23',
        who: 'maya',
      },
    ])
  })

  it('stands nowhere that a customer reads', async () => {
    for (const who of ['tomas', 'otto'] as const) {
      expect((await cast[who].reads('CCALDER')).join()).not.toContain('board')
      expect(await cast[who].opens(cast[who].press('CCALDER', 'Raise a concern'))).not.toContain('board')
      await cast[who].close()
    }
  })

  it('reminds the owner once when nobody has answered in time, then tells the leader, then the administrators', async () => {
    const mayas = (await scene.dm('maya')).length
    await scene.story.until('2026-11-23T09:29:00Z')
    expect(await scene.dm('maya')).toHaveLength(mayas)
    await scene.story.until('2026-11-23T09:30:00Z')
    expect(await newest('maya')).toContain(
      'Calder Freight: the concern of Priya Shah of 20 November should have been answered by Mon 23 Nov 10:30.',
    )
    expect((await exceptions()).find(({ key }) => key.startsWith('concern'))?.cause).toContain(
      'nobody has answered in time',
    )
    await scene.story.until('2026-11-23T13:29:00Z')
    await expect(cast.lena.dm()).rejects.toThrow('has no message')
    await scene.story.until('2026-11-23T13:30:00Z')
    expect(await newest('lena')).toContain('Mon 23 Nov 10:30. Maya Lindqvist was reminded.')
    await scene.story.until('2026-11-24T09:29:00Z')
    await expect(cast.ada.dm()).rejects.toThrow('has no message')
    await scene.story.until('2026-11-24T09:30:00Z')
    expect(await newest('ada')).toContain('Maya Lindqvist was reminded.')
    expect(await scene.dm('maya')).toHaveLength(mayas + 1)
  })

  it('is answered by the owner in words that the buyer reads, and stays open', async () => {
    const form = await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'We did this'))
    expect(form).toContain(TYPED)
    expect(form).not.toContain('What the weekly update says of it')
    await cast.maya.fill('We did this', 'I called you; the *draft* is with your board office.')
    const { first, again } = await sentAgain(scene.story, 'UMAYA')
    expect(first.answer).toEqual({ ok: true })
    expect(again).toEqual(first)
    for (const who of ['maya', 'lena', 'ada'] as const) {
      expect(await newest(who)).toContain(
        'the concern of Priya Shah is answered. It is open until Priya says that it is resolved.',
      )
      expect(await newest(who)).toContain(
        'Maya Lindqvist, Tue 24 Nov: I called you; the *draft* is with your board office.',
      )
    }
    expect((await concernsOf('maya'))[0]?.cause).toBe(
      'Priya Shah raised a concern on 20 November; it is answered, and not resolved yet.',
    )
  })

  it('shows the buyer the answer, and opens again when they say not yet', async () => {
    const list = await cast.priya.opens(cast.priya.press('CCALDER', 'Raise a concern'))
    expect(list).toContain('Your concerns')
    expect(list).toContain('Maya Lindqvist, Tue 24 Nov:')
    expect(list).toContain('I called you; the *draft* is with your board office.')
    expect(list).toContain('It is open until you say that it is resolved.')
    await cast.priya.pressInForm('Not yet')
    await turnsTo(cast.priya, 'Not resolved yet')
    await cast.priya.fill('What is still missing?', 'The board has no date')
    const { first, again } = await sentAgain(scene.story, 'UPRIYA')
    expect(first.answer).toEqual({ ok: true })
    expect(again).toEqual(first)
    expect(await newest('maya')).toContain('Priya Shah says that the concern of 20 November is not resolved yet.')
    expect(await newest('maya')).toContain('Priya Shah, Tue 24 Nov: not resolved yet. The board has no date')
    expect(await newest('maya')).toContain('by Wed 25 Nov 10:30')
    await cast.priya.close()
  })

  it('is not overdue when it is answered in time', async () => {
    const before = (await scene.dm('maya')).length
    await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'We did this'))
    await cast.maya.fill('We did this', 'The date is 1 December.')
    await scene.settled(cast.maya.submit())
    await scene.story.until('2026-11-25T12:00:00Z')
    expect(await scene.dm('maya')).toHaveLength(before)
  })

  it('is closed only by the buyer’s word', async () => {
    const list = await cast.priya.opens(cast.priya.press('CCALDER', 'Raise a concern'))
    expect(list).toContain('You, Tue 24 Nov: not resolved yet.')
    await scene.settled(cast.priya.pressInForm('It is resolved'))
    expect(await cast.priya.form()).toContain('Resolved, as you said.')
    await cast.priya.close()
    for (const who of ['maya', 'lena', 'ada'] as const)
      expect(await newest(who)).toContain(
        'Calder Freight: Priya Shah says that the concern of 20 November is resolved.',
      )
    expect(await concernsOf('maya')).toEqual([])
    const [closed] = await scene.story.database.query('select closed_with from exceptions where key like $1', [
      'concern:%',
    ])
    expect(closed).toEqual({ closed_with: 'Priya Shah said that it is resolved.' })
  })

  it('is closed by the owner, with the reason, where whoever raised it has left', async () => {
    await cast.tomas.opens(cast.tomas.press('CCALDER', 'Raise a concern'))
    await cast.tomas.fill('What concerns you?', 'Nobody trains York')
    await scene.settled(cast.tomas.submit())
    const dm = await cast.maya.dm()
    expect(await cast.maya.opens(cast.maya.press(dm, 'We did this', 'Tomás Leal raised a concern'))).not.toContain(
      'Close it',
    )
    await cast.maya.close()
    await scene.settled(
      scene.act(async (tx) => {
        const leaver = holderOf((await factsOf(tx, scene.accountId)).stakeholders, 'primary_contact')
        const role = { accountId: scene.accountId, role: 'primary_contact' as const, leaver }
        await handRoleOver(tx, { ...role, newcomer: null, on: '2026-11-25' })
      }),
    )
    const form = await cast.maya.opens(cast.maya.press(dm, 'We did this', 'Tomás Leal raised a concern'))
    expect(form).toContain('Only Tomás could say that it is resolved, and has left.')
    await cast.maya.fill('We did this', 'Otto has the training plan')
    await cast.maya.fill('Close it', ['close'])
    const { first, again } = await sentAgain(scene.story, 'UMAYA')
    expect(first.answer).toEqual({ ok: true })
    expect(again).toEqual(first)
    expect(await newest('maya')).toContain(
      'Calder Freight: Maya Lindqvist closed the concern of Tomás Leal of 25 November.',
    )
    expect(await newest('maya')).toContain('closed it. Otto has the training plan')
    expect(await concernsOf('maya')).toEqual([])
    const [kept] = await scene.story.database.query(`select actor, detail from history where action = 'concern.closed'`)
    expect(kept).toMatchObject({ actor: 'UMAYA', detail: { reason: 'Otto has the training plan' } })
  })
})
