import { type Mapping, readMapping } from './model.ts'

/** What messages look like before anybody has changed it. */
export const PRESETS = ['throughline', 'hubspot', 'hubspot_workflow', 'salesforce'] as const
export type Preset = (typeof PRESETS)[number]

export const PRESET_NAMES: Record<Preset, string> = {
  throughline: 'In Throughline’s own words',
  hubspot: 'HubSpot: a property of a company changes',
  hubspot_workflow: 'HubSpot: a workflow sends a webhook',
  salesforce: 'Salesforce: a flow calls',
}

/** As HubSpot sends company.propertyChange; its eventId alone is not promised to be unique. */
const HUBSPOT = `
id = eventId + subscriptionId + objectId + occurredAt
account = objectId
role = propertyName
email = propertyValue
from = occurredAt
words = propertyValue
role "throughline_primary_contact" = primary_contact
role "throughline_senior_buyer" = senior_buyer
role "throughline_priorities" = priorities`

/** As somebody names the keys of the request body in a workflow that is based on companies. */
const HUBSPOT_WORKFLOW = `
account = hs_object_id
role = role
email = email
name = firstname + lastname
from = from
words = words`

/** As somebody names the keys of the sample request in an HTTP callout. */
const SALESFORCE = `
id = id
account = AccountId
role = Role
email = Contact.Email
name = Contact.Name
from = EffectiveDate
words = Words`

const WRITTEN: Record<Preset, string | null> = {
  throughline: null,
  hubspot: HUBSPOT,
  hubspot_workflow: HUBSPOT_WORKFLOW,
  salesforce: SALESFORCE,
}

/** The mapping of a preset; null where messages come in our own words. */
export function presetMapping(preset: Preset, roles: readonly string[]): Mapping | null {
  const written = WRITTEN[preset]
  return written === null ? null : readMapping(written, roles)
}
