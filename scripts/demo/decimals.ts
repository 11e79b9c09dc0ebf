/** Without the zeros that the wire adds: 0.01000000 is 0.01, 9000.00000000 is 9,000. Exact: no number in between. */
export function short(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.')
  const digits = fraction.replace(/0+$/, '')
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${digits === '' ? '' : `.${digits}`}`
}

/** Money as people write it, with two digits. */
export const money = (amount: number): string => amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
