export { acknowledgeChange, escalateChange, unacknowledgedLook } from './acknowledging.ts'
export { takeEffect } from './arriving.ts'
export { brief } from './briefing.ts'
export { releaseChange, takeBackChange } from './deciding.ts'
export { endTransition, passOnItsDay } from './ending.ts'
export { openContactChange, openCorrection, recordContactChange } from './forms.ts'
export { type RecentChange, recentChanges } from './history.ts'
export { announceImported, foreseeImport, type Imported, tellOfImport } from './importing.ts'
export { askHowItGoesOn, lapsedLook } from './lapsing.ts'
export { isOfAnotherCustomer, ofTheirs } from './learning.ts'
export { openFromMessage } from './noticing.ts'
export { type Reported, reportChange } from './reporting.ts'
export { openRetraction, sendRetraction, toldByHand } from './retracting.ts'
export { comeBack, returnOnItsDay, stay } from './returning.ts'
export {
  dismissSuspicion,
  heardOfJoining,
  heardOfLeaving,
  heardOfPerson,
  openSuspicion,
  suspicionLook,
} from './suspecting.ts'
export { openWelcome, sendWelcome, type WaitingWelcome, waitingWelcomes } from './welcoming.ts'
export { emptyLook, type Zone, zonesOn } from './zones.ts'
