import { beforeEach, describe, expect, it } from '@jest/globals'
import { factsOf } from '../../src/features/accounts/flow.ts'
import { changeParties } from '../../src/features/handoffs/forms.ts'
import { handoffLook } from '../../src/features/handoffs/looking.ts'
import { CALDER, MAYA } from '../contacts/desk.ts'
import { takeSeatToBegin } from './begun.ts'

const { desk, tell, running, begin } = takeSeatToBegin()

/** On 6 and 17 May nobody works in Germany. */
const ANCHOR = '2027-05-04'

describe('whoever gives or receives from now on', () => {
  beforeEach(() => desk.query(`update people set country_override = 'DE' where user_id = 'UJONAS'`))

  const dates = async (side: string) => {
    const sql = `select due_on::text as due from handoff_items where side = $1 order by position`
    return (await desk.query<{ due: string }>(sql, [side])).map(({ due }) => due)
  }
  const forget = async () => {
    for (const table of ['handoff_items', 'handoffs', 'occurrences']) await desk.query(`delete from ${table}`)
  }
  const name = async (parties: Parameters<typeof changeParties>[3]) => {
    const { id } = await running()
    await desk.act((tx) => changeParties(tx, MAYA, id, parties))
  }
  const watched = async () => {
    const sql = `select distinct key from occurrences where kind = 'handoffs.overdue' and state = 'waiting' order by key`
    return (await desk.query<{ key: string }>(sql)).map(({ key }) => key.split(':').at(-1))
  }

  it.each([
    ['receiving', { giver: 'UMAYA', receiver: 'UJONAS' }, { giver: 'UMAYA', receiver: 'UWEI' }],
    ['giving', { giver: 'UJONAS', receiver: 'UMAYA' }, { giver: 'UWEI', receiver: 'UMAYA' }],
  ])('has the days of their own calendar, on the %s side', async (side, wanted, first) => {
    const asked = { kind: 'kickoff', form: 'full', anchorOn: ANCHOR } as const
    await begin({ ...asked, ...wanted })
    const theirs = await dates(side)
    await forget()
    await begin({ ...asked, ...first })
    expect(await dates(side)).not.toEqual(theirs)
    await name(wanted)
    expect(await dates(side)).toEqual(theirs)
    expect(await watched()).toEqual(expect.arrayContaining(theirs))
  })

  it('leaves what is done as it was', async () => {
    await begin({ kind: 'kickoff', form: 'full', anchorOn: ANCHOR, giver: 'UMAYA', receiver: 'UWEI' })
    await desk.query(`update handoff_items set state = 'done', done_by = 'UWEI'`)
    const before = await dates('receiving')
    await name({ giver: 'UMAYA', receiver: 'UJONAS' })
    expect(await dates('receiving')).toEqual(before)
  })

  it('has them also where somebody else takes over after all', async () => {
    const change = { role: 'success_manager', effectiveOn: ANCHOR } as const
    await tell({ ...change, newcomer: { userId: 'UJONAS' } })
    const theirs = await dates('receiving')
    await desk.reset()
    await desk.query(`update people set country_override = 'DE' where user_id = 'UJONAS'`)
    const { changeId } = await tell({ ...change, newcomer: { userId: 'UWEI' } })
    await tell({ ...change, newcomer: { userId: 'UJONAS' }, corrects: changeId, reportedBy: 'UMAYA' })
    expect(await running()).toMatchObject({ receiver: 'UJONAS' })
    expect(await dates('receiving')).toEqual(theirs)
    const reminded = `select 1 from occurrences where kind = 'handoffs.remind' and subject ->> 'userId' = 'UJONAS'`
    expect(await desk.query(reminded)).toHaveLength(1)
  })

  it.each([
    ['somebody who receives', `update people set country_override = 'DE' where user_id = 'UWEI'`],
    ['the account', `update accounts set country = 'DE'`],
  ])('has other days, once that is looked at, where %s is in another country now', async (_, move) => {
    const asked = { kind: 'kickoff', form: 'full', anchorOn: ANCHOR, giver: 'UMAYA', receiver: 'UWEI' } as const
    await begin(asked)
    const before = await dates('receiving')
    await desk.query(move)
    await desk.act(async (tx) => handoffLook.find(tx, [await factsOf(tx, CALDER)]))
    const after = await dates('receiving')
    expect(after).not.toEqual(before)
    expect(await watched()).toEqual(expect.arrayContaining(after))
    await forget()
    await begin(asked)
    expect(await dates('receiving')).toEqual(after)
  })
})
