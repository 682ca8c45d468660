import { describe, expect, it } from '@jest/globals'
import { alertLetter, alertMessage } from '../../blocks/alerts.ts'
import { asksModal } from '../../blocks/asks.ts'
import { concernLetter } from '../../blocks/concernMail.ts'
import { concernsModal, notYetModal, raisedModal, raiseModal } from '../../blocks/concerns.ts'
import { confirmationsMessage } from '../../blocks/confirmations.ts'
import { confirmationLetter, confirmationPage, refusalPage } from '../../blocks/confirmingByLink.ts'
import { correctionMessage } from '../../blocks/corrections.ts'
import { rateModal, sentenceModal, thanksModal } from '../../blocks/digestRating.ts'
import { digestMessage, lateNote, notForYou, readAllModal } from '../../blocks/digests.ts'
import { webPage } from '../../blocks/html.ts'
import { answerable, digestLetter, leadingLetter, noteLetter } from '../../blocks/letters.ts'
import { closingDraft, closingNote, pauseNote, resumeNote } from '../../blocks/states.ts'
import { knowsModal, talkModal } from '../../blocks/talk.ts'
import { saidModal } from '../../blocks/under.ts'
import { draftApology, draftRetraction, draftWelcome, type Welcome, welcomeMessage } from '../../blocks/welcome.ts'
import type { Alert } from '../../src/features/alerts/model.ts'
import { compile } from '../../src/features/digests/compile.ts'
import type { Digest } from '../../src/features/digests/model.ts'
import { answer, calder, oslo } from '../digests/material.ts'
import { wordsOf } from '../support/player.ts'
import { builders, speakers } from './builders.ts'
import { BANNED, CANARY, poisoned } from './inside.ts'

const notes = [
  { userId: 'UJONAS', confidence: 1, note: CANARY, ownerOnly: false },
  { userId: 'UWEI', confidence: 5, note: CANARY, ownerOnly: true },
]
const differing = [answer({ status: 'off_track', hard: CANARY }), answer({ userId: 'UWEI', satisfaction: 1 })]
const inside = { notes, missing: [CANARY], rating: { week: 8, rating: 1, comment: CANARY } }
const compiled = [
  compile(calder({ notes, rating: inside.rating })),
  compile(oslo({ notes, rating: inside.rating })),
  compile(calder({ answers: differing, ...inside })),
  compile(calder({ answers: [], ...inside })),
]
const digests: Digest[] = compiled.map(({ digest }) =>
  poisoned({
    ...digest,
    lateSince: 'Friday 20 November 2026, 09:30',
    corrections: [{ on: '2026-11-23', text: 'Go-live is on 15 December' }],
    concerns: [{ by: 'Tomás', raisedOn: '2026-11-12', what: 'the report', line: 'a draft is sent', resolvedOn: null }],
  }),
)
const under = { id: 'i1', accountId: 'a1', digestId: 'd1' } as never
const named = poisoned({
  ...{ account: 'Calder Freight', title: 'invoicing rollout', contact: 'Maya Lindqvist', publishOn: '2026-11-20' },
})
const alert = poisoned({
  ...{ account: 'Calder Freight', title: 'invoicing rollout', on: '2026-11-17', contact: 'Maya Lindqvist' },
  ...{ lateSince: 'Tue 17 Nov 14:05', sections: [{ text: 'Invoices of Leeds stand still.\nWe mend it today.' }] },
}) as unknown as Alert
const concern = (state: 'open' | 'answered' | 'resolved') =>
  poisoned({
    ...{ id: 'c1', turn: 1, what: 'The report is late', state, raisedOn: '12 November', by: null, public: false },
    ...{ loggedBy: 'Maya Lindqvist', dueOn: 'Mon 23 Nov', maySettle: true },
    words: [{ who: 'Maya Lindqvist', on: 'Fri 13 Nov', said: 'answered', words: 'A draft is on its way' }],
  })
const asked = poisoned({
  ...{ accountName: 'Calder Freight', title: 'invoicing rollout', newcomer: 'Tomás', owner: 'Maya Lindqvist' },
  welcome: null,
  points: [{ itemId: 'p1', version: 1, words: 'We have walked through the briefing.', confirmedOn: null }],
})
const ask = poisoned({ id: 'k1', turn: 1, what: 'the last 500 records', asked: 'Tomás, by Wed 25 Nov' })

