import { startSide } from './side.ts'

export interface SlackStub {
  apiUrl: string
  /** Forms that were shown since the last look. */
  formsOpened(): Promise<number>
  stop(): Promise<void>
}

/** A Slack that takes everything, as a process of its own. */
export async function startSlackStub(): Promise<SlackStub> {
  const { port, end } = await startSide('Slack', ['bench/slack.ts'], {})
  const url = `http://127.0.0.1:${port}`
  return {
    apiUrl: `${url}/api/`,
    formsOpened: async () => Number(await (await fetch(`${url}/forms`)).text()),
    stop: end,
  }
}
