// The least that Bolt can be: what `bench/start.ts` and `bench/ack.ts` compare with.
import type { AddressInfo } from 'node:net'
import { App } from '@slack/bolt'

const app = new App({
  token: process.env['SLACK_BOT_TOKEN']!,
  signingSecret: process.env['SLACK_SIGNING_SECRET']!,
  clientOptions: { slackApiUrl: process.env['SLACK_API_URL']! },
})
app.action(/./, async ({ ack }) => ack())
const server = await app.start(0)
process.stdout.write(`${JSON.stringify({ msg: 'bare.started', port: (server.address() as AddressInfo).port })}\n`)
process.once('SIGTERM', () => process.exit(0))
