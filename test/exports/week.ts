import type { Desk } from '../accounts/desk.ts'

/** A week of Calder's, answered by two and published, as the loop leaves it. */
export async function aWeek(desk: Desk, publishOn: string, secret: string): Promise<void> {
  const { account } = await desk.facts('CALDER')
  const of = [desk.workspaceId, account.id]
  const [round] = await desk.database.query<{ id: string }>(
    `insert into rounds (workspace_id, account_id, publish_on, number, close_at, publish_at, state)
     values ($1, $2, $3, 1, $3::date - 1, $3::date, 'published') returning id`,
    [...of, publishOn],
  )
  const answer = async (userId: string, hard: string, note: string, ownerOnly: boolean) => {
    const [checkin] = await desk.database.query<{ id: string }>(
      `insert into checkins (workspace_id, account_id, round_id, user_id, ask_at, state, answered_at, status, hard, ask, satisfaction, criterion_value)
       values ($1, $2, $3, $4, $5::date - 2, 'answered', $5::date - 1, 'at_risk', $6, $7, 4, -3) returning id`,
      [
        ...of,
        round!.id,
        userId,
        publishOn,
        hard,
        JSON.stringify({ what: 'Send the list', who: 'UTOMAS', dueOn: publishOn }),
      ],
    )
    await desk.database.query(
      `insert into checkin_notes (workspace_id, checkin_id, confidence, note, owner_only) values ($1, $2, 2, $3, $4)`,
      [desk.workspaceId, checkin!.id, note, ownerOnly],
    )
  }
  await answer('UJONAS', '=The vendor’s data', `${secret} team`, false)
  await answer('UWEI', 'Nothing', `${secret} owner`, true)
  const content = {
    ...{
      account: 'Calder Freight',
      title: 'Invoicing',
      week: 1,
      publishOn,
      status: 'at_risk',
      reason: 'Records are late',
    },
    goLive: {
      name: 'Go-live',
      promisedOn: '2026-12-04',
      movedFrom: null,
      forecastOn: '2026-12-14',
      reachedOn: null,
      slipDays: 6,
    },
    asks: [{ askId: null, what: 'Send the list', who: 'Tomás Leal', dueOn: '2026-11-25' }],
    ...{
      decisionsAhead: [],
      decisionsMade: ['-Cut over at night'],
      criterion: null,
      progress: ['Leeds invoices', 'York too'],
    },
    ...{
      difficulties: [],
      milestones: [],
      whyMoved: [],
      satisfaction: { now: 4, before: null, heard: [] },
      people: [],
      next: [],
    },
    ...{
      nextUpdateOn: null,
      weeksWithout: 0,
      contact: 'Maya',
      trend: [],
      lateSince: null,
      corrections: [],
      leaked: secret,
    },
  }
  const [digest] = await desk.database.query<{ id: string }>(
    `insert into digests (workspace_id, account_id, round_id, publish_on, owner_id, state, needs_approval, content, published_at, approved_by)
     values ($1, $2, $3, $4, 'UMAYA', 'published', true, $5, $4::date, 'UMAYA') returning id`,
    [...of, round!.id, publishOn, JSON.stringify(content)],
  )
  await desk.database.query(`insert into internal_editions (workspace_id, digest_id, content) values ($1, $2, $3)`, [
    desk.workspaceId,
    digest!.id,
    JSON.stringify({
      proposed: 'off_track',
      reasons: [`${secret} reason`],
      notes: [{ name: 'Jonas', text: `${secret} team` }],
      ownerNotes: [{ name: 'Wei', text: `${secret} owner` }],
    }),
  ])
  await desk.database.query(
    `insert into digest_ratings (workspace_id, digest_id, user_id, rating, comment, rated_at) values ($1, $2, 'UPRIYA', 2, $3, $4::date)`,
    [desk.workspaceId, digest!.id, `${secret} rating`, publishOn],
  )
}
