const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const parts = (date: string) => {
  const day = new Date(`${date}T00:00:00Z`)
  return {
    weekday: DAYS[day.getUTCDay()]!,
    day: day.getUTCDate(),
    month: MONTHS[day.getUTCMonth()]!,
    year: day.getUTCFullYear(),
  }
}

/** 'Friday 20 November 2026' */
export function inFull(date: string): string {
  const { weekday, day, month, year } = parts(date)
  return `${weekday} ${day} ${month} ${year}`
}

/** 'Mon 14 December' */
export function inWords(date: string): string {
  const { weekday, day, month } = parts(date)
  return `${weekday.slice(0, 3)} ${day} ${month}`
}

/** 'Wed 25 Nov' */
export const inShort = (date: string): string => `${parts(date).weekday.slice(0, 3)} ${dayMonth(date)}`

/** '25 Nov', short enough to stand under a chart. */
export function dayMonth(date: string): string {
  const { day, month } = parts(date)
  return `${day} ${month.slice(0, 3)}`
}

export const workingDays = (days: number): string => `${days} working ${days === 1 ? 'day' : 'days'}`

/** '6 working days late', '2 working days early', 'as promised' */
export const lateness = (days: number): string =>
  days === 0 ? 'as promised' : `${workingDays(Math.abs(days))} ${days > 0 ? 'late' : 'early'}`
