import { describe, expect, it } from '@jest/globals'
import { checkMessage, weight } from '../../blocks/check.ts'
import { allItemsModal, checklistMessage } from '../../blocks/checklist.ts'
import { askNewcomerModal, confirmationsMessage } from '../../blocks/confirmations.ts'
import { itemModal, readItemChange } from '../../blocks/handoffItem.ts'
import { remindersMessage } from '../../blocks/handoffReminders.ts'
import { readStart, startModal } from '../../blocks/handoffs.ts'
import { read, type Values } from '../../blocks/inputs.ts'
import { valuesOf } from '../../playground/elements.ts'
import { viewProblems } from '../../playground/limits/view.ts'
import { isObject } from '../../playground/post.ts'
import type { Checklist, Item } from '../../src/features/handoffs/model.ts'
import { BY_HAND } from '../../src/features/handoffs/model.ts'
import { PLAYBOOKS } from '../../src/features/handoffs/playbooks.ts'

const item = (position: number, change: Partial<Item> = {}): Item => ({
  id: `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
  handoffId: 'h',
  position,
  text: `Plan shown <stage> by stage: ${'what happens, what we need from them, where the pitfalls are, '.repeat(5)}`.slice(
    0,
    300,
  ),
  side: position % 2 ? 'giving' : 'receiving',
  dueOn: '2026-11-25',
  evidenceKind: 'note',
  state: 'open',
  person: null,
  evidence: null,
  doneBy: null,
  doneAt: null,
  confirmation: null,
  dueAfter: null,
  snoozedUntil: null,
  news: false,
  version: 0,
  ...change,
})

const checklist = (items: Item[]): Checklist => ({
  handoff: {
    id: 'h',
    accountId: 'a',
    kind: 'kickoff',
    playbookId: null,
    playbookName: null,
    playbookVersion: 1,
    form: 'full',
    anchorOn: '2026-11-23',
    giver: 'USAM',
    receiver: 'UJONAS',
    leaver: null,
    newcomer: null,
    state: 'running',
    startedBy: 'USAM',
    startedAt: new Date('2026-11-23T09:00:00Z'),
    acceptedBy: null,
    acceptedAt: null,
    newcomerAskedAt: null,
    newcomerAsking: null,
    newcomerEmail: null,
    newcomerWelcome: null,
    overrideReason: null,
    followsForecast: false,
  },
  playbook: PLAYBOOKS.kickoff,
  items,
  accountName: 'Calder Freight',
  names: { USAM: 'Sam Okafor', UJONAS: 'Jonas Weber' },
  today: '2026-11-26',
  given: new Set(),
  standIn: null,
  askedIn: null,
  acceptedWhen: null,
  buddies: { ours: null, theirs: null },
  whyHere: null,
})

const thirty = Array.from({ length: 30 }, (_, index) =>
  item(index + 1, {
    state: 'done',
    doneBy: 'UJONAS',
    person: 'UJONAS',
    evidence: `A long note about what came of it. ${'x'.repeat(3000 - 40)}`,
  }),
)

describe('the checklist', () => {
  it('fits one message with thirty long items, whatever was written about them', () => {
    const message = checklistMessage(checklist(thirty))
    expect(checkMessage('message', message)).toEqual([])
    expect(weight(message.blocks)).toBeGreaterThan(3_000)
    for (const { position } of thirty) expect(JSON.stringify(message.blocks)).toContain(`"${position}. Plan shown`)
  })

  it('shows every item in full in its own view', () => {
    const modal = allItemsModal(checklist(thirty.map((each) => ({ ...each, evidence: 'https://docs.example/plan' }))))
    expect(viewProblems(modal as never)).toEqual([])
    expect(JSON.stringify(modal.blocks)).toContain(thirty[29]!.text)
  })

  it('says in words where everything stands, also to a screen reader', () => {
    const items = [
      item(1),
      item(2, { state: 'taken', person: 'UJONAS', dueOn: '2026-11-30' }),
      item(3, { state: 'done', doneBy: 'USAM' }),
    ]
    const { text } = checklistMessage(checklist(items))
    expect(text).toContain('1 of 3 done, 1 overdue')
    expect(text).toContain('open, overdue since Wed 25 Nov')
    expect(text).toContain('taken by Jonas Weber, due Mon 30 Nov')
    expect(text).toContain('done by Sam Okafor')
    expect(text).toContain('Until Jonas Weber accepts, Sam Okafor stays responsible.')
    expect(text).toContain('&lt;stage&gt;')
  })
})

/** The values of a form as Slack would send them, with some typed. */
function filled(modal: { blocks: object[] }, typed: Record<string, object>): Values {
  const values = valuesOf(modal.blocks as never) as Values
  for (const [start, value] of Object.entries(typed)) {
    const id = modal.blocks
      .map((block) => String((block as { block_id?: string }).block_id))
      .find((each) => each.startsWith(start))!
    const [action = 'value'] = Object.keys(values[id] ?? {})
    values[id] = { [action]: { ...(isObject(values[id]?.[action]) ? values[id][action] : {}), ...value } }
  }
  return values
}

