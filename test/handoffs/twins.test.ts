import { beforeEach, describe, expect, it } from '@jest/globals'
import * as flow from '../../src/features/contacts/flow.ts'
import { askNewcomer, confirmItem } from '../../src/features/handoffs/confirming.ts'
import { changeItem } from '../../src/features/handoffs/items.ts'
import { confirmByLink } from '../../src/features/handoffs/linking.ts'
import { CALDER, MAYA, toldOf } from '../contacts/desk.ts'
import { takeSeat } from '../contacts/seat.ts'
import { ANNA, linkOf, openPost } from './post.ts'

const TOMAS = { userId: 'UTOMAS', userTeamId: 'T2' }
const POINTS = `select i.id, i.version, i.state, i.done_by as by, i.evidence, h.kind from handoff_items i join handoffs h on h.id = i.handoff_id
  where confirmation is not null and h.kind = $1 order by i.position`
interface Point {
  id: string
  version: number
  state: string
  by: string | null
  evidence: string | null
}

describe('a newcomer of the customer who takes two roles over', () => {
  const { desk, tell, customers } = takeSeat()
  const points = (kind: string) => desk.query<Point>(POINTS, [kind])
  const states = async (kind: string) => (await points(kind)).map(({ state, by }) => `${state} ${by}`)
  const buyer = () => tell({ role: 'senior_buyer', reportedBy: 'UMAYA' })
  const welcome = (changeId: string) =>
    desk.act((tx) => flow.sendWelcome(tx, MAYA, { changeId, marked: [] }, 'Welcome, Tomás!'))
  const confirm = async (kind: string, at: number) => {
    const { id } = (await points(kind))[at]!
    return desk.act((tx) => confirmItem(tx, TOMAS, id))
  }
  const alertOf = async (role: string) =>
    (await desk.said('CTEAM', 'contact_change')).find((text) => text.includes(role))!
  const checklistOf = async (name: string) => (await desk.said('CTEAM', 'handoff')).find((text) => text.includes(name))!
  let contact: string
  beforeEach(async () => {
    contact = (await tell()).changeId
  })

  it('reads one welcome, and confirms each thing once: it is on record in both, as theirs', async () => {
    const { changeId } = await buyer()
    expect(await desk.act((tx) => flow.waitingWelcomes(tx, [CALDER]))).toHaveLength(2)
    await welcome(contact)
    expect(await desk.act((tx) => flow.waitingWelcomes(tx, [CALDER]))).toEqual([])
    for (const at of [0, 1, 2]) await confirm('primary_contact', at)
    expect(await customers()).toEqual([
      expect.stringMatching(/Thank you: everything is confirmed\.(?:[\s\S]*Confirmed on){3}/),
    ])
    expect(await states('senior_buyer')).toEqual(Array(3).fill('done UTOMAS'))
    expect((await points('senior_buyer'))[2]!.evidence).toBe('as primary contact: “You have had the product training.”')
    await expect(welcome(changeId)).rejects.toThrow('has read a welcome already, as primary contact')
  })

  it('is welcomed once also where the second role comes later: what they confirmed counts, the rest is asked there', async () => {
    await welcome(contact)
    await confirm('primary_contact', 0)
    const { changeId } = await buyer()
    expect(await states('senior_buyer')).toEqual(['done UTOMAS', 'open null', 'open null'])
    expect(await customers()).toHaveLength(1)
    expect(await desk.act((tx) => flow.waitingWelcomes(tx, [CALDER]))).toEqual([])
    const once = 'Tomás Leal is welcomed once, '
    expect(await alertOf('the senior buyer changes')).toContain(
      `${once}as primary contact: what they confirm there counts`,
    )
    expect(await checklistOf('Senior buyer, old')).toContain(
      `${once}in “Primary contact, old → new”: what they confirm there counts`,
    )
    const [{ id }] = (await desk.query<{ id: string }>(`select id from handoffs where kind = 'senior_buyer'`)) as [
      { id: string },
    ]
    await expect(desk.act((tx) => askNewcomer(tx, MAYA, id))).rejects.toThrow('They were asked already')
    await expect(welcome(changeId)).rejects.toThrow('has read a welcome already')
    await confirm('primary_contact', 1)
    expect(await states('senior_buyer')).toEqual(['done UTOMAS', 'done UTOMAS', 'open null'])
  })

  it('is asked in the message that they have for what is opened again in the other one alone', async () => {
    await welcome(contact)
    for (const at of [0, 1, 2]) await confirm('primary_contact', at)
    await buyer()
    const [first] = await points('senior_buyer')
    const wish = { act: 'reopen' } as const
    const fields = { evidence: 'e', person: 'p', until: 'u', why: 'w' }
    await desk.act((tx) => changeItem(tx, MAYA, { itemId: first!.id, version: first!.version, wish, fields }))
    expect((await customers())[0]).toContain('Please tell us when')
    expect((await customers())[0]).toMatch(/first talk|where it stands/i)
    await confirm('senior_buyer', 0)
    expect((await customers())[0]).toContain('Thank you: everything is confirmed.')
  })

  it('is asked for what is left by the other handoff where the first one is taken back', async () => {
    await welcome(contact)
    const { changeId } = await buyer()
    await desk.act((tx) => flow.takeBackChange(tx, MAYA, contact))
    expect(await checklistOf('Senior buyer, old')).not.toContain('is welcomed once')
    await welcome(changeId)
    expect((await customers()).join()).toContain('Please tell us when')
    await confirm('senior_buyer', 0)
    expect(await states('senior_buyer')).toEqual(['done UTOMAS', 'open null', 'open null'])
  })

  it('is two people where somebody else takes the other role over', async () => {
    await tell({ role: 'senior_buyer', reportedBy: 'UMAYA', newcomer: { userId: 'UANA' } })
    await welcome(contact)
    await confirm('primary_contact', 0)
    expect(await states('senior_buyer')).toEqual(Array(3).fill('open null'))
    expect(await desk.act((tx) => flow.waitingWelcomes(tx, [CALDER]))).toHaveLength(1)
  })
})

describe('a newcomer without Slack who takes two roles over', () => {
  const { desk, firstLetter, letters } = openPost()
  it('gets one letter, and confirms each thing once by its link', async () => {
    const letter = await firstLetter()
    await desk.act((tx) => flow.reportChange(tx, toldOf({ role: 'senior_buyer', newcomer: ANNA, reportedBy: 'UMAYA' })))
    for (const { id, version } of await desk.query<Point>(POINTS, ['primary_contact']))
      await desk.act((tx) => confirmByLink(tx, linkOf(letter), { itemId: id, version }))
    const counted = await desk.query<Point>(POINTS, ['senior_buyer'])
    expect(counted.map(({ state, by }) => `${state} ${by}`)).toEqual(Array(3).fill('done Anna Ruiz'))
    expect(counted[0]!.evidence).toMatch(/^as primary contact: “You went through.*”, by the link in their letter$/)
    expect((await letters()).filter(({ to }) => to.includes(ANNA.email))).toHaveLength(1)
  })
})
