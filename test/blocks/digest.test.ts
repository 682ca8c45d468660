import { describe, expect, it } from '@jest/globals'
import { checkMessage } from '../../blocks/check.ts'
import { firstLine } from '../../blocks/digestHeadline.ts'
import { rateModal, thanksModal } from '../../blocks/digestRating.ts'
import { digestMessage, inWordsOf, lateNote, notForYou, pagesOf, readAllModal } from '../../blocks/digests.ts'
import { digestLetter } from '../../blocks/letters.ts'
import { messageProblems } from '../../playground/limits/message.ts'
import { viewProblems } from '../../playground/limits/view.ts'
import { compile } from '../../src/features/digests/compile.ts'
import { answer, calder, oslo } from '../digests/material.ts'
import { wordsIn } from '../support/calder.ts'

describe('the digest as the senior buyer reads it', () => {
  it('says first whether it will be on time, then what we need, then everything else', () => {
    expect(
      inWordsOf(compile(calder()).digest),
    ).toBe(`Calder Freight, invoicing rollout, week 9, Friday 20 November 2026.
At risk. Go-live moves to Mon 14 December, 6 working days late, because the customer records are not final.
We need from you:
Priya, decide by Tue 24 Nov: 10 depots on 7 December and 4 on 18 January, or all 14 on 14 December. We recommend the first: it keeps month-end safe.
Tomás, by Wed 25 Nov: the last 500 of 2,400 customer records.
Closer to your goal (invoice time: from 11 to 2 days): now 3 days. Leeds trial: 3 days, 212 invoices, 3 corrected.
Hard, and what we are doing:
Old records carry duplicate tax numbers; two of our people clear them with Tomás’s team until Wednesday.
Our currency fix came two days late; in test since 18 November.
Milestones:
Records final: planned for 18 Nov, now forecast for 25 Nov, 5 working days late.
Go-live: planned for 4 Dec, now forecast for 14 Dec, 6 working days late.
Why: Duplicate tax numbers in the old system.
How it feels, as we read it: 3 of 5, was 4. Finance finds approvals slow; training Monday.
People: Tomás Leal took over from Ana Ruiz; briefing until 26 November.
Next: Leeds rehearsal, 26 November. Next update Fri 27 November. Reply here or call Maya Lindqvist.
Go-live against the promise: as promised from 23 Oct, 3 working days late from 13 Nov, 6 working days late from 20 Nov.
Satisfaction, as we read it: 4 of 5 from 23 Oct, 3 of 5 from 20 Nov. No figure for 30 Oct.`)
  })

  it('says how punctual our updates were, and nothing of the reader’s own figures', () => {
    const closing = (punctuality: { due: number; onTime: number }) =>
      digestMessage(compile(oslo({ punctuality })).digest, 'd1').text
    expect(closing({ due: 9, onTime: 8 })).toContain('Next update Fri 27 November (8 of 9 so far came on time).')
    expect(closing({ due: 9, onTime: 9 })).toContain('(all 9 so far came on time)')
  })

  const sentence = 'The scanners are older than said. '
  it.each([
    ['whole', 'the lists are not final', ', because the lists are not final.', null],
    [
      'up to the end of a sentence',
      `${sentence.repeat(9)}Six stores wait.`,
      `: ${sentence.repeat(8).trim()}`,
      `${sentence}Six stores wait.`,
    ],
    [
      'up to a word',
      `x ${'stores '.repeat(60).trim()}`,
      `, because x ${'stores '.repeat(42).trim()}…`,
      `…${'stores '.repeat(18).trim()}.`,
    ],
    ['between two signs', '🚧'.repeat(200), `, because ${'🚧'.repeat(150)}…`, `…${'🚧'.repeat(50)}.`],
    [
      'nowhere else than where it may',
      `x${'🚧'.repeat(200)}`,
      `, because x${'🚧'.repeat(149)}…`,
      `…${'🚧'.repeat(51)}.`,
    ],
  ])('says in its first line why, %s, and the rest under it', (_, reason, why, more) => {
    const digest = { ...compile(calder()).digest, reason }
    const [, first, next] = digestMessage(digest, 'd1').blocks.map((block) => JSON.stringify(block))
    const shown = `At risk. Go-live moves to Mon 14 December, 6 working days late${why}`
    expect(firstLine(digest)).toEqual({ line: shown, more })
    expect([first?.includes(shown), first?.includes('"bold":true'), next?.includes('"bold":true')]).toEqual([
      true,
      true,
      more === null,
    ])
    expect(digestLetter(digest).subject).toBe(`Calder Freight · invoicing rollout · week 9: ${shown}`)
    for (const words of [
      JSON.stringify(digestMessage(digest, 'd1').blocks),
      digestLetter(digest).text,
      digestLetter(digest).html,
    ])
      expect(words).toContain(more ?? why)
  })

  it('is shorter in a quiet week, and says that nothing is needed', () => {
    expect(inWordsOf(compile(oslo()).digest)).toBe(`Oslo Water, meter data, week 5, Friday 20 November 2026.
On track. Go-live stays Thu 28 January.
Closer to your goal (bills without manual correction: from 71 to 95 %): now 84 %. Trial run of the week over the first district.
Milestone: First district live, planned and reached 18 Nov.
How it feels, as we read it: 4 of 5, unchanged.
We need nothing from you. Next: second district, 2 December. Next update Fri 27 November. Your contact: Maya Lindqvist.
Go-live against the promise: as promised from 13 Nov.
Satisfaction, as we read it: 4 of 5 from 13 Nov.`)
  })

  it('reads in the channel as it was aimed at: planned → forecast, numbered needs, a list of what is hard', () => {
    const read = wordsIn(digestMessage(compile(calder()).digest, 'd1').blocks).replace(/\s+/g, ' ')
    for (const line of [
      'Calder Freight · invoicing rollout · week 9 (Friday 20 November 2026)',
      'Milestones (planned → forecast)',
      'Records final: 18 Nov → 25 Nov, +5 working days',
      'Go-live: 4 Dec → 14 Dec, +6',
    ])
      expect(read).toContain(line)
  })

  it('names people for what they will do, also where a day has passed', () => {
    const openAsks = [{ id: 'k1', what: 'the customer records', who: 'UTOMAS', dueOn: '2026-11-17' }]
    const { digest, internal } = compile(oslo({ openAsks }))
    expect(inWordsOf(digest)).toContain('Tomás, still needed, planned for Tue 17 Nov: the customer records.')
    expect(internal.questions).toEqual([
      expect.objectContaining({ who: 'Tomás', about: 'the customer records, still open since Tue 17 Nov' }),
    ])
  })

  it('says when weeks pass without an update before the next', () => {
    const { digest } = compile(oslo({ nextUpdateOn: '2026-12-04', weeksWithout: 1 }))
    expect(inWordsOf(digest)).toContain('Next update Fri 4 December, after a week without a working day for it.')
  })

  it('shows a correction under the first line, and leaves every other word as it was', () => {
    const { digest } = compile(calder())
    const blocks = digestMessage(digest, 'd1').blocks
    const corrections = [{ on: '2026-11-23', text: 'Go-live moves to Wed 16 December' }]
    const corrected = digestMessage({ ...digest, corrections }, 'd1').blocks
    expect(corrected.filter((block) => !JSON.stringify(block).includes('Correction, Mon 23 Nov:'))).toEqual(blocks)
    expect(JSON.stringify(corrected[2])).toContain('Go-live moves to Wed 16 December.')
  })

  it('shows a concern only with what its author lets stand there, in the owner’s words, until they say it is resolved', () => {
    const concern = { by: null, raisedOn: '2026-11-12', what: 'board\nreport', line: null, resolvedOn: null }
    const rows = (change: Partial<typeof concern>[]) =>
      inWordsOf(compile(oslo({ concerns: change.map((one) => ({ ...concern, ...one })) })).digest).match(/.*concern.*/g)
    const said = { line: 'draft sent.' as never }
    expect(rows([{}, said, { ...said, by: 'Tomás' as never }, { ...said, resolvedOn: '2026-11-19' as never }])).toEqual(
      [
        'Your concern of 12 November (board report): open until you say so.',
        'Your concern of 12 November (board report): draft sent; open until you say so.',
        'Tomás’s concern of 12 November (board report): draft sent; open until Tomás says so.',
        'Your concern of 12 November (board report): draft sent; resolved, as you said.',
      ],
    )
  })

  it('shows the two charts with a value for every week that has one, and none for a single week', () => {
    const charts = (material: Parameters<typeof compile>[0]) =>
      digestMessage(compile(material).digest, 'd1').blocks.filter(({ type }) => type === 'data_visualization')
    const [slip, satisfaction] = charts(calder()).map((block) => JSON.stringify(block['chart']))
    expect(slip).toContain('{"label":"13 Nov","value":3},{"label":"20 Nov","value":6}')
    expect(satisfaction).not.toContain('30 Oct')
    expect(charts(calder({ earlier: [] }))).toEqual([])
  })

  it('offers every way to answer back, and the asks only where there are any', () => {
    const buttons = digestMessage(compile(calder()).digest, 'd1').blocks.at(-1)!['elements'] as {
      text: { text: string }
    }[]
    const always = ['Seen', 'Rate this week', 'Talk to Maya', 'Raise a concern']
    expect(buttons.map(({ text }) => text.text)).toEqual([...always, 'Answer our asks'])
    const quiet = digestMessage(compile(oslo({ contact: null })).digest, 'd1').blocks.at(-1)![
      'elements'
    ] as typeof buttons
    expect(quiet.map(({ text }) => text.text)).toEqual(always.with(2, 'Talk to us'))
  })

  it('never reads what somebody typed as Slack’s markup', () => {
    const { digest } = compile(
      calder({ answers: [answer({ status: 'at_risk', because: '<!channel> *no* <https://x.example|click>' })] }),
    )
    const message = digestMessage(digest, 'd1')
    expect(message.text).toContain('&lt;!channel&gt;')
    expect(JSON.stringify(message.blocks)).not.toContain('mrkdwn')
  })
})

