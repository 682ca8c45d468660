import { ALL_EXCEPTIONS, type HomeView, type HomeWaiting } from '#blocks/home.ts'
import { OPEN_SETTINGS } from '#blocks/settings.ts'
import { accountTroubles } from '#features/troubles/flow.ts'
import { troubleInWords } from '#features/troubles/model.ts'
import type { Tx } from '#platform/context.ts'
import { listNames } from './store.ts'

/** As many accounts with something wrong as an administrator reads of on their Home. */
const MOST_WRONG = 5

/** What an administrator can do, and what is wrong anywhere. @param others how much needs the action of others. */
export async function administrationOf(tx: Tx, others: number): Promise<HomeView['administration']> {
  const settings = { id: OPEN_SETTINGS, value: 'settings', text: 'Settings' }
  const all = { id: ALL_EXCEPTIONS, value: 'all', text: 'Show what needs action' }
  const wrong = await wrongInSlack(tx, await listNames(tx.db))
  const left = wrong.length - MOST_WRONG
  return {
    words: [
      ...(others > 0 ? [`${others} ${others === 1 ? 'thing needs' : 'things need'} the action of others.`] : []),
      ...wrong.slice(0, MOST_WRONG).map(({ sentence }) => sentence),
      ...(left > 0 ? [`And ${left} more accounts that name something which Slack objects to.`] : []),
    ],
    actions: others > 0 ? [settings, all] : [settings],
  }
}

/** Accounts that name people or channels with which Slack cannot do what they are named for. */
export async function wrongInSlack(tx: Tx, accounts: { id: string; called: string }[]): Promise<HomeWaiting[]> {
  const names = new Map(accounts.map(({ id, called }) => [id, called]))
  const troubles = await accountTroubles(tx, [...names.keys()])
  return [...troubles].map(([id, found]) => ({
    sentence: `${names.get(id)}: ${found.map(troubleInWords).join(' ')}`,
    action: null,
  }))
}
