import { type Directory, rememberWorkspace, workspaceIds } from '#features/installations/flow.ts'
import type { Context } from '#platform/context.ts'
import { insistLater } from '#platform/insist.ts'
import { isOutage, isRefusal } from '#platform/slack/sender.ts'
import { explain } from './explain.ts'

/** Slack is asked again after a second, then after two, four, eight … and at least once a minute. */
const FIRST_MS = 1_000
const MOST_MS = 60_000

/** The workspace for which this program speaks: that of its token. */
export interface Own {
  /** Undefined until Slack has said it once, now or at an earlier start. */
  readonly id: string | undefined
  /** Whether Slack has said it since this start. Until then nothing is sent: the token may be another workspace's. */
  readonly sure: boolean
  /** The id, for what cannot do without. @throws Error where Slack has never said it. */
  known(): string
  stopAsking(): void
}

interface Ears {
  /** Called when Slack answers after all. Where it fails, Slack is asked again. */
  answered(id: string): Promise<unknown>
  /** Called when Slack refuses the token after all. */
  refused(error: unknown): void
  firstMs?: number | undefined
}

/**
 * Asks Slack whose token we have. While Slack is down the program goes on with what an earlier start has kept, and
 * asks until it hears. @throws Error where Slack refuses the token, or the database is not there.
 */
export async function findOwn(ctx: Context, directory: Directory, ears: Ears): Promise<Own> {
  const found = { id: undefined as string | undefined, sure: false }
  const ask = async () => {
    found.id = await rememberWorkspace(ctx, directory)
    found.sure = true
  }
  let stopAsking = () => {}
  try {
    await ask()
  } catch (error) {
    if (!isOutage(error)) throw error
    found.id = await onlyWorkspace(ctx)
    stopAsking = askAgain(ctx, ask, found, ears, error)
  }
  return {
    get id() {
      return found.id
    },
    get sure() {
      return found.sure
    },
    known() {
      if (!found.id) throw new Error('Slack has not said yet whose token this is')
      return found.id
    },
    stopAsking,
  }
}

// An installation serves one workspace; where the database holds several, only Slack can say which is ours.
async function onlyWorkspace(ctx: Context): Promise<string | undefined> {
  const all = await workspaceIds(ctx)
  return all.length === 1 ? all[0] : undefined
}

function askAgain(
  ctx: Context,
  ask: () => Promise<void>,
  found: { id: string | undefined },
  { answered, refused, firstMs = FIRST_MS }: Ears,
  first: unknown,
): () => void {
  const pauseMs = (tries: number) => Math.min(firstMs * 2 ** tries, MOST_MS)
  const tell = (error: unknown, againInMs: number) => {
    const meanwhile = found.id ? 'What Slack and people bring is kept; nothing is sent.' : 'Nothing can be done yet.'
    ctx.log.warn({ says: `${explain(error) ?? error} ${meanwhile}`, againInMs }, 'slack.not_answering')
  }
  const again = async () => {
    try {
      await ask()
    } catch (error) {
      if (!isRefusal(error)) throw error
      return refused(error)
    }
    await answered(found.id!)
    ctx.log.info('slack.answering')
  }
  tell(first, pauseMs(0))
  return insistLater(again, tell, pauseMs)
}
