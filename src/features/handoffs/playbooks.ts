import { z } from 'zod'
import { ROLES } from '#features/accounts/model.ts'
import { goLive } from './playbooks/go-live.ts'
import { kickoff } from './playbooks/kickoff.ts'
import { EVIDENCE, KINDS, type Kind, type Playbook, SIDES } from './playbooks/model.ts'
import { owner } from './playbooks/owner.ts'
import { primaryContact } from './playbooks/primary-contact.ts'
import { seniorBuyer } from './playbooks/senior-buyer.ts'
import { support } from './playbooks/support.ts'

/** A checklist of 30 items is the most that fits one Slack message with its people, dates and evidence. */
const MOST_ITEMS = 30
/** Longer than a year of working days is a typing mistake. */
const FARTHEST_DUE = 260
const roles = z.array(z.enum(ROLES)).min(1)

const playbook: z.ZodType<Playbook> = z.strictObject({
  kind: z.enum(KINDS),
  version: z.int().min(1),
  name: z.string().min(1).max(75),
  anchor: z.string().min(1).max(75),
  anchorHint: z.string().max(300),
  givingRoles: roles,
  receivingRoles: roles,
  items: z
    .array(
      z.strictObject({
        text: z.string().min(1).max(300),
        side: z.enum(SIDES),
        due: z.int().min(-FARTHEST_DUE).max(FARTHEST_DUE),
        evidence: z.enum(EVIDENCE),
        short: z.boolean(),
        confirmedBy: z.literal('newcomer').optional(),
        confirmation: z.string().min(1).max(200).optional(),
      }),
    )
    .refine(
      (items) => items.every((item) => (item.confirmedBy === undefined) === (item.confirmation === undefined)),
      'What the newcomer confirms needs the words in which they are asked, and only that.',
    )
    .min(1)
    .max(MOST_ITEMS),
})

/** Reads a playbook from data. @throws ZodError saying what is wrong and where. */
export const readPlaybook = (data: unknown): Playbook => playbook.parse(data)

/** The ready-made playbooks, by kind. */
export const PLAYBOOKS: Record<Kind, Playbook> = {
  kickoff: readPlaybook(kickoff),
  go_live: readPlaybook(goLive),
  support: readPlaybook(support),
  primary_contact: readPlaybook(primaryContact),
  senior_buyer: readPlaybook(seniorBuyer),
  owner: readPlaybook(owner),
}
