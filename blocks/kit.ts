/**
 * The words of Block Kit that we use. What a person typed goes into plain text or rich text, which Slack never
 * parses; only our own words may be mrkdwn. Limits: docs.slack.dev/reference/block-kit/blocks.
 */
export type Block = { type: string; block_id?: string } & Record<string, unknown>
export interface Message {
  text: string
  blocks: Block[]
}
export interface Modal {
  type: 'modal'
  callback_id: string
  title: { type: 'plain_text'; text: string }
  blocks: Block[]
  private_metadata?: string
  submit?: { type: 'plain_text'; text: string }
  close?: { type: 'plain_text'; text: string }
}

/** A run of text, as typed. */
export interface Span {
  text: string
  bold?: boolean
  italic?: boolean
  url?: string
}
export type Line = string | Span[]

const LONGEST_SECTION = 3000

/** Cuts at a word, with an ellipsis, so that a text is at most `max` characters long. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text
  // Signs of two code units are never torn apart; of a long text only the beginning is looked at.
  const points = [...text.slice(0, 2 * max)]
  let cut = points.slice(0, max - 1).join('')
  while (cut.length > max - 1) cut = [...cut].slice(0, -1).join('')
  const space = cut.lastIndexOf(' ')
  return `${(space > max * 0.6 ? cut.slice(0, space) : cut).trimEnd()}…`
}

/** What somebody typed, as an answer repeats it: enough to know it again. */
export const echoed = (text: string): string => harmless(clip(text, 60))

/** Makes a text harmless where Slack reads mrkdwn: in the top-level text of a message (docs: formatting message text). */
export const harmless = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

export const plain = (text: string, max = LONGEST_SECTION) => ({
  type: 'plain_text' as const,
  text: clip(text, max),
  emoji: false,
})

export const header = (text: string): Block => ({ type: 'header', text: plain(text, 150) })
export const divider = (): Block => ({ type: 'divider' })
/** A paragraph of plain text; give a button to stand beside it. */
export const paragraph = (text: string, accessory?: object): Block => ({
  type: 'section',
  text: plain(text),
  ...(accessory ? { accessory } : {}),
})
/** Small grey text. */
export const note = (...texts: string[]): Block => ({
  type: 'context',
  elements: texts.slice(0, 10).map((text) => plain(text, 2000)),
})

const span = ({ text, bold, italic, url }: Span) => {
  const style = bold || italic ? { style: { ...(bold ? { bold } : {}), ...(italic ? { italic } : {}) } } : {}
  return url ? { type: 'link', url, text, ...style } : { type: 'text', text, ...style }
}
const toSpans = (line: Line): Span[] => (typeof line === 'string' ? [{ text: line }] : line)
const elements = (line: Line) =>
  toSpans(line)
    .filter(({ text }) => text.length > 0)
    .map(span)

/** Lines under each other, each as typed, with bold where we say so. */
export const lines = (...rows: Line[]): Block => ({
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: rows.flatMap((row, index) =>
        index === 0 ? elements(row) : [{ type: 'text', text: '\n' }, ...elements(row)],
      ),
    },
  ],
})

/** A bold title with a list under it. */
export const list = (title: Line, items: Line[], style: 'bullet' | 'ordered' = 'bullet'): Block => ({
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: elements(typeof title === 'string' ? [{ text: title, bold: true }] : title),
    },
    {
      type: 'rich_text_list',
      style,
      elements: items.map((item) => ({ type: 'rich_text_section', elements: elements(item) })),
    },
  ],
})

export interface ButtonOptions {
  style?: 'primary' | 'danger'
  /** What a screen reader says, where the label alone does not tell which one it is. */
  label?: string
  confirm?: { title: string; text: string; confirm: string; deny: string }
}

export const button = (
  actionId: string,
  text: string,
  value: string,
  { style, label, confirm }: ButtonOptions = {},
) => ({
  type: 'button' as const,
  action_id: actionId,
  text: plain(text, 75),
  value,
  ...(style ? { style } : {}),
  ...(label ? { accessibility_label: clip(label, 75) } : {}),
  ...(confirm
    ? {
        confirm: {
          title: plain(confirm.title, 100),
          text: plain(confirm.text, 300),
          confirm: plain(confirm.confirm, 30),
          deny: plain(confirm.deny, 30),
        },
      }
    : {}),
})

export const actions = (blockId: string, ...elements: object[]): Block => ({
  type: 'actions',
  block_id: blockId,
  elements,
})

/** A chart that Slack draws (messages only, two a message). Every series has a value for every category. */
export const chart = (
  title: string,
  series: { name: string; points: { label: string; value: number }[] },
  yLabel: string,
): Block => ({
  type: 'data_visualization',
  title: clip(title, 50),
  chart: {
    type: 'line',
    series: [{ name: clip(series.name, 20), data: series.points }],
    axis_config: { categories: series.points.map(({ label }) => label), y_label: clip(yLabel, 50) },
  },
})

/** A form. The title may hold 24 characters. */
export const modal = (
  callbackId: string,
  title: string,
  blocks: Block[],
  options: { submit?: string; metadata?: string; close?: string } = {},
): Modal => ({
  type: 'modal',
  callback_id: callbackId,
  title: plain(title, 24),
  blocks,
  close: plain(options.close ?? (options.submit ? 'Cancel' : 'Close'), 24),
  ...(options.submit ? { submit: plain(options.submit, 24) } : {}),
  ...(options.metadata ? { private_metadata: options.metadata } : {}),
})

/** The same form under a line that says what it is about; null where its title says it. */
export const headed = (form: Modal, head: string | null): Modal =>
  head ? { ...form, blocks: [lines([{ text: head, bold: true }]), ...form.blocks] } : form
