import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, parsePythonJson } from '../../../src/core/python-json.js'
import { pythonJson, jsonText as text } from '../../helpers/python-json.js'

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

describe('canonicalJson against another writer', () => {
  it(`agrees on ${RUNS} random texts`, () => {
    fc.assert(
      fc.property(text, (json) => {
        expect(canonicalJson(json)).toBe(pythonJson(json))
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
