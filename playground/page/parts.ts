import { isObject } from '../post.ts'
import type { Json } from '../state.ts'

/** The words of a text object. */
export const textOf = (value: unknown): string => (isObject(value) ? String(value['text'] ?? '') : '')
export const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])
