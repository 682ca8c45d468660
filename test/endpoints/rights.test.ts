import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  addEndpoint,
  addSecret,
  changeMapping,
  endEndpoint,
  openEndpoint,
  openEndpoints,
  openMapping,
  openNewEndpoint,
  openNewSecret,
  revokeSecret,
} from '../../src/features/endpoints/flow.ts'
import { type Context, createContext, type Tx } from '../../src/platform/context.ts'
import { Refusal } from '../../src/platform/errors.ts'
import { createLog } from '../../src/platform/log.ts'
import { type Database, openDatabase } from '../../src/platform/postgres/db.ts'
import { createVault } from '../../src/platform/sealing.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { wordsOf } from '../support/player.ts'
import { rightsUnder } from '../support/rights.ts'

const WORKSPACE = '00000000-0000-4000-8000-00000000000a'
const NOW = new Date('2026-11-16T08:00:00Z')
const WHO: Record<string, string> = {
  'An administrator': 'UADA',
  'The owner': 'UMAYA',
  'An implementer': 'UJONAS',
  'A colleague without a role': 'UNOOR',
  'A guest': 'UGUS',
  'The senior buyer': 'UPRIYA',
}
const desk = { vault: createVault('k'.repeat(32)), publicUrl: 'https://throughline.example.com' }

let database: TestDatabase
let db: Database
let ctx: Context
let endpointId: string
const inTx = <T>(work: (tx: Tx) => Promise<T>) => ctx.inWorkspace(WORKSPACE, work)
const entry = { name: 'CRM', format: 'throughline', scheme: 'bearer', secret: null }

