import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api'

/** What Slack's codes mean for whoever set the token (docs.slack.dev/reference/methods/auth.test). */
const SLACK: Record<string, string> = {
  invalid_auth:
    'Slack does not know this SLACK_BOT_TOKEN. Copy it again from OAuth & Permissions › Bot User OAuth Token.',
  not_authed: 'Slack saw no token. Set SLACK_BOT_TOKEN.',
  account_inactive: 'The app was removed from this workspace. Install it again, and set the new SLACK_BOT_TOKEN.',
  token_revoked: 'This SLACK_BOT_TOKEN was revoked. Install the app again, and set the new one.',
  token_expired:
    'This SLACK_BOT_TOKEN has expired. Switch token rotation off in the app’s settings and install it again.',
  missing_scope: 'The app lacks a permission. Install it again with manifest.json.',
}

const PLACE = 'Is it running there, and do host and port stand right in the configuration?'
const SYSTEM: Record<string, string> = {
  ECONNREFUSED: `Nothing answers there. ${PLACE}`,
  ECONNRESET: `The connection was cut. ${PLACE}`,
  ENOTFOUND: 'There is no host of that name.',
  EAI_AGAIN: 'The name of the host cannot be looked up: is there a network?',
  EHOSTUNREACH: `The host cannot be reached. ${PLACE}`,
  ETIMEDOUT: `No answer came in time. ${PLACE}`,
  EADDRINUSE: 'Another program uses this port. Set PORT to a free one.',
  EACCES: 'This needs a permission that the program does not have.',
}

/** PostgreSQL's error codes (postgresql.org/docs/current/errcodes-appendix.html). */
const POSTGRES: Record<string, string> = {
  '28P01': 'The database refuses the password in DATABASE_URL.',
  '28000': 'The database lets nobody in with this user from here.',
  '3D000': 'There is no database of the name in DATABASE_URL.',
  '42P01': 'The database has not been set up, or not been brought up to date. Run: throughline migrate',
  '42703': 'The database has not been brought up to date. Run: throughline migrate',
  '42501': 'The database does not let the program read or write its tables. Run: throughline migrate',
  '53300': 'The database has no connection left.',
  '57P03': 'The database is starting up. Try again in a moment.',
}

/** A sentence about trouble that a person can mend outside the program; undefined where it is none we know. */
export function explain(error: unknown): string | undefined {
  if (error instanceof WebAPIPlatformError) return SLACK[error.data.error] ?? `Slack answers: ${error.data.error}`
  if (error instanceof WebAPIHTTPError) return `Slack answers ${error.statusCode}. Try again in a moment.`
  if (error instanceof WebAPIRateLimitedError) return `Slack asks to wait ${error.retryAfter} seconds.`
  if (error instanceof WebAPIRequestError)
    return `Slack cannot be reached. ${explain(error.original) ?? error.original.message}`
  if (!(error instanceof Error)) return undefined
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number }
  const sentence = code ? (POSTGRES[code] ?? SYSTEM[code]) : undefined
  if (sentence)
    return [sentence, code && code in SYSTEM ? `(${[code, address, port].filter(Boolean).join(' ')})` : '']
      .join(' ')
      .trim()
  if (/timeout|terminated unexpectedly/i.test(error.message)) return `No answer came in time. ${PLACE}`
  return explain(error.cause)
}
