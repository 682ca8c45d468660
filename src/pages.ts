import type { Desk } from '#features/endpoints/flow.ts'
import { contactsPage } from '#features/endpoints/pages.ts'
import type { Context } from '#platform/context.ts'
import { createPages, type Pages } from '#platform/web/serve.ts'

/** Every address that the outside world may post to, besides Slack's own. */
export const addPages = (ctx: Context, own: () => string | undefined, desk: Desk): Pages =>
  createPages([contactsPage(ctx, own, desk)], ctx.log)
