import { Refusal } from './refusals.js'

export type TimeUnit = 'millisecond' | 'microsecond'

/** The unit that a request names; milliseconds where it names none. Throws Refusal for any other. */
export function timeUnitOf(text: string | null | undefined): TimeUnit {
  if (text === null || text === undefined || /^(?:MILLISECOND|millisecond)$/.test(text)) return 'millisecond'
  if (/^(?:MICROSECOND|microsecond)$/.test(text)) return 'microsecond'
  throw new Refusal('-1194')
}

const FIRST_MS = 1_000_000_000_000
const LAST_MS = 10_000_000_000_000

/** The same with its times in a unit. No id or count of the mock lies between the bounds: an integer there is a time. */
export const inUnit = (value: unknown, unit: TimeUnit): unknown => (unit === 'microsecond' ? inMicroseconds(value) : value)

function inMicroseconds(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) && value >= FIRST_MS && value < LAST_MS ? value * 1000 : value
  if (Array.isArray(value)) return value.map(inMicroseconds)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inMicroseconds(member)]))
  return value
}
