import fs from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { events } from '../src/listeners.ts'
import { bot, bot_optional, manifest } from './support/manifest.ts'

const text = fs.readFileSync(new URL('../docs/slack-app.md', import.meta.url), 'utf8')

describe('the manifest', () => {
  it('subscribes to the events that the program handles, but for those that the documentation leaves to choice', () => {
    const chosen = ['message.channels', 'message.groups', 'reaction_added']
    expect(chosen.filter((event) => !text.includes(`\`${event}\``))).toEqual([])
    const handled = [...manifest.settings.event_subscriptions.bot_events, ...chosen].map((name) => name.split('.')[0])
    expect(new Set(handled)).toEqual(new Set(Object.keys(events)))
    expect(chosen.filter((event) => manifest.settings.event_subscriptions.bot_events.includes(event))).toEqual([])
  })

  it('asks for optional permissions among all of them, and every one is justified in the documentation', () => {
    expect(bot_optional.filter((scope) => !bot.includes(scope))).toEqual([])
    expect(bot.filter((scope) => !text.includes(`\`${scope}\``))).toEqual([])
  })

  it('keeps to Slack’s limits', () => {
    const { name, description, long_description } = manifest.display_information
    expect(name.length).toBeLessThanOrEqual(35)
    expect(description.length).toBeLessThanOrEqual(140)
    expect(long_description.length).toBeGreaterThanOrEqual(175)
    for (const { command } of manifest.features.slash_commands) expect(command.length).toBeLessThanOrEqual(32)
  })
})
