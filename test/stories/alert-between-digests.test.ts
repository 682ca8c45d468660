import { describe, expect, it } from '@jest/globals'
import { type FormMetadata, readMetadata } from '../../blocks/checkinForm.ts'
import { factsOf, handRoleOver } from '../../src/features/accounts/flow.ts'
import { approveAlert } from '../../src/features/alerts/flow.ts'
import { answersOf, openCheckin, planAccount, submitCheckin } from '../../src/features/checkins/flow.ts'
import { openAccount } from '../../src/features/home/account.ts'
import { statusText } from '../../src/features/home/command.ts'
import { homeOf } from '../../src/features/home/flow.ts'
import { viewerOf } from '../../src/features/home/viewer.ts'
import { buttonsOf, entry } from '../promises/scene.ts'
import {
  alerts,
  answers,
  buttonOf,
  CANARY,
  cast,
  drafts,
  listed,
  openRound,
  query,
  scene,
  TYPED,
  tellStory,
  tells,
  waiting,
} from './alerts.ts'

tellStory()

describe('a forecast slips between two updates', () => {
  it('drafts nothing of a small slip, and one alert for the owner of a big one', async () => {
    await answers({ goLiveOn: '2026-12-18', whyMoved: 'Duplicate tax numbers' })
    expect(await drafts()).toEqual([])
    await answers({
      goLiveOn: '2026-12-28',
      whyMoved: 'Duplicate tax numbers',
      hard: 'Old records',
      doing: 'We clear them',
    })
    expect(await drafts()).toEqual([
      [
        'Calder Freight: an alert for the customer waits for you.',
        'Jonas Weber said it in the check-in on Mon 23 Nov 10:00.',
        'Once approved, this is posted in , word for word:',
        'Calder Freight · invoicing rollout (Monday 23 November 2026)',
        'Go-live moves from Monday 14 December to Monday 28 December, 16 working days later than promised.\nWhy: Duplicate tax numbers\nWhat we are doing: We clear them',
        'Questions? Reply here or call Maya Lindqvist.',
        'Nothing is posted unless you approve it by Tue 24 Nov 10:00; otherwise Friday’s update says it.',
        '[Approve and send] [Edit] [Leave it for Friday’s update]',
      ].join('\n'),
    ])
    expect((await waiting()).map(({ dueOn }) => dueOn)).toEqual(['2026-11-24'])
    expect(await alerts()).toEqual([])
  })

  it('takes it back in place where the answer is changed, and drafts it again where it comes back', async () => {
    await answers({ goLiveOn: '2026-12-14' })
    expect((await drafts())[0]).toContain('the alert was taken back, because the answers changed.')
    expect(buttonsOf((await drafts())[0]!)).toEqual([])
    expect(await waiting()).toEqual([])
    await answers({ goLiveOn: '2026-12-28', whyMoved: 'Duplicate tax numbers' })
    expect(await drafts()).toHaveLength(2)
  })

  it('holds a fault of the same day in the same message, as it was typed', async () => {
    await tells('noor', TYPED)
    expect(await drafts()).toHaveLength(2)
    const draft = (await drafts()).at(-1)!
    expect(draft).toContain(`Noor Haddad told of it on Mon 23 Nov 10:00. For us only: ${CANARY}`)
    expect(draft).toContain(`${TYPED}\nSince: Tuesday 08:00\nWhat we are doing: Two of us rebuild the queue`)
    expect(draft).toContain('Go-live moves from')
  })

  it('lets only whoever answers for the account decide, and only about the text they have read', async () => {
    const dm = await cast.maya.dm()
    const draft = (await cast.maya.messages(dm)).findLast(({ blocks }) =>
      JSON.stringify(blocks).includes('Approve and send'),
    )
    const press = () => cast.maya.act('click', buttonOf(dm, draft))
    await cast.maya.opens(cast.maya.press(dm, 'Edit'))
    await cast.maya.fill('What the customer reads, 2', 'Leeds stands still.\nWe rebuild the queue.')
    await scene.settled(cast.maya.submit())
    await press().catch(() => undefined)
    await scene.story.settle()
    const decide = (who: string, version: number) => scene.act((tx) => approveAlert(tx, who, `${id} ${version}`))
    const { id, version } = (
      await query<{ id: string; version: number }>("select * from alerts where state = 'draft'")
    )[0]!
    for (const who of ['UJONAS', 'UPRIYA', 'UGUS'])
      await expect(decide(who, version)).rejects.toThrow('Only whoever answers for Calder Freight decides about this.')
    await expect(decide('UMAYA', version - 1)).rejects.toThrow('The text was changed meanwhile.')
    await query("update accounts set state = 'paused'")
    await expect(decide('UMAYA', version)).rejects.toThrow('Calder Freight is paused')
    await query("update accounts set state = 'active'")
    expect(await alerts()).toEqual([])
    expect((await drafts()).at(-1)).toContain('Leeds stands still.\nWe rebuild the queue.')
  })

  it('keeps both texts where two people edit at once', async () => {
    const dm = await cast.maya.dm()
    await cast.maya.opens(cast.maya.press(dm, 'Edit'))
    await answers({ goLiveOn: '2026-12-29', whyMoved: 'Duplicate tax numbers' })
    await cast.maya.fill('What the customer reads, 1', 'Go-live moves to the end of December.')
    await scene.settled(cast.maya.submit())
    const form = await cast.maya.form()
    expect(form).toContain('It was changed while you were writing.')
    expect(form).toContain('It says now:')
    expect(form).toContain('to Tuesday 29 December')
    await scene.settled(cast.maya.submit())
    expect((await drafts()).at(-1)).toContain('\nGo-live moves to the end of December.\n')
  })

  it('is posted once when it is approved, word for word, and tells nothing that is ours', async () => {
    const shown = (await drafts()).at(-1)!
    const before = await query<{ at: Date }>('select last_word_at as at from accounts')
    const dm = await cast.maya.dm()
    await scene.settled(Promise.all([cast.maya.press(dm, 'Approve and send'), cast.maya.press(dm, 'Approve and send')]))
    const [alert, ...others] = await alerts()
    expect(others).toEqual([])
    const [words, buttons] = alert!.split('\n[')
    expect(shown).toContain(words!)
    expect(`[${buttons}`).toBe('[Seen] [Talk to Maya]')
    expect(JSON.stringify(await cast.priya.messages('CCALDER'))).not.toMatch(/CANARY|Jonas|Noor/)
    expect((await drafts()).at(-1)).toContain('the alert was approved by Maya Lindqvist, Mon 23 Nov 10:00.')
    expect(await waiting()).toEqual([])
    const [{ id, version } = { id: '', version: 0 }] = await query<{ id: string; version: number }>(
      "select * from alerts where state = 'sent'",
    )
    await expect(scene.act((tx) => approveAlert(tx, 'UMAYA', `${id} ${version}`))).rejects.toThrow(
      'Maya Lindqvist approved this alert before, and it was sent once.',
    )
    const after = await query<{ at: Date }>('select last_word_at as at from accounts')
    expect(after[0]!.at > before[0]!.at).toBe(true)
  })

  it('makes its date known wherever we look at once, beside the one that the last update named', async () => {
    const now = 'Go-live Tue 29 Dec (was Mon 14 Dec), 17 working days later than promised'
    expect(await scene.act((tx) => statusText(tx, 'UMAYA'))).toContain(now)
    expect(JSON.stringify(await scene.act((tx) => openAccount(tx, 'UJONAS', scene.accountId)))).toContain(
      now.replace(' ', ': '),
    )
    expect((await scene.act((tx) => factsOf(tx, scene.accountId))).milestones[0]!.forecastOn).toBe('2026-12-29')
    const home = async () =>
      JSON.stringify(await scene.act((tx) => viewerOf(tx, 'UMAYA').then((one) => homeOf(tx, one!))))
    expect(await home()).toContain(now)
    // Whoever said it may still change the rest of their answer, with the reason as it stands.
    await answers({ goLiveOn: '2026-12-29', whyMoved: 'Duplicate tax numbers', nextStep: 'Hull' })
  })

  it('is not drafted again for the same, and the buyer can say that they have read it, or talk', async () => {
    await answers({ goLiveOn: '2026-12-30', whyMoved: 'Duplicate tax numbers' })
    expect(await drafts()).toHaveLength(2)
    await scene.settled(cast.otto.press('CCALDER', 'Seen', 'Leeds stands still'))
    await scene.settled(cast.noor.press('CCALDER', 'Seen', 'Leeds stands still'))
    expect(await query('select user_id from alert_seen')).toEqual([])
    await scene.settled(cast.priya.press('CCALDER', 'Seen', 'Leeds stands still'))
    expect((await drafts()).at(-1)).toContain('Priya Shah has read it, Mon 23 Nov 10:00.')
    await cast.priya.close()
    await cast.priya.opens(cast.priya.press('CCALDER', 'Talk to Maya', 'Leeds stands still'))
    await scene.settled(cast.priya.submit())
    expect((await scene.dm('maya')).at(-1)).toContain('Calder Freight: Priya Shah would like to talk to you.')
  })
})

