/** What is on the screen: who looks, and at what. Ids as in Slack. */
export interface Address {
  as: string
  channel: string | null
  /** The app whose Home is shown. */
  home: string | null
  /** The ts of the message whose thread is open. */
  thread: string | null
}

export const addressOf = (query: Record<string, string>): Address => ({
  as: query['as'] ?? '',
  channel: query['channel'] ?? null,
  home: query['home'] ?? null,
  thread: query['thread'] ?? null,
})

export function href({ as, ...where }: Partial<Address> & { as: string }): string {
  const query = new URLSearchParams({ as })
  for (const [key, value] of Object.entries(where)) if (value) query.set(key, value)
  return `/?${query}`
}
