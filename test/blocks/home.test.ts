import { describe, expect, it } from '@jest/globals'
import { drawAccountView } from '../../blocks/account.ts'
import { type CadenceForm, drawCadence, FIELD, readCadence } from '../../blocks/cadence.ts'
import { checkMessage } from '../../blocks/check.ts'
import { closingModal, type ShownException } from '../../blocks/exceptions.ts'
import {
  accountsModal,
  accountsOnPage,
  drawHome,
  exceptionsModal,
  type HomeAccount,
  type HomeView,
} from '../../blocks/home.ts'
import { valuesOf } from '../../playground/elements.ts'
import { viewProblems } from '../../playground/limits/view.ts'
import { wordsIn } from '../support/calder.ts'

const long = 'A very long name that somebody typed into a cell of a file, with <@U1> and *stars* in it. '.repeat(3)
const many = <T>(draw: (index: number) => T): T[] => Array.from({ length: 60 }, (_, index) => draw(index))
const action = (id: string, index: number) => ({ id, value: `value-${index}`, text: 'Check in' })

const toDo = (index: number): ShownException => ({
  id: `e${index}`,
  accountName: long,
  cause: long.repeat(5),
  action: long.repeat(5),
  due: 'Mon 23 Nov',
  overdue: index % 2 === 0,
})
const accountOf = (index: number): HomeAccount => ({ accountId: `a${index}`, name: long, facts: [long, long] })

const crowded: HomeView = {
  firstName: 'Maya',
  troubles: many((index) => ({
    deliveryId: `d${index}`,
    state: index % 2 ? 'unknown' : 'failed',
    channel: index % 3 ? 'CTEAM' : 'UMAYA',
    accountName: long,
    when: 'Thu 19 Nov 15:00',
    reason: 'not_in_channel',
    begins: long.repeat(10),
    isChange: false,
  })),
  exceptions: many(toDo),
  checkins: many((index) => ({
    ...{ accountName: long, due: 'please answer', action: action('checkin.open', index) },
    repeat: action('checkin.repeat', index),
  })),
  absence: { words: 'You are away until Mon 30 Nov.', action: action('checkin.back', 0) },
  waiting: many((index) => ({ sentence: long, action: action('digests.read', index) })),
  accounts: many(accountOf),
  accountsLeft: 45,
  figures: [long, long],
  items: many((index) => ({ itemId: `i${index}`, sentence: long })),
  administration: { words: [long, long], actions: many((index) => action(`admin.${index}`, index)).slice(0, 5) },
  outlook: '',
}

describe('a crowded Home', () => {
  const { blocks } = drawHome(crowded)

  it('stays within what Slack takes, and counts what it leaves out', () => {
    expect(checkMessage('home', drawHome(crowded))).toEqual([])
    expect(viewProblems({ type: 'home', blocks })).toEqual([])
    expect(blocks.length).toBeLessThanOrEqual(96)
    const words = wordsIn(blocks)
    expect(words).toContain('And 54 more: take care of these first.')
    expect(words).toContain('And 52 more. Show all')
    expect(words).toContain('And 45 more. Show all')
    expect(words).toContain('And 57 more. Show all')
  })

  it('offers both buttons of a check-in where there is room for them, and the form of each in any case', () => {
    const buttons = (count: number) => {
      const words = JSON.stringify(drawHome({ ...crowded, checkins: crowded.checkins.slice(0, count) }).blocks)
      return ['checkin.open', 'checkin.repeat'].map((id) => words.split(`"${id}"`).length - 1)
    }
    expect([buttons(7), buttons(11), buttons(15)]).toEqual([
      [7, 7],
      [11, 4],
      [15, 0],
    ])
  })

  it('never lets Slack read what somebody typed as mrkdwn', () => {
    expect(JSON.stringify(blocks)).not.toContain('"mrkdwn"')
  })
})

