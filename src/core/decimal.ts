const DECIMAL = /^-?\d+(?:\.\d+)?$/
const ZERO = /^-?0+(?:\.0+)?$/
const FRACTION = /\.0*[1-9]/
const NOT_A_DIGIT = /[-.]/g
const OUTER_ZEROS = /^0+|0+$/g

/** A plain decimal number as text: digits, at most one point, no exponent, no plus sign, no white space. */
export const isDecimal = (text: string): boolean => DECIMAL.test(text)

/** Above zero, decided on the digits. The text must be a decimal. */
export const isPositive = (decimal: string): boolean => !decimal.startsWith('-') && !ZERO.test(decimal)

/** No digit other than 0 after the point. The text must be a decimal. */
export const isWhole = (decimal: string): boolean => !FRACTION.test(decimal)

/** How many digits are left without the zeros at both ends: up to 15 of them every double keeps. The text must be a decimal. */
export const significantDigits = (decimal: string): number => decimal.replace(NOT_A_DIGIT, '').replace(OUTER_ZEROS, '').length

/** A finite number written out without an exponent, which no exchange reads. */
export function plainNumber(value: number): string {
  const text = String(value)
  if (!text.includes('e')) return text
  const [mantissa = '', exponent = '0'] = text.split('e')
  const sign = mantissa.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const shift = Number(exponent)
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`
  return `${sign}${whole}${fraction.padEnd(shift, '0')}`
}
