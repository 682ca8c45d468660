import { radioInput, read, textInput, type Values } from './inputs.ts'
import { type Modal, modal, paragraph } from './kit.ts'

export const RATE_VIEW = 'digests.rate_view'
const RATING = 'rating'
const COMMENT = 'comment'
const RATINGS = ['5 · very good', '4 · good', '3 · fair', '2 · poor', '1 · very poor']

/** How was this week, from 1 to 5, and a line if they like. */
export const rateModal = (
  digestId: string,
  contact: string | null,
  before: { rating: number; comment: string | null } | undefined,
): Modal =>
  modal(
    RATE_VIEW,
    'Rate this week',
    [
      paragraph(
        `Only ${contact ? `${contact} and the colleagues` : 'those of us'} who work on your project read this. It is not shown in the channel.`,
      ),
      radioInput(RATING, {
        label: 'How was this week for you?',
        choices: RATINGS.map((text) => ({ value: text.charAt(0), text })),
        initial: before ? String(before.rating) : null,
      }),
      textInput(COMMENT, { label: 'What should we know?', optional: true, multiline: true, initial: before?.comment }),
    ],
    { submit: 'Send', metadata: digestId },
  )

export const readRating = (values: Values): { rating: number; comment: string | null } => ({
  rating: Number(read(values, RATING)),
  comment: read(values, COMMENT),
})

export const thanksModal = (contact: string | null): Modal =>
  modal('digests.thanks', 'Thank you', [
    paragraph(`Thank you. ${contact ?? 'Your contact'} reads it; it is not shown in the channel.`),
  ])

/** For somebody whom the button is not for. */
export const sentenceModal = (text: string): Modal => modal('digests.sentence', 'Throughline', [paragraph(text)])
