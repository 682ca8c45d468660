import { beforeEach, describe, expect, it } from '@jest/globals'
import { factsOf } from '../../src/features/accounts/flow.ts'
import * as flow from '../../src/features/contacts/flow.ts'
import { importAccounts } from '../../src/features/imports/flow.ts'
import { keepPeople } from '../../src/features/records/people.ts'
import { CALDER, MAYA, seatTwoLeads } from './desk.ts'
import { takeSeat } from './seat.ts'

const { desk, tell, team, causes } = takeSeat()

const byForm = async (...leads: string[]) => {
  const now = { implementation_lead: leads }
  await desk.act(async (tx) => keepPeople(tx, MAYA, await factsOf(tx, CALDER), now, now))
}
const bring = (...leads: string[]) => {
  const cell = ['sales_rep=UADA', ...leads.map((lead) => `implementation_lead=${lead}`)].join('; ')
  return desk.act((tx) => importAccounts(tx, `key,stakeholders\ncalder,${cell}\n`))
}
const byFile = async (...leads: string[]) => {
  await bring(...leads)
  await desk.until('2026-11-23T09:05:00Z')
}
/** What our team reads of who goes and who comes. */
const heads = async () => (await team()).map((alert) => alert.split('\n')[1]!).toSorted()
const held = async () =>
  (await desk.held('implementation_lead')).filter((row) => row.split(' ').length === 2).map((row) => row.split(' ')[0]!)

describe.each([
  ['the form of an account’s people', byForm],
  ['a file', byFile],
])('%s', (_title, list) => {
  it('that names nobody for a role leaves it empty: that is told, and an exception', async () => {
    await list()
    expect(await held()).toEqual([])
    expect(await heads()).toEqual([
      expect.stringMatching(/^Jonas Weber leaves as implementation lead.* Nobody follows/),
    ])
    await desk.until('2026-11-24T20:00:00Z')
    expect(await causes()).toContain('Nobody is the implementation lead since Jonas Weber left on Mon 23 Nov.')
  })

  it('that only adds somebody tells of no change', async () => {
    await list('UJONAS', 'UWEI')
    expect((await held()).toSorted()).toEqual(['UJONAS', 'UWEI'])
    expect(await heads()).toEqual([])
  })

  describe('where two hold a role', () => {
    beforeEach(() => seatTwoLeads(desk))

    it.each<[string, string[], string[]]>([
      ['one goes', ['UWEI'], ['Jonas Weber leaves']],
      ['both go', [], ['Jonas Weber leaves', 'Wei Chen leaves']],
      ['one follows one', ['UJONAS', 'UNOOR'], ['Noor Aziz takes over from Wei Chen']],
      ['one follows both', ['UNOOR'], ['Noor Aziz takes over from Jonas Weber', 'Noor Aziz takes over from Wei Chen']],
      [
        'both are followed',
        ['UNOOR', 'URUBY'],
        ['Noor Aziz takes over from Jonas Weber', 'Ruby Park takes over from Wei Chen'],
      ],
      ['one goes and two come', ['UWEI', 'UNOOR', 'URUBY'], ['Noor Aziz takes over from Jonas Weber']],
    ])('%s: each who goes is told of', async (_case, wanted, told) => {
      await list(...wanted)
      expect((await held()).toSorted()).toEqual(wanted.toSorted())
      expect(await heads()).toEqual(told.map((head) => expect.stringContaining(head)))
    })
  })
})

describe.each([
  ['by a file', () => byFile('UNOOR')],
  [
    'by hand',
    async () => {
      for (const leaver of ['UJONAS', 'UWEI'])
        await tell({ role: 'implementation_lead', reportedBy: 'UMAYA', leaver, newcomer: { userId: 'UNOOR' } })
    },
  ],
])('where one follows two %s', (_title, follow) => {
  it.each(['UJONAS', 'UWEI'])('and not %s after all, they go on for the other one', async (stays) => {
    await seatTwoLeads(desk)
    await follow()
    const changes = await desk.query<{ id: string; leaver: string }>('select id, leaver from contact_changes')
    const [first, second] = changes.toSorted(({ leaver }) => (leaver === stays ? -1 : 1))
    await desk.act((tx) => flow.takeBackChange(tx, MAYA, first!.id))
    expect((await held()).toSorted()).toEqual([stays, 'UNOOR'].toSorted())
    await desk.act((tx) => flow.takeBackChange(tx, MAYA, second!.id))
    expect((await held()).toSorted()).toEqual(['UJONAS', 'UWEI'])
  })
})

describe('where one of two was followed by hand, and the other one is by a file of that day', () => {
  it('each has an alert of their own', async () => {
    await seatTwoLeads(desk)
    await tell({ role: 'implementation_lead', reportedBy: 'UMAYA', leaver: 'UJONAS', newcomer: { userId: 'UNOOR' } })
    await byFile('UNOOR', 'URUBY')
    expect(await heads()).toEqual([
      expect.stringContaining('Noor Aziz takes over from Jonas Weber'),
      expect.stringContaining('Ruby Park takes over from Wei Chen'),
    ])
  })
})

it('the dry run of a file says that nobody would follow', async () => {
  const file = 'key,stakeholders\ncalder,sales_rep=UADA\n'
  const report = await desk.act((tx) => importAccounts(tx, file, { dryRun: true }))
  expect(report.handovers).toMatchObject([{ role: 'implementation_lead', newcomer: null, foreseen: 'empty' }])
})
