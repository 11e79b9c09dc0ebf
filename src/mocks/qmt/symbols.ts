import { type PyValue, Raised, typeName } from './python/value.js'

/** What the server takes a code's exchange from, first match wins; it looks at nothing else, least of all at the suffix that was sent. */
const MARKETS: readonly (readonly [suffix: string, starts: readonly string[]])[] = [
  // These two are letters of the code itself, and stay there.
  ['SH', ['sh']],
  ['SZ', ['sz']],
  ['SH', ['50', '51', '60', '73', '90', '110', '113', '132', '204', '78']],
  ['SZ', ['00', '12', '13', '18', '15', '16', '20', '30', '39', '115', '1318']],
  ['SH', ['5', '6']],
  ['BJ', ['8', '4', '9']],
]

/** The symbol that the server makes of what it is sent. Throws Raised for what is not a text. */
export function completed(symbol: PyValue): string {
  if (typeof symbol !== 'string') throw new Raised(`'${typeName(symbol)}' object has no attribute 'find'`)
  const dot = symbol.indexOf('.')
  const market = MARKETS.find(([, starts]) => starts.some((start) => symbol.startsWith(start)))?.[0] ?? 'SZ'
  return `${dot > 0 ? symbol.slice(0, dot) : symbol}.${market}`
}

/** Whether the terminal knows such a security. */
export const exists = (symbol: string): boolean => /^\d{6}\.(?:SH|SZ|BJ)$/.test(symbol) && !WITHDRAWN.has(symbol)

/** Left the exchange long ago: no quote, no bars. */
const WITHDRAWN: ReadonlySet<string> = new Set(['600001.SH'])

export interface Lot {
  readonly size: 10 | 100
  readonly unit: '张' | '股'
}

/** What is traded in multiples of: the upstream server knows no bonds. */
export const lotOf = (symbol: string, server: 'manual' | 'upstream'): Lot =>
  server === 'manual' && /^1[12][^.]{4}(?:\.|$)/.test(symbol) ? { size: 10, unit: '张' } : { size: 100, unit: '股' }
