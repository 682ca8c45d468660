import { type Account, holderOf, type Stakeholder } from '#features/accounts/model.ts'

/** Where the buyer of an account reads. Both: the team reads in the channel, and the buyer is not in Slack. */
export interface Places {
  channel: string | null
  email: string | null
}

/** @param mails whether letters can be sent at all. */
export function placesOf(
  { account, stakeholders }: { account: Pick<Account, 'buyerChannel' | 'buyerEmail'>; stakeholders: Stakeholder[] },
  mails: boolean,
): Places {
  const { buyerChannel: channel, buyerEmail } = account
  const buyer = holderOf(stakeholders, 'senior_buyer')
  const isWritten = buyer !== undefined && !buyer.userId
  // The address that stands with the person is theirs; the account's may be that of the one before.
  const address = isWritten ? (buyer.email ?? buyerEmail) : buyerEmail
  const email = mails && (!channel || isWritten) ? address : null
  return { channel, email }
}
