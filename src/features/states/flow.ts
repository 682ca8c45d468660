export { end, openEnd, previewEnd } from './ending.ts'
export { chooseRhythm, moveOn, resume, resumeNow, stateLook } from './moving.ts'
export { openPause, pause, previewPause } from './pausing.ts'
export { nextWords, stateLines } from './telling.ts'
