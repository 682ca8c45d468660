import { viewJson } from '../api/show.ts'
import { send } from '../deliver.ts'
import { elementsIn } from '../elements.ts'
import { clientErrors } from '../inputcheck.ts'
import { viewProblems } from '../limits/view.ts'
import { isObject } from '../post.ts'
import type { App, Installation, Json, Person, State, View } from '../state.ts'
import type { Answer } from '../traffic.ts'
import { drawView, dropView, redrawView, STACK_MAX, showView } from '../views.ts'
import { onView } from './click.ts'
import { askOptions } from './options.ts'
import * as is from './person.ts'
import { CannotAct, done, type Outcome, TROUBLE } from './person.ts'

interface Open {
  person: Person
  view: View
  app: App
  installation: Installation
}

function openForm(state: State, personId: string): Open {
  const person = is.actor(state, personId)
  const view = state.stacks.get(personId)?.at(-1)
  if (!view) throw new CannotAct('No form is open.')
  return { person, view, ...is.installationOf(state, view.app_id, view.app_installed_team_id) }
}

/** Presses the submit button of the open form. The client checks the inputs first and may keep the form back. */
export async function submitView(state: State, personId: string): Promise<Outcome> {
  const open = openForm(state, personId)
  const { person, view } = open
  if (!view.submit) throw new CannotAct('This form has nothing to submit.')
  view.errors = clientErrors(view)
  const [first] = Object.values(view.errors)
  if (first) return { ok: false, error: first }
  const answer = await send(state, open.app, {
    kind: 'interactive',
    name: `view_submission ${view.callback_id}`,
    body: submission(state, open),
  })
  return answer.ok ? follow(state, open, answer) : is.fail(state, person, TROUBLE)
}

/** `team` is the submitter's own workspace; the installed one stands in `view.app_installed_team_id`. */
function payload(state: State, { person, app, view }: Open, type: string): Json {
  return {
    type,
    team: is.teamJson(state, person.team_id),
    user: is.userJson(person),
    api_app_id: app.id,
    token: 'playground-verification-token',
    view: viewJson(view),
    enterprise: null,
    is_enterprise_install: false,
  }
}

function submission(state: State, open: Open): Json {
  const { app, installation, person, view } = open
  const trigger_id = is.issueTrigger(state, app.id, installation.team_id, person, view.id)
  return { ...payload(state, open, 'view_submission'), trigger_id, response_urls: [] }
}

/** Does what the app's answer says: close this view, show errors, update, push, or clear all. */
function follow(state: State, open: Open, { body }: Answer): Outcome {
  const answer = isObject(body) ? body : {}
  const action = answer['response_action']
  if (action === undefined) return close(state, open)
  if (action === 'clear') return clear(state, open)
  if (action === 'errors') return showErrors(state, open, answer['errors'])
  const next = answer['view']
  const wrong = !isObject(next) || viewProblems(next).length > 0
  if (wrong || (action !== 'update' && action !== 'push')) return is.fail(state, open.person, TROUBLE)
  if (action === 'update') return finish(redrawView(state, open.view, next))
  const stack = state.stacks.get(open.person.id) ?? []
  if (stack.length >= STACK_MAX) return is.fail(state, open.person, TROUBLE)
  const view = drawView(state, open.app, open.installation, open.person, next)
  return finish(showView(state, open.person, view, 'top'))
}

const finish = (_view: View): Outcome => done

function close(state: State, { person, view }: Open): Outcome {
  dropView(state, person, view.id)
  return done
}

function clear(state: State, open: Open): Outcome {
  const stack = state.stacks.get(open.person.id) ?? []
  state.stacks.delete(open.person.id)
  for (const view of stack) tellClosed(state, { ...open, view }, true)
  return done
}

/** Sentences go under the inputs they name; one for a block that is not there breaks the form, as in Slack. */
function showErrors(state: State, { person, view }: Open, errors: unknown): Outcome {
  const inputs = view.blocks.filter((b) => b['type'] === 'input').map((b) => String(b['block_id']))
  const entries = isObject(errors) ? Object.entries(errors) : []
  const fits = entries.length > 0 && entries.every(([id, text]) => inputs.includes(id) && typeof text === 'string')
  if (!fits) return is.fail(state, person, TROUBLE)
  view.errors = Object.fromEntries(entries.map(([id, text]) => [id, String(text)]))
  return { ok: false, error: Object.values(view.errors).join(' ') }
}

/** Presses Cancel: the top view goes, or all with `clear_on_close`. */
export function closeView(state: State, personId: string): Outcome {
  const open = openForm(state, personId)
  const stack = state.stacks.get(personId) ?? []
  const leaving = open.view.clear_on_close ? stack : [open.view]
  for (const view of leaving) {
    dropView(state, open.person, view.id)
    tellClosed(state, { ...open, view }, open.view.clear_on_close)
  }
  return done
}

function tellClosed(state: State, open: Open, is_cleared: boolean): void {
  if (!open.view.notify_on_close) return
  const body = { ...payload(state, open, 'view_closed'), is_cleared }
  void send(state, open.app, { kind: 'interactive', name: `view_closed ${open.view.callback_id}`, body })
}

/** What an external select in the open form offers for what is typed. */
export function suggestOptions(state: State, personId: string, action_id: string, typed: string): Promise<Json[]> {
  const { person, view } = openForm(state, personId)
  const found = elementsIn(view.blocks).find((f) => f.action_id === action_id)
  if (!found) throw new CannotAct(`There is no menu "${action_id}" in this form.`)
  return askOptions(state, person, onView(state, person, { view: true }), found, typed)
}
