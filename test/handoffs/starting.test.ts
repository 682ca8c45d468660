import { describe, expect, it } from '@jest/globals'
import { checklistMessage } from '../../blocks/checklist.ts'
import { readChange, readChangePress } from '../../blocks/contacts.ts'
import { readStart } from '../../blocks/handoffs.ts'
import type { Values } from '../../blocks/inputs.ts'
import type { Modal } from '../../blocks/kit.ts'
import { valuesOf } from '../../playground/elements.ts'
import { viewProblems } from '../../playground/limits/view.ts'
import { factsOf } from '../../src/features/accounts/flow.ts'
import * as contacts from '../../src/features/contacts/flow.ts'
import { overrideHandoff } from '../../src/features/handoffs/accepting.ts'
import { checklistOf, getHandoff, itemsOf, runningHandoffs } from '../../src/features/handoffs/flow.ts'
import { answerHandoff, changeParties, redrawStart } from '../../src/features/handoffs/forms.ts'
import { changeItem } from '../../src/features/handoffs/items.ts'
import { handoffLook } from '../../src/features/handoffs/looking.ts'
import type { Item, Wish } from '../../src/features/handoffs/model.ts'
import type { Refusal } from '../../src/platform/errors.ts'
import { ADA, CALDER, JONAS, MAYA } from '../contacts/desk.ts'
import { takeSeatToBegin } from './begun.ts'

const { desk, tell, finish, running, accept, begin } = takeSeatToBegin()
const WISH_FIELDS = { evidence: 'e', person: 'p', until: 'u', why: 'w' }
const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'not refused',
    (error: Refusal) => `${error.field}: ${error.message}`,
  )

