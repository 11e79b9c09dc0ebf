/** Exchanges that a symbol can end with: Shanghai, Shenzhen, Beijing. */
export type Market = 'SH' | 'SZ' | 'BJ'

const SH = ['50', '51', '60', '73', '90', '110', '113', '132', '204', '78']
const SZ = ['00', '12', '13', '18', '15', '16', '20', '30', '39', '115', '1318']
const BY_FIRST_DIGIT: Readonly<Record<string, Market>> = { '5': 'SH', '6': 'SH', '8': 'BJ', '4': 'BJ', '9': 'BJ' }

/** Other spellings of the same exchanges, which the server drops like any ending. */
const ALIASES: Readonly<Record<string, Market>> = { SH: 'SH', SZ: 'SZ', BJ: 'BJ', SS: 'SH', XSHG: 'SH', XSHE: 'SZ', XBSE: 'BJ' }

/** Where the server sends a code of six digits; first match wins. It looks at nothing but the digits. */
export function marketOf(code: string): Market {
  if (SH.some((start) => code.startsWith(start))) return 'SH'
  if (SZ.some((start) => code.startsWith(start))) return 'SZ'
  return BY_FIRST_DIGIT[code.charAt(0)] ?? 'SZ'
}

/** Convertible bonds of Shanghai that the server takes for Shenzhen's. */
const MISPLACED = /^11[18]/

/**
 * The symbol as the server will understand it: `000001` and `000001.SZ` are `000001.SZ`.
 * Throws RangeError, with the reason, for what the server would change into another security: it drops the ending and derives its own.
 */
export function normalizeSymbol(symbol: string): string {
  const [code = '', ending, ...more] = symbol.split('.')
  if (!/^\d{6}$/.test(code) || more.length > 0) {
    throw new RangeError(
      `a symbol is six digits, with or without the exchange: 000001 or 000001.SZ (letters in front stay part of the code)`,
    )
  }
  const asked = ending === undefined ? undefined : ALIASES[ending.toUpperCase()]
  if (ending !== undefined && asked === undefined) throw new RangeError('the exchange of a symbol is SH, SZ or BJ')
  const market = marketOf(code)
  if (asked !== undefined && asked !== market) {
    throw new RangeError(`the server drops the exchange and derives its own: ${code}.${asked} would be taken for ${code}.${market}`)
  }
  if (asked === undefined && MISPLACED.test(code)) {
    throw new RangeError(`${code} is a bond of Shanghai as a rule, and the server would take it for ${code}.SZ; write that if you mean it`)
  }
  return `${code}.${market}`
}

/** The six digits of a symbol. */
export const codeOf = (symbol: string): string => symbol.split('.', 1)[0] ?? symbol

/** Whether a position's symbol is the one asked for: with an exchange exactly, without one by its digits. */
export const isSameSymbol = (position: string, asked: string): boolean =>
  asked.includes('.') ? position === asked || isAlias(position, asked) : codeOf(position) === asked

function isAlias(position: string, asked: string): boolean {
  const [code, ending = ''] = asked.split('.')
  const market = ALIASES[ending.toUpperCase()]
  return market !== undefined && position === `${code}.${market}`
}

/** The smallest number that is traded, and its multiples: 10 of a bond (codes 11 and 12), 100 of all else; 100 of everything upstream. */
export const lotOf = (symbol: string, server: 'manual' | 'upstream' = 'manual'): 10 | 100 =>
  server === 'manual' && /^1[12]/.test(codeOf(symbol)) ? 10 : 100

/** Six digits, and an exchange that is known if one is named. Says nothing of what the server would make of it. */
export function isSymbol(text: string): boolean {
  const [, ending] = /^\d{6}(?:\.([A-Za-z]+))?$/.exec(text) ?? [undefined, '?']
  return ending === undefined || Object.hasOwn(ALIASES, ending.toUpperCase())
}
