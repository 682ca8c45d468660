import type { Context } from 'hono'
import type { Json } from '../state.ts'
import { SlackError } from './call.ts'

/** Arguments that are objects: form-encoded callers send them as JSON strings. */
const NESTED = new Set(['blocks', 'attachments', 'metadata', 'view', 'unfurls', 'filter'])

/** Reads a Web API call as Slack does: form-encoded or JSON body, or query; the token from header or argument. */
export async function readCall(c: Context): Promise<{ token: string; args: Json; problem?: SlackError }> {
  const args: Json = { ...c.req.query() }
  const type = c.req.header('content-type') ?? ''
  let problem: SlackError | undefined
  if (c.req.method === 'POST') {
    const body = await c.req.text()
    if (type.startsWith('application/json')) problem = mergeJson(args, body)
    else Object.assign(args, Object.fromEntries(new URLSearchParams(body)))
  }
  problem ??= parseNested(args)
  const bearer = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const token = bearer ?? (typeof args['token'] === 'string' ? args['token'] : '')
  delete args['token']
  return problem ? { token, args, problem } : { token, args }
}

function mergeJson(args: Json, body: string): SlackError | undefined {
  try {
    const parsed: unknown = body === '' ? {} : JSON.parse(body)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return new SlackError('json_not_object')
    Object.assign(args, parsed)
    return undefined
  } catch {
    return new SlackError('invalid_json')
  }
}

function parseNested(args: Json): SlackError | undefined {
  for (const key of NESTED) {
    const value = args[key]
    if (typeof value !== 'string') continue
    try {
      args[key] = JSON.parse(value)
    } catch {
      return new SlackError(key === 'blocks' ? 'invalid_blocks_format' : `invalid_${key}`)
    }
  }
  return undefined
}