beforeAll(async () => {
  database = await createDatabase()
  db = openDatabase(database.url, () => {}, 2)
  const clock = { now: () => NOW, real: () => new Date() }
  ctx = createContext({ clock, log: createLog('silent'), database: db, wake: () => {} })
  await database.query(
    `insert into workspaces (workspace_id, team_id, name, bot_user_id, created_at) values ($1, 'T1', 'Brightline', 'UBOT', $2)`,
    [WORKSPACE, NOW],
  )
  for (const userId of Object.values(WHO))
    await database.query(
      `insert into people (workspace_id, user_id, name, team_id, guest, administrator, refreshed_at) values ($1, $2, $2, $3, $4, $5, $6)`,
      [WORKSPACE, userId, userId === 'UPRIYA' ? 'T2' : 'T1', userId === 'UGUS', userId === 'UADA', NOW],
    )
  await inTx((tx) => addEndpoint(tx, 'UADA', entry, desk))
  ;[{ id: endpointId }] = (await database.query('select id from endpoints')) as [{ id: string }]
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const secret = () => ({ endpointId, secretId: '00000000-0000-4000-8000-0000000000ff' })
const ACTS: Record<string, ((tx: Tx, who: string) => Promise<unknown>)[]> = {
  'See the endpoints': [(tx, who) => openEndpoints(tx, who), (tx, who) => openEndpoint(tx, who, endpointId, desk)],
  'Make or close one': [
    (tx, who) => openNewEndpoint(tx, who, desk),
    (tx, who) => addEndpoint(tx, who, entry, desk),
    (tx, who) => endEndpoint(tx, who, endpointId),
  ],
  'Add or revoke a secret': [
    (tx, who) => openNewSecret(tx, who, endpointId),
    (tx, who) => addSecret(tx, who, endpointId, null, desk),
    (tx, who) => revokeSecret(tx, who, secret(), desk),
  ],
  'Change what means what': [
    (tx, who) => openMapping(tx, who, endpointId),
    (tx, who) => changeMapping(tx, who, endpointId, '', desk),
  ],
}

const rights = rightsUnder('Endpoints')

/** Does it and takes it back, so that each begins the same. */
async function outcome(act: (tx: Tx, who: string) => Promise<unknown>, who: string): Promise<string> {
  const undone = new Error('undone')
  try {
    await inTx(async (tx) => {
      await act(tx, who)
      throw undone
    })
  } catch (error) {
    if (error === undone) return 'yes'
    if (error instanceof Refusal && error.message.startsWith('Only an administrator')) return 'a sentence'
    throw error
  }
  return 'nothing'
}

describe('who may do what with endpoints, as docs/rights.md says', () => {
  it('names everything that can be done, and everybody', () => {
    expect(rights.what).toEqual(Object.keys(ACTS))
    expect(rights.who).toEqual(Object.keys(WHO))
  })
  it.each(rights.cells)('%s, by %s: %s', async (what, column, cell) => {
    for (const act of ACTS[what]!) expect(await outcome(act, WHO[column]!)).toBe(cell)
  })
})

describe('an endpoint that cannot be', () => {
  const refusal = (more: object, without: { vault?: undefined; publicUrl?: undefined } = {}) =>
    inTx((tx) => addEndpoint(tx, 'UADA', { ...entry, ...more }, { ...desk, ...without })).then(
      () => 'made',
      (error: Refusal) => `${error.field ?? ''}: ${error.message}`,
    )

  it.each([
    ['no name', { name: null }, {}, 'endpoints_in_name: Please give it a name'],
    ['no scheme', { scheme: 'x' }, {}, 'endpoints_in_scheme: Please choose'],
    ['no format', { format: null }, {}, 'endpoints_in_format: Please choose'],
    [
      'nothing to seal with',
      { scheme: 'standard' },
      { vault: undefined },
      'endpoints_in_scheme: What signs takes a key',
    ],
    ['no public address', { scheme: 'hubspot' }, { publicUrl: undefined }, 'endpoints_in_scheme: HubSpot signs our'],
    ['no secret of HubSpot', { scheme: 'hubspot' }, {}, 'endpoints_in_secret: Please paste the client secret'],
    ['a secret where we make one', { secret: 'mine' }, {}, 'endpoints_in_secret: Throughline makes this secret'],
  ])('is refused at its field: %s', async (_, more, without, said) => {
    expect(await refusal(more, without)).toContain(said)
    expect(await database.query('select id from endpoints')).toHaveLength(1)
  })

  it('is not refused where a bearer secret is all it needs', async () => {
    const made = inTx((tx) => addEndpoint(tx, 'UADA', entry, { vault: undefined, publicUrl: undefined }))
    expect(wordsOf((await made).blocks)).toContain('Your public address stands before this')
  })
})

describe('the secrets of an endpoint', () => {
  const add = () => inTx((tx) => addSecret(tx, 'UADA', endpointId, null, desk))

  it('are five at most', async () => {
    for (let n = 0; n < 4; n++) await add()
    await expect(add()).rejects.toThrow('It has 5 secrets.')
  })

  it('are said not to open any more where the key is another one', async () => {
    await inTx((tx) => addEndpoint(tx, 'UADA', { ...entry, scheme: 'standard' }, desk))
    const [{ id }] = (await database.query(`select id from endpoints where scheme = 'standard'`)) as [{ id: string }]
    const seen = async (vault: typeof desk.vault) =>
      wordsOf((await inTx((tx) => openEndpoint(tx, 'UADA', id, { ...desk, vault }))).blocks)
    expect(await seen(desk.vault)).toContain('not used yet')
    expect(await seen(createVault('x'.repeat(32)))).toContain('does not open any more')
  })
})

describe('what means what', () => {
  it('is kept as it is written, and refused at its field where it cannot be read', async () => {
    const write = (text: string) => inTx((tx) => changeMapping(tx, 'UADA', endpointId, text, desk))
    await write('account = “calder”\nrole = r\nemail = a.b')
    const form = JSON.stringify(await inTx((tx) => openMapping(tx, 'UADA', endpointId)))
    expect(form).toContain('"initial_value":"account = \\"calder\\"\\nrole = r\\nemail = a.b"')
    const [{ mapping }] = (await database.query('select mapping from endpoints where id = $1', [endpointId])) as [
      { mapping: object },
    ]
    expect(mapping).toEqual({
      fields: { account: { text: 'calder' }, role: { paths: ['r'] }, email: { paths: ['a.b'] } },
      roles: {},
    })
    await expect(write('account = calder')).rejects.toMatchObject({ field: 'endpoints_in_mapping' })
  })
})
