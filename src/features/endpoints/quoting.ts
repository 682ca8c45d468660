/** So many characters of what was sent are repeated. */
const MOST = 60
/** What proves a sender, or is long enough to: it is neither repeated nor kept. */
const SECRET = /(?:tlw_|whsec_|bearer\s+)\S*|[\w+/=-]{40,}/gi

/** Something that a sender said, as a reason may repeat it. */
export function quoted(said: string): string {
  const shown = said.replace(SECRET, '…').replaceAll('\0', '')
  // A reason is kept, and a name cut in the middle of a character could not be.
  return `“${(shown.length > MOST ? `${shown.slice(0, MOST)}…` : shown).toWellFormed()}”`
}
