import type { Context } from '#platform/context.ts'
import type { Page } from '#platform/web/serve.ts'
import { type Desk, findEndpointsWorkspace, NOBODYS, receive } from './flow.ts'
import { endpointIn } from './model.ts'
import { isOffTime, pretend } from './signatures.ts'

/** In bytes. HubSpot's largest batch, of 100 events, is a tenth of it. */
const LIMIT = 256 * 1024

/**
 * Where a CRM tells us of changes of contacts.
 * @param own the workspace for which this program speaks; undefined until it is known.
 */
export function contactsPage(ctx: Context, own: () => string | undefined, desk: Desk): Page {
  // An endpoint stays where it was made, so what was found once is known.
  const routes = new Map<string, string>()
  const route = async (id: string): Promise<string | undefined> => {
    const found = routes.get(id) ?? (id === '' ? undefined : await findEndpointsWorkspace(ctx, id))
    if (found) routes.set(id, found)
    return found
  }
  return {
    takes: endpointIn,
    limit: LIMIT,
    async answer(id, asked) {
      if (isOffTime(asked, ctx.clock.real()))
        return { status: 401, body: { error: 'The time of the signature is more than five minutes away from ours.' } }
      const workspaceId = await route(id)
      if (workspaceId === undefined || workspaceId !== own()) {
        pretend(asked)
        return NOBODYS
      }
      const { status, body } = await ctx.inWorkspace(workspaceId, (tx) => receive(tx, id, asked, desk))
      return { status, body }
    },
  }
}
