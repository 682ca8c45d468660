// Keeps the page up to date and posts its forms without leaving it. Without this script everything still works, with
// a new page after each act.
const EVERY_MS = 1500
const SOON_MS = 150
let soon = 0
let timer

const regions = () => [...document.querySelectorAll('[data-region]')]
const region = (name) => document.querySelector(`[data-region="${name}"]`)

/** Somebody is in the middle of a menu there; replacing it would take it out of their hands. */
const inUse = (place) =>
  place.querySelector('details[open]') !== null ||
  (place.contains(document.activeElement) && document.activeElement.matches('select, input:not([type=hidden]), textarea'))

function replace(place, { html, rev }) {
  const kept = document.activeElement?.closest('[data-key]')?.dataset.key
  const untouched = Math.abs(place.scrollTop - Number(place.dataset.shown ?? Number.NaN)) < 2
  const atEnd = untouched || place.scrollHeight - place.scrollTop - place.clientHeight < 60
  place.innerHTML = html
  place.dataset.rev = rev
  if (place.matches('.content') && atEnd) toTheNewest(place)
  if (kept) place.querySelector(`[data-key="${CSS.escape(kept)}"]`)?.focus()
  if (place.dataset.region === 'modal') showModal()
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

async function refresh() {
  clearTimeout(timer)
  const have = regions().map((place) => `${place.dataset.region}:${place.dataset.rev}`)
  try {
    const address = document.body.dataset.address.replace(/^\/\?/, '')
    const response = await fetch(`/regions?${address}&have=${have.join(',')}`)
    document.body.classList.toggle('gone', !response.ok)
    for (const [name, fresh] of Object.entries(response.ok ? await response.json() : {})) {
      const place = region(name)
      if (place && (name === 'modal' || !inUse(place))) replace(place, fresh)
    }
  } catch {
    document.body.classList.add('gone')
  }
  soon = Math.max(0, soon - 1)
  timer = setTimeout(refresh, soon > 0 ? SOON_MS : EVERY_MS)
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

async function post(form, action, data) {
  form.classList.add('busy')
  soon = 12
  if (action.endsWith('/clock')) setTimeout(refresh, 60)
  try {
    await fetch(action, { method: 'POST', headers: { 'x-page': '1' }, body: new URLSearchParams(data) })
  } finally {
    form.classList.remove('busy')
    await refresh()
  }
}

document.addEventListener('submit', (event) => {
  const { target: form, submitter } = event
  if (form.method !== 'post') return
  event.preventDefault()
  const question = submitter?.dataset.confirm
  if (form.classList.contains('busy') || (question && !confirm(question))) return
  const data = new FormData(form, submitter)
  const menu = form.closest('details')
  if (menu) menu.open = false
  if (form.matches('.composer')) form.reset()
  void post(form, submitter?.getAttribute('formaction') ?? form.getAttribute('action'), data)
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

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  for (const menu of document.querySelectorAll('details[open]')) menu.open = false
  document.querySelector('.modal .close')?.click()
  region('toast').replaceChildren()
})

for (const content of document.querySelectorAll('.content')) toTheNewest(content)
document.querySelector('.people [aria-current]')?.scrollIntoView({ block: 'nearest' })
showModal()
timer = setTimeout(refresh, SOON_MS)
