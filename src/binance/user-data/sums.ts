/** Exact sums of plain decimals, in whole units of the last digit of the longer one. */
export function add(left: string, right: string): string {
  const scale = Math.max(decimalsOf(left), decimalsOf(right))
  const sum = unitsOf(left, scale) + unitsOf(right, scale)
  const digits = String(sum < 0n ? -sum : sum).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return `${sum < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`
}

/** Negative when left is the smaller one, 0 when both are the same number, else positive. */
export function compare(left: string, right: string): number {
  const scale = Math.max(decimalsOf(left), decimalsOf(right))
  const difference = unitsOf(left, scale) - unitsOf(right, scale)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

const decimalsOf = (decimal: string): number => (decimal.includes('.') ? decimal.length - decimal.indexOf('.') - 1 : 0)

function unitsOf(decimal: string, scale: number): bigint {
  const [whole = '', fraction = ''] = decimal.split('.')
  return BigInt(`${whole}${fraction.padEnd(scale, '0')}`)
}
