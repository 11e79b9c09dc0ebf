const NUMBER = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/
/** More digits than any amount has: an exponent must not blow the mock up. */
const MOST_DIGITS = 60

/** A number as some client printed it (`1e-07`, `200.0`, `+5`) without exponent and needless zeros; undefined for what is no number. */
export function plainDecimal(text: string): string | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? []
  if (whole === '' || whole.length + fraction.length + Math.abs(Number(exponent)) > MOST_DIGITS) return undefined
  const point = whole.length + Number(exponent)
  const digits = `${'0'.repeat(Math.max(0, -point))}${whole}${fraction}`.padEnd(point, '0')
  const at = Math.max(0, point)
  const before = digits.slice(0, at).replace(/^0+(?=\d)/, '') || '0'
  const after = digits.slice(at).replace(/0+$/, '')
  const plain = after === '' ? before : `${before}.${after}`
  return sign === '-' && plain !== '0' ? `-${plain}` : plain
}
