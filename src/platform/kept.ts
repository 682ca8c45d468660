import { isDeepStrictEqual } from 'node:util'

/**
 * Whether what somebody sent is what is there: they send it again where the answer to their first try came too late, or
 * somebody else wrote the same. Then it is kept, and answered as the first time.
 */
export const isKept = <T extends object>(sent: T, now: { [K in keyof T]?: unknown } | undefined): boolean =>
  now !== undefined && (Object.keys(sent) as (keyof T)[]).every((part) => same(sent[part], now[part]))

// The database keeps the parts of an object in an order of its own.
const same = (one: unknown, other: unknown): boolean => isDeepStrictEqual(asKept(one), asKept(other))
const asKept = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))