describe('a handoff started by hand', () => {
  it('is between two people: one alone cannot accept what they gave', async () => {
    const people = { giver: 'UJONAS', receiver: 'UJONAS' }
    expect(await refusal(begin({ kind: 'kickoff', ...people }))).toBe(
      'r: Please choose two people: who receives accepts what the other has done.',
    )
    expect(await desk.act(runningHandoffs)).toEqual([])
  })

  it.each([
    ['2025-11-22', /^d: Please choose a day from Sun 23 Nov 2025 to Wed 22 Nov 2028\.$/],
    ['2028-11-23', /^d: Please choose a day from/],
    ['soon', /^d: Please choose a day from/],
  ])('counts from a day that can be, and %s is none', async (anchorOn, said) => {
    expect(await refusal(begin({ kind: 'kickoff', giver: 'UMAYA', receiver: 'UJONAS', anchorOn }))).toMatch(said)
  })

  it.each([
    ['2026-11-09', '2026-11-09'],
    // Longer ago than a handoff may begin.
    ['2025-11-22', '2026-11-23'],
    [null, '2026-11-23'],
  ])('at the kickoff offers the day on which the contract was signed: of one of %s, %s', async (signedOn, offered) => {
    await desk.query('update accounts set signed_on = $1 where id = $2', [signedOn, CALDER])
    const form = (await desk.act((tx) => answerHandoff(tx, MAYA, 'Calder'))) as Modal
    expect(readStart(valuesOf(form.blocks as never) as Values)).toMatchObject({ kind: 'kickoff', anchorOn: offered })
  })

  it('of the customer’s contact says who leaves: whoever holds the role, or held it before who is new, or nobody', async () => {
    const form = async () =>
      (await desk.act((tx) => redrawStart(tx, MAYA, { accountId: CALDER, kind: 'primary_contact' }))) as Modal
    const proposed = async () => {
      const block = (await form()).blocks.find(({ block_id }) => String(block_id).startsWith('handoff.leaver:'))!
      return (block['element'] as { initial_option: { text: { text: string } } }).initial_option.text.text
    }
    const people = { kind: 'primary_contact', giver: 'UMAYA', receiver: 'UJONAS' } as const
    expect(viewProblems((await form()) as never)).toEqual([])
    expect(await proposed()).toBe('Ana Ruiz, holds the role now')
    await begin(readStart({ ...valuesOf((await form()).blocks as never) } as Values))
    expect(await running()).toMatchObject({ leaver: 'UANA', newcomer: null })
    expect((await desk.said('CTEAM', 'handoff'))[0]).toContain(
      'Ana Ruiz leaves as primary contact.\nNobody has been named yet who follows as primary contact. Press Contact change to say who does.',
    )
    await desk.reset()
    await desk.query(`update stakeholders set ends_on = '2026-11-11' where user_id = 'UANA'`)
    await desk.query(
      `insert into stakeholders (workspace_id, account_id, role, name, email, starts_on)
       select workspace_id, id, 'primary_contact', 'Lea Roth', 'lea@calder.example', '2026-11-12' from accounts where key = 'calder'`,
    )
    expect(await proposed()).toBe('Ana Ruiz, until Wed 11 Nov')
    await begin(people)
    expect(await running()).toMatchObject({ leaver: 'UANA', newcomer: 'Lea Roth', newcomerEmail: 'lea@calder.example' })
    await desk.query('delete from handoff_items')
    await desk.query('delete from handoffs')
    await begin({ ...people, leaver: null })
    expect(await running()).toMatchObject({ leaver: null, newcomer: 'Lea Roth' })
  })

  it('before anybody was named says who is missing and what to press, and goes on with whoever is: nothing done is lost', async () => {
    await begin({ kind: 'senior_buyer', giver: 'UMAYA', receiver: 'UJONAS' })
    const handoff = await running()
    const press = async () => {
      const { blocks } = checklistMessage(
        await desk.act(async (tx) => checklistOf(tx, await getHandoff(tx, handoff.id))),
      )
      const all = blocks.flatMap(({ elements }) => (elements as { action_id?: string; value?: string }[]) ?? [])
      return all.find(({ action_id }) => action_id === 'contact.open')?.value
    }
    expect(await desk.said('CTEAM', 'handoff')).toEqual([
      expect.stringContaining('Nobody has been named yet who follows as senior buyer. Press Contact change'),
    ])
    const { accountId, ...known } = readChangePress((await press())!)
    const form = await desk.act((tx) => contacts.openContactChange(tx, MAYA, accountId, known))
    expect(readChange(valuesOf(form.blocks as never) as Values)).toMatchObject({
      accountId: CALDER,
      role: 'senior_buyer',
    })
    const items = await desk.act(async (tx) => (await checklistOf(tx, handoff)).items)
    const [first, asked] = [items[0]!, items.find(({ confirmation }) => confirmation !== null)!]
    const act = (item: Item, wish: Wish) =>
      desk.act((tx) => changeItem(tx, MAYA, { itemId: item.id, version: item.version, wish, fields: WISH_FIELDS }))
    await expect(act(asked, { act: 'done' })).rejects.toThrow('nobody has been named yet: press Contact change.')
    await act(first, { act: 'done', evidence: 'https://docs.example/it' })
    await tell({ role: 'senior_buyer', newcomer: { userId: 'UTOMAS' } })
    const after = await running()
    expect(after).toMatchObject({ id: handoff.id, newcomer: 'UTOMAS', giver: 'UMAYA', receiver: 'UJONAS' })
    const [checklist, ...others] = await desk.said('CTEAM', 'handoff')
    expect(others).toEqual([])
    expect(checklist).toContain('Tomás Leal takes over from Priya Shah as senior buyer.')
    expect(checklist).toContain(`1 of ${items.length} done`)
    expect(checklist).toContain('Tomás Leal confirms it')
    expect(await press()).toBeUndefined()
    expect((await desk.said('CTEAM', 'contact_change'))[0]).toContain('Jonas Weber receives')
  })

  it('of an account says who takes over from whom, as where it began by itself, and makes the receiver its owner', async () => {
    await begin({ kind: 'owner', giver: 'UINGRID', receiver: 'UJONAS' })
    const handoff = await running()
    expect(handoff).toMatchObject({ leaver: 'UMAYA', newcomer: 'UJONAS' })
    const { text } = checklistMessage(await desk.act((tx) => checklistOf(tx, handoff)))
    expect(text).toContain('Jonas Weber takes over from Maya Lindqvist as account owner.')
    expect(await desk.held('owner')).toEqual(['UMAYA 2026-09-01'])
    await desk.until('2026-11-25T09:00:00Z')
    await finish()
    await accept(JONAS)
    expect(await desk.held('owner')).toEqual(['UMAYA 2026-09-01 2026-11-25', 'UJONAS 2026-11-25'])
  })

  it('of an account whose owner changed before says so of whoever gives, and moves nothing', async () => {
    await begin({ kind: 'owner', giver: 'UINGRID', receiver: 'UMAYA' })
    const handoff = await running()
    expect(handoff).toMatchObject({ leaver: 'UINGRID', newcomer: 'UMAYA' })
    await desk.act((tx) => overrideHandoff(tx, ADA, handoff.id, 'Done by phone'))
    expect(await desk.held('owner')).toEqual(['UMAYA 2026-09-01'])
  })
})

