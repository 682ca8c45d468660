import type { Desk } from '#features/endpoints/flow.ts'
import { contactsPage } from '#features/endpoints/pages.ts'
import { confirmPage } from '#features/handoffs/pages.ts'
import type { Context } from '#platform/context.ts'
import type { Links } from '#platform/links.ts'
import { createPages, type Pages } from '#platform/web/serve.ts'

/** Every address at which the outside world is heard, besides Slack's own. */
export const addPages = (
  ctx: Context,
  own: () => string | undefined,
  desk: Desk & { links: Links | undefined },
): Pages => createPages([contactsPage(ctx, own, desk), confirmPage(ctx, own, desk.links)], ctx.log)
