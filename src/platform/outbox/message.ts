/** A block as Slack takes it. `blocks/` draws them; here they are only carried. */
export type Block = { type: string; block_id?: string } & Record<string, unknown>

/** `text` is what a notification and a screen reader read: the whole message in words, not a title. */
export interface Message {
  text: string
  blocks: Block[]
}

/** Who will read it. What is for the vendor is never posted where a customer reads. */
export type Audience = 'vendor' | 'customer'

export interface Saying {
  /** Which message this is; it can be said once. */
  key: string
  kind: string
  audience: Audience
  /** A channel id (C…) or, for a direct message, a user id (U…). */
  channel: string
  message: Message
  accountId?: string
  /** The key of the message under which this one is a reply. */
  threadKey?: string
}

export interface Delivery {
  id: string
  key: string
  kind: string
  surface: string
  audience: Audience
  accountId: string | null
  channel: string
  threadKey: string | null
  message: Message
  revision: number
  sentRevision: number
  state: string
  attempt: number
  attemptAt: Date | null
  lookFrom: Date | null
  postedChannel: string | null
  ts: string | null
}

/** What one attempt came to. `unclear` means that Slack may or may not have posted. */
export type Sent =
  | { outcome: 'sent'; channel: string; ts: string }
  | { outcome: 'refused'; code: string; detail?: string }
  | { outcome: 'later'; ms: number; code: string }
  | { outcome: 'unclear'; reason: string }

/** A message's ts, null when it is surely absent, or why nobody can say: never for us, or only not now. */
export type Found = string | null | 'unreadable' | 'later'

/** Slack, as the outbox sees it: one attempt a call, never a retry of its own. */
export interface Sender {
  post(channel: string, message: Message, options: { deliveryId: string; threadTs?: string }): Promise<Sent>
  update(channel: string, ts: string, message: Message): Promise<Sent>
  publishHome(userId: string, message: Message): Promise<Sent>
  /** Looks for the message with this id since an instant. */
  find(channel: string, deliveryId: string, since: Date, threadTs?: string): Promise<Found>
  /** Whether Slack answers at all. */
  alive(): Promise<boolean>
}
