import { isLosslessNumber, parse } from 'lossless-json'
import { type Algorithm, isSignedBy } from './test-keys.js'

type Pairs = [name: string, value: string][]

/**
 * Checks a signed request as the service does, with nothing of the library: reads query and JSON body, merges them, writes them anew as Go
 * does, sorted, and verifies the signature over that. Returns what it read; throws on the first thing that is not as documented.
 */
export function verifyQeWire(algorithm: Algorithm, received: { readonly query: string; readonly body: string }): { pairs: Pairs } {
  const query = pairsOf(received.query)
  const signatures = query.filter(([name]) => name === 'signature')
  if (signatures.length !== 1) throw new Error(`${signatures.length} signatures`)
  if (query.filter(([name]) => name === 'timestamp').length !== 1) throw new Error('not one timestamp')
  const pairs = [...query.filter(([name]) => name !== 'signature'), ...membersOf(received.body)]
  const text = [...pairs]
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([name, value]) => `${queryEscape(name)}=${queryEscape(value)}`)
    .join('&')
  if (!isSignedBy(algorithm, text, signatures[0]?.[1] ?? '')) throw new Error(`the signature does not fit: ${text}`)
  return { pairs }
}

function pairsOf(text: string): Pairs {
  if (text === '') return []
  return text.split('&').map((pair) => {
    const [name, value, ...more] = pair.split('=')
    if (name === undefined || value === undefined || more.length > 0) throw new Error(`not one name and one value: ${pair}`)
    return [unescaped(name), unescaped(value)]
  })
}

/** A number stays the digits that it was written with. */
function membersOf(body: string): Pairs {
  if (body === '') return []
  const members = parse(body)
  if (typeof members !== 'object' || members === null || Array.isArray(members)) throw new Error(`the body is no object: ${body}`)
  return Object.entries(members).map(([name, value]) => [name, textOf(value)])
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : value === null ? '<nil>' : goJson(value))

/** encoding/json: keys in the order of their bytes, and what could end a script escaped. */
function goJson(value: unknown): string {
  if (isLosslessNumber(value)) return value.toString()
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    return `{${members.map(([name, member]) => `${goString(name)}:${goJson(member)}`).join(',')}}`
  }
  return typeof value === 'string' ? goString(value) : String(value)
}

const SHORT: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function goString(text: string): string {
  let out = ''
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    const escaped = code < 0x20 || '<>&\u2028\u2029'.includes(character)
    out += SHORT[character] ?? (escaped ? `\\u${code.toString(16).padStart(4, '0')}` : character)
  }
  return `"${out}"`
}

/** net/url QueryEscape, byte by byte. */
function queryEscape(text: string): string {
  let out = ''
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte)
    if (/[A-Za-z0-9\-_.~]/.test(character)) out += character
    else out += byte === 0x20 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}

function unescaped(text: string): string {
  if (!/^(?:[A-Za-z0-9\-_.~+]|%[0-9A-F]{2})*$/.test(text)) throw new Error(`characters that must be encoded: ${text}`)
  const bytes: number[] = []
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '%') {
      bytes.push(Number.parseInt(text.slice(i + 1, i + 3), 16))
      i += 2
    } else {
      bytes.push(text[i] === '+' ? 0x20 : text.charCodeAt(i))
    }
  }
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes))
}
