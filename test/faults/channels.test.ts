import { afterEach, describe, expect, it } from '@jest/globals'
import { readPausing } from '../../blocks/states.ts'
import { injectFault } from '../../playground/faults.ts'
import { addChannel } from '../../playground/world.ts'
import { changeAccount } from '../../src/features/accounts/flow.ts'
import { runningHandoffs, startHandoff } from '../../src/features/handoffs/flow.ts'
import { changeItem } from '../../src/features/handoffs/items.ts'
import { openAllItems } from '../../src/features/handoffs/listing.ts'
import { end, pause, previewPause } from '../../src/features/states/flow.ts'
import { say } from '../../src/platform/outbox/say.ts'
import { type Channels, startChannels } from '../support/channels.ts'

let channels: Channels
afterEach(() => channels.story.end())
const playground = () => channels.story.playground
const bot = () => playground().state.installations[0]!.bot_user_id
const LATE = 'it comes late'

/** Something for the customer, as any feature may say it. */
const sayToCustomer = (key: string) =>
  channels.settled(
    channels.act((tx) => {
      const message = { text: key, blocks: [{ type: 'section', text: { type: 'plain_text', text: key } }] }
      const saying = { key, kind: 'test', audience: 'customer' as const, channel: 'CCALDER', message }
      return say(tx, { ...saying, accountId: channels.accountId })
    }),
  )

describe('a channel that cannot be used', () => {
  it('archived: the owner is told once, the update waits, and it follows once the channel is back', async () => {
    channels = await startChannels({ confirmed: true })
    const { story, maya } = channels
    await channels.answered('2026-11-20')
    const before = (await maya.reads(await maya.dm())).length
    await channels.settled(playground().act.archiveChannel('UNOOR', 'CCALDER'))
    expect(await channels.troubles()).toEqual([
      expect.stringContaining('The buyer channel #calder (CCALDER) is archived. Bring it back, or name another.'),
    ])
    expect(await channels.review('20')).toContain('Its channel cannot be used now; a direct message says why.')
    await story.until('2026-11-20T11:00:00Z')
    expect(channels.posted()).toEqual([])
    expect(await maya.reads(await maya.dm())).toHaveLength(before + 1)
    await channels.settled(playground().act.archiveChannel('UNOOR', 'CCALDER', false))
    expect(channels.posted()).toEqual([expect.stringContaining(LATE)])
    expect(await channels.troubles()).toEqual([expect.stringContaining('All is well')])
    expect(await channels.review('20')).toContain('Published Fri 20 Nov 12:00')
  })

  it('archived while a handoff runs: the owner is told once, and the checklist follows as it is by then', async () => {
    channels = await startChannels({ confirmed: true })
    const { act, settled, accountId, maya } = channels
    const people = { accountId, form: 'short', anchorOn: '2026-11-16', giver: 'UNOOR', startedBy: 'UMAYA' } as const
    const { id } = await settled(act((tx) => startHandoff(tx, { ...people, kind: 'kickoff', receiver: 'UJONAS' })))
    await settled(playground().act.archiveChannel('UNOOR', 'CTEAM'))
    const told = await maya.reads(await maya.dm())
    const [item] = (await act((tx) => runningHandoffs(tx)))[0]!.items
    const change = { itemId: item!.id, version: 0, wish: { act: 'take' as const } }
    const fields = { evidence: '', person: '', until: '', why: '' }
    await settled(act((tx) => changeItem(tx, { userId: 'UMAYA', userTeamId: 'T1' }, { ...change, fields })))
    await settled(act((tx) => startHandoff(tx, { ...people, kind: 'support', receiver: 'UMAYA' })))
    expect(channels.posted('CTEAM')).toEqual([expect.not.stringContaining('taken by')])
    // Nothing is lost meanwhile: whoever works on it sees it as it is.
    const shown = await act((tx) => openAllItems(tx, { userId: 'UMAYA', userTeamId: 'T1' }, id))
    expect(JSON.stringify(shown)).toContain('taken by Maya')
    expect(await maya.reads(await maya.dm())).toEqual(told)
    expect(await channels.troubles()).toEqual([
      expect.stringContaining('The team channel #calder-team (CTEAM) is archived.'),
    ])
    await settled(playground().act.archiveChannel('UNOOR', 'CTEAM', false))
    expect(channels.posted('CTEAM')).toEqual([
      expect.stringContaining('taken by Maya'),
      expect.stringContaining('Success → support'),
    ])
    expect(await channels.troubles()).toEqual([expect.stringContaining('All is well')])
  })

  it('without the app, renamed, deleted: nothing is lost, and a new channel gets what waited for the old one', async () => {
    channels = await startChannels({ confirmed: true })
    const { story, accountId } = channels
    await channels.settled(playground().act.renameChannel('CCALDER', 'calder-and-us'))
    expect(await channels.troubles().catch(() => [])).toEqual([])
    await channels.answered('2026-11-20')
    await channels.settled(playground().act.leaveChannel(bot(), 'CCALDER'))
    expect((await channels.troubles())[0]).toContain('#calder-and-us (CCALDER) does not hold Throughline')
    await channels.settled(playground().act.joinChannel(bot(), 'CCALDER'))
    expect(await channels.troubles()).toEqual([expect.stringContaining('All is well')])
    await channels.settled(playground().act.deleteChannel('CCALDER'))
    await story.until('2026-11-20T11:00:00Z')
    expect((await channels.troubles()).at(-1)).toContain('is not shown to Throughline')
    const members = ['UMAYA', 'UPRIYA', bot()]
    addChannel(playground().state, { team_id: 'T1', id: 'CNEW', name: 'calder-2', members })
    await channels.settled(channels.act((tx) => changeAccount(tx, accountId, { buyerChannel: 'CNEW' }, 'UMAYA')))
    expect(channels.posted('CNEW')).toEqual([expect.stringContaining(LATE)])
  })
})

