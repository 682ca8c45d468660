// Keeps the page up to date and posts its forms without leaving it. Without this script everything still works, with
// a new page after each act.
const EVERY_MS = 1500
let changes
let timer
let looking
let acts = 0
let visits = 0
let formTurn = Promise.resolve()

const regions = () => [...document.querySelectorAll('[data-region]')]
const region = (name) => document.querySelector(`[data-region="${name}"]`)

/** Somebody is in the middle of a menu there; replacing it would take it out of their hands. */
const inUse = (place) =>
  place.querySelector('details[open]') !== null ||
  place.matches(':active') ||
  (place.contains(document.activeElement) && document.activeElement.matches('select, input:not([type=hidden]), textarea'))

function replace(place, { html, rev }) {
  const kept = document.activeElement?.closest('[data-key]')?.dataset.key
  const untouched = Math.abs(place.scrollTop - Number(place.dataset.shown ?? Number.NaN)) < 2
  const atEnd = untouched || place.scrollHeight - place.scrollTop - place.clientHeight < 60
  const before = place.querySelector('.modal')
  place.innerHTML = html
  place.dataset.rev = rev
  if (before) keepTyped(before, place.querySelector('.modal'))
  if (place.matches('.content') && atEnd) toTheNewest(place)
  if (kept) place.querySelector(`[data-key="${CSS.escape(kept)}"]`)?.focus()
  if (place.dataset.region === 'modal') showModal()
}

/** What was entered into a form after it was drawn, or after it was last sent, stays when the app draws it anew. */
function keepTyped(before, after) {
  if (before.dataset.view !== after?.dataset.view) return
  for (const field of before.elements) {
    if (!field.name || field.matches('button, [type=hidden]') || !entered(field, before.sent)) continue
    const ticked = field.matches('[type=radio], [type=checkbox]')
    const same = [...after.elements].find((f) => f.name === field.name && (!ticked || f.value === field.value))
    if (same && ticked) same.checked = field.checked
    else if (same) same.value = field.value
  }
}

function entered(field, sent) {
  if (field.matches('[type=radio], [type=checkbox]'))
    return field.checked !== (sent ? sent.getAll(field.name).includes(field.value) : field.defaultChecked)
  const drawn = field.options ? ([...field.options].find((o) => o.defaultSelected)?.value ?? '') : field.defaultValue
  return field.value !== (sent?.get(field.name) ?? drawn)
}

/** The newest message in sight, from its beginning where it is longer than the screen. */
function toTheNewest(content) {
  const newest = [...content.querySelectorAll('.message')].at(-1)
  if (!newest) return
  content.scrollTop = content.scrollHeight
  if (newest.offsetHeight > content.clientHeight) content.scrollTop = newest.offsetTop - content.offsetTop
  // Who has not scrolled since then follows what comes next, even where the end is out of sight.
  content.dataset.shown = content.scrollTop
}

/** Looks what has changed. @returns when it stands on the page, also where a later look has brought it. */
function refresh() {
  clearTimeout(timer)
  const look = lookNow(() => looking === look || looking)
  looking = look
  return look
}

/** An answer that another look has overtaken shows the past, and would take away what was typed since. */
async function lookNow(newest) {
  const have = regions().map((place) => `${place.dataset.region}:${place.dataset.rev}`)
  const address = document.body.dataset.address.replace(/^\/\?/, '')
  const fresh = await fetch(`/regions?${address}&have=${have.join(',')}`)
    .then((response) => (response.ok ? response.json() : null))
    .catch(() => null)
  const later = newest()
  if (later !== true) return later
  document.body.classList.toggle('gone', fresh === null)
  for (const [name, drawn] of Object.entries(fresh ?? {})) {
    const place = region(name)
    if (place && (name === 'modal' || !inUse(place))) replace(place, drawn)
  }
  timer = setTimeout(() => void refresh(), EVERY_MS)
}

