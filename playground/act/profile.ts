import { viewJson } from '../api/show.ts'
import { deliverEvent } from '../deliver.ts'
import { tellAboutPerson } from '../events.ts'
import type { Person, State } from '../state.ts'
import { directMessage, nextTs } from '../world.ts'
import { homeOf } from './click.ts'
import * as is from './person.ts'
import { CannotAct, done, fail, type Outcome } from './person.ts'

/** Opens the Home tab of an app. Outsiders have none. */
export function openHome(state: State, personId: string, app_id: string): Outcome {
  const person = is.actor(state, personId)
  const app = state.apps.get(app_id)
  const installation = state.installations.find((i) => i.app_id === app_id && i.team_id === person.team_id)
  if (!app || !installation) return fail(state, person, 'This app has no Home for people of another organisation.')
  if (!app.home_tab) return fail(state, person, `${app.name} has no Home.`)
  const view = homeOf(state, person, app_id)
  const channel = directMessage(state, installation.bot_user_id, person.id, installation.team_id)
  const type = 'app_home_opened'
  const shown = view ? { view: viewJson(view) } : {}
  const event = { type, user: person.id, channel: channel.id, tab: 'home', ...shown, event_ts: nextTs(state) }
  deliverEvent(state, installation, { name: type, scope: null, event })
  return done
}

/** An administrator deactivates an account, or brings it back. */
export function deactivateUser(state: State, personId: string, deleted = true): void {
  change(state, personId, { deleted })
}

/** A person moves: their zone follows, e.g. `changeZone(state, 'U1', 'Asia/Tokyo')`. */
export function changeZone(state: State, personId: string, tz: string): void {
  if (!Intl.supportedValuesOf('timeZone').includes(tz) && tz !== 'Etc/UTC')
    throw new CannotAct(`${tz} is not a time zone.`)
  change(state, personId, { tz })
}

function change(state: State, personId: string, changed: Partial<Person>): void {
  const person = state.people.get(personId)
  if (!person) throw new CannotAct(`There is no person ${personId}.`)
  Object.assign(person, changed)
  if (person.deleted) state.stacks.delete(personId)
  tellAboutPerson(state, person, 'user_change')
}
