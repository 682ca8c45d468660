import { ROLE_NAMES } from '#features/accounts/model.ts'
import type { Kind } from './model.ts'

/** What the customer reads of a completed handoff; null where it is ours alone, or told as a change of who answers. */
export function completedLine(kind: Kind, name: string | null): string | null {
  if (!name) return null
  switch (kind) {
    case 'primary_contact':
    case 'senior_buyer':
      return `${name} has settled in; everything has been handed over`
    case 'owner':
      return `${name} has taken everything over as your contact with us`
    case 'support':
      return `${name} and our support team look after you from now on`
    case 'kickoff':
      return `${name} leads your project from now on`
    case 'implementation_lead':
    case 'success_manager':
    case 'support_lead':
      return `${name} has taken everything over as your ${ROLE_NAMES[kind]}`
    case 'go_live':
    case 'sales_rep':
    case 'leader':
    case 'priorities':
      return null
  }
}
