import './quick.ts'
import fs from 'node:fs'
import { type Context, Hono } from 'hono'
import type { Playground } from '../server.ts'
import { actRoutes } from './acts.ts'
import { addressOf, href } from './address.ts'
import { changes } from './changes.ts'
import { lookFrom, type Memory, markAllRead, type PageOptions } from './desk.ts'
import { libraryStyle } from './library.ts'
import { drawPage, drawRegion, REGIONS } from './screen.ts'
import { openedHome } from './settle.ts'

const USUAL: PageOptions = { goal: { label: 'To Friday 09:30', weekday: 5, time: '09:30' } }

/** Whoever tries it out may stop its database, too. */
const BROKEN = `This page cannot be shown: something behind it has stopped. Press Ctrl+C where you started it, and start it anew;
the reason stands there.`

/** The page on which one person plays everybody: a chat client with a clock. */
export function page(playground: () => Playground, options: PageOptions = USUAL): Hono {
  const memory: Memory = { read: new Map(), moving: null }
  let begun: unknown
  const look = async (c: Context) => {
    const { state } = playground()
    // After a reset everything begins anew, what was read too.
    if (begun !== state.people) markAllRead(state, memory)
    begun = state.people
    return lookFrom(playground(), memory, options, addressOf(c.req.query()))
  }
  const web = new Hono()
  web.use(onlyThisMachine)
  web.onError((error, c) => {
    process.stderr.write(`${error.stack}\n`)
    return c.text(BROKEN, 500)
  })
  web.get('/', async (c) => {
    const first = await look(c)
    if (!c.req.query('as')) return c.redirect(href(first.address))
    if (await openedHome(first)) return c.html(drawPage(await look(c)))
    return c.html(drawPage(first))
  })
  web.get('/regions', async (c) => c.json(changed(await look(c), c.req.query('have') ?? '')))
  web.get('/changes', (c) => changes(c, playground, memory))
  web.route('/act', actRoutes(playground, memory, options))
  web.get('/static/blocks.css', (c) => c.body(libraryStyle(), 200, { 'content-type': 'text/css; charset=utf-8' }))
  web.get('/static/page.css', (c) => c.body(own('page.css'), 200, { 'content-type': 'text/css; charset=utf-8' }))
  web.get('/static/page.js', (c) => c.body(own('page.js'), 200, { 'content-type': 'text/javascript; charset=utf-8' }))
  return web
}

const own = (name: string): string => fs.readFileSync(new URL(name, import.meta.url), 'utf8')

/** Only this machine, and no page of another site in this machine's browser. */
async function onlyThisMachine(c: Context, next: () => Promise<void>): Promise<Response | void> {
  const host = (c.req.header('host') ?? '').replace(/:\d+$/, '')
  const site = c.req.header('sec-fetch-site') ?? 'none'
  const away = c.req.method === 'GET' ? ['none', 'same-origin', 'cross-site', 'same-site'] : ['none', 'same-origin']
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(host) || !away.includes(site))
    return c.text('This page is for this machine only.', 403)
  await next()
}

/** The regions whose revision is not the one the browser has: `have` is `clock:abc,people:def`. */
function changed(desk: Awaited<ReturnType<typeof lookFrom>>, have: string): object {
  const known = new Map(have.split(',').map((pair) => pair.split(':') as [string, string]))
  const fresh: Record<string, object> = {}
  for (const name of Object.keys(REGIONS)) {
    if (!known.has(name)) continue
    const region = drawRegion(name, desk)
    if (region.rev !== known.get(name)) fresh[name] = region
  }
  return fresh
}
