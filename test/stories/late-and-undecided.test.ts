import { beforeAll, describe, expect, it } from '@jest/globals'
import { planMissingRounds } from '../../src/features/checkins/flow.ts'
import { openCorrection } from '../../src/features/digests/correcting.ts'
import { answerIn, calm, formOf } from '../support/answering.ts'
import { answer, BUYER_CHANNEL, cast, story, TEAM_CHANNEL, tellCalder } from '../support/brightline.ts'
import { approveUpdate, posted, reviewOf } from '../support/reviewing.ts'

tellCalder({
  file: { firstPublishOn: '2026-11-20', stakeholders: 'implementer=UJONAS01; implementer=UWEI0001' },
})

beforeAll(async () => {
  await story.act(planMissingRounds)
  await story.until('2026-11-18T09:00:00Z')
  await answer(cast.jonas, {
    'Needed from the customer: what': 'the last 500 records',
    'Needed from the customer: who': 'Tomás Leal',
    'Needed from the customer: by when': '2026-11-25',
    'Only for us': 'Tomás is alone',
  })
  await story.until('2026-11-19T14:30:00Z')
  await approveUpdate('20')
  await story.until('2026-11-20T10:00:00Z')
  await cast.tomas.opens(cast.tomas.press(BUYER_CHANNEL, 'Answer our asks'))
  await story.settled(cast.tomas.pressInForm('Done'))
  await story.until('2026-11-23T14:30:00Z')
  await answerIn(story, 'UWEI0001', '2026-11-20', {
    ...{ ...calm, goLiveOn: '2026-12-10', whyMoved: 'the depots wait' },
    ...{ note: 'The depots fear the switch', confidence: 2 },
  })
}, 120_000)

describe('an answer that came late to an update that is out, and that nobody decided about', () => {
  it('would make known what it says itself, and not ask again for what was said in time and is done', async () => {
    const form = await cast.maya.opens(
      cast.maya.press(await cast.maya.dm(), 'Add as a correction', 'Updates for Friday 20'),
    )
    expect(form).toContain('Go-live: Thu 10 Dec')
    expect(form).not.toContain('the last 500 records')
    await cast.maya.submit()
    expect(await cast.maya.form()).toContain('Go-live moves to Thu 10 December')
  })

  it('is what the next question and form of its author begin with', async () => {
    await story.until('2026-11-25T09:00:00Z')
    await answer(cast.jonas, { 'What can they do now that they could not last week?': 'York' })
    await story.until('2026-11-26T02:00:00Z')
    const dm = await cast.wei.dm()
    expect((await cast.wei.reads(dm)).at(-1)).toContain('go-live 10 Dec')
    const form = await formOf(story, 'UWEI0001', '2026-11-27')
    expect(form).toContain('2026-12-10')
    expect(form).toContain('the depots wait')
  })

  it('is in the next update once its week closes, and corrects the older one no more', async () => {
    await story.until('2026-11-26T14:30:00Z')
    for (const question of ['Has Priya been told?', 'Has Tomás been told?']) await cast.maya.fill(question, ['yes'])
    await story.settled(cast.maya.submit())
    expect(await cast.maya.form()).toContain(
      'The week after has closed, so what came late to this update comes with the one of Fri 27 Nov.',
    )
    story.playground.state.stacks.clear()
    const old = await reviewOf('20')
    expect(old).not.toMatch(/\[(Add as a correction|Next week)\b/)
    expect(old).toContain('Left for the next update: what Wei Chen answered late.')
    expect(await reviewOf('27')).toContain('With what Wei Chen answered after last week’s close.')
    const [{ id }] = (await story.database.query(`select id from digests where publish_on = '2026-11-20'`)) as [
      { id: string },
    ]
    await expect(story.act((tx) => openCorrection(tx, 'UMAYA001', id))).rejects.toThrow('Please decide there.')
  })

  it('is read and approved there, and the buyer is told one date', async () => {
    const shown = await approveUpdate('27')
    expect(shown).toContain('Answered after last week’s close, so it is in this update')
    await story.until('2026-11-27T10:00:00Z')
    expect((await posted()).at(-1)).toContain('Go-live moves to Thu 10 December')
    expect((await posted()).join('\n')).not.toContain('Correction')
    const known = await story.database.query('select forecast_on::text as on from milestones where go_live')
    expect(known).toEqual([{ on: '2026-12-10' }])
  })

  it('reaches our team with its note and how sure of the date it was, and nothing twice', async () => {
    const edition = (await cast.dana.reads(TEAM_CHANNEL)).findLast((text) => text.startsWith('Internal edition'))!
    expect(edition).toContain('Wei Chen, for Fri 20 Nov: The depots fear the switch')
    expect(edition).toContain('Wei Chen, for Fri 20 Nov: 2 of 5')
    expect(edition).not.toContain('Tomás is alone')
  })
})