describe('before anybody has confirmed who reads', () => {
  it('neither a pause nor a closing note is posted, and whoever decides reads that first', async () => {
    channels = await startChannels({ confirmed: false })
    const { act, settled, accountId, story } = channels
    const shown = await act((tx) => previewPause(tx, 'UMAYA', accountId, '2026-12-07'))
    expect(JSON.stringify(shown)).toContain('Nothing can be posted for this customer now')
    await settled(act((tx) => pause(tx, 'UMAYA', readPausing(shown.private_metadata!))))
    await settled(act((tx) => end(tx, 'UMAYA', { accountId, words: 'Goodbye' })))
    expect(await story.database.query(`select key from deliveries where audience = 'customer'`)).toEqual([])
    expect(channels.posted()).toEqual([])
    expect(channels.posted('CTEAM').join()).toContain('Nothing was posted for the customer.')
  })
})

describe('where Slack has told us nothing', () => {
  it('a channel that was archived is met at the post: it is told once, and nothing is posted twice', async () => {
    channels = await startChannels({ confirmed: true, hears: false })
    const { story, maya } = channels
    await channels.answered('2026-11-20')
    const api_error = { kind: 'api_error' as const, error: 'is_archived' }
    injectFault(playground().state, { method: 'chat.postMessage', channel: 'CCALDER', ...api_error })
    playground().state.channels.get('CTEAM')!.is_archived = true
    await story.until('2026-11-20T11:00:00Z')
    expect(channels.posted()).toHaveLength(1)
    expect(channels.posted('CTEAM')).toEqual([])
    expect(await channels.troubles()).toEqual([
      expect.stringContaining('The team channel #calder-team (CTEAM) is archived'),
    ])
    playground().state.channels.get('CTEAM')!.is_archived = false
    await channels.settled(maya.press(await maya.dm(), 'Check again'))
    expect(channels.posted('CTEAM')).toHaveLength(1)
    expect(channels.posted()).toHaveLength(1)
  })

  it('whoever came into the channel reads nothing before somebody confirms it, whatever feature speaks', async () => {
    channels = await startChannels({ confirmed: true, hears: false })
    const { maya } = channels
    await sayToCustomer('first')
    expect(channels.posted()).toEqual(['first'])
    playground().act.shareChannel('CCALDER', 'T3')
    await sayToCustomer('second')
    await sayToCustomer('third')
    expect(channels.posted()).toEqual(['first'])
    expect(await channels.troubles()).toEqual([expect.stringContaining('is shared with Oslo Water (T3) now, too.')])
    await maya.opens(maya.press(await maya.dm(), 'Confirm who reads'))
    await channels.settled(maya.submit())
    expect(channels.posted()).toEqual(['first', 'second', 'third'])
  })
})
