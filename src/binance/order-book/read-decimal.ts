import { isDecimal } from '../../core/decimal.js'

const POINT = 46
const ZERO = 48
const EXACT_DIGITS = 15

// Every power of ten up to 10^22 is a double, so that one division of whole numbers is rounded once, as Number() would.
const POWERS: readonly number[] = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/**
 * The double nearest to a plain decimal that is not negative, NaN for anything else. Not 0 unless all digits are.
 * Number() and a check by regular expression take four times as long, and every level of every event needs both, twice.
 */
export function readDecimal(text: string): number {
  let whole = 0
  let digits = 0
  let point = -1
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === POINT) {
      if (point >= 0) return Number.NaN
      point = at
      continue
    }
    const digit = code - ZERO
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    if (digit > 0 || digits > 0) digits += 1
    if (digits > EXACT_DIGITS) return readLong(text)
    whole = whole * 10 + digit
  }
  if (point === 0 || point === text.length - 1 || text.length === 0) return Number.NaN
  if (point < 0 || whole === 0) return whole
  const power = POWERS[text.length - 1 - point]
  return power === undefined ? readLong(text) : whole / power
}

/** More digits than a double surely keeps. They are not all zeros: the smallest double stands for what would vanish. */
function readLong(text: string): number {
  return isDecimal(text) && text[0] !== '-' ? Math.max(Number(text), Number.MIN_VALUE) : Number.NaN
}
