export { answerConcern, logConcern, openConcern, openLog } from './answers.ts'
export {
  changeAsk,
  closeAsks,
  doneByCustomer,
  openAsks,
  openAsksOf,
  openDiscuss,
  raiseAsk,
  redateAsk,
  reopenAsk,
  takeBackAsk,
} from './asks.ts'
export {
  openAnother,
  openConcerns,
  openConcernsOn,
  openNotYet,
  type PublicConcern,
  publicConcernsOf,
  raiseConcern,
  sayNotYet,
  settleConcern,
} from './concerns.ts'
export { escalate } from './escalation.ts'
export { followSoon, hear, heardOf } from './heard.ts'
export { keepMailed, openMailed } from './mailed.ts'
export { type Actor, contactOf, nameOf, notForUs, type Place, placeOf } from './place.ts'
export { askToTalk, openTalk } from './talk.ts'
