import { describe, expect, it } from '@jest/globals'
import { type Accepted, acceptedMessage } from '../../blocks/accepted.ts'
import { checkMessage } from '../../blocks/check.ts'
import { completedLine } from '../../src/features/handoffs/completing.ts'

const accepted = (change: Partial<Accepted> = {}): Accepted => ({
  ...{ accountName: 'Calder Freight', handoffName: 'Sales → implementation', kind: 'kickoff' },
  ...{ receiver: 'Jonas Weber', giver: 'Sam Okafor', newcomer: null, role: null, from: null },
  overrideReason: null,
  ...{ called: [{ userId: 'UMAYA', name: 'Maya Lindqvist' }], sales: [{ userId: 'USAM', name: 'Sam Okafor' }] },
  ...change,
})
const called = (message: { blocks: unknown }) => JSON.stringify(message.blocks).match(/"user_id":"\w+"/g) ?? []

describe('what our own people read when a handoff is complete', () => {
  it('says who is responsible now, and calls the owner and sales by name', () => {
    const message = acceptedMessage(accepted())
    expect(checkMessage('message', message)).toEqual([])
    expect(called(message)).toEqual(['"user_id":"UMAYA"', '"user_id":"USAM"'])
    expect(message.text.split('\n')).toEqual([
      'Calder Freight: “Sales → implementation” is complete.',
      'From now on Jonas Weber and implementation are responsible. Thank you, Sam Okafor.',
      'Maya Lindqvist: for you to know.',
      'Sam Okafor: you sold this, and stay informed each week.',
    ])
  })

  it('says from when a newcomer takes over whose day lies ahead', () => {
    const change = { newcomer: 'Wei Chen', role: 'owner', kind: 'owner', from: 'Thu 10 Dec' } as const
    expect(acceptedMessage(accepted(change)).text).toContain(
      'Wei Chen takes over as account owner on Thu 10 Dec, and all that was to be handed over is.',
    )
  })

  it('says that a newcomer has taken over, and why it was accepted all the same', () => {
    const change = { newcomer: 'Tomás <Leal>', role: 'primary_contact', kind: 'primary_contact' } as const
    const { text } = acceptedMessage(accepted({ ...change, sales: [], overrideReason: 'Calder asked for it' }))
    expect(text).toContain(
      'Tomás &lt;Leal&gt; has taken over as primary contact; the account is not in transition for it any more.',
    )
    expect(text).toContain('An administrator accepted it with what was open: Calder asked for it')
  })
})

describe('what the customer reads of it in the next update', () => {
  it.each([
    ['primary_contact', 'Tomás Leal has settled in; everything has been handed over'],
    ['senior_buyer', 'Tomás Leal has settled in; everything has been handed over'],
    ['owner', 'Tomás Leal has taken everything over as your contact with us'],
    ['support', 'Tomás Leal and our support team look after you from now on'],
    ['kickoff', 'Tomás Leal leads your project from now on'],
    ['implementation_lead', 'Tomás Leal has taken everything over as your implementation lead'],
    ['support_lead', 'Tomás Leal has taken everything over as your support lead'],
    // Who sells and who leads is ours alone.
    ['sales_rep', null],
    ['leader', null],
    ['priorities', null],
    // Who follows after going live is told as a change of who answers.
    ['go_live', null],
  ] as const)('of %s: %s', (kind, line) => {
    expect(completedLine(kind, 'Tomás Leal')).toBe(line)
    // Somebody whose name nobody knows is not named by an id.
    expect(completedLine(kind, null)).toBeNull()
  })
})
