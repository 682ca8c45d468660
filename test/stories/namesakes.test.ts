import { afterAll, beforeAll, expect, it } from '@jest/globals'
import {
  answer,
  BUYER_CHANNEL,
  brightline,
  type Cast,
  calderFile,
  castOf,
  importFile,
  TEAM_CHANNEL,
} from '../support/brightline.ts'
import { type Story, startStory } from '../support/story.ts'

// Calder Freight has two projects with us. They share a name, a channel and most people; only their titles differ.

let story: Story
let cast: Cast
beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: brightline })
  cast = castOf(story)
  const [header, row] = calderFile({ firstPublishOn: '2026-11-20' }).trim().split('\n')
  const other = row!.replace('CALDER,Calder Freight,invoicing rollout', 'CALDER2,Calder Freight,warehouse')
  await importFile(story, `${header}\n${row}\n${other}\n`)
}, 120_000)
afterAll(() => story.end())

const INVOICING = 'Calder Freight · invoicing rollout'
const WAREHOUSE = 'Calder Freight · warehouse'
const both = (text: string) => ({ invoicing: text.includes(INVOICING), warehouse: text.includes(WAREHOUSE) })
const BOTH = { invoicing: true, warehouse: true }
const TITLE_TWICE = /warehouse · warehouse|invoicing rollout · invoicing rollout/

it('whoever implements reads in the question, its form and the thank-you which of them it is about', async () => {
  await story.until('2026-11-18T09:00:00Z')
  const dm = await cast.jonas.dm()
  expect(both((await cast.jonas.reads(dm))[0]!)).toEqual(BOTH)
  expect(both(await cast.jonas.home())).toEqual(BOTH)
  const form = await cast.jonas.opens(cast.jonas.press(dm, 'Check in', 'warehouse'))
  expect(both(form)).toEqual({ invoicing: false, warehouse: true })
  await cast.jonas.close()
  await story.settled(answer(cast.jonas))
  expect((await cast.jonas.reads(dm))[0]).toContain(`${INVOICING}: answered`)
})

it('so does the owner, in the review and its forms, and on Home', async () => {
  await story.until('2026-11-19T14:30:00Z')
  const dm = await cast.maya.dm()
  expect(both((await cast.maya.reads(dm)).join())).toEqual(BOTH)
  expect(both(await cast.maya.home())).toEqual(BOTH)
  const form = await cast.maya.opens(cast.maya.press(dm, 'Edit', 'invoicing'))
  expect(both(form)).toEqual({ invoicing: true, warehouse: false })
  await cast.maya.close()
})

it('so does everybody of ours who asks, or chooses among them', async () => {
  await cast.maya.command(TEAM_CHANNEL, '/throughline', 'status')
  expect(both((await cast.maya.reads(TEAM_CHANNEL)).join())).toEqual(BOTH)
  const choices = await cast.maya.opens(cast.maya.command(TEAM_CHANNEL, '/handoff'))
  expect(choices).not.toMatch(TITLE_TWICE)
  await cast.maya.close()
})

it('the buyer reads name and title once, and so do we in the internal edition', async () => {
  await cast.maya.press(await cast.maya.dm(), 'Approve', 'invoicing')
  await story.until('2026-11-20T10:00:00Z')
  const digest = (await cast.priya.reads(BUYER_CHANNEL)).join('\n')
  expect(digest).toContain(`${INVOICING} · week 1`)
  expect(digest).not.toMatch(TITLE_TWICE)
  expect((await cast.maya.reads(TEAM_CHANNEL)).join()).not.toMatch(TITLE_TWICE)
})

it('the leader is warned of the one that breaks its promise', async () => {
  await story.until('2026-11-23T09:35:00Z')
  const warnings = (await cast.ingrid.reads(await cast.ingrid.dm())).join()
  expect(both(warnings)).toEqual({ invoicing: false, warehouse: true })
})

it('once one has ended, the other has the name to itself again', async () => {
  await story.app.ctx.inWorkspace(story.app.workspaceId, async (tx) => {
    await tx.db.updateTable('accounts').set({ state: 'ended' }).where('key', '=', 'CALDER2').execute()
  })
  await story.until('2026-11-25T09:00:00Z')
  const asked = (await cast.jonas.reads(await cast.jonas.dm())).at(-1)!
  expect(asked).toContain('Calder Freight: ')
  expect(asked).not.toContain('rollout')
})