/** Somebody of theirs and somebody of ours, drafted from everything and from next to nothing. */
const WELCOMES: Welcome[] = [
  {
    ...{
      title: 'invoicing rollout',
      newcomer: 'Anna Ruiz',
      leaver: 'Tomás Leal',
      as: 'primary contact',
      isTheirs: true,
    },
    ...{ from: 'Mon 23 Nov', until: null, goals: ['Days to invoice: 11 at the start'], next: 'Go-live, Mon 14 Dec' },
    ...{ update: 'Friday 27 November 2026', owner: 'Maya Lindqvist' },
  },
  {
    ...{ title: '', newcomer: 'Noor Haddad', leaver: null, as: 'your contact with us', isTheirs: false },
    ...{ from: 'Mon 23 Nov', until: 'Fri 4 Dec', goals: [], next: null, update: null, owner: null },
  },
].map(poisoned)

/** Everything that a customer can read, as each builder draws it. */
const SURFACES: Record<string, unknown[]> = {
  'alerts.alertLetter': [alertLetter(alert)],
  'alerts.alertMessage': [alertMessage(alert, 'l1')],
  'asks.asksModal': [asksModal([ask], under), asksModal([], under, 0, 'the records')],
  'concernMail.concernLetter': [
    concernLetter(
      poisoned({ ...named, raisedOn: '12 November', what: 'The report is late', words: 'It is with you on Monday' }),
    ),
  ],
  'concerns.concernsModal': [
    concernsModal([concern('open'), concern('answered'), concern('resolved')] as never, 'Maya', under),
  ],
  'concerns.notYetModal': [notYetModal('Maya', 'The report is late', under), notYetModal(null, 'x', under)],
  'concerns.raiseModal': [raiseModal('Maya', under), raiseModal(null, under)],
  'concerns.raisedModal': [raisedModal('Maya', 'Mon 23 Nov'), raisedModal(null, 'Mon 23 Nov')],
  'confirmations.confirmationsMessage': [confirmationsMessage(asked)],
  'confirmingByLink.confirmationLetter': [
    confirmationLetter(asked, 'Tuesday 22 December 2026', 'https://x.example/c/t'),
  ],
  'confirmingByLink.confirmationPage': [
    confirmationPage(asked),
    confirmationPage({ ...asked, points: [] }, 'Thank you.'),
  ],
  'confirmingByLink.refusalPage': [refusalPage('This link works no more.')],
  'corrections.correctionMessage': [
    ...digests.map((digest) =>
      correctionMessage({ ...digest, corrections: [poisoned({ on: '2026-11-23', text: 'Later' })] }),
    ),
  ],
  'digestRating.rateModal': [rateModal('d1', 'Maya Lindqvist', undefined), rateModal('d1', null, undefined)],
  'digestRating.sentenceModal': [sentenceModal(notForYou('Priya Shah')), sentenceModal(notForYou(null))],
  'digestRating.thanksModal': [thanksModal('Maya Lindqvist'), thanksModal(null)],
  'digests.digestMessage': digests.map((digest) => digestMessage(digest, 'd1')),
  'digests.lateNote': [lateNote(named, 'Maya Lindqvist'), lateNote(named, null)],
  'digests.readAllModal': digests.flatMap((digest) => [0, 1].map((page) => readAllModal(digest, 'd1', page))),
  'html.webPage': [webPage('Calder Freight', ['<p>Calder Freight</p>'])],
  'letters.digestLetter': digests.map(digestLetter),
  'letters.noteLetter': [noteLetter('Calder Freight: late', lateNote(named, null))],
  'letters.leadingLetter': [
    leadingLetter('Calder Freight', poisoned({ title: 'x', before: [], points: ['a'], ask: 'b', address: 'c' })),
  ],
  'letters.answerable': digests.map((digest) => answerable(digestLetter(digest), 'Maya Lindqvist')),
  'states.closingNote': [closingNote(named, closingDraft(named, 'You have been live since Monday.'))],
  'states.pauseNote': [pauseNote(named, 'Monday 7 December', 'Friday 11 December'), pauseNote(named, 'Monday', null)],
  'states.resumeNote': [resumeNote(named, 'Friday 27 November'), resumeNote({ ...named, contact: null }, 'Friday')],
  'talk.knowsModal': [knowsModal('Maya'), knowsModal(null)],
  'talk.talkModal': [talkModal('Maya', 'the records', under), talkModal(null, null, under)],
  'welcome.welcomeMessage': [
    ...WELCOMES.map((welcome) => welcomeMessage(named, draftWelcome(welcome))),
    ...WELCOMES.map((welcome) => welcomeMessage(named, draftApology(welcome))),
    ...WELCOMES.flatMap(({ leaver: stays, ...welcome }) =>
      [false, true].map((isBack) =>
        welcomeMessage(named, draftRetraction({ ...welcome, stays, isBack, backOn: 'Mon 30 Nov' })),
      ),
    ),
  ],
  'under.saidModal': [saidModal('Thank you', 'Maya knows.')],
}

