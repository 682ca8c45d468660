import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { keepSettings } from '../../src/features/installations/administering.ts'
import { administratorsOf, changeSettings, peopleById, settingsOf } from '../../src/features/installations/flow.ts'
import { versionedSettings } from '../../src/features/installations/settings.ts'
import { calderWorld } from '../support/calder.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  await story.app.meetPeople()
})
afterAll(() => story.end())

describe('the settings of a workspace', () => {
  it('are the defaults until an administrator changes some', async () => {
    expect(await story.act(settingsOf)).toEqual({
      country: null,
      administrators: [],
      alertSlipDays: 5,
      concernDueDays: 1,
      acknowledgeHours: 8,
      sameChangeDays: 14,
      lateForOwnerDays: 2,
      lateForLeaderDays: 4,
    })
  })

  it('keep a change only over the version that was seen', async () => {
    const by = { userId: 'UADA', version: 0 }
    expect(await story.act((tx) => changeSettings(tx, { country: 'SE', administrators: ['UNOOR'] }, by))).toBe(true)
    expect(await story.act((tx) => changeSettings(tx, { country: 'DE' }, by))).toBe(false)
    expect(await story.act(settingsOf)).toMatchObject({ country: 'SE', concernDueDays: 1 })
    await expect(story.act((tx) => changeSettings(tx, { alertSlipDays: 0 }, { userId: 'UADA' }))).rejects.toThrow()
  })

  it('let the leader hear of a late item only after the owner', async () => {
    const [settings, { version }] = [await story.act(settingsOf), await story.act(versionedSettings)]
    const tooSoon = { ...settings, lateForOwnerDays: 4, lateForLeaderDays: 4 }
    await expect(story.act((tx) => keepSettings(tx, 'UADA', version, tooSoon))).rejects.toThrow(
      'more days than for the owner',
    )
    const later = { ...settings, lateForOwnerDays: 3, lateForLeaderDays: 5 }
    expect(await story.act((tx) => keepSettings(tx, 'UADA', version, later))).toBeUndefined()
    expect(await story.act(settingsOf)).toMatchObject({ lateForOwnerDays: 3, lateForLeaderDays: 5 })
  })

  it('name administrators beside those of Slack, as long as they are there', async () => {
    expect((await story.act(administratorsOf)).toSorted()).toEqual(['UADA', 'UNOOR'])
    await story.database.query(`update people set deactivated = true where user_id = 'UNOOR'`)
    expect(await story.act(administratorsOf)).toEqual(['UADA'])
  })

  it('put somebody where they really are, also when Slack says otherwise anew', async () => {
    await story.database.query(
      `update people set zone_override = 'Asia/Tokyo', country_override = 'JP' where user_id = 'UJONAS'`,
    )
    await story.app.meetPeople()
    const jonas = (await story.act((tx) => peopleById(tx, ['UJONAS']))).get('UJONAS')
    expect(jonas).toMatchObject({ zone: 'Asia/Tokyo', country: 'JP' })
  })
})
