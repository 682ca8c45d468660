export const STATUSES = ['on_track', 'at_risk', 'off_track'] as const
export type Status = (typeof STATUSES)[number]

export const STATUS_NAMES: Record<Status, string> = { on_track: 'On track', at_risk: 'At risk', off_track: 'Off track' }

/** Something needed from a named customer person by a date ('YYYY-MM-DD'). */
export interface NewAsk {
  what: string
  who: string
  dueOn: string
}

/** One person's answer in a round. The customer may read every field: nothing internal has a place here. */
export interface Answer {
  checkinId: string
  roundId: string
  accountId: string
  userId: string
  answeredAt: Date
  nothingChanged: boolean
  status: Status
  /** Why it is not on track. */
  because: string | null
  /** New forecasts by milestone; only the dates that moved. */
  forecasts: { milestoneId: string; on: string }[]
  whyMoved: string | null
  /** What they can do now that they could not last week. */
  progress: string | null
  hard: string | null
  /** What we do about what is hard. */
  doing: string | null
  ask: NewAsk | null
  /** Ids of open asks that are done. */
  asksDone: string[]
  decision: { kind: 'made' | 'ahead'; text: string } | null
  /** 1 to 5, as we read it. */
  satisfaction: number
  heard: string | null
  nextStep: string | null
  criterionId: string | null
  criterionValue: number | null
}

/** What only the vendor may read of an answer. */
export interface InternalNote {
  userId: string
  /** 1 to 5, in the next date. */
  confidence: number | null
  note: string | null
  /** For the account owner only, not for the team. */
  ownerOnly: boolean
}
