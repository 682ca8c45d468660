/** Stands for whatever is only for us. */
export const CANARY = 'KEEP-THIS-INSIDE'
/** Words that stay inside the vendor. */
export const BANNED = /danger zone|\bditch|rescue|autops|exception|churn|confidence|disagree|silent/i

/** What rows of ours hold beside what a customer reads: whatever a flow hands over, a builder shows none of it. */
const INSIDE = Object.fromEntries(
  [
    ...['note', 'notes', 'ownerNotes', 'internal', 'internalReason', 'decided', 'reasons', 'disagreement', 'missing'],
    ...['unsaid'],
    ...['confidence', 'returned', 'rating', 'comment', 'actor', 'heldBy', 'overrideReason', 'cause', 'notedBy'],
    ...['feedback', 'situation', 'behaviour', 'impact', 'sold', 'bought', 'decision', 'goals', 'pitfalls', 'buddies'],
  ].map((name) => [name, CANARY]),
)
/** With that beside what it holds, at every depth. */
export function poisoned<T>(value: T): T {
  if (Array.isArray(value)) return value.map(poisoned) as T
  if (typeof value !== 'object' || value === null) return value
  const own = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poisoned(inner)]))
  return { ...INSIDE, ...own } as T
}
