import { type Logger, pino } from 'pino'

export type { Logger }

const SECRETS =
  /\b(xox[abeprs]-[\w-]+|xapp-[\w-]+|whsec_[\w+/=-]+|tlw_[\w-]+)|(?<=Bearer )[\w.-]+|(?<=:\/\/[^:/\s]*:)[^@/\s]+(?=@)/g

/** Replaces tokens and passwords, wherever in a text they stand: redaction by path misses nested and spliced ones. */
export const scrub = (text: string): string => text.replace(SECRETS, '[secret]')

/** Logs events, fields first: `log.info({ accountId }, 'checkin.asked')`. Never what a person wrote. */
export function createLog(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { error: describe } },
    { write: (line: string) => void process.stdout.write(scrub(line)) },
  )
}

// An error from Slack carries the request, and with it the token and the text: only these three fields may pass.
function describe(error: unknown) {
  if (!(error instanceof Error)) return { message: String(error) }
  return { name: error.name, message: error.message, stack: error.stack }
}
