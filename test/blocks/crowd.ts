import { compile } from '../../src/features/digests/compile.ts'
import { answer, calder } from '../digests/material.ts'

/** As long as a field may be. */
export const long = (text: string) => `${text} ${'words & more '.repeat(300)}`.slice(0, 3000)
/** Twenty who have answered at length, what they noted for us, and the update of that. */
export const crowd = Array.from({ length: 20 }, (_, n) =>
  answer({
    ...{
      userId: `U${n}`,
      status: n % 2 ? 'off_track' : 'on_track',
      because: long(`because ${n}`),
      progress: long(`progress ${n}`),
    },
    ...{
      hard: long(`hard ${n}`),
      doing: n % 3 ? long(`doing ${n}`) : null,
      heard: long(`heard ${n}`),
      nextStep: long(`next ${n}`),
    },
    ask: { what: long(`ask ${n}`), who: `Person ${n}`, dueOn: '2026-11-25' },
    decision: { kind: n % 2 ? 'ahead' : 'made', text: long(`decision ${n}`) },
  }),
)
export const notes = crowd.map(({ userId }) => ({
  userId,
  confidence: 2,
  note: long('KEEP-INSIDE'),
  ownerOnly: userId === 'U1',
}))
export const crowded = compile(calder({ answers: crowd, notes }))
