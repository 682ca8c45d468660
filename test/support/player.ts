import { request } from 'undici'

/** Plays people through the playground's control API, over HTTP, by what they see: channels, labels, words on buttons. */
// biome-ignore lint/suspicious/noExplicitAny: blocks as Slack shows them
type Json = any

export interface Player {
  /** Everything readable in a channel or direct message, oldest first, a message each. */
  reads(channel: string): Promise<string[]>
  messages(channel: string): Promise<Json[]>
  /** The direct message with the app. */
  dm(): Promise<string>
  /** Presses the button with this text, in the newest message that has it; `near` names words that stand before it. */
  press(channel: string, button: string, near?: string): Promise<Json>
  pressInForm(button: string, near?: string): Promise<Json>
  pressAtHome(button: string, near?: string): Promise<Json>
  /** Chooses in a select of a message. */
  choose(channel: string, value: string, near: string): Promise<Json>
  /** Types or chooses in the open form, by the label of the input. */
  fill(label: string, value: unknown): Promise<void>
  submit(): Promise<Json>
  close(): Promise<void>
  command(channel: string, command: string, text?: string): Promise<Json>
  /** The words of the open form; undefined where none is open. */
  form(): Promise<string | undefined>
  /** Does something that opens a form and waits for it: a click is acknowledged before its form opens. */
  opens(doing: Promise<unknown>): Promise<string>
  /** The words of the app's Home, after opening it. */
  home(): Promise<string>
  /** The last error that the person saw. */
  toast(): Promise<string | undefined>
  act(name: string, input?: object): Promise<Json>
}

export function player(url: string, person: string): Player {
  const get = async (path: string): Promise<Json> => (await request(`${url}/control/${path}`)).body.json()
  const act = (name: string, input: object = {}) => post(url, 'act', { act: name, person, ...input })
  const screen = () => get(`visible?person=${person}`)
  const messages = async (channel: string) =>
    (await get(`visible?person=${person}&channel=${channel}`)).messages as Json[]
  const openView = async () => (await screen()).stack.at(-1)
  const appId = async () => (await screen()).apps[0]?.app_id as string
  const pressIn = async (place: object, blocks: Json[], button: string, near?: string) => {
    const found = findElement(blocks, (element) => element.text?.text === button, near)
    if (!found)
      throw new Error(`${person} sees no button “${button}”${near ? ` near “${near}”` : ''} in:\n${wordsOf(blocks)}`)
    return act('click', {
      ...place,
      action_id: found.element.action_id,
      block_id: found.block.block_id,
      value: found.element.value,
    })
  }
  const messageWith = async (channel: string, has: (blocks: Json[]) => boolean, what: string) => {
    const all = (await messages(channel)).flatMap((message) => [message, ...message.replies])
    const found = all.findLast((message) => has(message.blocks))
    if (!found)
      throw new Error(
        `${person} sees no ${what} in ${channel}:\n${all.map((message) => wordsOf(message.blocks)).join('\n---\n')}`,
      )
    return found
  }
  return {
    act,
    messages,
    reads: async (channel) =>
      (await messages(channel)).flatMap((m) => [m, ...m.replies]).map((m) => wordsOf(m.blocks) || m.text),
    dm: async () => {
      const channel = (await screen()).channels.find(({ kind, name }: Json) => kind === 'im' && name === 'Throughline')
      if (!channel) throw new Error(`${person} has no message from Throughline`)
      return channel.id
    },
    async press(channel, button, near) {
      const has = (blocks: Json[]) =>
        findElement(blocks, (element) => element.text?.text === button, near) !== undefined
      return unlessRedrawn(async () => {
        const message = await messageWith(channel, has, `button “${button}”`)
        return pressIn({ channel, ts: message.ts }, message.blocks, button, near)
      })
    },
    pressInForm: async (button, near) => pressIn({}, (await openView()).blocks, button, near),
    async pressAtHome(button, near) {
      const app = await appId()
      return unlessRedrawn(async () => {
        const home = (await screen()).apps[0]?.home
        return pressIn({ home: app }, home.blocks, button, near)
      })
    },
    async choose(channel, value, near) {
      const isSelect = (element: Json) => element.options?.some((option: Json) => option.value === value)
      const message = await messageWith(
        channel,
        (blocks) => findElement(blocks, isSelect, near) !== undefined,
        `choice ${value}`,
      )
      const found = findElement(message.blocks, isSelect, near)!
      return act('click', {
        channel,
        ts: message.ts,
        action_id: found.element.action_id,
        block_id: found.block.block_id,
        choice: value,
      })
    },
    async fill(label, value) {
      const view = await openView()
      const block = view?.blocks.find((one: Json) => one.type === 'input' && one.label.text === label)
      if (!block) throw new Error(`${person} sees no input “${label}” in:\n${view ? wordsOf(view.blocks) : 'no form'}`)
      const filled = await act('fill', { action_id: block.element.action_id, block_id: block.block_id, value })
      if (filled.ok === false) throw new Error(`${person} cannot fill “${label}”: ${filled.error}`)
    },
    submit: () => act('submit'),
    close: async () => void (await act('close')),
    command: (channel, command, text = '') => act('command', { channel, command, text }),
    form: async () => {
      const view = await openView()
      return view ? `${view.title.text}\n${wordsOf(view.blocks)}` : undefined
    },
    async opens(doing) {
      await doing
      for (let tries = 0; tries < 200; tries++) {
        const view = await openView()
        if (view && !wordsOf(view.blocks).startsWith('One moment')) return `${view.title.text}\n${wordsOf(view.blocks)}`
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
      throw new Error(`No form opened for ${person}; they read: ${(await screen()).toast?.text ?? 'nothing'}`)
    },
    async home() {
      const app = await appId()
      await act('home', { app })
      for (let tries = 0; tries < 100; tries++) {
        const home = (await screen()).apps[0]?.home
        if (home) return wordsOf(home.blocks)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      throw new Error(`${person} sees no Home`)
    },
    toast: async () => (await screen()).toast?.text,
  }
}

/** What is drawn anew between a look and a press has blocks of other ids: whoever meant to press looks again. */
async function unlessRedrawn<T>(press: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await press()
    } catch (error) {
      if (tries === 5 || !(error as Error).message.startsWith('There is nothing to press')) throw error
    }
  }
}

