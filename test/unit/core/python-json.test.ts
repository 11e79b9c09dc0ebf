import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, parsePythonJson } from '../../../src/core/python-json.js'

const RUNS = 10_000
const RS = '\ud83d'

describe('parsePythonJson', () => {
  it.each<[string, unknown]>([
    ['{"a":1.5,"b":[true,null]}', { a: 1.5, b: [true, null] }],
    ['NaN', null],
    [' [NaN, Infinity,-Infinity\n]', [null, null, null]],
    ['{"price":NaN,"list":[1,{"x":-Infinity}]}', { price: null, list: [1, { x: null }] }],
    ['["NaN","a \\"NaN, Infinity\\" b","\\\\",NaN]', ['NaN', 'a "NaN, Infinity" b', '\\', null]],
    ['{"NaN":NaN,"-Infinity":"-Infinity"}', { NaN: null, '-Infinity': '-Infinity' }],
    ['[NaN,12345678901234567,"12345678901234567"]', [null, '12345678901234567', '12345678901234567']],
    ['[-12345678901234567]', ['-12345678901234567']],
    ['["\\u201cNaN\\u201d",NaN,"这 NaN"]', ['“NaN”', null, '这 NaN']],
  ])('reads %s', (text, value) => {
    expect(parsePythonJson(text)).toEqual(value)
  })

  it.each([
    '',
    '{',
    'nan',
    '+Infinity',
    '-NaN',
    '--Infinity',
    '1NaN',
    'NaN1',
    'NaNNaN',
    '-nul',
    '{NaN:1}',
    '[NaN,]',
    '["NaN',
    '["\\NaN"]',
    '[NaN,"\\\n"]',
    '<html>NaN</html>',
    "['a',NaN]",
  ])('throws SyntaxError on %j', (text) => {
    expect(() => parsePythonJson(text)).toThrow(SyntaxError)
    expect(() => canonicalJson(text)).toThrow(SyntaxError)
  })

  it('reads what JSON.parse reads, and random lists with the tokens in between', () => {
    const item = fc.oneof(
      fc.string({ unit: fc.constantFrom('NaN', 'Infinity', '-', '"', '\\', 'a', ',', '\n') }),
      fc.double({ noNaN: true, min: -1e15, max: 1e15 }),
    )
    const token = fc.constantFrom('NaN', 'Infinity', '-Infinity')
    fc.assert(
      fc.property(fc.array(fc.tuple(item, fc.option(token))), (pairs) => {
        const text = `[${pairs.map(([value, bare]) => bare ?? JSON.stringify(value)).join(' , ')}]`
        expect(parsePythonJson(text)).toEqual(pairs.map(([value, bare]) => (bare === null ? (Object.is(value, -0) ? 0 : value) : null)))
      }),
      { numRuns: 2000 },
    )
  })

  it('gives up soon on a long text that breaks off in a string full of quotes', () => {
    const text = `[NaN,"${'\\"'.repeat(1_000_000)}`
    const start = performance.now()
    expect(() => parsePythonJson(text)).toThrow(SyntaxError)
    // Starting again at every quote takes hours.
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

describe('canonicalJson', () => {
  it.each([
    // Notation of doubles.
    ['0.00001', '1e-05'],
    ['0.0000999', '9.99e-05'],
    ['0.000001', '1e-06'],
    ['1e-7', '1e-07'],
    ['1.5e-9', '1.5e-09'],
    ['0.0001', '0.0001'],
    ['0.00012', '0.00012'],
    ['1e-10', '1e-10'],
    ['5e-324', '5e-324'],
    ['0.30000000000000004', '0.30000000000000004'],
    ['10.0', '10.0'],
    ['10.50', '10.5'],
    ['1E1', '10.0'],
    ['100e-2', '1.0'],
    ['1e15', '1000000000000000.0'],
    ['123456789012345.678', '123456789012345.67'],
    ['9999999999999998.0', '9999999999999998.0'],
    ['1e16', '1e+16'],
    ['12345678901234567.0', '1.2345678901234568e+16'],
    ['1e+21', '1e+21'],
    ['1e22', '1e+22'],
    ['1.7976931348623157e308', '1.7976931348623157e+308'],
    ['5.684341886080802e-14', '5.684341886080802e-14'],
    ['-0.0', '-0.0'],
    ['-0e5', '-0.0'],
    ['-1e-999', '-0.0'],
    ['1e999', 'Infinity'],
    ['-1e999', '-Infinity'],
    // Integers.
    ['0', '0'],
    ['-0', '0'],
    ['10', '10'],
    ['-9007199254740993', '-9007199254740993'],
    ['1'.repeat(400), '1'.repeat(400)],
    // What Python takes beside JSON.
    ['[NaN,Infinity,-Infinity]', '[NaN,Infinity,-Infinity]'],
    // Text.
    ['"/ a~"', '"/ a~"'],
    ['"\\/\\"\\\\"', '"/\\"\\\\"'],
    ['"\\n\\r\\t\\b\\f\\u0000\\u001F\\u000a"', '"\\n\\r\\t\\b\\f\\u0000\\u001f\\n"'],
    ['"\u007f\u0080é这\u2028\ufeff😀"', '"\\u007f\\u0080\\u00e9\\u8fd9\\u2028\\ufeff\\ud83d\\ude00"'],
    ['"\\ud83d\\ude00 \\uDE00 \\ud83d"', '"\\ud83d\\ude00 \\ude00 \\ud83d"'],
    [`"${RS}"`, '"\\ud83d"'],
    ['["NaN","1e5","-0","n1","s1","true"]', '["NaN","1e5","-0","n1","s1","true"]'],
    // Structure.
    [' [ ] ', '[]'],
    ['\t{\r\n}', '{}'],
    ['[true , false , null,[[ ]],{}]', '[true,false,null,[[]],{}]'],
    ['{"b":{"d":1,"c":[{"f":1,"e":2}]},"a":0}', '{"a":0,"b":{"c":[{"e":2,"f":1}],"d":1}}'],
    ['{"10":1,"9":2,"1":3}', '{"1":3,"10":1,"9":2}'],
    ['{"ab":1,"a":2,"":3}', '{"":3,"a":2,"ab":1}'],
    ['{"__proto__":{"x":1},"constructor":2,"a":3}', '{"__proto__":{"x":1},"a":3,"constructor":2}'],
    ['{"a":1,"b":2,"a":3,"\\u0061":4.0}', '{"a":4.0,"b":2}'],
    ['{"😀":1,"\ufb01":2,"\ue000":3}', '{"\\ue000":3,"\\ufb01":2,"\\ud83d\\ude00":1}'],
    ['{"x😀":1,"x\\ud83d\ue000":2,"x\\ud83d":3}', '{"x\\ud83d":3,"x\\ud83d\\ue000":2,"x\\ud83d\\ude00":1}'],
    ['{"price":10.50,"strategy":"外部策略"}', '{"price":10.5,"strategy":"\\u5916\\u90e8\\u7b56\\u7565"}'],
  ])('writes %s as %s', (text, canonical) => {
    expect(canonicalJson(text)).toBe(canonical)
  })

  it.each([
    '{1:2}',
    '{12345678901234567:2}',
    '[012345678901234567]',
    '{NaN:2}',
    '[01]',
    '[1.]',
    '[.5]',
    '[+1]',
    '["a\nb"]',
    '\ufeff1',
    '[1] 2',
    '{"a" 1}',
    "{'a':1}",
    '"\\x"',
    '[nullnull]',
    'n1',
  ])('throws SyntaxError on %j', (text) => {
    expect(() => canonicalJson(text)).toThrow(SyntaxError)
  })
})

/** The writer again, by reading the text character by character, with digits found by trial. */
function independent(text: string): string {
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

/** JSON text, not values: every token form, any Unicode, escaped or not, keys that come twice, blanks anywhere. */
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
// Most of what is sent is an object.
const text = fc.oneof(
  document,
  fc.array(fc.tuple(key, document), { maxLength: 6 }).map((members) => `{${members.map((pair) => pair.join(':'))}}`),
)

describe('canonicalJson against another writer', () => {
  it(`agrees on ${RUNS} random texts`, () => {
    fc.assert(
      fc.property(text, (json) => {
        expect(canonicalJson(json)).toBe(independent(json))
      }),
      { numRuns: RUNS },
    )
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(text, (json) => {
        const once = canonicalJson(json)
        expect(canonicalJson(once)).toBe(once)
      }),
    )
  })
})

const PYTHON = `
import json, sys
def canonical(text):
    try:
        return json.dumps(json.loads(text), sort_keys=True, separators=(',', ':'))
    except ValueError:
        return None
print(json.dumps([canonical(text) for text in json.loads(sys.stdin.buffer.read())]))
`
/** What Python makes of each text, null where it refuses it; undefined without Python. */
function askPython(texts: readonly string[]): (string | null)[] | undefined {
  const { status, stdout } = spawnSync('python3', ['-c', PYTHON], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  return status === 0 ? JSON.parse(stdout) : undefined
}
const hasPython = askPython(['1'])?.[0] === '1'

function ours(json: string): string | null {
  try {
    return canonicalJson(json)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

describe('canonicalJson against Python', () => {
  if (!hasPython) {
    it('is not compared: no python3 can be started here', () => {
      expect(hasPython).toBe(false)
    })
    return
  }

  it(`agrees on ${RUNS} random texts (python3 present)`, () => {
    const texts = fc.sample(text, RUNS)
    const theirs = askPython(texts)
    expect(theirs).toHaveLength(RUNS)
    expect(theirs).not.toContain(null)
    texts.forEach((json, index) => {
      if (ours(json) !== theirs?.[index]) expect([json, ours(json)]).toEqual([json, theirs?.[index]])
    })
  })

  it('agrees on texts with one character lost, doubled or changed, also which are no JSON (python3 present)', () => {
    const damaged = fc
      .tuple(text, fc.nat(), fc.constantFrom('', '"', '\\', ',', ':', '0', '-', '.', 'e', 'N', 'NaN', ' ', '\n', ']', 'null'))
      .map(([json, at, other]) => {
        const characters = [...json]
        characters[at % characters.length] = other
        return characters.join('')
      })
    const texts = fc.sample(damaged, RUNS)
    const theirs = askPython(texts)
    expect(theirs).toContain(null)
    texts.forEach((json, index) => {
      if (ours(json) !== theirs?.[index]) expect([json, ours(json)]).toEqual([json, theirs?.[index]])
    })
  })

  it('writes every power of two with the same digits (python3 present)', () => {
    const texts = Array.from({ length: 2098 }, (_, index) => (2 ** (index - 1074)).toExponential())
    expect(texts.map(ours)).toEqual(askPython(texts))
  })
})
