/** Python's and Go's order of texts. The order of UTF-16 units, which `<` has, puts U+E000 to U+FFFF behind what lies above U+FFFF. */
export function compareByCodePoint(a: string, b: string): number {
  for (let at = 0; ; ) {
    const left = a.codePointAt(at)
    const right = b.codePointAt(at)
    if (left === undefined || right === undefined) return a.length - b.length
    if (left !== right) return left - right
    at += left > 0xffff ? 2 : 1
  }
}
