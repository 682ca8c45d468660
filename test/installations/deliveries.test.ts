import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { drawTroubles } from '../../blocks/troubles.ts'
import { joinChannel, leaveChannel, shareChannel, unshareChannel } from '../../playground/act/channel.ts'
import { injectFault } from '../../playground/faults.ts'
import { messagesFor } from '../../playground/read.ts'
import { addUser } from '../../playground/world.ts'
import { checkSoon } from '../../src/features/accounts/flow.ts'
import { repeatDelivery, troublesFor } from '../../src/features/installations/flow.ts'
import { revise, say } from '../../src/platform/outbox/say.ts'
import { addCalder, calderWorld, wordsIn } from '../support/calder.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let calder: string
let bot: string
beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld, options: { readersCacheMs: 0 } })
  calder = await addCalder(story)
  bot = story.playground.state.installations[0]!.bot_user_id
})
afterAll(() => story.end())

const message = (text: string) => ({ text, blocks: [{ type: 'section', text: { type: 'plain_text', text } }] })
const sayIn = async (channel: string, text: string) => {
  const saying = { key: text, kind: 'test', audience: 'vendor' as const, channel, accountId: calder }
  await story.act((tx) => say(tx, { ...saying, message: message(text) }))
  await story.settle()
}
const toldTo = (person: string) => {
  const dm = [...story.playground.state.channels.values()].find(
    ({ kind, members }) => kind === 'im' && members.includes(person),
  )
  return dm ? messagesFor(story.playground.state, person, dm.id).map(({ text }) => text) : []
}
const toldInstead = () => toldTo('UMAYA')
const texts = () => messagesFor(story.playground.state, 'UMAYA', 'CTEAM').map(({ text }) => text)
const troubles = (person: string) => story.act((tx) => troublesFor(tx, person))
const shown = async (person: string) => wordsIn(drawTroubles(await troubles(person)))
const again = async (person: string) => {
  const [trouble] = await troubles(person)
  await story.act((tx) => repeatDelivery(tx, person, trouble!.deliveryId))
  await story.settle()
}

/** Slack refuses the next call of a method for a reason that only a person can take away. */
const refuse = (method: string, error: string) =>
  injectFault(story.playground.state, { method, kind: 'api_error', error })

it('a message that Slack refused tells an administrator and the owner why, and goes out once the reason is gone', async () => {
  refuse('chat.postMessage', 'restricted_action')
  await sayIn('CTEAM', 'Good &amp; &lt;bad&gt; news')
  expect(await shown('UADA')).toContain(
    'It was refused, so nobody has read it. Your workspace does not let Throughline post there.',
  )
  expect(await shown('UADA')).toContain('“Good & <bad> news” Send again')
  expect(await shown('UADA')).not.toContain('It is there')
  expect(await shown('UMAYA')).toContain('It was refused, so nobody has read it.')
  await again('UADA')
  expect(texts()).toEqual(['Good &amp; &lt;bad&gt; news'])
  expect(await troubles('UADA')).toEqual([])
})

it('a change that Slack refused is made in the message that is there, never posted beside it', async () => {
  refuse('chat.update', 'restricted_action')
  await story.act((tx) => revise(tx, 'Good &amp; &lt;bad&gt; news', message('Better news')))
  await story.settle()
  expect(await shown('UADA')).toContain('It is there, but a change to it was refused.')
  await again('UADA')
  expect(texts()).toEqual(['Better news'])
})

it('a message for a channel without Throughline waits: the owner is told, and it goes out once it is invited', async () => {
  leaveChannel(story.playground.state, bot, 'CTEAM')
  await sayIn('CTEAM', 'News that waits')
  expect(texts()).toEqual(['Better news'])
  expect(await troubles('UADA')).toEqual([])
  expect(toldInstead().join()).toContain('The team channel #calder-team (CTEAM) does not hold Throughline.')
  joinChannel(story.playground.state, bot, 'CTEAM')
  await story.act((tx) => checkSoon(tx, [calder]))
  await story.settle()
  expect(texts()).toEqual(['Better news', 'News that waits'])
})

