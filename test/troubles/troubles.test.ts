import { afterEach, expect, it } from '@jest/globals'
import { joinChannel } from '../../playground/act/channel.ts'
import { addChannel, addUser } from '../../playground/world.ts'
import { changeAccount, factsOfAll } from '../../src/features/accounts/flow.ts'
import { accountTroubles } from '../../src/features/troubles/flow.ts'
import { brightline, type Cast, calderFile, castOf, importFile, TEAM_CHANNEL } from '../support/brightline.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let cast: Cast
const open = async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: brightline })
  cast = castOf(story)
}
afterEach(() => story.end())

const WRONG = 'Something is not right'
const kept = async () =>
  story.act(async (tx) => {
    const [facts] = await factsOfAll(tx)
    return (await accountTroubles(tx, [facts!.account.id])).get(facts!.account.id) ?? []
  })
const kinds = async () => (await kept()).map(({ kind, id }) => `${kind} ${id}`).toSorted()
const read = async (who: Cast[keyof Cast]) => {
  const dm = await who.dm().catch(() => undefined)
  return dm ? (await who.reads(dm)).filter((text) => text.includes(WRONG) || text.includes('All is well')) : []
}

it('an import whose people and channels Slack knows says nothing to anybody', async () => {
  await open()
  await importFile(story, calderFile())
  expect(await kept()).toEqual([])
  expect(await story.database.query('select troubles from account_checks')).toEqual([{ troubles: [] }])
  expect(await read(cast.maya)).toEqual([])
})

it('the owner reads in one message what Slack does not know, which changes in place until all is well', async () => {
  await open()
  const { state } = story.playground
  addUser(state, { team_id: 'TBRIGHT1', id: 'UGONE001', real_name: 'Gil Gone', deleted: true })
  const wrong = calderFile({
    stakeholders: 'implementer=UJONAS01; implementer=UNOBODY1; sales_rep=UGONE001; success_manager=UANNA001',
  })
  await importFile(story, wrong.replace('CCALDER1', 'CNOWHERE1'))
  expect(await kinds()).toEqual([
    'deactivated UGONE001',
    'outsider UANNA001',
    'unknown_channel CNOWHERE1',
    'unknown_person UNOBODY1',
  ])
  const [message, ...more] = await read(cast.maya)
  expect(more).toEqual([])
  for (const words of [
    'Calder Freight',
    'UNOBODY1, implementer, is nobody whom Slack knows',
    'Gil Gone (UGONE001), sales rep, has no active Slack account any more',
    'Anna Ruiz (UANNA001), success manager, is not a colleague',
    'The buyer channel CNOWHERE1 is not shown to Throughline',
  ])
    expect(message).toContain(words)
  expect(await read(cast.ada)).toEqual([])

  await importFile(story, wrong)
  const half = await read(cast.maya)
  expect(half).toHaveLength(1)
  expect(half[0]).not.toContain('CNOWHERE1')
  await importFile(story, calderFile())
  expect(await read(cast.maya)).toEqual([expect.stringContaining('All is well')])
  expect(await kept()).toEqual([])
})

it('channels that are archived, without the app, open to guests, or used for both sides are named', async () => {
  await open()
  const { state } = story.playground
  addUser(state, { team_id: 'TBRIGHT1', id: 'UGUEST01', real_name: 'Gus Guest', is_restricted: true })
  joinChannel(state, 'UGUEST01', TEAM_CHANNEL)
  addChannel(state, { id: 'CEMPTY01', name: 'empty', team_id: 'TBRIGHT1', members: ['UMAYA001'] })
  await importFile(story, calderFile().replace('CCALDER1', 'CEMPTY01'))
  expect(await kinds()).toEqual(['app_absent CEMPTY01', `open_team_channel ${TEAM_CHANNEL}`])
  expect((await read(cast.maya))[0]).toContain('#empty (CEMPTY01) does not hold Throughline. Type /invite @Throughline')

  state.channels.get('CEMPTY01')!.is_archived = true
  await story.act(async (tx) => {
    const [facts] = await factsOfAll(tx)
    await changeAccount(tx, facts!.account.id, { teamChannel: 'CEMPTY01' }, 'UMAYA001')
  })
  await story.settle()
  expect(await kinds()).toEqual([
    'archived CEMPTY01',
    'archived CEMPTY01',
    'shared_use CEMPTY01',
    'shared_use CEMPTY01',
  ])
})

it('pressing “Check again” asks Slack at once, and a day later it is asked without anybody pressing', async () => {
  await open()
  const { state } = story.playground
  addChannel(state, {
    id: 'CEMPTY01',
    name: 'empty',
    team_id: 'TBRIGHT1',
    members: ['UMAYA001', 'UPRIYA01', 'UTOMAS01'],
  })
  await importFile(story, calderFile().replace('CCALDER1', 'CEMPTY01'))
  const bot = state.channels.get(TEAM_CHANNEL)!.members.at(-1)!
  joinChannel(state, bot, 'CEMPTY01')
  await cast.maya.press(await cast.maya.dm(), 'Check again')
  await story.settle()
  expect(await read(cast.maya)).toEqual([expect.stringContaining('All is well')])

  await importFile(story, calderFile({ stakeholders: 'implementer=ULATE001' }).replace('CCALDER1', 'CEMPTY01'))
  expect(await kinds()).toEqual(['unknown_person ULATE001'])
  addUser(state, { team_id: 'TBRIGHT1', id: 'ULATE001', real_name: 'Lea Late' })
  await story.until('2026-11-17T07:59:00Z')
  expect(await kinds()).toEqual(['unknown_person ULATE001'])
  await story.until('2026-11-17T08:00:30Z')
  expect(await kept()).toEqual([])
  expect((await read(cast.maya)).at(-1)).toContain('All is well')
})

it('the leader reads it where there is no owner, then the administrators, and the next thing wrong comes as a new message', async () => {
  await open()
  const ownerless = calderFile().replace(',active,', ',not_started,').replace('UMAYA001', '')
  await importFile(story, ownerless.replace('UJONAS01', 'UNOBODY1'))
  expect((await read(cast.ingrid))[0]).toContain('UNOBODY1, implementer, is nobody')
  expect(await read(cast.ada)).toEqual([])
  const noOwner = ownerless.replace('UINGRID1', '')
  await importFile(story, noOwner.replace('UJONAS01', 'UNOBODY1'))
  expect((await read(cast.ada))[0]).toContain('UNOBODY1, implementer, is nobody')
  await importFile(story, noOwner)
  expect(await read(cast.ada)).toEqual([expect.stringContaining('All is well')])
  await importFile(story, noOwner.replace('UWEI0001', 'UNOBODY2').replace('UJONAS01', 'UNOBODY2'))
  expect(await read(cast.ada)).toEqual([
    expect.stringContaining('All is well'),
    expect.stringContaining('UNOBODY2, implementer, is nobody'),
  ])
})

it('nothing is concluded while Slack cannot be asked, and it is asked again', async () => {
  await open()
  const { injectFault } = await import('../../playground/faults.ts')
  injectFault(story.playground.state, { method: 'conversations.info', kind: 'error_before', amount: 1 })
  await importFile(story, calderFile().replace('CCALDER1', 'CNOWHERE1'))
  expect(await kinds()).toEqual(['unknown_channel CNOWHERE1'])
})
