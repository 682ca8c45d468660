import { describe, expect, it } from '@jest/globals'
import { checkMessage } from '../../blocks/check.ts'
import { changeAlert } from '../../blocks/contactAlert.ts'
import { briefing } from '../../blocks/contactBriefing.ts'
import { changeModal, readChange } from '../../blocks/contacts.ts'
import type { ChangeView } from '../../blocks/contactView.ts'
import type { Values } from '../../blocks/inputs.ts'
import { valuesOf } from '../../playground/elements.ts'
import { viewProblems } from '../../playground/limits/view.ts'

const alert: ChangeView = {
  changeId: 'c',
  accountId: 'a',
  accountName: 'Calder Freight',
  role: 'primary_contact',
  leaverName: 'Ana Ruiz',
  awayName: 'Ana Ruiz',
  newcomerName: 'Tomás Leal',
  effectiveOn: '2026-11-23',
  isAhead: false,
  temporaryUntil: null,
  hasLapsed: false,
  acceptedUnnamed: null,
  words: null,
  state: 'standing',
  isPrivate: false,
  corrected: false,
  recorderName: 'Jonas Weber',
  told: ['Jonas Weber in Slack, Mon 23 Nov', 'import by import, Tue 24 Nov'],
  stakes: {
    openAsks: Array.from({ length: 40 }, () => ({ what: 'x <y> '.repeat(400), who: 'Ana', dueOn: '2026-11-25' })),
    milestones: [],
    lastWordOn: null,
    lastWordDays: null,
    scopeUrl: 'javascript:alert(1)',
  },
  stakeholders: [{ name: 'Maya Lindqvist', role: 'owner' }],
  handoff: null,
  acknowledged: null,
  closed: null,
  welcomed: null,
  welcomes: true,
  misleads: false,
  greetedAs: null,
  stray: [],
  retracted: null,
  whyHere: null,
}

describe('the alert of a contact change', () => {
  it('fits one message however much is at stake, and counts what it does not name', () => {
    const message = changeAlert(alert)
    expect(checkMessage('message', message)).toEqual([])
    expect(message.text).toContain('40 asks open with the customer')
    expect(message.text).toContain('and 35 more')
    expect(message.text).not.toContain('<y>')
  })

  it('and the briefing of whoever takes over fit one message, however much is known', () => {
    const rows = Array.from({ length: 20 }, (_, index) => `${index}: ${'x <y> '.repeat(100)}`)
    const message = briefing({
      ...{ ...alert, title: 'invoicing rollout', goals: rows },
      milestones: rows.map((name) => ({ name, on: '2026-11-23', reached: false })),
      people: rows.map((name) => ({ name, role: 'implementer' as const })),
      known: ['a', 'b', 'c', 'd', 'e', 'f'].map((title) => ({ title, rows })),
    })
    expect(checkMessage('message', message)).toEqual([])
    expect(JSON.stringify(message.blocks)).toMatch(/\d+ more in the account’s view, under What we know/)
  })

  it('says in words what is missing, and links only to what is a link', () => {
    const { text, blocks } = changeAlert(alert)
    expect(text).toContain('No milestones in the next 30 days')
    expect(text).toContain('The buyer has not heard from us yet')
    expect(text).toContain('No scope document is linked')
    expect(JSON.stringify(blocks)).not.toContain('javascript:')
  })

  it('has a button until it is acknowledged, and says by whom then', () => {
    expect(JSON.stringify(changeAlert(alert).blocks)).toContain('"contact.acknowledge"')
    const after = changeAlert({ ...alert, acknowledged: 'Maya Lindqvist, Mon 23 Nov 10:02' })
    expect(JSON.stringify(after.blocks)).not.toContain('"contact.acknowledge"')
    expect(after.text).toContain('Acknowledged by Maya Lindqvist, Mon 23 Nov 10:02.')
  })
})

describe('the form of a contact change', () => {
  it('says at the field why somebody is not listed there, and what to do', () => {
    const accounts = [{ id: 'a1', name: 'Calder Freight' }]
    const form = changeModal({ accounts, accountId: 'a1', today: '2026-11-23' })
    const field = form.blocks.find((block) => block['block_id'] === 'contact.newcomer')
    expect(JSON.stringify(field?.['hint'])).toContain(
      'Slack lists people of the customer only for whoever shares a channel with them. If they are not listed, ask somebody who is in the customer’s channel to record this, or write them below.',
    )
  })

  it('gives back what was filled in', () => {
    const form = changeModal({
      accounts: [{ id: 'a', name: 'Calder Freight' }],
      accountId: 'a',
      today: '2026-11-23',
    })
    expect(viewProblems(form as never)).toEqual([])
    const values = valuesOf(form.blocks as never) as Values
    values['contact.newcomer'] = { value: { type: 'users_select', selected_user: 'UTOMAS' } }
    expect(readChange(values)).toMatchObject({
      accountId: 'a',
      role: 'primary_contact',
      userId: 'UTOMAS',
      effectiveOn: '2026-11-23',
    })
  })
})
