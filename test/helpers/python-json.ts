import fc from 'fast-check'

/** What Python makes of a JSON text, worked out by reading it character by character, with digits found by trial. Throws SyntaxError. */
export function pythonJson(text: string): string {
  let at = 0
  const value = readValue()
  blanks()
  if (at !== text.length) throw new SyntaxError('something is left')
  return value

  function blanks(): void {
    while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1
  }
  function take(expected: string): boolean {
    if (!text.startsWith(expected, at)) return false
    at += expected.length
    return true
  }
  function demand(expected: string): void {
    blanks()
    if (!take(expected)) throw new SyntaxError(`${expected} is missing`)
  }
  function readValue(): string {
    blanks()
    for (const word of ['true', 'false', 'null', 'NaN', 'Infinity', '-Infinity']) if (take(word)) return word
    if (take('[')) return readList()
    if (take('{')) return readRecord()
    return text.charAt(at) === '"' ? written(readPoints()) : readNumber()
  }
  function readList(): string {
    const items: string[] = []
    blanks()
    if (take(']')) return '[]'
    do {
      items.push(readValue())
      blanks()
    } while (take(','))
    demand(']')
    return `[${items}]`
  }
  function readRecord(): string {
    const members: { key: number[]; value: string }[] = []
    blanks()
    if (take('}')) return '{}'
    do {
      blanks()
      const key = readPoints()
      demand(':')
      const value = readValue()
      const same = members.find((member) => String(member.key) === String(key))
      if (same) same.value = value
      else members.push({ key, value })
      blanks()
    } while (take(','))
    demand('}')
    members.sort((a, b) => {
      const differs = a.key.findIndex((point, index) => point !== b.key[index])
      return differs < 0 ? -1 : (a.key[differs] ?? 0) - (b.key[differs] ?? -1)
    })
    return `{${members.map(({ key, value }) => `${written(key)}:${value}`)}}`
  }
  /** A string as code points. */
  function readPoints(): number[] {
    if (!take('"')) throw new SyntaxError('no string')
    const units: number[] = []
    while (!take('"')) {
      if (at >= text.length || text.charCodeAt(at) < 32) throw new SyntaxError('no end')
      if (take('\\u')) {
        units.push(Number.parseInt(text.slice(at, at + 4), 16))
        at += 4
      } else if (take('\\')) {
        units.push('"\\/\b\f\n\r\t'.charCodeAt('"\\/bfnrt'.indexOf(text.charAt(at))))
        at += 1
      } else {
        units.push(text.charCodeAt(at))
        at += 1
      }
    }
    const points: number[] = []
    for (const unit of units) {
      const before = points.at(-1) ?? 0
      if (unit >= 0xdc00 && unit < 0xe000 && before >= 0xd800 && before < 0xdc00)
        points[points.length - 1] = (before - 0xd800) * 1024 + unit - 0xdc00 + 0x10000
      else points.push(unit)
    }
    return points
  }
  function readNumber(): string {
    const start = at
    while (at < text.length && '+-.eE0123456789'.includes(text.charAt(at))) at += 1
    const token = text.slice(start, at)
    if (token === '') throw new SyntaxError('no value')
    return [...token].some((character) => '.eE'.includes(character)) ? double(token) : token === '-0' ? '0' : token
  }
}

function written(points: readonly number[]): string {
  let text = '"'
  for (const point of points) {
    const short = '\b\t\n\f\r"\\'.indexOf(String.fromCodePoint(point))
    if (short >= 0) text += `\\${'btnfr"\\'.charAt(short)}`
    else if (point >= 32 && point < 127) text += String.fromCodePoint(point)
    else if (point > 0xffff) text += hex(0xd800 + ((point - 0x10000) >> 10)) + hex(0xdc00 + (point % 1024))
    else text += hex(point)
  }
  return `${text}"`
}

const hex = (unit: number): string => `\\u${(unit + 0x10000).toString(16).slice(1)}`