/** Hears at once of what changes, while it can be seen: a browser keeps but few connections to one place. */
function listen() {
  changes?.close()
  changes = document.hidden ? undefined : new EventSource('/changes')
  changes?.addEventListener('message', () => void refresh())
}

/** Goes to another place without a new page; the browser's way back stays open. Later visits overtake earlier ones. */
async function visit(address, remember = true) {
  const turn = ++visits
  clearTimeout(timer)
  acting(+1)
  const answer = await fetch(address).catch(() => null)
  const html = answer?.ok ? await answer.text() : null
  acting(-1)
  if (turn !== visits) return
  // Why it cannot be shown stands on the page that comes instead.
  if (html === null) return location.assign(address)
  const drawn = new DOMParser().parseFromString(html, 'text/html')
  // A look that is still under way is a look at another place.
  looking = undefined
  document.title = drawn.title
  document.body.dataset.address = drawn.body.dataset.address
  document.body.innerHTML = drawn.body.innerHTML
  if (remember) history.pushState(null, '', drawn.body.dataset.address)
  begin()
}

function begin() {
  for (const content of document.querySelectorAll('.content')) toTheNewest(content)
  document.querySelector('.people [aria-current]')?.scrollIntoView({ block: 'nearest' })
  showModal()
  timer = setTimeout(() => void refresh(), EVERY_MS)
}

/** The page is marked while something done on it is not over. */
function acting(more) {
  acts += more
  if (acts > 0) document.body.dataset.acting = acts
  else delete document.body.dataset.acting
}

function showModal() {
  const modal = document.querySelector('.modal')
  document.getElementById('app').inert = modal !== null
  if (!modal) return
  const inside = modal.querySelector('.inside')
  const fields = ['.wrong input, .wrong select, .wrong textarea', '.inside input, .inside select, .inside textarea, .inside button']
  const first = fields.map((which) => modal.querySelector(which)).find((field) => field !== null)
  // A field further down would scroll what is to be read first out of sight.
  const near = first && (first.closest('.wrong') || first.getBoundingClientRect().bottom < inside.getBoundingClientRect().bottom)
  ;(near ? first : modal).focus()
}

/** What is done in a form goes one after the other, so that nothing pressed is lost while the app still answers. */
function post(form, action, data) {
  if (!form.matches('.modal')) return act(form, action, data)
  form.sent = data
  form.dataset.doing = action
  formTurn = formTurn.then(() => act(form, action, data)).catch(() => {})
  return formTurn
}

async function act(form, action, data) {
  form.classList.add('busy')
  form.dataset.doing = action
  acting(+1)
  if (action.endsWith('/clock')) setTimeout(() => void refresh(), 60)
  try {
    await fetch(action, { method: 'POST', headers: { 'x-page': '1' }, body: new URLSearchParams(data) })
  } finally {
    form.classList.remove('busy')
    if (form.dataset.doing === action) delete form.dataset.doing
    await refresh()
    acting(-1)
  }
}

document.addEventListener('submit', (event) => {
  const { target: form, submitter } = event
  if (form.method !== 'post') return
  event.preventDefault()
  const question = submitter?.dataset.confirm
  const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action')
  if (form.dataset.doing === action || (question && !confirm(question))) return
  const data = new FormData(form, submitter)
  const menu = form.closest('details')
  if (menu) menu.open = false
  if (form.matches('.composer')) form.reset()
  void post(form, action, data)
})

document.addEventListener('change', ({ target }) => {
  const pressed = target.dataset?.tell
  const form = target.form
  if (!pressed || !form) return
  const data = new FormData(form)
  if (form.matches('.modal')) data.set('press', pressed)
  target.blur()
  void post(form, '/act/press', data)
})

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="/?"]')
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  void visit(link.getAttribute('href'))
})

window.addEventListener('popstate', () => void visit(location.pathname + location.search, false))

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  for (const menu of document.querySelectorAll('details[open]')) menu.open = false
  document.querySelector('.modal .close')?.click()
  region('toast').replaceChildren()
})

document.addEventListener('visibilitychange', listen)
listen()
begin()
