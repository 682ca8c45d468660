import { read, textInput, type Values } from './inputs.ts'
import { clip, harmless, type Line, lines, type Message, type Modal, modal, paragraph } from './kit.ts'
import { type Remembered, remember, saidModal } from './under.ts'

/** Opens the form in which a customer asks to talk. The value is the digest's id. */
export const TALK = 'digests.talk'
export const TALK_VIEW = 'promises.talk_view'
const TOPIC = 'promises.topic'
const REACH = 'promises.reach'

/** 'Talk to Maya' */
export const talkTo = (first: string | null): string => `Talk to ${first ?? 'us'}`

/** Topic and time are both optional: pressing is enough. `about` is the ask that it is about. */
export function talkModal(first: string | null, about: string | null, under: Remembered): Modal {
  const who = first ?? 'Your contact'
  return modal(
    TALK_VIEW,
    talkTo(first),
    [
      paragraph(`${who} is told at once. Nobody else in the channel is.`),
      ...(about ? [lines([{ text: 'About: ', bold: true }, { text: clip(about, 2_900) }])] : []),
      textInput(TOPIC, {
        label: about ? `What should ${who} know?` : 'What is it about?',
        optional: true,
        multiline: true,
      }),
      textInput(REACH, {
        label: 'How and when is good for you?',
        optional: true,
        multiline: true,
        placeholder: 'A call tomorrow morning, or a line here',
        max: 500,
      }),
    ],
    { submit: first ? `Tell ${first}` : 'Tell us', metadata: remember(under) },
  )
}

export const readTalk = (values: Values): { topic: string | null; reach: string | null } => ({
  topic: read(values, TOPIC),
  reach: read(values, REACH),
})

export const knowsModal = (first: string | null): Modal =>
  saidModal('Thank you', `${first ?? 'Your contact'} knows.${first ? '' : ' Somebody gets in touch with you.'}`)

export interface TalkAlert {
  account: string
  who: string
  /** Where the customer reads; null where they have no channel. */
  channel: string | null
  about: string | null
  topic: string | null
  reach: string | null
}

/** What the owner reads at once. */
export function talkAlert({ account, who, channel, about, topic, reach }: TalkAlert): Message {
  const title = `${account}: ${who} would like to talk to you.`
  const topicName = about ? 'They say' : 'What it is about'
  const named = (name: string, text: string | null): Line[] =>
    text ? [[{ text: `${name}: `, bold: true }, { text: clip(text, 3_000) }]] : []
  const rows = [...named('About', about), ...named(topicName, topic), ...named('How and when', reach)]
  const words = [title, ...rows.map((row) => (row as { text: string }[]).map(({ text }) => text).join(''))]
  const where = channel
    ? [
        { type: 'text', text: 'They read in ' },
        { type: 'channel', channel_id: channel },
        { type: 'text', text: '.' },
      ]
    : []
  const place = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: where }] }
  return {
    text: harmless(clip(words.join('\n'), 3_500)),
    blocks: [
      lines([{ text: title, bold: true }]),
      ...rows.map((row) => lines(row)),
      ...(where.length > 0 ? [place] : []),
    ],
  }
}
