import type { FormMetadata } from './checkinForm.ts'
import { read, textInput, type Values } from './inputs.ts'
import { lines, type Modal, modal, note } from './kit.ts'

export const REPEAT_FORM = 'checkin.repeat'
const NEXT_STEP = 'checkin.next'

/** The one line that "Nothing changed" still asks for. */
export function drawRepeatForm({
  roundId,
  version,
  accountName,
  closes,
  fortnightly = false,
}: FormMetadata & { accountName: string; closes: string; fortnightly?: boolean }): Modal {
  const blocks = [
    lines([{ text: accountName, bold: true }]),
    note(
      `${fortnightly ? 'Your last answer' : 'Last week’s answer'} stands again: on track, the same dates, the same satisfaction. You can edit until ${closes} your time.`,
    ),
    textInput(NEXT_STEP, { label: 'What comes next', hint: 'The customer reads this.' }),
  ]
  return modal(REPEAT_FORM, 'Nothing changed', blocks, {
    submit: 'Send',
    metadata: JSON.stringify({ roundId, version }),
  })
}

export const readNextStep = (values: Values): string => read(values, NEXT_STEP) ?? ''
