// The least that keeps a webhook: Bolt, and one insert before the answer. What `bench/webhook.ts` compares with.
import type { AddressInfo } from 'node:net'
import { App } from '@slack/bolt'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL']!, max: 12 })
await pool.query('create table if not exists kept (id bigint generated always as identity, message jsonb not null)')

const app = new App({
  token: process.env['SLACK_BOT_TOKEN']!,
  signingSecret: process.env['SLACK_SIGNING_SECRET']!,
  clientOptions: { slackApiUrl: process.env['SLACK_API_URL']! },
  customRoutes: [
    {
      path: '/contacts',
      method: 'POST',
      handler: (request, response) => {
        const chunks: Buffer[] = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.on('end', () => {
          const message = Buffer.concat(chunks).toString()
          pool.query('insert into kept (message) values ($1)', [message]).then(
            () => response.writeHead(202).end('{}'),
            () => response.writeHead(503).end('{}'),
          )
        })
      },
    },
  ],
})
const server = await app.start(0)
process.stdout.write(`${JSON.stringify({ msg: 'bare.started', port: (server.address() as AddressInfo).port })}\n`)
process.once('SIGTERM', () => process.exit(0))
