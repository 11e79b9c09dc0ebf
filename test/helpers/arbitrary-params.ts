import fc from 'fast-check'
import type { Operation, ParamSpec } from '../../src/core/operation.js'

type Params = Readonly<Record<string, unknown>>

const TEXTS = ['', ' ', '0', 'BTCUSDT', '这是测试币456', '😀', 'null', '__proto__', 'a\nb', 'x'.repeat(36), 'x'.repeat(37)]
const DECIMALS = [
  '0',
  '0.0',
  '-0',
  '1',
  '0.1',
  '00.1',
  '-1',
  '1e-7',
  '1E5',
  'NaN',
  'Infinity',
  '',
  ' 1',
  '1 ',
  '1\n',
  '+1',
  '.5',
  '5.',
  '0x1',
  '1,0',
  '１',
  '1'.repeat(50),
]
const INTEGERS = [
  '0',
  '-0',
  '-1',
  '007',
  '+1',
  '1.0',
  '1e3',
  '',
  ' 1',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '9'.repeat(19),
  '9'.repeat(20),
]
const NUMBERS = [
  0,
  -0,
  1,
  -1,
  0.5,
  0.001,
  0.0001,
  1e-7,
  1e-10,
  6000.346,
  59_999.9995,
  60_000,
  60_000.001,
  1e21,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  Number.NaN,
  Infinity,
  -Infinity,
]
const BIGINTS = [0n, -1n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, 10n ** 19n, 10n ** 25n]
const ODD = [null, undefined, true, false, 'true', [], {}, [''], ['BTCUSDT'], [null], { length: 0 }, new Date(0)]

const borders = ({ min, max }: ParamSpec): number[] =>
  [min, max].filter((bound) => bound !== undefined).flatMap((bound) => [bound - 1, bound, bound + 1])

/** Values that fit, that just fit, that just do not, and that are something else. */
export function arbitraryValue(spec: ParamSpec): fc.Arbitrary<unknown> {
  const odd = { arbitrary: fc.constantFrom<unknown>(...ODD, ...TEXTS, ...NUMBERS, ...BIGINTS), weight: 1 }
  const likely = (...arbitraries: fc.Arbitrary<unknown>[]) =>
    fc.oneof(odd, ...arbitraries.map((arbitrary) => ({ arbitrary, weight: 6 / arbitraries.length })))
  switch (spec.kind) {
    case 'string': {
      if (spec.values)
        return likely(
          fc.constantFrom<unknown>(...spec.values),
          fc.constantFrom<unknown>(...spec.values.map((value) => String(value).toLowerCase())),
        )
      if (spec.pattern) return likely(fc.stringMatching(new RegExp(spec.pattern, 'u')), fc.stringMatching(/^[-+]?\d{0,2}[:smhd]?\d{0,2}$/))
      return likely(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 40 }))
    }
    case 'decimal':
      return likely(fc.constantFrom(...DECIMALS), fc.constantFrom('1', '0.5', '250'))
    case 'int':
      return likely(fc.constantFrom(...borders(spec), 1, 5, 100, 1_000_000), fc.integer())
    case 'int64':
      return likely(
        fc.constantFrom<unknown>(...borders(spec), ...INTEGERS),
        fc.constantFrom<unknown>(...BIGINTS, ...NUMBERS),
        fc.integer({ min: 0 }),
      )
    case 'number':
    case 'amount':
      return likely(
        fc.constantFrom(...borders(spec), ...NUMBERS),
        fc.integer({ min: 0, max: 60_000_000 }).map((value) => value / 1000),
        fc.double(),
      )
    case 'boolean':
      return likely(fc.boolean())
    case 'object':
      if (spec.fields)
        return likely(arbitraryMembers(spec.fields), arbitraryMembers(spec.fields), fc.constantFrom<unknown>({}, { a: 1 }, []))
      return likely(fc.constantFrom<unknown>({}, { a: 1 }, []))
    case 'list': {
      const item = arbitraryValue(spec.items ?? { kind: 'string' })
      const max = spec.maxItems ?? 5
      return likely(
        fc.array(item, { maxLength: 3 }),
        fc.constantFrom(max - 1, max, max + 1).map((length) => Array.from({ length }, (_, index) => `S${index}`)),
      )
    }
    case 'anyOf':
      return fc.oneof(...(spec.anyOf ?? []).map(arbitraryValue))
  }
}

/** The members of an object that is spelt out, now and then one too many or one too few. */
function arbitraryMembers(fields: Params & Readonly<Record<string, ParamSpec>>): fc.Arbitrary<unknown> {
  const members = fc.record(Object.fromEntries(Object.entries(fields).map(([name, spec]) => [name, arbitraryValue(spec)])), {
    requiredKeys: Object.keys(fields).filter((name) => fields[name]?.required === true),
  })
  const change = fc.constantFrom<Params>(
    {},
    {},
    {},
    {},
    { unheardOf: 1 },
    { unheardOf: undefined },
    ...Object.keys(fields).map((name) => ({ [name]: undefined })),
  )
  return fc.tuple(members, change).map(([given, changed]) => ({ ...given, ...changed }))
}

/** Parameters of an operation: samples that are right with some of them changed, or anything at all. */
export function arbitraryParams(operation: Operation, samples: readonly Params[]): fc.Arbitrary<Params> {
  const fields = Object.entries(operation.params).map(([name, spec]) => ({
    name,
    value: arbitraryValue(spec),
    required: spec.required === true,
  }))
  const one =
    fields.length === 0 ? fc.constant({}) : fc.oneof(...fields.map(({ name, value }) => value.map((given) => ({ [name]: given }))))
  const unknown = fc.constantFrom<Params>({}, {}, {}, {}, {}, {}, { unheardOf: 1 }, { timestamp: 1 }, { unheardOf: undefined })
  const changed = fc.record({
    sample: fc.constantFrom(...samples),
    changes: fc.array(one, { maxLength: 2 }),
    unknown,
    without: fc.constantFrom('', ...fields.map(({ name }) => name)),
    drop: fc.nat(5),
  })
  const any = fc.record(Object.fromEntries(fields.map(({ name, value }) => [name, value])), {
    requiredKeys: fields.filter(({ required }) => required).map(({ name }) => name),
  })
  return fc.oneof(
    {
      weight: 3,
      arbitrary: changed.map(({ sample, changes, unknown: more, without, drop }) => {
        const params: Record<string, unknown> = Object.assign({}, sample, ...changes, more)
        if (drop === 0) delete params[without]
        return params
      }),
    },
    { weight: 1, arbitrary: any },
  )
}
