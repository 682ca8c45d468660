import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Ear, startEar } from './ear.ts'
import { input, type Json, plain } from './kit.ts'
import { call, startTown, type Town } from './town.ts'

let town: Town
let ear: Ear
/** What the app answers to the next deliveries; an object goes out as JSON. */
let answer: (body: Json) => Json | undefined

beforeEach(async () => {
  town = await startTown()
  answer = () => undefined
  ear = await startEar(town, (response, { body }) => {
    const said = answer(body)
    if (said) response.setHeader('content-type', 'application/json').end(JSON.stringify(said))
    else response.end()
  })
})
afterEach(async () => {
  await ear.stop()
  await town.stop()
})

const asHome = (method: string, args: object = {}) => call(town, town.home.bot_token, method, args)
const last = () => ear.heard.at(-1)?.body ?? {}
const stack = () => town.state.stacks.get('U1') ?? []
const top = () => stack().at(-1)
const modal = (blocks: Json[], more: Json = {}): Json => ({
  type: 'modal',
  callback_id: 'form',
  title: plain(5),
  submit: plain(5),
  blocks,
  ...more,
})
const ask = (type: string, more: Json = {}, block: Json = {}): Json => ({
  ...input({ type, action_id: type, ...more }, block),
  block_id: type,
})

/** Opens a form for Maya, with the trigger of a command. */
async function open(view: Json): Promise<Json> {
  await town.act.slashCommand('U1', 'C1', '/handoff')
  return asHome('views.open', { trigger_id: last()['trigger_id'], view })
}
const viewOf = (answered: Json): Json => answered['view'] as Json

const option = (value: string): Json => ({ text: { type: 'plain_text', text: value.toUpperCase() }, value })
const options = [option('a'), option('b'), option('c')]

/** Every kind of input: how it is drawn, what is entered, and what the app reads. */
const KINDS: [string, Json, string | string[], Json][] = [
  ['plain_text_input', {}, 'Leeds', { value: 'Leeds' }],
  ['number_input', { is_decimal_allowed: true }, '2.5', { value: '2.5' }],
  ['email_text_input', {}, 'a@b.example', { value: 'a@b.example' }],
  ['url_text_input', {}, 'https://a.example', { value: 'https://a.example' }],
  ['datepicker', {}, '2026-11-25', { selected_date: '2026-11-25' }],
  ['timepicker', {}, '09:30', { selected_time: '09:30' }],
  ['datetimepicker', {}, '1795000000', { selected_date_time: 1_795_000_000 }],
  ['radio_buttons', { options }, 'b', { selected_option: option('b') }],
  ['checkboxes', { options }, ['a', 'c'], { selected_options: [option('a'), option('c')] }],
  ['static_select', { options }, 'B', { selected_option: option('b') }],
  ['multi_static_select', { options }, ['a', 'b'], { selected_options: [option('a'), option('b')] }],
  ['users_select', {}, 'U2', { selected_user: 'U2' }],
  ['multi_users_select', {}, ['U1', 'U2'], { selected_users: ['U1', 'U2'] }],
  ['conversations_select', {}, 'C1', { selected_conversation: 'C1' }],
  ['channels_select', {}, 'C1', { selected_channel: 'C1' }],
  ['external_select', {}, 'b', { selected_option: option('b') }],
]

