import { LogLevel } from '@slack/web-api'
import type { Logger } from '#platform/log.ts'

/** Slack's packages log through ours. What they call information is detail here. */
export function slackLogger(log: Logger) {
  const say =
    (level: 'debug' | 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level]({ from: 'slack sdk' }, parts.map(String).join(' '))
  return {
    debug: say('debug'),
    info: say('debug'),
    warn: say('warn'),
    error: say('error'),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  }
}
