const DECIMAL = /^-?\d+(?:\.\d+)?$/
const ZERO = /^-?0+(?:\.0+)?$/

/** A plain decimal number as text: digits, at most one point, no exponent, no plus sign, no white space. */
export const isDecimal = (text: string): boolean => DECIMAL.test(text)

/** Above zero, decided on the digits. The text must be a decimal. */
export const isPositive = (decimal: string): boolean => !decimal.startsWith('-') && !ZERO.test(decimal)

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
