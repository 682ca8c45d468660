import type { Directory } from '#features/installations/flow.ts'
import type { Handling } from '#platform/scheduling/occurrences.ts'
import { checkAccount, checkEverything } from './flow.ts'

/** What asks Slack, by kind. */
export const checksOfSlack = (directory: Directory): Record<string, Handling> => ({
  'accounts.check': checkAccount(directory),
  'accounts.check_all': checkEverything,
})