describe('what does not fit on a Home', () => {
  it('is shown in forms of several pages, each within what Slack takes', () => {
    const accounts = many(accountOf)
    expect(accountsOnPage(accounts, 0).length + accountsOnPage(accounts, 1).length).toBe(60)
    for (const page of [0, 1, 2]) {
      const view = accountsModal(accountsOnPage(accounts, page), accounts.length, page)
      expect(viewProblems({ ...view })).toEqual([])
      expect(wordsIn(view.blocks)).toContain(`Page ${Math.min(page, 1) + 1} of 2`)
    }
    const all = [...many(toDo), ...many((index) => toDo(index + 100))]
    for (const page of [0, 1]) expect(viewProblems({ ...exceptionsModal(all, 'all', page) })).toEqual([])
    expect(wordsIn(exceptionsModal([], 'mine', 0).blocks)).toBe('Nothing needs anybody’s action now.')
  })

  it('closes with what was done in a form that shows what happened before', () => {
    const view = closingModal({ ...toDo(1), history: many(() => long) })
    expect(viewProblems({ ...view })).toEqual([])
    expect(wordsIn(view.blocks)).toContain('What happened')
  })
})

describe('an account in a form', () => {
  it('stays within what Slack takes, however much there is to show', () => {
    const view = drawAccountView({
      accountId: 'a1',
      name: long,
      summary: long,
      people: many((index) => ({
        role: 'Implementer',
        name: `${long} ${index}`,
        since: 'Mon 2 Nov',
        described: [long, long],
      })),
      past: many(() => long),
      readsMail: false,
      transitions: [long],
      whoAnswers: long,
      silence: long,
      waiting: { exceptions: many(() => long), asks: many(() => long), concerns: many(() => long) },
      buyerChannel: 'CCALDER',
      buyerEmail: null,
      teamChannel: null,
      cadence: long,
      comingUpdates: [],
      milestones: many(() => long),
      criteria: many(() => long),
      scopeUrl: 'javascript:alert(1)',
      crmReference: long,
      state: 'not_started',
      known: ['Assets', 'Strategies', 'Measured by'].map((title) => ({ title, rows: many(() => long) })),
      missing: ['an account owner'],
    })
    expect(viewProblems({ ...view })).toEqual([])
    expect(wordsIn(view.blocks)).toContain('No scope document is linked.')
  })
})

describe('the cadence form', () => {
  const form: CadenceForm = {
    weekday: 4,
    everyWeeks: 2,
    firstPublishOn: '2026-11-26',
    publishTime: '10:15',
    publishZone: 'Asia/Thimphu',
    closeTime: '15:00',
    zone: 'Europe/Berlin',
    askTime: '08:30',
  }
  const shown = { accountId: 'a1', accountName: long, form, mayChooseFirst: true, underWay: null }
  const view = drawCadence({ ...shown, preview: { sentence: long } })
  const other = { ...form, weekday: 1, publishTime: '00:00', zone: 'Etc/UTC', publishZone: 'Etc/UTC' }

  it('gives back what was drawn into it, also a zone that is not in its list', () => {
    expect(viewProblems({ ...view })).toEqual([])
    expect(readCadence(valuesOf(view.blocks), other)).toEqual(form)
  })

  it('gives back what was chosen, and keeps what the account had where a time was cleared', () => {
    const values = valuesOf(view.blocks)
    const option = { value: '2', text: { type: 'plain_text', text: 'Tuesday' } }
    values[FIELD.weekday] = { [FIELD.weekday]: { type: 'static_select', selected_option: option } }
    values[FIELD.closeTime] = { [FIELD.closeTime]: { type: 'timepicker', selected_time: null } }
    expect(readCadence(values, form)).toEqual({ ...form, weekday: 2 })
  })

  it('leaves the first date as it was where it is not offered any more', () => {
    const { blocks } = drawCadence({ ...shown, mayChooseFirst: false, preview: { updates: [] } })
    expect(readCadence(valuesOf(blocks), { ...form, firstPublishOn: '2026-11-12' }).firstPublishOn).toBe('2026-11-12')
  })
})
