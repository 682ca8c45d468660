import fs from 'node:fs'
import path from 'node:path'

/** What administrators paste into Slack to make the app. */
export const manifest = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '../../manifest.json'), 'utf8'))
export const { bot, bot_optional } = manifest.oauth_config.scopes as { bot: string[]; bot_optional: string[] }
