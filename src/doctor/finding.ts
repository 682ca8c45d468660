/** What one look found. `mend`: it cannot work like this. `note`: it works, and could be better. */
export interface Finding {
  level: 'fine' | 'mend' | 'note'
  about: string
  text: string
}

export const fine = (about: string, text: string): Finding => ({ level: 'fine', about, text })
export const mend = (about: string, text: string): Finding => ({ level: 'mend', about, text })
export const note = (about: string, text: string): Finding => ({ level: 'note', about, text })
