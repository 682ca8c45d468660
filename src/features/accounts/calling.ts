import { type RawBuilder, sql } from 'kysely'

/** So much of a title or a key tells an account apart and leaves room for its name. */
const LONGEST_APART = 36
/** A name holds no more, so that what is drawn for a name has room for this too. */
const LONGEST = 75

/**
 * What our own people call an account: its name, and where another that has not ended has the same one, its title beside
 * it, or its key where the title is no help. What a customer reads says name and title by itself. One text, as most
 * statements hold it.
 */
const calledIn = (table: string): string => {
  const [name, title, room] = [`${table}.name`, `${table}.title`, `${LONGEST - ' · '.length} - length(apart)`]
  // Most names are their account's alone: that is looked up once a statement, and only the others one by one.
  return `case when ${name} in (select same.name from accounts as same group by same.name having count(*) > 1)
    then (
      select case
        when others = 0 then ${name}
        when length(${name}) <= ${room} then ${name} || ' · ' || apart
        else left(${name}, ${room} - 1) || '… · ' || apart end
      from (
        select count(*) as others, case
          when length(${title}) between 1 and ${LONGEST_APART} and bool_and(other.title <> ${title}) then ${title}
          else left(${table}.key, ${LONGEST_APART}) end as apart
        from accounts as other
        where other.name = ${name} and other.id <> ${table}.id and other.state <> 'ended'
      ) as namesakes
    ) else ${name} end`
}

const CALLED = { accounts: calledIn('accounts'), a: calledIn('a') }
/** @param table what the statement calls the accounts. */
export const called = (table: keyof typeof CALLED): RawBuilder<string> => sql.raw<string>(CALLED[table])
