import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Channels, startChannels } from '../support/channels.ts'

let channels: Channels
let dm: string

beforeAll(async () => {
  channels = await startChannels({ confirmed: false })
  dm = await channels.maya.dm()
})
afterAll(() => channels.story.end())

describe('the first update into a channel that another organisation shares', () => {
  it('its owner is asked as soon as the account runs, in one message that names channel and organisation', async () => {
    const [message, ...more] = await channels.troubles()
    expect(more).toEqual([])
    expect(message).toContain('#calder (CCALDER) is shared with Calder Freight (T2)')
    expect(message).toContain('[Confirm who reads]')
    expect(channels.posted()).toEqual([])
  })

  it('an approved update is not posted before that, and the leader hears that the promise breaks', async () => {
    const { story, maya, lena } = channels
    await channels.answered('2026-11-20', true)
    expect(await channels.review('20')).toContain('Please confirm who reads in its channel')
    await channels.settled(maya.press(dm, 'Approve', 'Calder Freight'))
    await story.until('2026-11-20T09:29:59Z')
    expect(await lena.dm().catch(() => null)).toBeNull()
    await story.until('2026-11-20T11:00:00Z')
    expect(channels.posted()).toEqual([])
    expect(await channels.review('20')).toContain('It follows, marked as late, once you have confirmed who reads.')
    const [warning, ...more] = await lena.reads(await lena.dm())
    expect(more).toEqual([])
    expect(warning).toContain('Maya Lindqvist has not confirmed yet who reads in its channel')
  })

  it('the form names everybody, and with it the update goes out once, marked as late', async () => {
    const { story, maya } = channels
    const form = await maya.opens(maya.press(dm, 'Confirm who reads', 'Updates for Friday 20'))
    expect(form).toContain('Calder Freight (T2): Priya Shah')
    expect(JSON.stringify(await visible())).toContain('"channel_id":"CCALDER"')
    expect(await channels.settled(maya.submit())).toEqual({ ok: true })
    const [digest, ...more] = channels.posted()
    expect(more).toEqual([])
    expect(digest).toContain('This update was due Friday 20 November 2026, 09:30; it comes late.')
    expect(await channels.review('20')).toContain('Published Fri 20 Nov 12:00')
    expect(await channels.troubles()).toEqual([expect.stringContaining('All is well')])
    const kept = await story.database.query('select confirmed_by, organisations from channel_confirmations')
    expect(kept).toEqual([{ confirmed_by: 'UMAYA', organisations: [{ id: 'T2', name: 'Calder Freight' }] }])
  })
})

describe('when somebody shares the channel with others later', () => {
  it('nothing more is posted, and the owner is asked again for the newcomers by name', async () => {
    const { story } = channels
    await channels.answered('2026-11-27')
    expect(await channels.review('27')).not.toContain('confirm who reads')
    await channels.settled(story.playground.act.shareChannel('CCALDER', 'T3'))
    expect(await channels.review('27')).toContain('Please confirm who reads in its channel')
    expect((await channels.troubles()).at(-1)).toContain('is shared with Oslo Water (T3) now, too.')
    await story.until('2026-11-27T10:45:00Z')
    expect(channels.posted()).toHaveLength(1)
  })

  it('what she confirms is who reads at that moment: others came meanwhile, and the form is drawn again', async () => {
    const { story, maya } = channels
    const form = await maya.opens(maya.press(dm, 'Confirm who reads', 'Updates for Friday 27'))
    expect(form).toContain('Maya Lindqvist confirmed this on Friday 20 November 2026 for other readers.')
    expect(form).toContain('New since then: Oslo Water (T3).')
    await channels.settled(story.playground.act.unshareChannel('CCALDER', 'T2'))
    await maya.submit()
    expect(await maya.form()).toContain('Not there any more: Calder Freight (T2).')
    await channels.settled(maya.close())
    expect(channels.posted()).toHaveLength(1)
  })

  it('as soon as the channel is shared as it was confirmed, the update follows by itself, once', async () => {
    const { act } = channels.story.playground
    act.shareChannel('CCALDER', 'T2')
    act.joinChannel('UPRIYA', 'CCALDER')
    await channels.settled(act.unshareChannel('CCALDER', 'T3'))
    expect(channels.posted()).toHaveLength(2)
    expect(channels.posted()[1]).toContain('it comes late')
    expect((await channels.troubles()).at(-1)).toContain('All is well')
  })
})

async function visible() {
  const url = `${channels.story.playground.url}/control/visible?person=UMAYA`
  return (await (await fetch(url)).json()) as object
}
