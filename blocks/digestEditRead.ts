import { STATUSES } from '#features/checkins/model.ts'
import type { Digest, DigestAsk, Edit } from '#features/digests/model.ts'
import {
  askField,
  type EditMetadata,
  INTERNAL_REASON,
  MOST_ASKS,
  named,
  REASON,
  STATUS,
  type Texts,
  textsOf,
} from './digestEdit.ts'
import { type Piece, readPieces } from './digestLayout.ts'
import { read, type Values } from './inputs.ts'

export const readEditMetadata = (metadata: string | undefined): EditMetadata => JSON.parse(metadata ?? '{}')

/** What was typed, over the digest that the form was drawn from. */
export function readEdit(values: Values, digest: Digest, metadata: EditMetadata): Edit {
  const typed = (name: string) => read(values, named(name, metadata.draw))
  const of = (section: Texts): string[] => {
    const texts = textsOf(digest, section)
    const shown = metadata.shown[section]
    if (!shown) return texts
    const [from, to, inputs, joined] = shown
    const pieces: Piece[] = Array.from({ length: inputs }, (_, index) => ({
      text: typed(`${section}.${index}`) ?? '',
      joined: joined.includes(index),
    }))
    return [...texts.slice(0, from), ...readPieces(pieces), ...texts.slice(to)]
  }
  const first = metadata.part === 0
  return {
    status: STATUSES.find((status) => status === typed(STATUS)) ?? digest.status,
    reason: first ? (typed(REASON)?.replace(/\s+/g, ' ') ?? null) : digest.reason,
    asks: readAsks(values, digest.asks, metadata),
    decisionsAhead: of('decisionsAhead'),
    decisionsMade: of('decisionsMade'),
    progress: of('progress'),
    difficulties: of('difficulties'),
    heard: of('heard'),
    people: of('people'),
    next: of('next'),
    internalReason: first ? typed(INTERNAL_REASON) : null,
  }
}

function readAsks(values: Values, asks: DigestAsk[], { draw, part, asks: [from, ids] }: EditMetadata): DigestAsk[] {
  const row = (index: number): DigestAsk => ({
    askId: ids[index] ?? null,
    what: (read(values, named(askField('what', index), draw)) ?? '').replace(/\s+/g, ' '),
    who: read(values, named(askField('who', index), draw)) ?? '',
    dueOn: read(values, named(askField('due', index), draw)) ?? '',
  })
  const kept = ids.map((_, index) => row(index)).filter(({ what, who }) => what || who)
  const fresh = part === 0 ? [row(ids.length)].filter(({ what, who, dueOn }) => what || who || dueOn) : []
  // The asks of other parts stay as they are.
  return [...asks.slice(0, from), ...kept, ...asks.slice(from + MOST_ASKS), ...fresh]
}

/** The input of the first ask that lacks something, with what it lacks; undefined where all are whole. */
export function incompleteAsk(values: Values, metadata: EditMetadata): { field: string; lacks: string } | undefined {
  const rows = metadata.asks[1].length + (metadata.part === 0 ? 1 : 0)
  const of = (part: 'what' | 'who' | 'due', index: number) => named(askField(part, index), metadata.draw)
  for (let index = 0; index < rows; index += 1) {
    const [what, who, due] = [
      read(values, of('what', index)),
      read(values, of('who', index)),
      read(values, of('due', index)),
    ]
    if (!what && !who) continue
    if (!what) return { field: of('what', index), lacks: 'Please say what is needed.' }
    if (!who) return { field: of('who', index), lacks: 'Please name one person.' }
    if (!due) return { field: of('due', index), lacks: 'Please choose a date.' }
  }
  return undefined
}

const firstWord = (name: string): string => name.trim().split(/\s+/)[0]!.toLowerCase()

/** The input of an ask that is due before the buyer reads of it, where it is new, or new to whom it is asked of. */
export function earlyAsk(values: Values, { publishOn, asks }: Digest, metadata: EditMetadata): string | undefined {
  const isNewTo = (id: string | null, who: string): boolean => {
    const open = asks.find(({ askId }) => askId === id)
    return id === null || (open !== undefined && firstWord(open.who) !== firstWord(who))
  }
  const ids = [...metadata.asks[1], ...(metadata.part === 0 ? [null] : [])]
  const index = ids.findIndex((id, row) => {
    const due = read(values, named(askField('due', row), metadata.draw))
    const who = read(values, named(askField('who', row), metadata.draw))
    return who !== null && isNewTo(id, who) && due !== null && due < publishOn
  })
  return index < 0 ? undefined : named(askField('due', index), metadata.draw)
}
