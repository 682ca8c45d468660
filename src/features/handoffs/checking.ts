import { Refusal } from '#platform/errors.ts'
import { type Handoff, type Item, isAlone, isClosed, NAME_SECOND } from './model.ts'

/** @throws Refusal where somebody else than the receiver accepts, they gave it themselves, or something is still open. */
export function checkAcceptance(handoff: Handoff, items: Item[], userId: string, receiverName: string): void {
  checkRunning(handoff)
  if (userId !== handoff.receiver) {
    throw new Refusal(`Only ${receiverName} can accept this handoff: the receiving side accepts for itself.`)
  }
  if (isAlone(handoff))
    throw new Refusal(`You give and receive this, and nobody accepts what they gave. ${NAME_SECOND}`)
  const open = items.filter((item) => !isClosed(item))
  if (open.length > 0) throw new Refusal(`${listOpen(open)} The handoff can be accepted once everything is done.`)
}

/** @throws Refusal where it is over. */
export function checkRunning({ state }: Pick<Handoff, 'state'>): void {
  if (state === 'accepted') throw new Refusal('This handoff is accepted already.')
  if (state === 'replaced') throw new Refusal('A newer handoff has taken the place of this one.')
  if (state === 'withdrawn') throw new Refusal('What started this handoff does not hold any more.')
}

function listOpen(open: Item[]): string {
  const named = open.slice(0, 5).map(({ position, text }) => `${position}. ${text}`)
  const more = open.length > 5 ? ` … and ${open.length - 5} more` : ''
  return `Still open: ${named.join('; ')}${more}.`
}
