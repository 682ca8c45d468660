import { describe, expect, it } from '@jest/globals'
import { type MatterEntry, readMatterForm } from '../../blocks/sold.ts'
import { look, openExceptions } from '../../src/features/exceptions/flow.ts'
import { openOverride, overrideHandoff } from '../../src/features/handoffs/accepting.ts'
import { getHandoff } from '../../src/features/handoffs/flow.ts'
import {
  decide,
  keepMatter,
  openDecision,
  openMatter,
  openSold,
  reopen,
  undecidedFor,
  undecidedLook,
} from '../../src/features/knowledge/flow.ts'
import { DECISION, desk, kickoff, MATTER, oslo, putUp } from './kickoff.ts'

const { as, dana, here, history, inTx, jonas, maya, open, start, words, write } = putUp()

describe('what was sold', () => {
  it('is refused where something is missing or cannot be', async () => {
    const wrong: [Partial<MatterEntry>, string][] = [
      [{ subject: '' }, 'in a few words'],
      [{ sold: null }, 'what was sold, what was bought, or both'],
      [{ same: true }, 'once both are written down'],
      [{ nature: 'later', bought: 'x', same: true }, 'has to be decided'],
      [{ subject: 'go-live', promisedOn: '2027-01-20' }, 'promised for Thu 28 Jan'],
    ]
    for (const [entry, sentence] of wrong) await expect(write(entry)).rejects.toThrow(sentence)
    expect(await open()).toEqual([])
  })

  it('is spoken of once, and never under another account’s name', async () => {
    await write()
    await expect(write({ subject: 'meters' })).rejects.toThrow('spoken of already')
    const { id } = (await open())[0]!
    const calder = (await desk.facts('CALDER')).account.id
    await expect(inTx((tx) => openMatter(tx, maya(), { place: `a:${calder}`, id }))).rejects.toThrow()
  })

  it('with a day becomes a milestone, and only a decision moves the promise, with its reason', async () => {
    await write({ subject: 'Third district', promisedOn: '2026-12-16' })
    const third = async () => (await desk.facts('OSLO')).milestones.find(({ name }) => name === 'Third district')
    expect(await third()).toMatchObject({ promisedOn: '2026-12-16', plannedOn: '2026-12-16', goLive: false })
    const { id } = (await open())[0]!
    const asked = { place: here(), id, seal: null }
    expect(words(await inTx((tx) => openDecision(tx, dana(), asked)))).toContain('Wed 16 Dec was promised.')
    await inTx((tx) => decide(tx, dana(), asked, { ...DECISION, newPromise: '2026-12-21' }))
    expect(await third()).toMatchObject({ promisedOn: '2026-12-21', forecastOn: '2026-12-21' })
    expect((await history('milestone.promise_changed'))[0]!.detail).toEqual({
      ...{ milestone: 'Third district', from: '2026-12-16', to: '2026-12-21', reason: 'The north first' },
    })
  })

  it('is decided by people of the account, on a day that has been', async () => {
    await write()
    const asked = { place: here(), id: (await open())[0]!.id, seal: null }
    const refused = (change: object) =>
      expect(inTx((tx) => decide(tx, dana(), asked, { ...DECISION, ...change }))).rejects
    await refused({ decidedBy: 'U0STRANGER' }).toThrow('who decided')
    await refused({ decidedOn: '2026-11-17' }).toThrow('today or before')
    await refused({ decision: null }).toThrow('what was decided')
  })

  it('is open again once somebody takes the decision back, and both stay on record', async () => {
    await write()
    const asked = { place: here(), id: (await open())[0]!.id, seal: null }
    await inTx((tx) => decide(tx, dana(), asked, DECISION))
    await inTx((tx) => reopen(tx, jonas(), asked))
    expect(await open()).toHaveLength(1)
    expect(await history('difference.reopened')).toEqual([
      { actor: 'U0JONAS01', detail: expect.objectContaining({ decision: 'The north first', decidedBy: 'Kari Berg' }) },
    ])
  })

  it('by two in the same moment, with the same day, becomes one milestone', async () => {
    const sent = await Promise.allSettled(
      [dana(), jonas()].map((who, index) => {
        const said = { ...MATTER, promisedOn: '2026-12-16', sold: ['All of them', 'All'][index]! }
        return inTx((tx) => keepMatter(tx, who, { place: here(), id: null, seal: null }, said))
      }),
    )
    expect(sent.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(sent.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { message: expect.stringContaining('spoken of already') },
    })
    expect(await open()).toHaveLength(1)
  })

  it('is known in a later handoff of the account, also where an administrator accepted in spite of it', async () => {
    await write()
    const ada = as('U0ADA001')
    expect(words(await inTx((tx) => openOverride(tx, ada, kickoff)))).toContain('Sold and bought differ: Meters')
    await inTx((tx) => overrideHandoff(tx, ada, kickoff, 'Oslo begins tomorrow'))
    expect(await inTx((tx) => getHandoff(tx, kickoff))).toMatchObject({ state: 'accepted' })
    const later = `h:${(await start('go_live')).id}`
    expect(words(await inTx((tx) => openSold(tx, maya(), later)))).toContain('Meters · open')
    const asked = { place: later, id: (await open())[0]!.id, seal: null }
    await inTx((tx) => decide(tx, maya(), asked, DECISION))
    expect(await open()).toEqual([])
  })
})

