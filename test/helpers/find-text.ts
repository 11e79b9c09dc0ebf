import { inspect } from 'node:util'

/** All ways in which a value may show: printed, as JSON, as text, and every own property, hidden ones and causes included, however deep. */
export function everythingIn(value: unknown): string {
  const texts: string[] = [
    inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null }),
  ]
  try {
    texts.push(JSON.stringify(value) ?? '')
  } catch {
    // A cycle: the walk below reads what JSON cannot.
  }
  texts.push(String(value))
  const seen = new Set<object>()
  const walk = (at: unknown): void => {
    if (typeof at === 'string') texts.push(at)
    if (at instanceof Headers || at instanceof Map || at instanceof Set || at instanceof URLSearchParams) walk([...at])
    if ((typeof at !== 'object' && typeof at !== 'function') || at === null || seen.has(at)) return
    seen.add(at)
    for (const key of Reflect.ownKeys(at)) {
      texts.push(String(key))
      const descriptor = Object.getOwnPropertyDescriptor(at, key)
      if (descriptor && 'value' in descriptor) walk(descriptor.value)
      else if (descriptor?.get) walk(descriptor.get.call(at))
    }
  }
  walk(value)
  return texts.join('\n')
}

/** A secret as it could be written somewhere: raw, in a URL, in base64 (at any of the three offsets), in hex, in reverse escape. */
export function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const base64 = [0, 1, 2].map((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    // Only what the secret alone decides: neither the padding before it nor the end that is not full.
    return shifted.slice(offset === 0 ? 0 : 4, -4)
  })
  const url = encodeURIComponent(secret)
  return [
    secret,
    url,
    url.toLowerCase(),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ]
}
