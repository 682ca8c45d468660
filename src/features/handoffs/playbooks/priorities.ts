import type { Playbook } from './model.ts'

export const priorities: Playbook = {
  kind: 'priorities',
  version: 1,
  name: 'Priorities of the customer, old → new',
  anchor: 'Holds from',
  anchorHint: 'The day from which other things come first, or the day on which it became known if that is later.',
  givingRoles: ['owner'],
  receivingRoles: ['implementation_lead', 'success_manager', 'support_lead', 'owner'],
  items: [
    {
      text: 'What was agreed stays until 5 is done; what cannot wait goes through the account owner',
      side: 'giving',
      due: 0,
      evidence: 'none',
      short: true,
    },
    {
      text: 'Heard from the senior buyer in person, in their own words: what comes first now, what may wait, and why',
      side: 'giving',
      due: 1,
      evidence: 'note',
      short: true,
    },
    {
      text: 'What the new priorities touch: scope, dates, success criteria, open asks, what was sold and promised',
      side: 'receiving',
      due: 3,
      evidence: 'note',
      short: true,
    },
    {
      text: 'Dates checked against real capacity: who of ours is needed when, and what has to wait for it',
      side: 'receiving',
      due: 4,
      evidence: 'note',
      short: false,
    },
    {
      text: 'Plan agreed again with the senior buyer: each difference decided, with what it means for scope, dates and price',
      side: 'giving',
      due: 6,
      evidence: 'note',
      short: true,
    },
    {
      text: 'Milestones, success criteria and asks say what was agreed; people on both sides have heard it',
      side: 'receiving',
      due: 8,
      evidence: 'link',
      short: true,
    },
    {
      text: 'First update on the new plan sent, and a call after it: is it what they need; only then is the transition complete',
      side: 'giving',
      due: 10,
      evidence: 'note',
      short: true,
    },
  ],
}
