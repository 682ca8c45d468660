import { dateInput, read, type Values } from './inputs.ts'
import { type Modal, modal, paragraph } from './kit.ts'

export const AWAY_FORM = 'checkin.away_form'
export const BACK_ON = 'checkin.back_on'

/** Asks for the first day back; `backOn` is what was said before. */
export function drawAway(backOn: string | null): Modal {
  const blocks = [
    paragraph(
      'From now until your first day back you are neither asked nor reminded. The owners of your accounts see until when you are away.',
    ),
    dateInput(BACK_ON, { label: 'First day back', initial: backOn }),
  ]
  return modal(AWAY_FORM, 'I’m away until…', blocks, { submit: 'Save' })
}

export const readBackOn = (values: Values): string | null => read(values, BACK_ON)