describe('a difference that nobody has decided', () => {
  const needs = () =>
    inTx(async (tx) => {
      await look(tx, [undecidedLook], { accountId: oslo })
      return (await openExceptions(tx, [oslo])).map(({ cause, ownerId, dueOn }) => ({ cause, ownerId, dueOn }))
    })
  const told = async (...ids: string[]) =>
    (await Promise.all(ids.map((id) => inTx((tx) => undecidedFor(tx, id))))).flat()
  const involved = ['U0MAYA001', 'U0JONAS01', 'U0DANA001']

  it('is the owner’s to see to, and told to whoever gives and receives, until it is decided', async () => {
    await write()
    // What was bought is still to be asked for: an item of the checklist, and no difference yet.
    expect([await needs(), await told(...involved)]).toEqual([[], []])
    const [row] = await open()
    const seen = readMatterForm(
      (await inTx((tx) => openMatter(tx, dana(), { place: here(), id: row!.id }))).private_metadata!,
    )
    await inTx((tx) => keepMatter(tx, jonas(), seen, { ...MATTER, bought: 'The north' }))
    await write({ subject: 'Old meters', nature: 'later', sold: 'We deal with them later' })
    const cause = 'What was sold and what was bought differ, and nobody has decided: “Meters”, “Old meters”.'
    expect(await needs()).toEqual([{ cause, ownerId: 'U0MAYA001', dueOn: '2026-11-23' }])
    expect(new Set(await told(...involved))).toEqual(
      new Set(['Oslo Water: sold and bought differ, to be decided: “Meters”, “Old meters”']),
    )
    expect(await told(...involved)).toHaveLength(3)
    expect(await told('U0ADA001')).toEqual([])
    for (const { id } of await open())
      await inTx((tx) => decide(tx, dana(), { place: here(), id, seal: null }, DECISION))
    expect([await needs(), await told(...involved)]).toEqual([[], []])
  })

  it('stays so where an administrator accepted the kickoff all the same, also what was never compared', async () => {
    await write()
    await inTx((tx) => overrideHandoff(tx, as('U0ADA001'), kickoff, 'They are in a hurry'))
    expect((await needs()).map(({ cause }) => cause)).toEqual([expect.stringContaining('“Meters”')])
  })

  it('is nobody’s to decide any more once the account has ended', async () => {
    await write({ nature: 'later', sold: 'We deal with them later' })
    expect([(await needs()).length, (await told(...involved)).length]).toEqual([1, 3])
    await desk.database.query(`update accounts set state = 'ended'`)
    expect([await needs(), await told(...involved)]).toEqual([[], []])
  })
})
