import {
  ADD_SECRET,
  BACK_TO_ENDPOINTS,
  CLOSE_ENDPOINT,
  MAPPING_VIEW,
  NEW_ENDPOINT,
  NEW_ENDPOINT_VIEW,
  OPEN_ENDPOINT,
  OPEN_ENDPOINTS,
  OPEN_MAPPING,
  REVOKE_SECRET,
  readMappingText,
  readNewEndpoint,
  readSecret,
  readSecretOf,
  SECRET_VIEW,
  TYPE_SECRET,
} from '#blocks/endpoints.ts'
import type { Context, Tx } from '#platform/context.ts'
import type { Actor, Slack } from '#platform/slack/listen.ts'
import {
  addEndpoint,
  addSecret,
  changeMapping,
  type Desk,
  endEndpoint,
  openEndpoint,
  openEndpoints,
  openMapping,
  openNewEndpoint,
  openNewSecret,
  revokeSecret,
} from './flow.ts'

/** Where administrators make the addresses to which a CRM posts, and their secrets. */
export function listenToEndpoints(slack: Slack, ctx: Context, desk: Desk): void {
  const inTx = <T>({ workspaceId }: Actor, work: (tx: Tx) => Promise<T>) => ctx.inWorkspace(workspaceId, work)

  // Slack lays three forms over one another at most: from the list on, each takes the place of the one before.
  slack.opens(OPEN_ENDPOINTS, (press) => inTx(press, (tx) => openEndpoints(tx, press.userId)))
  slack.redraws(BACK_TO_ENDPOINTS, (press) => inTx(press, (tx) => openEndpoints(tx, press.userId)))
  slack.redraws(NEW_ENDPOINT, (press) => inTx(press, (tx) => openNewEndpoint(tx, press.userId, desk)))
  slack.redraws(OPEN_ENDPOINT, (press) => inTx(press, (tx) => openEndpoint(tx, press.userId, press.value, desk)))
  slack.redraws(OPEN_MAPPING, (press) => inTx(press, (tx) => openMapping(tx, press.userId, press.value)))
  slack.redraws(TYPE_SECRET, (press) => inTx(press, (tx) => openNewSecret(tx, press.userId, press.value)))
  slack.changes(ADD_SECRET, (press) => inTx(press, (tx) => addSecret(tx, press.userId, press.value, null, desk)))
  slack.changes(REVOKE_SECRET, (press) =>
    inTx(press, (tx) => revokeSecret(tx, press.userId, readSecretOf(press.value), desk)),
  )
  slack.changes(CLOSE_ENDPOINT, (press) => inTx(press, (tx) => endEndpoint(tx, press.userId, press.value)))
  slack.submits(NEW_ENDPOINT_VIEW, (form) =>
    inTx(form, (tx) => addEndpoint(tx, form.userId, readNewEndpoint(form.values), desk, form.metadata || undefined)),
  )
  slack.submits(SECRET_VIEW, (form) =>
    inTx(form, (tx) => addSecret(tx, form.userId, form.metadata, readSecret(form.values), desk)),
  )
  slack.submits(MAPPING_VIEW, (form) =>
    inTx(form, (tx) => changeMapping(tx, form.userId, form.metadata, readMappingText(form.values), desk)),
  )
}