describe('an alert that nobody sends', () => {
  /** What the form of the next week brings back, as Noor, who works on it too by now, opened it before the alert. */
  let stale: FormMetadata
  it('is left for the update by its owner, or by the hour: the message says so in place, and nothing is posted', async () => {
    await scene.story.until('2026-11-24T09:00:00Z')
    await tells('jonas', 'The currency fix is wrong')
    const dm = await cast.maya.dm()
    await scene.settled(cast.maya.press(dm, 'Leave it for Friday’s update'))
    expect((await drafts()).at(-1)).toContain('Maya Lindqvist left the alert for Friday’s update, Tue 24 Nov 10:00.')
    await tells('jonas', 'The login is slow')
    await scene.story.until('2026-11-25T09:00:00Z')
    expect((await drafts()).at(-1)).toContain('nobody decided on the alert in time, so nothing was posted;')
    expect(await alerts()).toHaveLength(1)
    expect(await waiting()).toEqual([])
    // Nobody has read these words yet: the update that lists them has to be approved.
    expect((await listed()).undecided).toBe(true)
  })

  it('drafts nothing where the update comes within a day', async () => {
    await scene.story.until('2026-11-26T10:00:00Z')
    await answers({ goLiveOn: '2027-01-29', whyMoved: 'Everything' })
    expect(await drafts()).toHaveLength(4)
  })

  it('is listed in the next update, and only there; a sent one whose update was put together before, in the one after', async () => {
    await query("update rounds set number = 9 where state = 'open'")
    await scene.story.until('2026-11-26T15:00:00Z')
    const noors = { accountId: scene.accountId, role: 'implementer' } as const
    const next = await openRound()
    await tells('noor', 'The printer of Leeds is dead')
    stale = await scene.act(async (tx) => {
      await handRoleOver(tx, { ...noors, newcomer: 'UNOOR', leaver: undefined, on: '2026-11-26' })
      await planAccount(tx, scene.accountId)
      return readMetadata((await openCheckin(tx, 'UNOOR', next)).private_metadata!)
    })
    // What is put together already says 29 January: the alert knows better, and what we know follows it.
    await answers({ goLiveOn: '2027-02-10', whyMoved: 'The depots come later' })
    expect((await drafts()).at(-1)).toContain(
      'The update of Fri 27 Nov was put together before this: please see that it',
    )
    await scene.settled(cast.maya.press(await cast.maya.dm(), 'Approve and send'))
    await query('update digests set needs_approval = false where published_at is null')
    await scene.story.until('2026-11-27T09:30:00Z')
    const update = (await cast.priya.reads('CCALDER')).findLast((text) => text.includes('week 9'))
    const list = update!.split('Since the last update\n')[1]!.split('\n')
    expect(list.slice(0, 3)).toEqual([
      'Alert of Mon 23 Nov: Go-live moves to the end of December. Leeds stands still.',
      'Tue 24 Nov: The currency fix is wrong. Since: Tuesday 08:00. What we are doing: Two of us rebuild the queue.',
      'Tue 24 Nov: The login is slow. Since: Tuesday 08:00. What we are doing: Two of us rebuild the queue.',
    ])
    expect(update).not.toContain('printer')
    expect((await listed()).lines).toEqual([
      'Alert of Thu 26 Nov: The printer of Leeds is dead. Go-live moves from Tuesday 29 December to Wednesday 10 February, 48 working days later than promised.',
    ])
    expect(await scene.act((tx) => statusText(tx, 'UMAYA'))).toContain('Go-live Wed 10 Feb')
  })

  it('keeps its date where a form that was opened before it is sent with the date of then, and nobody is asked why', async () => {
    expect(stale.goLiveOn).toBe('2026-12-29')
    const said = { ...entry, askWhat: null, askWho: null, askDueOn: null, heard: 'As before' }
    const send = (goLiveOn: string) => scene.act((tx) => submitCheckin(tx, 'UNOOR', stale, { ...said, goLiveOn }))
    await expect(send('2027-02-12')).rejects.toThrow('A date moved. Say in one sentence why.')
    expect(await send('2026-12-29')).toBeUndefined()
    const kept = (await scene.act((tx) => answersOf(tx, stale.roundId))).find(({ userId }) => userId === 'UNOOR')
    expect(kept).toMatchObject({ forecasts: [], whyMoved: null })
    expect((await scene.act((tx) => factsOf(tx, scene.accountId))).milestones[0]!.forecastOn).toBe('2027-02-10')
  })
})
