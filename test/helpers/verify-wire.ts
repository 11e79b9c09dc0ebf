import { type Algorithm, isSignedBy } from './test-keys.js'

type Pairs = readonly (readonly [name: string, value: string])[]

/**
 * Reads a signed request as the service does, with nothing of the library: splits the received text by hand, decodes it byte by byte,
 * and verifies the signature over what stands before it. Throws on the first thing that is not as documented.
 */
export function verifyWire(
  algorithm: Algorithm,
  received: { readonly query: string; readonly body: string },
): Readonly<Record<string, string>> {
  const { query, body } = received
  for (const text of [query, body]) {
    if (!/^(?:[A-Za-z0-9\-_.~=&]|%[0-9A-F]{2})*$/.test(text)) throw new Error(`characters that must be encoded: ${text}`)
  }
  const inBody = query === ''
  const last = splitSignature(inBody ? body : query)
  const payload = inBody ? last.before : last.before + body
  if (!isSignedBy(algorithm, payload, last.signature)) throw new Error(`the signature does not fit: ${payload}`)
  const pairs = [...pairsOf(inBody ? '' : last.before), ...pairsOf(inBody ? last.before : body)]
  const names = pairs.map(([name]) => name)
  if (new Set(names).size !== names.length) throw new Error(`a parameter was sent twice: ${names.join(' ')}`)
  if (!names.includes('timestamp')) throw new Error('no timestamp')
  return Object.fromEntries(pairs)
}

function splitSignature(text: string): { readonly before: string; readonly signature: string } {
  const parts = text.split('&')
  const [name, value, ...more] = (parts.pop() ?? '').split('=')
  if (name !== 'signature' || value === undefined || more.length > 0) throw new Error(`the signature is not at the end: ${text}`)
  return { before: parts.join('&'), signature: decode(value) }
}

function pairsOf(text: string): Pairs {
  if (text === '') return []
  return text.split('&').map((pair) => {
    const [name, value, ...more] = pair.split('=')
    if (name === undefined || value === undefined || more.length > 0) throw new Error(`not one name and one value: ${pair}`)
    return [decode(name), decode(value)]
  })
}

function decode(text: string): string {
  const bytes: number[] = []
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '%') {
      bytes.push(Number.parseInt(text.slice(i + 1, i + 3), 16))
      i += 2
    } else {
      bytes.push(text.charCodeAt(i))
    }
  }
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes))
}
