import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openExceptions, raiseException, settleException } from '#features/exceptions/flow.ts'
import { addCalder, calderWorld } from '../support/calder.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let calder: string
beforeAll(async () => {
  story = await startStory({ at: '2026-11-16T08:00:00Z', world: calderWorld })
  calder = await addCalder(story)
  await story.app.meetPeople()
})
afterAll(() => story.end())

const raise = (change: { cause?: string; ownerId?: string; onlyOnce?: boolean; key?: string; dueOn?: string } = {}) =>
  story.act((tx) =>
    raiseException(tx, {
      key: 'test:one',
      accountId: calder,
      cause: 'Nobody answers.',
      action: 'Please name somebody.',
      dueOn: '2026-11-17',
      ...change,
    }),
  )
const settle = (closedWith: string, actor?: string) =>
  story.act((tx) => settleException(tx, 'test:one', closedWith, actor))
const open = () => story.act((tx) => openExceptions(tx, [calder]))
const history = () =>
  story.database.query(
    `select actor, action, detail ->> 'words' as words from history where action like 'exception.%' order by at, action`,
  )
const assign = (change: string) => story.database.query(`update stakeholders set ${change} where role = 'owner'`)

describe('an exception', () => {
  it('is one of its kind while it is open, and says what is so now', async () => {
    await Promise.all([raise(), raise()])
    await raise({ cause: 'Nobody answers for two weeks.' })
    expect(await open()).toMatchObject([
      { accountName: 'Calder Freight', cause: 'Nobody answers for two weeks.', dueOn: '2026-11-17', ownerId: 'UMAYA' },
    ])
  })

  it('is closed with what was done, once', async () => {
    await settle('Wei answers from now on.', 'UMAYA')
    await settle('Somebody else does.', 'UADA')
    expect(await open()).toEqual([])
  })

  it('opens again when it comes back, and keeps what was before', async () => {
    await raise({ cause: 'Nobody answers again.' })
    expect(await open()).toMatchObject([{ cause: 'Nobody answers again.' }])
    expect(await history()).toEqual(
      expect.arrayContaining([
        { actor: 'throughline', action: 'exception.raised', words: 'Nobody answers.' },
        { actor: 'throughline', action: 'exception.changed', words: 'Nobody answers for two weeks.' },
        { actor: 'UMAYA', action: 'exception.closed', words: 'Wei answers from now on.' },
        { actor: 'throughline', action: 'exception.reopened', words: 'Nobody answers again.' },
      ]),
    )
    expect(await history()).toHaveLength(4)
  })

  it('stays closed by whoever dealt with it where it is told only once, but not where it only went away', async () => {
    await settle('I phoned.', 'UMAYA')
    await raise({ onlyOnce: true })
    expect(await open()).toEqual([])
    await raise()
    await settle('It is over.')
    await raise({ onlyOnce: true })
    expect(await open()).toHaveLength(1)
  })

  it('is always somebody’s: the one it was given to, the owner, the leader, an administrator', async () => {
    const whose = async () => (await open()).map(({ ownerId }) => ownerId)
    await raise({ ownerId: 'UJONAS' })
    expect(await whose()).toEqual(['UJONAS'])
    await story.database.query(`update people set deactivated = true where user_id in ('UJONAS', 'UMAYA')`)
    const who = [story.app.workspaceId, calder]
    await story.database.query(
      `insert into stakeholders (workspace_id, account_id, role, user_id, starts_on) values ($1, $2, 'leader', 'UNOOR', '2026-11-01')`,
      who,
    )
    expect(await whose()).toEqual(['UNOOR'])
    await story.database.query(`update people set deactivated = true where user_id = 'UNOOR'`)
    expect(await whose()).toEqual(['UADA'])
    await story.database.query(`update people set deactivated = false`)
    await raise()
    expect(await whose()).toEqual(['UMAYA'])
    await assign(`ends_on = '2026-11-16'`)
    expect(await whose()).toEqual(['UNOOR'])
  })
})
