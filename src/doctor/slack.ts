import fs from 'node:fs'
import path from 'node:path'
import { WebClient } from '@slack/web-api'
import { readSlackAccess } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'
import { clientOptions } from '#platform/slack/client.ts'
import { type Finding, fine, mend, note } from './finding.ts'

const MANIFEST = path.join(import.meta.dirname, '../../manifest.json')

interface Manifest {
  oauth_config: { scopes: { bot: string[]; bot_optional: string[] } }
}

/** Asks Slack whose token it is, and compares its permissions with those of the manifest. */
export async function aboutSlack(env: Record<string, string | undefined>, timeoutMs: number): Promise<Finding[]> {
  let access: ReturnType<typeof readSlackAccess>
  try {
    access = readSlackAccess(env)
  } catch {
    access = undefined
  }
  if (!access) return [note('Slack', 'not asked before SLACK_BOT_TOKEN is right.')]
  const client = new WebClient(access.botToken, clientOptions(createLog('silent'), access.apiUrl, timeoutMs))
  const me = await client.auth.test()
  const scopes = me.response_metadata?.scopes
  return [fine('Slack', `the token is that of ${me.user} in ${me.team}.`), ...aboutScopes(scopes)]
}

function aboutScopes(granted: string[] | undefined): Finding[] {
  if (!granted) return [note('Slack permissions', 'Slack did not say which the token has.')]
  const { bot, bot_optional } = (JSON.parse(fs.readFileSync(MANIFEST, 'utf8')) as Manifest).oauth_config.scopes
  const lacking = bot.filter((scope) => !granted.includes(scope))
  const needed = lacking.filter((scope) => !bot_optional.includes(scope))
  const optional = lacking.filter((scope) => bot_optional.includes(scope))
  const again = 'Add it under OAuth & Permissions › Bot Token Scopes, then install the app again.'
  return [
    ...(needed.length > 0
      ? [mend('Slack permissions', `missing: ${needed.join(', ')}. ${again}`)]
      : [fine('Slack permissions', 'all that are needed are there.')]),
    ...(optional.length > 0
      ? [
          note(
            'Slack permissions',
            `without ${optional.join(', ')} it works; docs/slack-app.md says what each is good for.`,
          ),
        ]
      : []),
  ]
}
