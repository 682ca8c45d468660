import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { CannotAct } from './act/person.ts'
import { NotPossible } from './choices.ts'
import { type Command, commands } from './controlacts.ts'
import { clearFaults, injectFault } from './faults.ts'
import { messagesFor, screen, seenPerson } from './read.ts'
import type { Playground } from './server.ts'
import { disconnectSockets } from './socket.ts'

const fault = z.strictObject({
  method: z.string(),
  kind: z.enum([
    'drop_after',
    'error_after',
    'error_before',
    'hang',
    'hang_after',
    'delay',
    'rate_limited',
    'api_error',
    'disconnect',
  ]),
  times: z.int().min(1).optional(),
  channel: z.string().optional(),
  amount: z.number().min(0).optional(),
  error: z.string().optional(),
})

const clock = z.union([
  z.strictObject({ to: z.iso.datetime({ offset: true }) }),
  z.strictObject({ advance_minutes: z.number().min(0) }),
  z.strictObject({ next: z.literal(true) }),
])

/**
 * The control API for tests and other programs, under /control: read what a person sees, act as a person,
 * move the clock, ask for trouble, start again.
 */
export function controlRoutes(playground: () => Playground): Hono {
  const web = new Hono()
  web.use(refuseForeign)
  web.onError((error, c) => {
    const told = error instanceof CannotAct || error instanceof NotPossible || error instanceof RangeError
    if (error instanceof z.ZodError) return c.json({ ok: false, error: z.prettifyError(error) }, 400)
    return c.json({ ok: false, error: error.message }, told ? 400 : 500)
  })
  web.get('/state', (c) => c.json(summary(playground())))
  web.get('/visible', (c) => {
    const { state } = playground()
    const person = c.req.query('person') ?? ''
    const channel = c.req.query('channel')
    return c.json(channel ? { messages: messagesFor(state, person, channel) } : screen(state, person))
  })
  web.get('/log', (c) => c.json({ calls: playground().state.calls, deliveries: playground().state.deliveries }))
  web.post('/act', async (c) => c.json(await act(playground(), await body(c))))
  web.get('/clock', (c) => c.json({ now: playground().state.clock.now().toISOString() }))
  web.post('/clock', async (c) => c.json(await moveClock(playground(), clock.parse(await body(c)))))
  web.post('/faults', async (c) => c.json(startFault(playground(), fault.parse(await body(c)))))
  web.delete('/faults', (c) => {
    clearFaults(playground().state)
    return c.json({ ok: true })
  })
  web.post('/reset', async (c) => {
    await playground().reset()
    return c.json({ ok: true })
  })
  return web
}

/** Only this machine, and no page of another site in this machine's browser. */
async function refuseForeign(c: Context, next: () => Promise<void>): Promise<Response | void> {
  const host = (c.req.header('host') ?? '').replace(/:\d+$/, '')
  const site = c.req.header('sec-fetch-site') ?? 'none'
  const foreign = !['127.0.0.1', 'localhost', '[::1]'].includes(host) || !['none', 'same-origin'].includes(site)
  if (foreign) return c.json({ ok: false, error: 'Only this machine may control the playground.' }, 403)
  await next()
}

async function body(c: Context): Promise<unknown> {
  const text = await c.req.text()
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    throw new RangeError('The body must be JSON.')
  }
}

async function act(playground: Playground, input: unknown): Promise<object> {
  const { act: name } = z.looseObject({ act: z.string() }).parse(input)
  const command: Command<z.ZodType> | undefined = commands[name]
  if (!command) throw new RangeError(`There is no act "${name}". There are: ${Object.keys(commands).join(', ')}.`)
  const result = await command.run(playground.state, command.input.parse(input))
  if (result === undefined) return { ok: true }
  return 'ok' in result ? result : { ok: true, result }
}

async function moveClock(playground: Playground, move: z.infer<typeof clock>): Promise<object> {
  const { clock: time } = playground.state
  let stops: Date[] = []
  if ('next' in move) stops = [await playground.journey.moveToNext()].filter((at) => at !== null)
  else if ('to' in move) stops = await playground.journey.moveTo(new Date(move.to))
  else stops = await playground.journey.moveTo(new Date(time.now().getTime() + move.advance_minutes * 60_000))
  return { ok: true, now: time.now().toISOString(), stops: stops.map((at) => at.toISOString()) }
}

function startFault({ state }: Playground, { kind, ...rest }: z.infer<typeof fault>): object {
  if (kind === 'disconnect') return { ok: true, disconnected: disconnectSockets(state) }
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  injectFault(state, { kind, method: rest.method, ...given })
  return { ok: true }
}

function summary({ state }: Playground): object {
  return {
    now: state.clock.now().toISOString(),
    workspaces: [...state.workspaces.values()],
    people: [...state.people.values()].filter((p) => !p.is_bot).map((p) => seenPerson(state, p)),
    apps: [...state.apps.values()].map((a) => ({ id: a.id, name: a.name, commands: a.commands })),
    channels: [...state.channels.values()],
    connections: state.sockets.length,
    faults: state.faults,
    calls: state.calls.length,
  }
}
