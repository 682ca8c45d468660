import type { Fault, State } from './state.ts'

/** Asks for trouble with the next calls of a method, e.g. `{ method: 'chat.postMessage', kind: 'drop_after' }`. */
export function injectFault(state: State, fault: Omit<Fault, 'times'> & { times?: number }): Fault {
  const waiting = { times: 1, ...fault }
  state.faults.push(waiting)
  return waiting
}

export const clearFaults = (state: State): void => {
  state.faults.length = 0
}

/** The fault this call meets, if any; it is used up by one. */
export function takeFault(state: State, method: string, channel: string): Fault | undefined {
  const at = state.faults.findIndex(
    (f) => (f.method === '*' || f.method === method) && (f.channel === undefined || f.channel === channel),
  )
  const fault = state.faults[at]
  if (!fault) return undefined
  fault.times -= 1
  if (fault.times <= 0) state.faults.splice(at, 1)
  return fault
}
