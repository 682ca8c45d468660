import { idle } from './deliver.ts'
import type { State } from './state.ts'

/** What the program under the playground hands in so that a jump of the clock stops at every due instant. */
export interface Timeline {
  /** The next instant at which something is due, or null. */
  nextDue(): Promise<Date | null>
  /** The next one that a person sees, where some are the program's own: what a jump to the next thing due goes to. */
  nextSeen?(): Promise<Date | null>
  /** Resolves when all that is due by now has been done. */
  settle(): Promise<void>
}

/** After this many stops at one and the same instant something does not get done. */
const STOPS_AT_ONE_INSTANT = 20

export interface Journey {
  /** Moves to `to`, stopping at every due instant on the way; returns those instants. */
  moveTo(to: Date): Promise<Date[]>
  /** Moves to the next thing due; null when nothing is. */
  moveToNext(): Promise<Date | null>
}

/** Moves of the clock, one after another even when asked for together. */
export function createJourney(state: State, timeline: Timeline | undefined): Journey {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(move: () => Promise<T>): Promise<T> => {
    const turn = last.then(move)
    last = turn.catch(() => {})
    return turn
  }
  return {
    moveTo: (to) =>
      inTurn(() => {
        if (to < state.clock.now()) throw new RangeError('The clock never goes back. Reset starts it again.')
        return travel(state, timeline, to)
      }),
    moveToNext: () =>
      inTurn(async () => {
        const due = (await (timeline?.nextSeen ?? timeline?.nextDue)?.()) ?? null
        if (due) await travel(state, timeline, due)
        return due
      }),
  }
}

async function travel(state: State, timeline: Timeline | undefined, to: Date): Promise<Date[]> {
  if (Number.isNaN(to.getTime())) throw new RangeError('The clock needs a date, like 2026-11-20T09:30:00Z.')
  const stops: Date[] = []
  let again = 0
  for (let due = await timeline?.nextDue(); due && due <= to; due = await timeline?.nextDue()) {
    again = due.getTime() === stops.at(-1)?.getTime() ? again + 1 : 0
    if (again >= STOPS_AT_ONE_INSTANT)
      throw new Error(`Something due at ${due.toISOString()} does not get done, so the clock stays there.`)
    stops.push(due)
    stand(state, due)
    await settle(state, timeline)
  }
  stand(state, to)
  await settle(state, timeline)
  return stops
}

/** A running clock may already be past the instant. */
function stand(state: State, at: Date): void {
  if (at > state.clock.now()) state.clock.jumpTo(at)
}

async function settle(state: State, timeline: Timeline | undefined): Promise<void> {
  await timeline?.settle()
  await idle(state)
}
