import { START_ACCOUNT } from '#blocks/cadence.ts'
import { OPEN_ACCOUNT } from '#blocks/home.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Command, Slack } from '#platform/slack/listen.ts'
import { findAccount, openAccount, startAccount, statusText } from './account.ts'
import { refreshHome } from './flow.ts'
import { assertVendor } from './viewer.ts'

const HELP = [
  '*What you can ask Throughline*',
  '`/throughline status` shows your accounts in a line each',
  '`/throughline account calder` shows one account: who is who, dates, cadence, milestones',
  'Your Home, under *Throughline* in the sidebar, shows what waits for you.',
].join('\n')

export function listenToHome(slack: Slack, ctx: Context): void {
  slack.command('/throughline', (command) => answer(ctx, command))
  slack.opens(OPEN_ACCOUNT, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, (tx) => openAccount(tx, userId, value)),
  )
  slack.action(START_ACCOUNT, ({ workspaceId, userId, value }) =>
    ctx.inWorkspace(workspaceId, async (tx) => {
      const said = await startAccount(tx, userId, value)
      await refreshHome(tx, userId)
      return said
    }),
  )
}

async function answer(ctx: Context, { workspaceId, userId, userTeamId, teamId, text }: Command) {
  if (userTeamId !== teamId) throw new Refusal('This is for the team that implements. Please ask your contact there.')
  const [word = '', ...rest] = text.split(/\s+/)
  return ctx.inWorkspace(workspaceId, async (tx) => {
    if (word.toLowerCase() === 'status') return statusText(tx, userId)
    if (word.toLowerCase() === 'account') return findAccount(tx, userId, rest.join(' '))
    await assertVendor(tx, userId)
    return ['', 'help'].includes(word.toLowerCase())
      ? HELP
      : `Throughline does not know “${word.replace(/[<>&]/g, '')}”.\n${HELP}`
  })
}
