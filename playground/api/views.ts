import { VIEW_BYTES_MAX, viewProblems } from '../limits/view.ts'
import { isObject } from '../post.ts'
import type { Json, Person, View } from '../state.ts'
import type { Trigger } from '../traffic.ts'
import { drawView, redrawView, STACK_MAX, showView, viewsOf } from '../views.ts'
import { type Call, findPerson, type Method, SlackError, TIER_4, text } from './call.ts'
import { viewJson } from './show.ts'

export const views: Record<string, Method> = {
  'views.open': { scopes: [], tier: TIER_4, run: open },
  'views.push': { scopes: [], tier: TIER_4, run: push },
  'views.update': { scopes: [], tier: TIER_4, run: update },
  'views.publish': { scopes: [], tier: TIER_4, run: publish },
}

const invalid = (messages: string[]): SlackError =>
  new SlackError('invalid_arguments', { response_metadata: { messages } })

function readView(call: Call, type: 'modal' | 'home' | 'either'): Json {
  const view = call.args['view']
  if (!isObject(view)) throw invalid(['[ERROR] missing required field: view'])
  if (type !== 'either' && view['type'] !== type)
    throw invalid([`[ERROR] must be of type ${type} [json-pointer:/view/type]`])
  const problems = viewProblems(view)
  if (problems.length) throw invalid(problems)
  if (JSON.stringify(view).length > VIEW_BYTES_MAX) throw new SlackError('view_too_large')
  return view
}

/** Uses up a trigger: it must be this app's own, unused, and at most 3 s old on the real clock. */
function exchangeTrigger(call: Call): Trigger {
  const id = text(call.args, 'trigger_id') || text(call.args, 'interactivity_pointer')
  if (!id) throw invalid(['[ERROR] missing required field: trigger_id'])
  const trigger = call.state.triggers.get(id)
  const { app_id, team_id } = call.installation
  if (!trigger || trigger.app_id !== app_id || trigger.team_id !== team_id) throw new SlackError('invalid_trigger_id')
  if (trigger.used) throw new SlackError('exchanged_trigger_id')
  if (performance.now() - trigger.issued_at > call.state.settings.trigger_ms) throw new SlackError('expired_trigger_id')
  trigger.used = true
  return trigger
}

function viewer(call: Call, trigger: Trigger): Person {
  const person = call.state.people.get(trigger.person_id)
  if (!person) throw new SlackError('user_not_found')
  return person
}

function refuseDoubleExternalId(call: Call, view: Json, but?: View): void {
  const wanted = view['external_id']
  if (!wanted) return
  const taken = viewsOf(call.state, call.installation).some((v) => v.external_id === wanted && v.id !== but?.id)
  if (taken) throw new SlackError('duplicate_external_id')
}

function open(call: Call): Json {
  const input = readView(call, 'modal')
  refuseDoubleExternalId(call, input)
  const person = viewer(call, exchangeTrigger(call))
  const view = drawView(call.state, call.app, call.installation, person, input)
  return { view: viewJson(showView(call.state, person, view, 'new')) }
}

function push(call: Call): Json {
  const input = readView(call, 'modal')
  refuseDoubleExternalId(call, input)
  const trigger = exchangeTrigger(call)
  const person = viewer(call, trigger)
  const stack = call.state.stacks.get(person.id) ?? []
  if (!trigger.view_id || stack.length === 0) throw new SlackError('invalid_trigger_id')
  if (stack.length >= STACK_MAX) throw new SlackError('push_limit_reached')
  const view = drawView(call.state, call.app, call.installation, person, input)
  return { view: viewJson(showView(call.state, person, view, 'top')) }
}

function update(call: Call): Json {
  const id = text(call.args, 'view_id')
  const external = text(call.args, 'external_id')
  if (!id && !external) throw invalid(['[ERROR] missing required field: view_id or external_id'])
  const mine = viewsOf(call.state, call.installation)
  const view = mine.find((v) => (id ? v.id === id : v.external_id === external))
  if (!view) throw new SlackError('not_found')
  const input = readView(call, view.type)
  refuseStaleHash(call, view)
  refuseDoubleExternalId(call, input, view)
  return { view: viewJson(redrawView(call.state, view, input)) }
}

function refuseStaleHash(call: Call, view: View | undefined): void {
  const hash = text(call.args, 'hash')
  if (hash && view && hash !== view.hash) throw new SlackError('hash_conflict')
}

/** For an outsider this answers ok, as Slack does, though they never see it. */
function publish(call: Call): Json {
  if (!call.app.home_tab) throw new SlackError('not_enabled')
  const person = findPerson(call, text(call.args, 'user_id'))
  if (person.deleted) throw new SlackError('user_not_found')
  const input = readView(call, 'home')
  const key = `${call.app.id}:${person.id}`
  const before = call.state.homes.get(key)
  refuseStaleHash(call, before)
  refuseDoubleExternalId(call, input, before)
  const view = before
    ? redrawView(call.state, before, input)
    : drawView(call.state, call.app, call.installation, person, input)
  call.state.homes.set(key, view)
  return { view: viewJson(view) }
}
