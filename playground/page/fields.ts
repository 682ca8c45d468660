import type { Click } from '../act/click.ts'
import { type Choice, enter, NotPossible } from '../choices.ts'
import { elementsIn, type Found } from '../elements.ts'
import { isObject } from '../post.ts'
import type { Json, State } from '../state.ts'
import { fieldName, takesSeveral } from './controls.ts'
import type { Pressed } from './elements.ts'

/** The fields of a posted form. */
export interface Fields {
  get(name: string): string
  all(name: string): string[]
  names(): string[]
}

/** Puts what stands in the posted form into the open view, without telling the app; `but` is told separately. */
export function keep(state: State, as: string, fields: Fields, but?: Pressed): void {
  const view = state.stacks.get(as)?.at(-1)
  if (!view || view.id !== fields.get('view')) return
  for (const found of elementsIn(view.blocks)) {
    const { element, block_id, action_id } = found
    if (!view.values[block_id]?.[action_id]) continue
    if (but?.block_id === block_id && but.action_id === action_id) continue
    const entered = choiceIn(fields, found)
    // A box without a tick sends nothing; any other field that is not there was not part of the form.
    if (entered === undefined && !takesSeveral(element['type'])) continue
    view.values[block_id] = {
      ...view.values[block_id],
      [action_id]: enterKindly(element, entered === undefined ? [] : entered),
    }
  }
}

/** A number or a date that is none stays as it was typed, for the client's own check to speak about it. */
function enterKindly(element: Json, choice: Choice) {
  try {
    return enter(element, choice)
  } catch (error) {
    if (error instanceof NotPossible) return enter(element, null)
    throw error
  }
}

function choiceIn(fields: Fields, { block, element }: Found): Choice | undefined {
  const name = fieldName(block, element)
  if (!fields.names().includes(name)) return undefined
  if (takesSeveral(element['type'])) return fields.all(name)
  const typed = fields.get(name)
  // The browser sends line ends of its own.
  return typed === '' ? null : typed.replaceAll('\r\n', '\n')
}

/** What is pressed in a form; a menu brings what was chosen in it. */
export function tell(state: State, as: string, fields: Fields, pressed: Pressed): Click {
  const view = state.stacks.get(as)?.at(-1)
  const found = elementsIn(view?.blocks ?? []).find(
    (f) => f.block_id === pressed.block_id && f.action_id === pressed.action_id,
  )
  const choice = pressed.choice ?? (found && isObject(found.element) ? choiceIn(fields, found) : undefined)
  const empty = takesSeveral(found?.element['type']) ? [] : undefined
  return { ...pressed, choice: choice ?? empty }
}
