import type { Json } from '../state.ts'

export type Surface = 'message' | 'modal' | 'home'

/**
 * Collects what is wrong with a payload, in Slack's form: `[ERROR] … [json-pointer:/blocks/0/text]`.
 * Lengths are counted in UTF-16 units, the stricter reading of "characters".
 */
export interface Report {
  surface: Surface
  problems: string[]
}

export const newReport = (surface: Surface): Report => ({ surface, problems: [] })

export function say(report: Report, pointer: string, problem: string): void {
  report.problems.push(`[ERROR] ${problem} [json-pointer:${pointer}]`)
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export interface Bounds {
  min?: number
  max: number
  /** With false a missing value passes. */
  required?: boolean
}

export function checkString(report: Report, pointer: string, value: unknown, bounds: Bounds): void {
  if (value === undefined || value === null) {
    if (bounds.required !== false) say(report, pointer, 'missing required field')
    return
  }
  if (typeof value !== 'string') return say(report, pointer, 'must be a string')
  if (value.length < (bounds.min ?? 0)) say(report, pointer, `must be more than ${(bounds.min ?? 0) - 1} characters`)
  if (value.length > bounds.max) say(report, pointer, `must be less than ${bounds.max + 1} characters`)
}

/** Checks a list's length and hands each object inside to `each`. */
export function checkList(
  report: Report,
  pointer: string,
  value: unknown,
  bounds: Bounds,
  each: (item: Json, pointer: string) => void = () => {},
): void {
  if (value === undefined || value === null) {
    if (bounds.required !== false) say(report, pointer, 'missing required field')
    return
  }
  if (!Array.isArray(value)) return say(report, pointer, 'must be an array')
  const min = bounds.min ?? 1
  if (value.length < min) say(report, pointer, `no fewer than ${min} items allowed`)
  if (value.length > bounds.max) say(report, pointer, `no more than ${bounds.max} items allowed`)
  value.forEach((item, i) => {
    if (isObject(item)) each(item, `${pointer}/${i}`)
    else if (!Array.isArray(item)) say(report, `${pointer}/${i}`, 'must be an object')
  })
}

export function checkOneOf(report: Report, pointer: string, value: unknown, allowed: readonly unknown[]): void {
  if (value !== undefined && !allowed.includes(value))
    say(report, pointer, `must be one of: ${allowed.map(String).join(', ')}`)
}

export function checkNumber(report: Report, pointer: string, value: unknown, min: number, max: number): void {
  if (value === undefined) return
  if (typeof value !== 'number' || !Number.isInteger(value)) return say(report, pointer, 'must be an integer')
  if (value < min) say(report, pointer, `must be greater than or equal to ${min}`)
  if (value > max) say(report, pointer, `must be less than or equal to ${max}`)
}

/** Fields that Slack does not know are refused, as a misspelt one would otherwise pass silently. */
export function checkKeys(report: Report, pointer: string, value: Json, known: readonly string[]): void {
  for (const key of Object.keys(value))
    if (!known.includes(key)) say(report, pointer, `invalid additional property: ${key}`)
}
