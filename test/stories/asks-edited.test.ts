import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { answer, BUYER_CHANNEL, type Cast, cast, story, tellCalder } from '../support/brightline.ts'

const WHAT = 'the last 500 records'

const latest = async () => (await cast.priya.reads(BUYER_CHANNEL)).at(-1)!
/** The newest review: the others are published. */
const read = async () => cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Read'))
async function edit(typed: Record<string, string>) {
  await cast.maya.opens(cast.maya.press(await cast.maya.dm(), 'Edit'))
  for (const [label, value] of Object.entries(typed)) await cast.maya.fill(label, value)
  const kept = await story.settled(cast.maya.submit())
  if (kept.ok) story.playground.state.stacks.clear()
  return kept
}
/** Ticks whoever is to be told, approves what is read, and lets it go out. */
async function publish(day: string, shown: string) {
  for (const question of new Set(shown.match(/Has \S+ been told\?/g))) await cast.maya.fill(question, ['yes'])
  expect(await story.settled(cast.maya.submit())).toEqual({ ok: true })
  await story.until(`${day}T10:00:00Z`)
}
/** Jonas says nothing new, and the answers are closed. */
async function week(wednesday: string, thursday: string, given: Record<string, string> = {}) {
  await story.until(`${wednesday}T09:00:00Z`)
  await answer(cast.jonas, given)
  await story.until(`${thursday}T14:30:00Z`)
}
const asked = async (who: keyof Cast) => cast[who].opens(cast[who].press(BUYER_CHANNEL, 'Answer our asks'))
const history = (action: string) =>
  story.database.query('select actor, detail from history where action = $1 order by at', [action])

tellCalder({ file: { firstPublishOn: '2026-11-20', milestones: 'Go-live=2027-02-26' } })
beforeAll(async () => {
  await week('2026-11-18', '2026-11-19', {
    'Needed from the customer: what': WHAT,
    'Needed from the customer: who': 'Tomás',
    'Needed from the customer: by when': '2026-11-25',
  })
  await publish('2026-11-20', await read())
  await week('2026-11-25', '2026-11-26')
}, 120_000)
beforeEach(() => story.playground.state.stacks.clear())

describe('an open ask that the owner gives to somebody else', () => {
  it('is due from the day on which they read of it', async () => {
    const kept = await edit({ 'From whom': 'Anna Ruiz' })
    expect(JSON.stringify(kept)).toContain('This date is before the buyer reads it.')
  })

  it('is asked of nobody before they have heard of it, and waits for an approval', async () => {
    await story.database.query('update digests set needs_approval = false')
    await edit({ 'From whom': 'Anna Ruiz', 'By when': '2026-11-30' })
    expect(await story.database.query('select needs_approval from digests where published_at is null')).toEqual([
      { needs_approval: true },
    ])
    const shown = await read()
    expect(shown).toContain(`Anna, by Mon 30 Nov: ${WHAT}`)
    expect(shown).toContain('Has Anna been told?')
    expect(shown).not.toContain('Has Tomás been told?')
  })

  it('is theirs once the buyer has read so; whoever has the old list open is asked to look again', async () => {
    expect(await asked('tomas')).toContain('Tomás, was due Wed 25 Nov')
    await publish('2026-11-27', await read())
    expect(await latest()).toContain(`Anna, by Mon 30 Nov: ${WHAT}`)
    await story.settled(cast.tomas.pressInForm('Done'))
    expect(await cast.tomas.form()).toContain('This list is from before.')
    expect(await asked('anna')).toContain(`Anna, by Mon 30 Nov: ${WHAT}`)
    expect(await history('ask.changed')).toMatchObject([
      { actor: 'UMAYA001', detail: { from: { who: 'Tomás Leal' }, to: { who: 'Anna Ruiz', what: WHAT } } },
    ])
  })

  it('is asked about again only where it changes again: in other words, too', async () => {
    await week('2026-12-02', '2026-12-03')
    await edit({ 'By when': '2026-12-09' })
    expect(await read()).toContain(`${WHAT}, now by Wed 9 Dec`)
    story.playground.state.stacks.clear()
    await edit({ 'Needed from them (1)': 'all 900 records' })
    const shown = await read()
    expect(shown).toContain('all 900 records, by Wed 9 Dec')
    await publish('2026-12-04', shown)
  })
})

describe('an open ask that the owner takes out', () => {
  const open = () => story.database.query('select what from asks where done_on is null')

  it('is asked of nobody any more once the buyer has read that nothing is needed', async () => {
    await week('2026-12-09', '2026-12-10')
    await edit({ 'Needed from them (1)': '', 'From whom': '' })
    expect(await open()).toHaveLength(1)
    await publish('2026-12-11', await read())
    expect(await latest()).toContain('We need nothing from you.')
    expect(await asked('tomas')).toContain('We need nothing from you at present.')
    expect(await open()).toEqual([])
    expect(await history('ask.taken_back')).toMatchObject([
      { actor: 'UMAYA001', detail: { who: 'Anna Ruiz', what: 'all 900 records' } },
    ])
  })

  it('does not come back a week later', async () => {
    await week('2026-12-16', '2026-12-17')
    expect(await read()).toContain('We need nothing from you.')
  })
})
