import type { Person } from '../state.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

function format(zone: string, shape: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(shape)}`
  const known = formats.get(key) ?? new Intl.DateTimeFormat('en-GB', { ...shape, timeZone: zone })
  formats.set(key, known)
  return known
}

const TIME = { hour: '2-digit', minute: '2-digit' } as const
const DAY = { weekday: 'short', day: 'numeric', month: 'short' } as const
const LONG_DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const

/** `09:30` */
export const time = (at: Date, zone: string): string => format(zone, TIME).format(at)
/** `Fri 20 Nov` */
export const day = (at: Date, zone: string): string => format(zone, DAY).format(at).replace(',', '')
/** `Friday 20 November 2026` */
export const longDay = (at: Date, zone: string): string => format(zone, LONG_DAY).format(at).replace(',', '')

export const city = (zone: string): string => zone.split('/').at(-1)!.replaceAll('_', ' ')

export const dateOf = (ts: string): Date => new Date(Number(ts) * 1000)

export const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('')

/** A colour of one's own, from the id: dark enough for white letters. */
export const tint = (id: string): string =>
  `hsl(${([...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7) * 137) % 360} 42% 36%)`

export const firstName = ({ real_name }: Person): string => real_name.split(' ')[0] ?? real_name

/** How long until then: `in 2 days`, `in 3 hours`, `in 5 minutes`, `now`. */
export function until(at: Date, now: Date): string {
  const minutes = Math.round((at.getTime() - now.getTime()) / 60_000)
  if (minutes <= 0) return 'now'
  const [amount, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 2880
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / 1440), 'day']
  return `in ${amount} ${unit}${amount === 1 ? '' : 's'}`
}
