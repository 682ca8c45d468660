import type { Handoff } from './model.ts'
import { colleague } from './playbooks/colleague.ts'
import { goLive } from './playbooks/go-live.ts'
import { kickoff } from './playbooks/kickoff.ts'
import { type Kind, type Playbook, runsBeside } from './playbooks/model.ts'
import { owner } from './playbooks/owner.ts'
import { primaryContact } from './playbooks/primary-contact.ts'
import { priorities } from './playbooks/priorities.ts'
import { seniorBuyer } from './playbooks/senior-buyer.ts'
import { playbook } from './playbooks/shape.ts'
import { support } from './playbooks/support.ts'

/** Reads a playbook from data. @throws ZodError saying what is wrong and where. */
export const readPlaybook = (data: unknown): Playbook => playbook.parse(data)

/** What a handoff is called: as its playbook was called when it began. */
export const nameOf = ({ kind, playbookName }: { kind: Kind; playbookName: string | null }): string =>
  playbookName ?? PLAYBOOKS[kind].name

/** The same with who takes over, where others may do so beside them: by that they are told apart. `name`: of a person. */
export const calledOf = (
  handoff: Pick<Handoff, 'kind' | 'playbookName' | 'receiver'>,
  name: (userId: string) => string,
): string => (runsBeside(handoff.kind) ? `${nameOf(handoff)} (${name(handoff.receiver)})` : nameOf(handoff))

/** The ready-made playbooks, by kind. */
export const PLAYBOOKS: Record<Kind, Playbook> = {
  kickoff: readPlaybook(kickoff),
  go_live: readPlaybook(goLive),
  support: readPlaybook(support),
  primary_contact: readPlaybook(primaryContact),
  senior_buyer: readPlaybook(seniorBuyer),
  owner: readPlaybook(owner),
  sales_rep: readPlaybook(colleague('sales_rep')),
  implementation_lead: readPlaybook(colleague('implementation_lead')),
  success_manager: readPlaybook(colleague('success_manager')),
  support_lead: readPlaybook(colleague('support_lead')),
  leader: readPlaybook(colleague('leader')),
  priorities: readPlaybook(priorities),
}
