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