describe('others to give and receive', () => {
  const name = async (parties: Parameters<typeof changeParties>[3]) => {
    const { id } = await running()
    return refusal(desk.act((tx) => changeParties(tx, MAYA, id, parties)))
  }

  it('are two people, too', async () => {
    await begin({ kind: 'kickoff', giver: 'UMAYA', receiver: 'UJONAS' })
    expect(await name({ giver: 'UJONAS', receiver: 'UJONAS' })).toContain('Please choose two people')
    expect(await running()).toMatchObject({ giver: 'UMAYA', receiver: 'UJONAS' })
  })

  it('are nobody of the customer’s, also where Slack counts them among our own team by now: nothing is given to them', async () => {
    await desk.query(`update people set team_id = 'T1', guest = false where user_id = 'UANA'`)
    const begun = { kind: 'kickoff', giver: 'UMAYA', receiver: 'UJONAS' } as const
    const OURS = 'Please choose a colleague of our own team.'
    expect(await refusal(begin({ ...begun, receiver: 'UANA' }))).toBe(`r: ${OURS}`)
    await begin(begun)
    expect(await name({ giver: 'UMAYA', receiver: 'UANA' })).toContain(OURS)
    const { items } = await desk.act(async (tx) => checklistOf(tx, await getHandoff(tx, (await running()).id)))
    const { id, version } = items[0]!
    const hand = { itemId: id, version, wish: { act: 'assign', person: 'UANA' } as Wish, fields: WISH_FIELDS }
    expect(await refusal(desk.act((tx) => changeItem(tx, MAYA, hand)))).toBe(`p: ${OURS}`)
  })

  it('cannot be named in the place of a colleague who takes over, also where that one has left', async () => {
    await tell({ role: 'implementation_lead', newcomer: { userId: 'UWEI' } })
    const { giver } = await running()
    expect(await name({ giver, receiver: 'UINGRID' })).toContain(
      'Wei Chen takes over, and so receives. If it is somebody else after all, please record that with Contact change.',
    )
    expect(await name({ giver: 'UINGRID', receiver: 'UWEI' })).toBe('not refused')
    expect(await running()).toMatchObject({ giver: 'UINGRID', receiver: 'UWEI' })
    await desk.query(`update people set deactivated = true where user_id = 'UWEI'`)
    const found = await desk.act(async (tx) => handoffLook.find(tx, [await factsOf(tx, CALDER)]))
    await desk.query(`update people set deactivated = false where user_id = 'UWEI'`)
    expect(found).toMatchObject([{ action: 'Record who takes over instead, with Contact change.' }])
  })
})

describe('a handoff of an account that has ended', () => {
  it('waits for nobody any more', async () => {
    await begin({ kind: 'kickoff', giver: 'UMAYA', receiver: 'UJONAS' })
    const waiting = () => desk.act((tx) => itemsOf(tx, 'UJONAS'))
    expect((await waiting()).length).toBeGreaterThan(0)
    await desk.query(`update accounts set state = 'ended'`)
    expect(await waiting()).toEqual([])
  })
})
