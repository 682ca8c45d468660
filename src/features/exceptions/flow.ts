export { closeByHand, openClosing } from './closing.ts'
export { type Look, look, lookSoon, peopleLook, startLooking } from './looking.ts'
export { allOpenExceptions, openExceptions, raiseException, settleException } from './raising.ts'