describe('the forms', () => {
  it('gives back what was filled in to start a handoff', () => {
    const form = startModal({
      accounts: [{ id: 'a', name: 'Calder Freight · invoicing rollout' }],
      accountId: 'a',
      kinds: BY_HAND.map((kind) => PLAYBOOKS[kind]),
      playbook: { ...PLAYBOOKS.go_live, id: null, preferred: false },
      offered: [{ ...PLAYBOOKS.go_live, id: null, preferred: false }],
      proposal: { form: 'full', reason: 'Proposed: full.' },
      anchorOn: '2026-12-14',
      giver: 'UJONAS',
      receiver: null,
      leavers: null,
    })
    expect(viewProblems(form as never)).toEqual([])
    const start = readStart(filled(form, { receiver: { selected_user: 'UWEI' } }))
    expect(start).toMatchObject({
      accountId: 'a',
      kind: 'go_live',
      form: 'full',
      playbookId: null,
      anchorOn: '2026-12-14',
      giver: 'UJONAS',
      receiver: 'UWEI',
    })
    expect(form.blocks.map(({ block_id }) => block_id)).toEqual(expect.arrayContaining(Object.values(start.fields)))
  })

  it('gives back what was done with an item, and which version of it was seen', () => {
    const form = itemModal(
      checklist([item(4, { version: 7 })]),
      item(4, { version: 7 }),
      ['take', 'done', 'assign', 'snooze', 'not_applicable'],
      {
        events: [],
        typed: { act: 'done' },
      },
    )
    expect(viewProblems(form as never)).toEqual([])
    const values = filled(form, { 'handoff.evidence': { value: ' Agreed with Priya ' } })
    expect(readItemChange(values, form.private_metadata!)).toMatchObject({
      itemId: item(4).id,
      version: 7,
      wish: { act: 'done', evidence: 'Agreed with Priya' },
    })
    expect(read(values, 'handoff.act')).toBe('done')
  })

  it('offers only to open again what is done', () => {
    const form = itemModal(checklist([]), item(1, { state: 'done', doneBy: 'USAM' }), ['reopen'], { events: [] })
    expect(JSON.stringify(form.blocks)).toContain('Open it again')
    expect(JSON.stringify(form.blocks)).not.toContain('I take it')
  })
})

describe('what a newcomer of the customer reads', () => {
  const asked = {
    accountName: 'Calder & <Freight>',
    title: 'rollout',
    newcomer: 'Anna',
    owner: 'Maya Lindqvist',
    welcome: null,
    points: PLAYBOOKS.primary_contact.items.flatMap(({ confirmation }, index) =>
      confirmation
        ? [{ itemId: `i${index}`, version: 0, words: confirmation, confirmedOn: index === 8 ? 'Mon 23 Nov' : null }]
        : [],
    ),
  }

  it('asks for three things, and names the account', () => {
    const message = confirmationsMessage(asked)
    expect(checkMessage('message', message)).toEqual([])
    expect(message.text).toContain('Calder &amp; &lt;Freight&gt; · rollout: Welcome, Anna.')
    expect(message.text).toContain('Confirmed on Mon 23 Nov.')
    expect(JSON.stringify(message.blocks).match(/Yes, that is so/g)).toHaveLength(2)
    expect(viewProblems(askNewcomerModal(asked, 'h') as never)).toEqual([])
  })

  it('holds none of the words that are only ours', () => {
    const said = JSON.stringify(confirmationsMessage(asked))
    expect(said.replace(/"(action_id|block_id|type)":"[^"]*"/g, '')).not.toMatch(
      /danger zone|ditch|rescue|autopsy|exception|churn|confidence|disagreement|silent|handoff|checklist/i,
    )
  })

  it('and our own message of the day fits, whatever waits', () => {
    const told = Array.from({ length: 80 }, () => ({ why: 'late' as const, words: 'x'.repeat(900) }))
    const message = remindersMessage(told)
    expect(checkMessage('message', message)).toEqual([])
    expect(message.text).toContain('And 68 more, on the Home tab.')
    const differ = 'Calder: sold and bought differ, to be decided: “Depots”'
    expect(remindersMessage([{ why: 'decide', words: differ }, ...told]).text).toContain(
      `81 things in handoffs today.\nTo be decided with the buyer:\n• ${differ}\n`,
    )
  })
})

describe('a handoff that an administrator accepted all the same', () => {
  it.each([
    ['UADA', ' in place of UJONAS and'],
    ['UJONAS', ''],
  ])('names in whose place %s did, and nobody in their own', (acceptedBy, place) => {
    const past = checklist([])
    const over = { state: 'accepted' as const, acceptedBy, overrideReason: 'They start today' }
    const { text } = checklistMessage({ ...past, handoff: { ...past.handoff, ...over }, names: {} })
    expect(text).toContain(`Accepted by ${acceptedBy} as an administrator,${place} with what was open`)
  })
})
