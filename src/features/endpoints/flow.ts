import type { Context } from '#platform/context.ts'
import * as store from './store.ts'

export {
  addEndpoint,
  addSecret,
  changeMapping,
  endEndpoint,
  openEndpoint,
  openEndpoints,
  openMapping,
  openNewEndpoint,
  openNewSecret,
  revokeSecret,
} from './managing.ts'
export { passOn, REPORT } from './passing.ts'
export { type Desk, NOBODYS, receive } from './receiving.ts'

/** Which workspace an endpoint belongs to, or undefined. */
export const findEndpointsWorkspace = (ctx: Context, endpointId: string): Promise<string | undefined> =>
  ctx.database.asSweeper((db) => store.routeEndpoint(db, endpointId))