type Said = { text: string; blocks: object[] }
/** What is posted in a channel: no form, and no letter. */
const isMessage = (drawn: unknown): drawn is Said =>
  typeof drawn === 'object' && drawn !== null && 'text' in drawn && 'blocks' in drawn && !('type' in drawn)

/** What only our own people ever see. Whoever draws something new says here, or above, who reads it. */
const ONLY_OURS = [
  'accepted',
  'homeItems',
  ...['account', 'accountForm', 'accountPlan', 'accountTroubles', 'away', 'blueprint', 'cadence', 'channels'],
  ...['checkinForm', 'checkinRepeat', 'checkins', 'checklist', 'concernAlert', 'contactAlert', 'contactBriefing'],
  ...['contactSteps', 'contacts'],
  ...['digestEdit', 'digestLines', 'digestReading'],
  ...[
    'digestReview',
    'endpoints',
    'exceptions',
    'handoffItem',
    'handoffReminders',
    'handoffs',
    'home',
    'internalEdition',
    'leaderWarning',
    'knowledge',
    'known',
    'papers',
    'playbookForms',
    'playbooks',
    'sold',
    'settings',
    'stateNews',
    'suspicions',
    'troubles',
  ],
]
const ONLY_OURS_OF_MIXED = [
  ...['alerts.draftMessage', 'alerts.editModal', 'alerts.faultModal', 'concernMail.mailedModal', 'concerns.logModal'],
  ...['confirmations.askNewcomerModal', 'confirmations.overrideModal', 'confirmations.partiesModal'],
  ...['corrections.correctionModal', 'corrections.postCorrectionModal'],
  ...['states.endModal', 'states.endPreview', 'states.pauseModal', 'states.pausePreview'],
  ...['states.resumePreview'],
  ...['talk.talkAlert', 'welcome.retractionModal', 'welcome.welcomeModal'],
]

describe('what a customer reads', () => {
  it('is all drawn here: each builder is listed as the customer’s or as ours', () => {
    const listed = new Set([...Object.keys(SURFACES), ...ONLY_OURS_OF_MIXED])
    const isOurs = (name: string) => ONLY_OURS.includes(name.split('.')[0]!)
    const all = builders()
    expect(all.filter((name) => !isOurs(name) && !listed.has(name))).toEqual([])
    // A list that names what is gone hides what is new.
    expect([...listed].filter((name) => !all.includes(name))).toEqual([])
    expect(ONLY_OURS.filter((file) => !all.some((name) => name.startsWith(`${file}.`)))).toEqual([])
  })

  it('is said by these places alone', () => {
    expect(speakers()).toEqual([
      'features/alerts/deciding.ts',
      'features/contacts/straying.ts',
      'features/contacts/welcoming.ts',
      'features/digests/channel.ts',
      'features/digests/correcting.ts',
      'features/digests/posting.ts',
      'features/digests/publishing.ts',
      'features/handoffs/asking.ts',
      'features/letters/flow.ts',
      'features/promises/mailed.ts',
      'features/states/ending.ts',
      'features/states/pausing.ts',
      'features/states/resuming.ts',
      'platform/outbox/letters.ts',
    ])
  })

  it('comes from material that holds what is for us, or this test could not fail', () => {
    expect(JSON.stringify(compiled[2]!.internal)).toContain(CANARY)
    expect(JSON.stringify(digests[0])).toContain(CANARY)
    expect('We lost confidence in the rescue.').toMatch(BANNED)
  })

  it.each(Object.keys(SURFACES))('%s holds nothing that is for us, and none of the words that stay inside', (name) => {
    expect(SURFACES[name]!.length).toBeGreaterThan(0)
    const drawn = JSON.stringify(SURFACES[name])
    expect(drawn).not.toContain(CANARY)
    expect(drawn).not.toMatch(BANNED)
  })
  // Two accounts may be read in one channel, also of one customer.
  const messages = Object.entries(SURFACES).flatMap(([name, drawn]) =>
    drawn.filter(isMessage).map((message, index): [string, Said] => [`${name} ${index + 1}`, message]),
  )

  it.each(messages)(
    '%s names its account and its project before anything else, seen and heard',
    (_, { text, blocks }) => {
      expect(messages.length).toBeGreaterThan(9)
      const named = /^(Calder Freight( ·|,) invoicing rollout|Oslo Water( ·|,) meter data)\b/
      expect(text.split('\n')[0]).toMatch(named)
      expect(wordsOf(blocks).split('\n')[0]).toMatch(named)
    },
  )
})