describe('a digest of twenty implementers with 3,000 characters in every field', () => {
  const long = (name: string, n: number) => `${name} ${n} ${'& words '.repeat(400)}`.slice(0, 3000)
  const answers = Array.from({ length: 20 }, (_, n) =>
    answer({
      userId: `U${n}`,
      status: n % 2 ? 'off_track' : 'at_risk',
      because: long('because', n),
      whyMoved: long('moved', n),
      forecasts: [{ milestoneId: 'm2', on: '2026-12-14' }],
      progress: long('progress', n),
      hard: long('hard', n),
      doing: long('doing', n),
      ask: { what: long('ask', n), who: `Person ${n}`, dueOn: '2026-11-25' },
      decision: { kind: n % 2 ? 'ahead' : 'made', text: long('decision', n) },
      heard: long('heard', n),
      nextStep: long('next', n),
    }),
  )
  const { digest } = compile(calder({ answers }))

  it('still is one message that Slack takes, with the way to the rest', () => {
    const message = digestMessage(digest, 'd1')
    expect(checkMessage('message', message)).toEqual([])
    expect(messageProblems(message.blocks)).toEqual([])
    expect(message.text.length).toBeLessThanOrEqual(4000)
    expect(message.text).toMatch(/\S… The rest stands in the update itself[.]$/)
    expect(JSON.stringify(message.blocks)).toContain('Read it all')
    expect(JSON.stringify(message.blocks)).toContain('Reply here or call Maya Lindqvist.')
  })

  it('can be read whole, page by page', () => {
    const pages = pagesOf(digest)
    const everything = JSON.stringify(pages)
    for (const { progress, hard, nextStep } of answers) {
      for (const text of [progress, hard, nextStep]) expect(everything).toContain(text!.slice(0, 100).trim())
    }
    pages.forEach((_, page) => {
      expect(viewProblems(readAllModal(digest, 'd1', page) as never)).toEqual([])
    })
  })
})

