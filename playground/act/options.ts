import { send } from '../deliver.ts'
import type { Found } from '../elements.ts'
import { isObject } from '../post.ts'
import type { Json, Person, State } from '../state.ts'
import type { Target } from './click.ts'
import { fail, TROUBLE } from './person.ts'

/** Asks the app for the options of an external select, as typing into it does. */
export async function askOptions(
  state: State,
  person: Person,
  target: Target,
  { block_id, action_id }: Found,
  typed: string,
): Promise<Json[]> {
  const { trigger_id: _, response_url: __, ...body } = target.body()
  const asked = { ...body, type: 'block_suggestion', action_id, block_id, value: typed }
  const name = `block_suggestion ${action_id}`
  const answer = await send(state, target.app, { kind: 'options', name, body: asked })
  if (!answer.ok || !isObject(answer.body)) {
    fail(state, person, TROUBLE)
    return []
  }
  const groups = Array.isArray(answer.body['option_groups']) ? answer.body['option_groups'] : [answer.body]
  return groups.filter(isObject).flatMap((g) => (Array.isArray(g['options']) ? g['options'].filter(isObject) : []))
}
