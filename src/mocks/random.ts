/** A repeatable number in [0, 1) for a text: FNV-1a, then one round of mixing. */
export function unitHash(text: string): number {
  return hash32(text) / 0x1_0000_0000
}

/** A repeatable unsigned 32-bit number for a text. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Repeatable hexadecimal digits for a text. */
export const hexHash = (text: string, digits: number): string =>
  Array.from({ length: Math.ceil(digits / 8) }, (_, part) => hash32(`${text}:${part}`).toString(16).padStart(8, '0'))
    .join('')
    .slice(0, digits)

/** Repeatable decimal digits for a text. */
export const digitHash = (text: string, digits: number): string =>
  Array.from({ length: digits }, (_, place) => hash32(`${text}:${place}`) % 10).join('')
