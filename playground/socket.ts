import type { Answer, Outgoing } from './deliver.ts'
import type { Socket, State } from './state.ts'

export async function sendOverSocket(_state: State, _socket: Socket, _outgoing: Outgoing): Promise<Answer> {
  return { ok: false, reason: 'connection_failed' }
}
