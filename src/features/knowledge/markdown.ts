import { ROLE_NAMES } from '#features/accounts/model.ts'
import {
  type Checklist,
  dayName,
  type Item,
  isLink,
  SIDE_WORDS,
  SIDES,
  TRANSITION_ROLES,
} from '#features/handoffs/model.ts'
import {
  ACCOUNT,
  decisionInWords,
  FEEDBACK_LABELS,
  FEEDBACK_PARTS,
  type Field,
  type Holding,
  handoffAbout,
  LABELS,
  NATURE_NAMES,
  NOTE_LABELS,
  NOTE_PARTS,
  nameOf,
  PART_NAMES,
  PARTS,
  personAbout,
  promiseInWords,
  SALES,
  SHEETS,
  standing,
  wordsAbout,
} from './model.ts'

/** What somebody typed, so that no sign of it is taken for Markdown; further lines are indented under the first. */
export const literal = (text: string, indent = '  '): string =>
  text
    .replace(/[\\`*_[\]<>#|~]/g, '\\$&')
    .replace(/\r?\n/g, `\n${indent}`)
    .replace(/^(\s*)([-+=]|\d+[.)])/gm, (_, space: string, sign: string) => `${space}${sign.replace(/(.)$/, '\\$1')}`)

const section = (title: string, rows: string[]): string[] => (rows.length > 0 ? [`## ${title}`, '', ...rows, ''] : [])
const bullet = (label: string | null, text: string): string => `- ${label ? `**${label}:** ` : ''}${literal(text)}`

/** A handoff, or what an account holds, as Markdown for our own people. */
export function writeMarkdown(holding: Holding, checklist: Checklist | null): string {
  return [
    `# ${literal(holding.title)}`,
    '',
    'Internal: not for the customer.',
    '',
    ...(checklist ? overview(checklist) : []),
    ...section('What they want, and what sales knows', said(holding, ACCOUNT, SALES)),
    ...section(
      'Promised days',
      holding.milestones.map((one) => bullet(null, promiseInWords(one))),
    ),
    ...section(
      'Sold beside bought',
      holding.compared.flatMap((row) => matter(holding, row)),
    ),
    ...PARTS.flatMap((kind) =>
      section(
        PART_NAMES[kind].many,
        holding.parts
          .filter((part) => part.kind === kind)
          .map(
            ({ text, responsible }, index) => `${index + 1}. ${literal(text, '   ')} (${who(holding, responsible)})`,
          ),
      ),
    ),
    ...section('Buddies', holding.handoffId ? buddies(holding, holding.handoffId) : []),
    ...section(
      'Who is who',
      holding.people.flatMap((one) => person(holding, one)),
    ),
    ...section('Measured by', said(holding, ACCOUNT, SHEETS.metrics)),
    ...(checklist ? items(checklist) : []),
    ...section(
      'Notes',
      holding.notes.flatMap((one) => note(holding, one)),
    ),
    ...section(
      'Feedback',
      holding.feedback.flatMap((one) => feedback(holding, one)),
    ),
    ...(holding.scopeUrl ? [`Scope document: <${holding.scopeUrl}>`, ''] : []),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}

const who = (holding: Pick<Holding, 'names'>, key: string | null): string => literal(nameOf(holding, key))

function said(holding: Holding, about: string, fields: readonly Field[]): string[] {
  const words = wordsAbout(holding, about)
  return fields.flatMap((field) => (words[field] ? [bullet(LABELS[field], words[field])] : []))
}

function buddies(holding: Holding, handoffId: string): string[] {
  const words = wordsAbout(holding, handoffAbout(handoffId))
  return SHEETS.buddies.flatMap((field) => (words[field] ? [bullet(LABELS[field], nameOf(holding, words[field]))] : []))
}

function overview({ handoff, names, acceptedWhen, standIn }: Checklist): string[] {
  const { kind, leaver, newcomer } = handoff
  const role = TRANSITION_ROLES[kind]
  const from = leaver ? `, from ${who({ names }, leaver)}` : ''
  const rows = [
    ...(role && newcomer ? [`- **Takes over:** ${who({ names }, newcomer)}${from}, as ${ROLE_NAMES[role]}`] : []),
    ...(role && !newcomer && leaver ? [`- **Leaves:** ${who({ names }, leaver)}, as ${ROLE_NAMES[role]}`] : []),
    `- **Gives:** ${who({ names }, handoff.giver)}${standIn ? `, who has left; ${literal(standIn)} in their place` : ''}`,
    `- **Receives:** ${who({ names }, handoff.receiver)}`,
    `- **Dates count from:** ${dayName(handoff.anchorOn)} ${handoff.anchorOn.slice(0, 4)}`,
    `- **State:** ${handoff.state}${acceptedWhen ? ` by ${who({ names }, handoff.acceptedBy)}, ${acceptedWhen}` : ''}`,
    ...(handoff.overrideReason ? [bullet('Accepted all the same, because', handoff.overrideReason)] : []),
  ]
  return [...rows, '']
}

function matter(holding: Holding, row: Holding['compared'][number]): string[] {
  const side = (words: string | null, by: string | null) =>
    words === null ? 'nothing is written down' : `${literal(words, '    ')} (${who(holding, by)})`
  const kept = holding.milestones.find(({ id }) => id === row.milestoneId)
  return [
    `- **${literal(row.subject)}** (${NATURE_NAMES[row.nature].toLowerCase()}; ${standing(row)})`,
    `  - Sold: ${side(row.sold, row.soldBy)}`,
    `  - Bought: ${side(row.bought, row.boughtBy)}`,
    ...(kept ? [`  - ${literal(promiseInWords(kept))}`] : []),
    ...(row.decision === null ? [] : [`  - ${literal(decisionInWords(holding, row), '    ')}`]),
  ]
}

function person(holding: Holding, { key, name, roles, ours }: Holding['people'][number]): string[] {
  const side = ours ? 'ours' : 'theirs'
  const words = wordsAbout(holding, personAbout(key))
  const described = SHEETS.person.flatMap((field) =>
    words[field] ? [`  - ${LABELS[field]}: ${literal(words[field], '    ')}`] : [],
  )
  return [`- **${literal(name)}** (${[...roles, side].join(', ')})`, ...described]
}

function items(checklist: Checklist): string[] {
  return SIDES.flatMap((side) => {
    const of = checklist.items.filter((item) => item.side === side)
    const title = `Items of the ${SIDE_WORDS[side]}`
    return section(
      title,
      of.map((item) => itemRow(checklist, item)),
    )
  })
}

const STATES: Record<Item['state'], string> = {
  open: 'open',
  taken: 'taken',
  done: 'done',
  not_applicable: 'does not apply',
}

function itemRow({ names, given }: Checklist, item: Item): string {
  const closed = item.state === 'done' || item.state === 'not_applicable'
  const by = closed ? item.doneBy : item.person
  const did = given.has(item.id) && !closed ? 'given to' : `${STATES[item.state]} by`
  const state = `${by ? `${did} ${who({ names }, by)}` : STATES[item.state]}, due ${dayName(item.dueOn)}`
  const evidence = item.evidence ? `: ${isLink(item.evidence) ? `<${item.evidence}>` : literal(item.evidence)}` : ''
  return `- [${closed ? 'x' : ' '}] ${item.position}. ${literal(item.text)} (${state})${evidence}`
}

function note(holding: Holding, one: Holding['notes'][number]): string[] {
  const head = `### ${literal(one.occasion)}, ${dayName(one.heldOn)} ${one.heldOn.slice(0, 4)}`
  const rows = NOTE_PARTS.flatMap((part) => (one[part] ? [bullet(NOTE_LABELS[part], one[part])] : []))
  return [head, '', ...rows, bullet('Written by', nameOf(holding, one.writtenBy)), '']
}

function feedback(holding: Holding, one: Holding['feedback'][number]): string[] {
  const head = `### To the ${SIDE_WORDS[one.side]}, from ${who(holding, one.writtenBy)}`
  const rows = FEEDBACK_PARTS.map((part) => bullet(FEEDBACK_LABELS[part].split(':')[0]!, one[part]))
  return [head, '', ...rows, '']
}
