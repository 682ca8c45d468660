import { readConfirmed, refusalPage } from '#blocks/confirmingByLink.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Links } from '#platform/links.ts'
import type { Page, Told } from '#platform/web/serve.ts'
import { CONFIRM_PATH } from './asking.ts'
import { confirmByLink, openByLink } from './linking.ts'

/** In bytes. The form holds an id and a number. */
const LIMIT = 4 * 1024
const NOT_OURS = 'This is no link of ours, or not all of it was copied. Please open it from the letter.'

/**
 * Where a newcomer who was asked by letter confirms. Looking changes nothing; only the form that the page holds does.
 * @param own the workspace for which this program speaks; undefined until it is known.
 */
export function confirmPage(ctx: Context, own: () => string | undefined, links: Links | undefined): Page {
  return {
    takes: (path) => new RegExp(`^${CONFIRM_PATH}/([^/]+)/?$`).exec(path)?.[1],
    limit: LIMIT,
    refuses: refusalPage,
    async answer(token, { method, body }): Promise<Told> {
      const workspaceId = own()
      if (!workspaceId) throw new Error('Slack has not said yet for which workspace we speak.')
      const link = links?.read(token, { path: CONFIRM_PATH, bound: workspaceId })
      if (!link) return { status: 404, ...refusalPage(NOT_OURS) }
      try {
        const page = await ctx.inWorkspace(workspaceId, (tx) =>
          method === 'POST'
            ? confirmByLink(tx, link, readConfirmed(new URLSearchParams(body.toString('utf8'))))
            : openByLink(tx, link),
        )
        return { status: 200, ...page }
      } catch (error) {
        if (error instanceof Refusal) return { status: 410, ...refusalPage(error.message) }
        throw error
      }
    },
  }
}