describe('what Slack refused to show a customer', () => {
  const digest = { kind: 'digest', audience: 'customer' as const, channel: 'CCALDER' }
  const ARRIVED = 'The weekly update for Calder Freight is in Slack now. There is nothing left to do.'
  const notices = (person: string) =>
    toldTo(person).filter((text) =>
      /Calder Freight (was not delivered|could not be changed|is in Slack now)/.test(text),
    )
  const sayTo = async (key: string, error: string) => {
    refuse('chat.postMessage', error)
    await story.act((tx) => say(tx, { ...digest, key, accountId: calder, message: message('Good news') }))
    await story.settle()
  }

  it('is told to the owner in a direct message: what, why, and what to do', async () => {
    await sayTo('digest:1', 'restricted_action')
    const expected =
      'The weekly update for Calder Freight was not delivered. It was refused, so nobody has read it. ' +
      'Your workspace does not let Throughline post there. An administrator can allow it. ' +
      'Mend it, then press Send again on your Home.'
    expect(notices('UMAYA')).toEqual([expected])
  })

  it('is told once, however often it is refused; the message gives the latest reason, then that it is there', async () => {
    refuse('chat.postMessage', 'no_permission')
    await again('UMAYA')
    expect(notices('UMAYA')).toEqual([expect.stringContaining('Slack’s reason: no_permission')])
    await again('UMAYA')
    expect(notices('UMAYA')).toEqual([ARRIVED])
    expect(await troubles('UMAYA')).toEqual([])
  })

  it('is told of a change, too, and not of what is only for ourselves', async () => {
    refuse('chat.update', 'restricted_action')
    await story.act((tx) => revise(tx, 'digest:1', message('Better news for Calder')))
    await story.settle()
    expect(notices('UMAYA')[0]).toContain('The weekly update for Calder Freight could not be changed in Slack.')
    await again('UMAYA')
    refuse('chat.postMessage', 'restricted_action')
    await sayIn('CTEAM', 'Refused among us')
    expect(notices('UMAYA')).toEqual([ARRIVED])
    await again('UMAYA')
  })

  it('is told to the leader where nobody owns the account, who can send it again', async () => {
    await story.database.query(`update stakeholders set role = 'leader', user_id = 'UNOOR' where role = 'owner'`)
    await sayTo('digest:2', 'restricted_action')
    expect(notices('UNOOR')).toHaveLength(1)
    await again('UNOOR')
    expect(await troubles('UADA')).toEqual([])
    await story.database.query(`delete from stakeholders where role = 'leader'`)
    await sayTo('digest:3', 'restricted_action')
    expect(notices('UADA')).toHaveLength(1)
    await again('UADA')
    await story.database.query(
      `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, 'owner', 'UMAYA', '2026-11-01')`,
      [story.app.workspaceId, calder],
    )
  })
})

it('what goes to one person is not read out to an administrator', async () => {
  refuse('chat.postMessage', 'restricted_action')
  await sayIn('UMAYA', 'Between us')
  expect(await shown('UADA')).toContain('Your workspace does not let Throughline post there.')
  expect(await shown('UADA')).not.toContain('Between us')
})

it('a refused Home is nobody’s trouble: it is drawn anew when it is opened', async () => {
  await story.database.query(`update deliveries set surface = 'home' where key = 'Between us'`)
  expect(await troubles('UADA')).toEqual([])
})

it('what is for the vendor goes to the owner, and says why, once the team channel is shared with a customer', async () => {
  const customer = [...story.playground.state.workspaces.keys()].find(
    (id) => id !== story.playground.state.channels.get('CTEAM')!.team_id,
  )!
  shareChannel(story.playground.state, 'CTEAM', customer)
  await sayIn('CTEAM', 'Only for us')
  expect(texts()).not.toContain('Only for us')
  const because = 'This came to you because people of another organisation read in its channel.'
  expect(toldInstead()).toContain(`Only for us\n${because}`)
  unshareChannel(story.playground.state, 'CTEAM', customer)
})

it('what is for the vendor goes to the owner, and says why, while a guest is in the team channel', async () => {
  joinChannel(story.playground.state, 'UGUS', 'CTEAM')
  await sayIn('CTEAM', 'Not for guests')
  expect(texts()).not.toContain('Not for guests')
  expect(toldInstead()).toContain('Not for guests\nThis came to you because a guest is in that channel.')
  leaveChannel(story.playground.state, 'UGUS', 'CTEAM')
  await sayIn('CTEAM', 'Among us')
  expect(texts()).toContain('Among us')
})

it('a guest whom we have never met is recognised, and so is somebody of another organisation', async () => {
  const { state } = story.playground
  addUser(state, { team_id: 'T1', id: 'UNEWGUEST', real_name: 'Nina Guest', is_ultra_restricted: true })
  await story.database.query(`delete from people where user_id in ('UNEWGUEST', 'UPRIYA')`)
  state.channels.get('CTEAM')!.members.push('UNEWGUEST')
  await sayIn('CTEAM', 'Not for Nina')
  expect(toldInstead()).toContain('Not for Nina\nThis came to you because a guest is in that channel.')
  state.channels.get('CTEAM')!.members.splice(-1, 1, 'UPRIYA')
  await sayIn('CTEAM', 'Not for Priya')
  const because = 'This came to you because people of another organisation read in its channel.'
  expect(toldInstead()).toContain(`Not for Priya\n${because}`)
  state.channels.get('CTEAM')!.members.pop()
})
