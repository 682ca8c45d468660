import { type Context, Hono } from 'hono'
import { react, sendMessage } from '../act/channel.ts'
import { clickAction } from '../act/click.ts'
import { messageShortcut, slashCommand } from '../act/command.ts'
import { closeView, submitView } from '../act/form.ts'
import { CannotAct, fail } from '../act/person.ts'
import { NotPossible } from '../choices.ts'
import type { Playground } from '../server.ts'
import type { State } from '../state.ts'
import type { Memory, PageOptions } from './desk.ts'
import type { Pressed } from './elements.ts'
import { type Fields, keep, tell } from './fields.ts'
import { answered } from './settle.ts'
import { nextGoal } from './when.ts'

type Act = (state: State, as: string, fields: Fields) => unknown

/** What the forms of the page post to. Each does as the person says and leads back to where they were. */
export function actRoutes(playground: () => Playground, memory: Memory, options: PageOptions): Hono {
  const web = new Hono()
  const on = (path: string, act: Act, settle: (state: State, act: () => unknown) => unknown = answered) =>
    web.post(path, async (c) => {
      const fields = await read(c)
      const { state } = playground()
      const as = fields.get('as')
      await settle(state, () => tried(state, as, () => act(state, as, fields)))
      return back(c, fields)
    })
  // What becomes of a form is known at once; whatever the app does besides, the page is told of.
  const atOnce = (_: State, act: () => unknown) => act()
  on('/say', say)
  on('/press', press)
  on('/submit', submit, atOnce)
  on('/close', (state, as) => closeView(state, as), atOnce)
  on('/react', (state, as, fields) => react(state, as, place(fields), fields.get('name')))
  on('/shortcut', (state, as, fields) => messageShortcut(state, as, place(fields), fields.get('callback_id')))
  web.post('/clock', async (c) => {
    const fields = await read(c)
    await moveClock(playground(), memory, options, fields)
    return back(c, fields)
  })
  return web
}

async function read(c: Context): Promise<Fields> {
  const form = new URLSearchParams(await c.req.text())
  return {
    get: (name) => form.get(name) ?? '',
    all: (name) => form.getAll(name),
    names: () => [...new Set(form.keys())],
  }
}

/** Only to a place on this page. */
function back(c: Context, fields: Fields): Response {
  if (c.req.header('x-page')) return c.json({ ok: true })
  const to = fields.get('back')
  return c.redirect(to.startsWith('/?') ? to : '/', 303)
}

/** What the client itself refuses is told like everything else that goes wrong. */
async function tried(state: State, as: string, act: () => unknown): Promise<void> {
  try {
    await act()
  } catch (error) {
    const person = state.people.get(as)
    if (!person || !(error instanceof CannotAct || error instanceof NotPossible)) throw error
    fail(state, person, error.message)
  }
}

const place = (fields: Fields) => ({ channel: fields.get('channel'), ts: fields.get('ts') })

function say(state: State, as: string, fields: Fields): unknown {
  const text = fields.get('text').trim()
  const channel = fields.get('channel')
  const thread = fields.get('thread') || undefined
  if (text === '') return undefined
  const [, command, rest] = /^(\/\S+)\s*(.*)$/s.exec(text) ?? []
  if (command && !thread) return slashCommand(state, as, channel, command, rest)
  return sendMessage(state, as, channel, text, thread)
}

function submit(state: State, as: string, fields: Fields): unknown {
  keep(state, as, fields)
  return submitView(state, as)
}

function press(state: State, as: string, fields: Fields): unknown {
  const pressed = JSON.parse(fields.get('press')) as Pressed
  if (fields.get('on') === 'form') {
    keep(state, as, fields, pressed)
    return clickAction(state, as, { view: true }, tell(state, as, fields, pressed))
  }
  const choice = pressed.choice ?? (fields.all('choice').length > 1 ? fields.all('choice') : fields.all('choice')[0])
  const where = fields.get('on') === 'home' ? { home: fields.get('home') } : place(fields)
  return clickAction(state, as, where, { ...pressed, choice })
}

const HOUR = 3_600_000

async function moveClock(playground: Playground, memory: Memory, options: PageOptions, fields: Fields): Promise<void> {
  if (memory.moving) return
  const { state, journey } = playground
  const person = state.people.get(fields.get('as'))
  const now = state.clock.now()
  const { goal } = options
  const move = fields.get('move')
  const zone = goal.zone ?? person?.tz ?? 'Etc/UTC'
  const to = move === 'hour' ? new Date(now.getTime() + HOUR) : move === 'goal' ? nextGoal(goal, zone, now) : null
  memory.moving = { to }
  try {
    await (to ? journey.moveTo(to) : journey.moveToNext())
  } catch (error) {
    if (person) fail(state, person, error instanceof Error ? error.message : String(error))
  } finally {
    memory.moving = null
  }
}
