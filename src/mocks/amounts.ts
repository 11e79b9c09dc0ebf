/** Exact decimals for the mocks' books: whole units of 1e-8. */
const SCALE = 100_000_000n

export function toUnits(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.')
  const units = BigInt(whole) * SCALE + BigInt(fraction.padEnd(8, '0').slice(0, 8))
  return decimal.startsWith('-') ? -units : units
}

/** Eight decimals, as exchanges write amounts. */
export function fromUnits(units: bigint): string {
  const sign = units < 0n ? '-' : ''
  const digits = String(units < 0n ? -units : units).padStart(9, '0')
  return `${sign}${digits.slice(0, -8)}.${digits.slice(-8)}`
}

export const eightDecimals = (decimal: string): string => fromUnits(toUnits(decimal))
export const times = (a: bigint, b: bigint): bigint => (a * b) / SCALE
export const dividedBy = (a: bigint, b: bigint): bigint => (b === 0n ? 0n : (a * SCALE) / b)
