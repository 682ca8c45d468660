import { SINGLE_ROLES } from '#features/accounts/model.ts'
import { areSame, isCalled, type Known } from './judging.ts'
import { PRIORITIES, type Report, type Subject, type Who } from './model.ts'

/** Whether several may hold what changes: then each of them is followed on their own. */
export const isHeldBySeveral = (role: Subject): boolean => role !== PRIORITIES && !SINGLE_ROLES.includes(role)

type Line = Known['changes']

/**
 * Of a role that several hold, what is known of the one whom a report is about: by whom they came, and who followed them. What
 * became of the others is no part of it. `holders`: everybody who holds the role.
 */
export function inLine(report: Report, known: Known, holders: Who[]): Known {
  if (report.corrects || !isHeldBySeveral(report.role)) return known
  const { leaver } = report
  const { newcomer, leavers, comers, holder } = known
  const names = (line: Line, is: (who: Who) => boolean) =>
    line.some(({ id }) => [leavers.get(id), comers.get(id)].some((who) => who && is(who)))
  const lines = linesOf(known)
  const of = (is: (who: Who) => boolean) => lines.find((line) => names(line, is))
  const left = leaver ? of((who) => isCalled(leaver, who)) : undefined
  // They hold the role, or did until a file said who does, and nothing is known of them.
  if (leaver && !left && (report.source === 'import' || isCalled(leaver, holder))) return { ...known, changes: [] }
  const line = left ?? (newcomer ? of((who) => areSame(who, newcomer)) : undefined)
  // Nobody said whom it is about, and nothing tells: who leaves is asked for.
  if (!line) return !leaver && holders.length > 1 ? { ...known, changes: [] } : known
  const held = [...(holder ? [holder] : []), ...holders].find((one) => names(line, (who) => areSame(who, one)))
  return { ...known, changes: line, holder: held ?? null }
}

/** The changes by which one followed another, the last recorded first; the line that changed last comes first. */
function linesOf({ changes, leavers, comers }: Known): Line[] {
  return changes.toReversed().reduce<Line[]>((lines, change) => {
    const left = leavers.get(change.id)
    const isNext = ({ id }: Line[number]) =>
      [leavers.get(id), comers.get(id)].some((who) => who && left && areSame(who, left))
    const before = lines.find((line) => line.some(isNext))
    return [[change, ...(before ?? [])], ...lines.filter((line) => line !== before)]
  }, [])
}