describe('every kind of input', () => {
  it.each(KINDS)('%s is empty, is filled in, and is read by the app', async (type, more, entered, read) => {
    answer = (body) => (body['type'] === 'block_suggestion' ? { options } : undefined)
    await open(modal([ask(type, more)]))
    const [key] = Object.keys(read)
    const empty = Array.isArray(read[String(key)]) ? [] : null
    expect(top()?.values).toEqual({ [type]: { [type]: { type, [String(key)]: empty } } })
    expect(await town.act.submitView('U1')).toEqual({ ok: false, error: 'Please complete this required field.' })
    await town.act.fill('U1', { action_id: type, value: entered })
    expect(await town.act.submitView('U1')).toEqual({ ok: true })
    expect(last()).toMatchObject({ type: 'view_submission', view: { state: { values: { [type]: { [type]: read } } } } })
  })

  it('rich text arrives as the editor keeps it', async () => {
    await open(modal([ask('rich_text_input')]))
    await town.act.fill('U1', { action_id: 'rich_text_input', value: 'Free one person' })
    expect(await town.act.submitView('U1')).toEqual({ ok: true })
    expect(JSON.stringify(last())).toContain('"rich_text_value":{"type":"rich_text","elements"')
  })

  it('may be left empty where that is allowed, and counts its initial value until changed', async () => {
    const blocks = [
      ask('plain_text_input', {}, { optional: true }),
      ask('radio_buttons', { options, initial_option: option('a') }),
    ]
    await open(modal(blocks))
    expect(await town.act.submitView('U1')).toEqual({ ok: true })
    expect(last()).toMatchObject({
      view: {
        state: {
          values: {
            plain_text_input: { plain_text_input: { value: null } },
            radio_buttons: { radio_buttons: { selected_option: option('a') } },
          },
        },
      },
    })
  })

  it('is held to its own bounds by the client, which does not send the form', async () => {
    await open(
      modal([
        ask('plain_text_input', { min_length: 3, max_length: 5 }),
        ask('number_input', { is_decimal_allowed: false, max_value: '5' }),
      ]),
    )
    const heard = ear.heard.length
    const fill = async (text: string, number: string) => {
      await town.act.fill('U1', { action_id: 'plain_text_input', value: text })
      await town.act.fill('U1', { action_id: 'number_input', value: number })
      await town.act.submitView('U1')
      return Object.values(top()?.errors ?? {})
    }
    expect(await fill('ab', '6')).toEqual(['Please use at least 3 characters.', 'Enter a number that is 5 or less.'])
    expect(await fill('abcdef', '1.5')).toEqual(['Please use at most 5 characters.', 'Enter a whole number.'])
    expect(ear.heard).toHaveLength(heard)
    expect(await fill('abcde', '5')).toEqual([])
    expect(stack()).toEqual([])
  })

  it('tells the app of a change only where it asks for that', async () => {
    await open(modal([ask('static_select', { options }), ask('users_select', {}, { dispatch_action: true })]))
    const heard = ear.heard.length
    await town.act.fill('U1', { action_id: 'static_select', value: 'a' })
    expect(ear.heard).toHaveLength(heard)
    await town.act.fill('U1', { action_id: 'users_select', value: 'U2' })
    expect(last()).toMatchObject({
      type: 'block_actions',
      container: { type: 'view', view_id: top()?.id },
      actions: [{ type: 'users_select', selected_user: 'U2', block_id: 'users_select' }],
      view: { state: { values: { static_select: { static_select: { selected_option: option('a') } } } } },
    })
  })
})

