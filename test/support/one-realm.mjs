import { isDate, isPromise, isRegExp } from 'node:util/types'
import { runInThisContext } from 'node:vm'

// A test file lives in a realm of its own, while packages live outside of it: what one of them makes is no instance of
// the other's classes, unless both are told to look at what it is.
const isRangeError = (value) => Error.isError(value) && value.name === 'RangeError'
const kinds = { Date: isDate, Error: Error.isError, Promise: isPromise, RangeError: isRangeError, RegExp: isRegExp }
for (const [name, is] of Object.entries(kinds))
  for (const Class of [globalThis[name], runInThisContext(name)])
    Object.defineProperty(Class, Symbol.hasInstance, {
      configurable: true,
      value(value) {
        return (this === Class && is(value)) || Function.prototype[Symbol.hasInstance].call(this, value)
      },
    })
