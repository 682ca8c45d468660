import { valuesOf } from './elements.ts'
import { withIds } from './post.ts'
import type { App, Installation, Json, Person, State, View } from './state.ts'
import { nextId } from './world.ts'

/** A modal stack holds the opened view and two pushed ones. */
export const STACK_MAX = 3

const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const optional = (key: string, value: unknown) => (value ? { [key]: value as Json } : {})

export const freshHash = (): string => `${Math.floor(Date.now() / 1000)}.${crypto.randomUUID().slice(0, 8)}`

/** A view as the app described it, for one person. */
export function drawView(state: State, app: App, installation: Installation, person: Person, input: Json): View {
  const id = nextId(state, 'V')
  return {
    id,
    team_id: person.team_id,
    app_id: app.id,
    app_installed_team_id: installation.team_id,
    bot_id: installation.bot_id,
    root_view_id: id,
    previous_view_id: null,
    ...content(state, input),
  }
}

type Content = Omit<
  View,
  'id' | 'team_id' | 'app_id' | 'app_installed_team_id' | 'bot_id' | 'root_view_id' | 'previous_view_id'
>

function content(state: State, input: Json, before?: View): Content {
  const blocks = withIds(state, input['blocks'] as Json[])
  return {
    type: input['type'] === 'home' ? 'home' : 'modal',
    ...optional('title', input['title']),
    ...optional('submit', input['submit']),
    ...optional('close', input['close']),
    blocks,
    private_metadata: stringOf(input['private_metadata']),
    callback_id: stringOf(input['callback_id']),
    external_id: stringOf(input['external_id']),
    clear_on_close: input['clear_on_close'] === true,
    notify_on_close: input['notify_on_close'] === true,
    submit_disabled: input['submit_disabled'] === true,
    hash: freshHash(),
    values: valuesOf(blocks, before?.values),
    errors: {},
  }
}

/** Redraws a view in place: same id, new hash; what was typed under the same ids stays. */
export function redrawView(state: State, view: View, input: Json): View {
  for (const key of ['title', 'submit', 'close'] as const) delete view[key]
  return Object.assign(view, content(state, input, view))
}

/** Opens a new stack, or puts the view on top of the open one. */
export function showView(state: State, person: Person, view: View, on: 'new' | 'top'): View {
  const stack = on === 'top' ? (state.stacks.get(person.id) ?? []) : []
  const below = stack.at(-1)
  if (below) Object.assign(view, { root_view_id: below.root_view_id, previous_view_id: below.id })
  state.stacks.set(person.id, [...stack, view])
  return view
}

export function dropView(state: State, person: Person, id: string): void {
  const stack = (state.stacks.get(person.id) ?? []).filter((v) => v.id !== id)
  if (stack.length) state.stacks.set(person.id, stack)
  else state.stacks.delete(person.id)
}

/** Every open modal and every Home of one installation. */
export function viewsOf(state: State, installation: Installation): View[] {
  return [...[...state.stacks.values()].flat(), ...state.homes.values()].filter(
    (v) => v.app_id === installation.app_id && v.app_installed_team_id === installation.team_id,
  )
}