describe('views', () => {
  it('open once for a trigger, and only for the app that got it', async () => {
    await open(modal([ask('plain_text_input')]))
    const trigger_id = last()['trigger_id']
    const view = modal([ask('plain_text_input')])
    expect(await asHome('views.open', { trigger_id, view })).toMatchObject({ error: 'exchanged_trigger_id' })
    expect(await asHome('views.open', { trigger_id: '1.2.3', view })).toMatchObject({ error: 'invalid_trigger_id' })
    await town.act.slashCommand('U1', 'C1', '/handoff')
    const stolen = { trigger_id: last()['trigger_id'], view }
    const theirs = await call(town, town.elsewhere.bot_token, 'views.open', stolen)
    expect(theirs).toMatchObject({ error: 'invalid_trigger_id' })
  })

  it('keep what was typed through an update under the same ids, and drop it under new ones', async () => {
    const { id } = viewOf(await open(modal([ask('plain_text_input')])))
    await town.act.fill('U1', { action_id: 'plain_text_input', value: 'typed' })
    const redraw = (block: Json) => asHome('views.update', { view_id: id, view: modal([block]) })
    expect(viewOf(await redraw(ask('plain_text_input', { initial_value: 'new' })))).toMatchObject({
      state: { values: { plain_text_input: { plain_text_input: { value: 'typed' } } } },
    })
    const fresh = { ...ask('plain_text_input', { initial_value: 'new' }), block_id: 'other' }
    expect(viewOf(await redraw(fresh))).toMatchObject({
      state: { values: { other: { plain_text_input: { value: 'new' } } } },
    })
  })

  it('refuse an update that was drawn from an older state', async () => {
    const { id, hash } = viewOf(await open(modal([ask('plain_text_input')])))
    const update = { view_id: id, hash, view: modal([ask('plain_text_input')]) }
    expect(await asHome('views.update', update)).toMatchObject({ ok: true })
    expect(await asHome('views.update', update)).toMatchObject({ error: 'hash_conflict' })
    expect(await asHome('views.update', { ...update, view_id: 'V404' })).toMatchObject({ error: 'not_found' })
  })

  it('stack three high and no higher', async () => {
    const next = { type: 'button', action_id: 'next', text: plain(4) }
    const view = modal([{ type: 'actions', elements: [next] }])
    await open(view)
    const push = async () => {
      await town.act.clickAction('U1', { view: true }, { action_id: 'next' })
      return asHome('views.push', { trigger_id: last()['trigger_id'], view })
    }
    const second = await push()
    expect(viewOf(second)).toMatchObject({ previous_view_id: stack()[0]?.id, root_view_id: stack()[0]?.id })
    expect(await push()).toMatchObject({ ok: true })
    expect(await push()).toMatchObject({ error: 'push_limit_reached' })
    town.act.closeView('U1')
    expect(stack()).toHaveLength(2)
  })

  it('may be answered with errors, another view, one on top, or an end to all', async () => {
    await open(modal([ask('plain_text_input', { initial_value: 'a' })]))
    const other = modal([ask('plain_text_input', { initial_value: 'a' })], { callback_id: 'other' })
    answer = () => ({ response_action: 'errors', errors: { plain_text_input: 'Name the depot.' } })
    expect(await town.act.submitView('U1')).toEqual({ ok: false, error: 'Name the depot.' })
    expect(top()?.errors).toEqual({ plain_text_input: 'Name the depot.' })
    answer = () => ({ response_action: 'errors', errors: { nowhere: 'Lost.' } })
    expect(await town.act.submitView('U1')).toMatchObject({ error: 'We had some trouble connecting. Try again?' })
    answer = () => ({ response_action: 'update', view: other })
    await town.act.submitView('U1')
    expect(stack().map((v) => v.callback_id)).toEqual(['other'])
    answer = () => ({ response_action: 'push', view: other })
    await town.act.submitView('U1')
    expect(stack()).toHaveLength(2)
    answer = () => ({ response_action: 'clear' })
    await town.act.submitView('U1')
    expect(stack()).toEqual([])
  })

  it('stay open when the app does not answer their submission', async () => {
    await open(modal([ask('plain_text_input', { initial_value: 'a' })]))
    town.state.settings.ack_ms = 50
    await ear.stop()
    expect(await town.act.submitView('U1')).toMatchObject({ error: 'We had some trouble connecting. Try again?' })
    expect(stack()).toHaveLength(1)
  })

  it('tell of being closed where they ask for that', async () => {
    await open(modal([ask('plain_text_input')], { notify_on_close: true }))
    town.act.closeView('U1')
    await town.idle()
    expect(last()).toMatchObject({ type: 'view_closed', is_cleared: false, view: { callback_id: 'form' } })
  })

  it('of the Home are opened with an event and pressed like a message', async () => {
    town.act.openHome('U1', 'A1')
    await town.idle()
    expect(last()).toMatchObject({ event: { type: 'app_home_opened', user: 'U1', tab: 'home' } })
    const button = { type: 'button', action_id: 'go', text: plain(2) }
    const view = { type: 'home', blocks: [{ type: 'actions', elements: [button] }] }
    await asHome('views.publish', { user_id: 'U1', view })
    await town.act.clickAction('U1', { home: 'A1' }, { action_id: 'go' })
    expect(last()).toMatchObject({
      container: { type: 'view' },
      view: { type: 'home' },
      actions: [{ action_id: 'go' }],
    })
  })
})
