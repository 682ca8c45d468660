import { openHome } from '../act/profile.ts'
import type { State } from '../state.ts'
import type { Desk } from './desk.ts'

const PATIENCE_MS = 400
const LOOK_MS = 15

/** After an act the app usually answers with a call at once: a form, a message. Waits for that, but not for long. */
export async function answered(state: State, act: () => unknown, patienceMs = PATIENCE_MS): Promise<void> {
  const before = state.calls.length
  await act()
  for (const end = performance.now() + patienceMs; state.calls.length === before && performance.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
}

/** Opens the Home that the address names, as a click on its tab does. @returns whether there was one to open. */
export async function openedHome({ state, person, address }: Desk): Promise<boolean> {
  const { home } = address
  if (!home) return false
  await answered(state, () => openHome(state, person.id, home))
  return true
}
