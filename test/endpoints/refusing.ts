import { expect } from '@jest/globals'
import { Refusal } from '../../src/platform/errors.ts'

/** The sentence with which something is refused. */
export const refusalOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal)
    return (error as Refusal).message
  }
  return 'no refusal'
}
