import { ROLE_NAMES, type Role } from '#features/accounts/model.ts'
import type { ColleagueKind, Playbook } from './model.ts'

/** One of our own people takes a role over from another. It begins by itself, when the change is recorded. */
export const colleague = (kind: ColleagueKind): Playbook => {
  const roles: Role[] = [kind, 'owner', 'leader']
  const name = ROLE_NAMES[kind]
  return {
    kind,
    version: 1,
    name: `${name.charAt(0).toUpperCase()}${name.slice(1)}, old → new`,
    anchor: 'Takes over on',
    anchorHint: 'The day on which the newcomer takes over, or the day on which it became known if that is later.',
    givingRoles: [...new Set(roles)],
    receivingRoles: [kind],
    items: [
      {
        text: 'Said inside, in the team channel: who follows and from when; the account owner and the sales rep have heard it',
        side: 'giving',
        due: 0,
        evidence: 'none',
        short: true,
      },
      {
        text: 'Whoever at the customer works with them has heard it from us in person: who follows, from when, what stays as it is',
        side: 'giving',
        due: 1,
        evidence: 'note',
        short: true,
      },
      {
        text: 'Everything that waits handed over by name: asks, checklist items, talks begun, promises that stand nowhere written down, each with its date',
        side: 'giving',
        due: 2,
        evidence: 'link',
        short: true,
      },
      {
        text: 'Hour between the two: relations, history, what went wrong and why, what the customer values',
        side: 'giving',
        due: 3,
        evidence: 'note',
        short: false,
      },
      {
        text: 'Scope, the last four updates, open asks and concerns read, questions listed',
        side: 'receiving',
        due: 3,
        evidence: 'note',
        short: true,
      },
      {
        text: 'Call with those at the customer and of ours they will work with: the newcomer tells the story back, the others correct it',
        side: 'receiving',
        due: 5,
        evidence: 'note',
        short: false,
      },
      {
        text: 'Channels, calendars and access run on the newcomer; nothing waits for the predecessor any more',
        side: 'receiving',
        due: 8,
        evidence: 'none',
        short: true,
      },
      {
        text: 'After two weeks the account owner is asked whether anything fell between the two; only then is the transition complete',
        side: 'receiving',
        due: 10,
        evidence: 'note',
        short: true,
      },
    ],
  }
}