describe('what the customer never reads', () => {
  const canary = 'KEEP-THIS-INSIDE'
  const banned = /danger zone|ditch|rescue|autopsy|exception|churn|confidence|disagreement|silent/i
  const notes = [
    { userId: 'UJONAS', confidence: 1, note: canary, ownerOnly: false },
    { userId: 'UWEI', confidence: 5, note: canary, ownerOnly: true },
  ]
  const answers = [answer({ status: 'off_track', hard: canary }), answer({ userId: 'UWEI', satisfaction: 1 })]
  const compiled = [
    compile(calder()),
    compile(oslo()),
    compile(calder({ answers, notes, missing: [canary], rating: { week: 8, rating: 1, comment: canary } })),
  ]
  const surfaces = compiled.flatMap(({ digest }) => [
    digestMessage({ ...digest, lateSince: 'Friday 20 November 2026, 09:30' }, 'd1'),
    readAllModal(digest, 'd1'),
    rateModal('d1', digest.contact, undefined),
    thanksModal(digest.contact),
    lateNote(digest, digest.contact),
    notForYou('Priya Shah'),
  ])

  it('holds no internal note, no name of who is missing, no rating, and no difficulty without an action', () => {
    expect(JSON.stringify(compiled[2]!.internal)).toContain(canary)
    expect(JSON.stringify(surfaces)).not.toContain(canary)
    expect(JSON.stringify(compiled.map(({ digest }) => digest))).not.toContain(canary)
  })

  it('holds none of the words that stay inside the vendor', () => {
    for (const surface of surfaces) expect(JSON.stringify(surface)).not.toMatch(banned)
  })
})