function double(token: string): string {
  const value = Number.parseFloat(token)
  const sign = token.startsWith('-') ? '-' : ''
  const size = Math.abs(value)
  if (size === 0) return `${sign}0.0`
  if (size > Number.MAX_VALUE) return `${sign}Infinity`
  const [digits, power] = shortest(size)
  if (power < -4) return `${sign}${pointed(digits)}e-${power > -10 ? '0' : ''}${-power}`
  if (power > 15) return `${sign}${pointed(digits)}e+${power}`
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`
  if (digits.length <= power + 1) return `${sign}${digits}${'0'.repeat(power + 1 - digits.length)}.0`
  return `${sign}${digits.slice(0, power + 1)}.${digits.slice(power + 1)}`
}

const pointed = (digits: string): string => (digits.length === 1 ? digits : `${digits.charAt(0)}.${digits.slice(1)}`)

/** The fewest digits that read back as the same double, of two at the same distance the even ones. At a power of two they may be the rounded ones' neighbour. */
function shortest(size: number): [digits: string, power: number] {
  for (let count = 1; count <= 17; count += 1) {
    const [mantissa = '', exponent = ''] = size.toExponential(count - 1).split('e')
    const rounded = BigInt(mantissa.replace('.', ''))
    // toExponential rounds a half up. No double with so few digits has a half further back than this.
    const half = /^50*$/.test(
      size
        .toExponential(100)
        .split('e')[0]
        ?.slice(count + 1) ?? '',
    )
    for (const candidate of [half && rounded % 2n === 1n ? rounded - 1n : rounded, rounded, rounded + 1n, rounded - 1n]) {
      const digits = String(candidate)
      if (digits.length === count && Number(`${candidate}e${Number(exponent) - count + 1}`) === size)
        return [digits.replace(/0+$/, ''), Number(exponent)]
    }
  }
  throw new Error(`no digits for ${size}`)
}

const space = fc.constantFrom('', '', '', ' ', '\n', '\t\r ')
const digits = fc
  .string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 25 })
  .map((text) => text.replace(/^0+(?=\d)/, ''))
const integer = fc.tuple(fc.constantFrom('', '-'), fc.oneof(digits, fc.constant('0'))).map((parts) => parts.join(''))
const exponent = fc
  .tuple(fc.constantFrom('e', 'E', 'e+', 'e-', 'E-'), fc.oneof(fc.nat(25), fc.nat(400)), fc.constantFrom('', '0'))
  .map(([letter, power, zero]) => `${letter}${zero}${power}`)
const number = fc.oneof(
  integer,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer({ min: -1074, max: 1023 }).map((power) => (2 ** power).toExponential()),
  fc.tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.nat(12)).map(([cents, places]) => `${cents}e-${places}`),
  fc.tuple(integer, digits, fc.option(exponent)).map(([whole, fraction, power]) => `${whole}.${fraction}${power ?? ''}`),
  fc.tuple(integer, exponent).map((parts) => parts.join('')),
  fc.constantFrom('NaN', 'Infinity', '-Infinity', '-0', '-0.0', '0e0'),
)
const escaped = fc
  .tuple(fc.oneof(fc.nat(0xff), fc.integer({ min: 0xd7f0, max: 0xe00f }), fc.nat(0xffff)), fc.boolean())
  .map(([unit, upper]) => `\\u${upper ? hex(unit).slice(2).toUpperCase() : hex(unit).slice(2)}`)
const raw = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\u007f', '\u2028', '\ufeff', '\ue000', '\uffff', '\u{10000}', '😀'),
  )
  .map((character) => JSON.stringify(character).slice(1, -1))
const piece = fc.oneof(
  raw,
  escaped,
  fc.constantFrom('\\/', '\\"', '\\\\', '\\b', '\\f', '\\n', '\\r', '\\t', '/', "'", 'NaN', '-Infinity', '1e5', '12', '{', ':', ',', ' '),
)
const string = fc.array(piece, { maxLength: 8 }).map((pieces) => `"${pieces.join('')}"`)
const key = fc.oneof(
  string,
  fc.constantFrom('"__proto__"', '"constructor"', '"10"', '"9"', '"-1"', '""', '"a"', '"\\u0061"', '"n1"', '"NaN"'),
)
const { document } = fc.letrec<{ document: string; list: string; record: string }>((tie) => ({
  document: fc
    .tuple(space, fc.oneof({ maxDepth: 4 }, number, string, fc.constantFrom('true', 'false', 'null'), tie('list'), tie('record')), space)
    .map((parts) => parts.join('')),
  list: fc.tuple(space, fc.array(tie('document'), { maxLength: 4 })).map(([gap, items]) => `[${gap}${items.join(',')}]`),
  record: fc
    .tuple(space, fc.array(fc.tuple(space, key, space, tie('document')), { maxLength: 6 }))
    .map(([gap, members]) => `{${gap}${members.map(([before, name, after, value]) => `${before}${name}${after}:${value}`).join(',')}}`),
}))
/** JSON text, not values: every token form, any Unicode, escaped or not, keys that come twice, blanks anywhere. Mostly objects, as most of what is sent. */
export const jsonText: fc.Arbitrary<string> = fc.oneof(
  document,
  fc.array(fc.tuple(key, document), { maxLength: 6 }).map((members) => `{${members.map((pair) => pair.join(':'))}}`),
)
