import { describe, expect, it } from '@jest/globals'
import { factsOf, handRoleOver } from '../../src/features/accounts/flow.ts'
import { holderOf } from '../../src/features/accounts/model.ts'
import { openFault } from '../../src/features/alerts/flow.ts'
import { channelChanged } from '../../src/features/channels/flow.ts'
import { alerts, cast, drafts, listed, query, scene, tellStory, tells } from './alerts.ts'

tellStory()

describe('an alert between two updates', () => {
  it('is refused to the customer’s people and to guests', async () => {
    for (const actor of [
      { userId: 'UPRIYA', userTeamId: 'T2' },
      { userId: 'UGUS', userTeamId: 'T1' },
    ])
      await expect(scene.act((tx) => openFault(tx, actor, scene.accountId))).rejects.toThrow(
        'This is for the team that implements.',
      )
  })

  it('waits while nobody has confirmed who reads in the channel, and comes once, late and marked so', async () => {
    const [before] = await query<{ organisations: object }>('select organisations from channel_confirmations')
    await query("update channel_confirmations set organisations = '[]'")
    await tells('noor', 'The scanner is slow')
    expect((await drafts()).at(-1)).toContain(
      'It is not posted before somebody has confirmed who reads in the channel;',
    )
    const count = (await alerts()).length
    const word = async () => (await query<{ last_word_at: Date }>('select last_word_at from accounts'))[0]!.last_word_at
    const spoken = await word()
    await scene.settled(cast.maya.press(await cast.maya.dm(), 'Approve and send'))
    await scene.story.until('2026-11-23T10:15:00Z')
    expect(await alerts()).toHaveLength(count)
    expect((await drafts()).at(-1)).toContain(
      'It is not posted before somebody has confirmed who reads in the channel;',
    )
    // Nobody has read it yet: it is neither a word to the buyer nor news of the past.
    expect(await word()).toEqual(spoken)
    const lines = async () => (await listed()).lines.join()
    expect(await lines()).not.toContain('The scanner is slow')
    await query(`update channel_confirmations set organisations = '${JSON.stringify(before!.organisations)}'`)
    await scene.settled(scene.act((tx) => channelChanged(tx, scene.accountId)))
    await scene.story.until('2026-11-23T11:30:00Z')
    expect(await alerts()).toHaveLength(count + 1)
    expect((await alerts()).at(-1)).toContain('This was to reach you Mon 23 Nov 09:00; it comes late.')
    expect((await drafts()).at(-1)).not.toContain('It is not posted before')
    expect(await word()).not.toEqual(spoken)
    expect(await lines()).toContain('The scanner is slow')
  })

  it('waits for the new owner where the owner changes, and no longer for the one before', async () => {
    await tells('noor', 'The scale is off')
    expect((await drafts()).at(-1)).toContain('an alert for the customer waits for you')
    await scene.settled(
      scene.act(async (tx) => {
        const leaver = holderOf((await factsOf(tx, scene.accountId)).stakeholders, 'owner')
        const on = '2026-11-23'
        await handRoleOver(tx, { accountId: scene.accountId, role: 'owner', leaver, newcomer: 'UNOOR', on })
      }),
    )
    expect((await drafts()).at(-1)).toBe(
      'Calder Freight: the alert for the customer waits for Noor Haddad now. There is nothing left for you to do.',
    )
    const noors = await cast.noor.dm()
    expect((await cast.noor.reads(noors)).at(-1)).toContain('The scale is off')
    const count = (await alerts()).length
    await scene.settled(cast.noor.press(noors, 'Approve and send'))
    expect(await alerts()).toHaveLength(count + 1)
  })
})
