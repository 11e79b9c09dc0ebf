import { isDecimal } from '../decimal.js'

interface Scalar {
  readonly text: string
  readonly fits: (value: unknown) => boolean
}

const DIGITS = /^-?\d{1,19}$/
/** How Java writes a zero that has digits after the point. */
const ZERO = /^0E-\d+$/

export const SCALARS = {
  string: { text: 'a string', fits: (value) => typeof value === 'string' },
  text: { text: 'a string that is not empty', fits: (value) => typeof value === 'string' && value !== '' },
  decimal: { text: 'a decimal string', fits: (value) => typeof value === 'string' && isDecimal(value) },
  'java-decimal': { text: 'a decimal string', fits: (value) => typeof value === 'string' && (isDecimal(value) || ZERO.test(value)) },
  int: { text: 'an integer', fits: (value) => Number.isSafeInteger(value) },
  int64: { text: 'an integer', fits: (value) => Number.isSafeInteger(value) || (typeof value === 'string' && DIGITS.test(value)) },
  number: { text: 'a number', fits: (value) => typeof value === 'number' },
  boolean: { text: 'true or false', fits: (value) => typeof value === 'boolean' },
  null: { text: 'null', fits: (value) => value === null },
  unknown: { text: 'anything', fits: () => true },
} as const satisfies Readonly<Record<string, Scalar>>

export const isScalarName = (name: string): name is keyof typeof SCALARS => Object.hasOwn(SCALARS, name)