/** Waits until the open form says something: a click is acknowledged before its form changes. */
export async function turnsTo(who: Player, words: string): Promise<string> {
  let form: string | undefined
  for (let tries = 0; tries < 200; tries++) {
    form = await who.form()
    if (form?.includes(words)) return form
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`The form does not come to say “${words}”:\n${form}`)
}

/** Moves the playground's clock, with every stop on the way. */
export const moveClock = (url: string, to: string): Promise<Json> =>
  post(url, 'clock', { to: new Date(to).toISOString() })

async function post(url: string, path: string, body: object): Promise<Json> {
  const answer = await request(`${url}/control/${path}`, { method: 'POST', body: JSON.stringify(body) })
  const read = (await answer.body.json()) as Json
  if (answer.statusCode >= 400) throw new Error(read.error)
  return read
}

/** The words that stand in blocks, in reading order, a block a paragraph. */
export function wordsOf(blocks: Json[]): string {
  return blocks
    .map((block) => words(block).trimEnd())
    .filter((text) => text !== '')
    .join('\n')
}

function words(part: Json): string {
  if (Array.isArray(part)) return part.map(words).join('')
  if (typeof part !== 'object' || part === null) return ''
  if (part.type === 'text' || part.type === 'link') return part.text ?? part.url
  if (part.type === 'plain_text' || part.type === 'mrkdwn') return `${part.text}\n`
  if (part.type === 'rich_text_section') return `${words(part.elements)}\n`
  if (part.type === 'data_visualization') return `[chart: ${part.title}]`
  if (part.type === 'button') return `[${part.text.text}] `
  return ['label', 'title', 'text', 'fields', 'elements', 'accessory', 'element', 'options', 'hint']
    .map((name) => words(part[name]))
    .join('')
}

function findElement(
  blocks: Json[],
  is: (element: Json) => boolean,
  near?: string,
): { block: Json; element: Json } | undefined {
  let close = near === undefined
  for (const block of blocks) {
    if (near !== undefined && wordsOf([block]).includes(near)) close = true
    const elements = [
      ...(block.elements ?? []),
      ...(block.accessory ? [block.accessory] : []),
      ...(block.element ? [block.element] : []),
    ]
    const element = elements.find(is)
    if (element && close) return { block, element }
  }
  return undefined
}
