const LEADING_ZEROS = /^0+/
const TRAILING_ZEROS = /0+$/

/** Order of two decimals that are not negative, digit by digit: below 0, 0 or above 0. `1.0` and `1.00` are the same. */
export function compareDecimals(one: string, other: string): number {
  const [whole, fraction] = parts(one)
  const [otherWhole, otherFraction] = parts(other)
  return whole.length - otherWhole.length || compareTexts(whole, otherWhole) || compareTexts(fraction, otherFraction)
}

function parts(decimal: string): readonly [string, string] {
  const [whole = '', fraction = ''] = decimal.split('.')
  return [whole.replace(LEADING_ZEROS, ''), fraction.replace(TRAILING_ZEROS, '')]
}

// A fraction that begins another one is the smaller of both, as in the order of texts.
const compareTexts = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1)
