import type { Condition, Operation, ParamSpec, Rule } from '../../src/core/operation.js'

/** What a type says of one field, beyond the field's own type. */
type Claim =
  | { readonly is: 'given' }
  | { readonly is: 'absent' }
  | { readonly is: 'one of'; readonly values: readonly string[]; readonly given: boolean }

/** One way to satisfy a rule: claims about fields that must hold together. */
type Way = Readonly<Record<string, Claim>>

/** A factor is a list of ways; a call must fit one way of every factor. */
export type Factor = readonly Way[]

/** What of an operation decides the type of its parameters. */
type Ruled = Pick<Operation, 'params' | 'rules'>

/** Above this many combinations the compiler gets slow; rules beyond it are checked before sending only. */
const MOST_COMBINATIONS = 160
const MOST_COMBINATIONS_IN_ALL = 200

/**
 * The rules of an operation as factors of its parameter type: one per parameter that rules look at (`when: { type: ... }`),
 * one per rule without such a condition. What a type can't say well (ranges, spans, sums of conditions) is left to the check before sending.
 */
export function factorsOf(operation: Ruled): Factor[] {
  const factors = [...discriminated(operation), ...unconditional(operation)].filter(
    (factor) => !factor.some((way) => Object.keys(way).length === 0),
  )
  const kept: Factor[] = []
  let combinations = 1
  for (const factor of factors) {
    if (combinations * factor.length > MOST_COMBINATIONS) continue
    combinations *= factor.length
    kept.push(factor)
  }
  // Where there is room: a variable that may hold any of the values, with what all of them allow.
  return kept.map((factor) => {
    const open = whateverTheValue(factor, operation)
    const size = factor.length + open.length
    if (open.length === 0 || (combinations / factor.length) * size > MOST_COMBINATIONS_IN_ALL) return factor
    combinations = (combinations / factor.length) * size
    return [...open, ...factor]
  })
}

/** The way that fits every value of the parameter that the factor looks at. The compiler does not try a union value by value by itself. */
function whateverTheValue(factor: Factor, { params }: Ruled): Way[] {
  const name = Object.keys(params).find(
    (one) => params[one]?.required && factor.every((way) => way[one]?.is === 'one of' && way[one].given),
  )
  if (name === undefined) return []
  const groups = [...new Set(factor.map((way) => valuesOf(way[name])))].map((values) =>
    factor.filter((way) => valuesOf(way[name]) === values),
  )
  if (groups.length < 2) return []
  const all = groups.flatMap(([way]) => (way?.[name]?.is === 'one of' ? way[name].values : []))
  let ways: Way[] = [{}]
  for (const group of groups) {
    ways = ways.flatMap((way) => group.flatMap(({ [name]: _value, ...rest }) => combine(way, rest)))
  }
  // A way that asks for more than leaving things out is no convenience.
  const easy = withoutRedundant(ways).filter((way) => Object.values(way).every((claim) => claim.is === 'absent'))
  return easy.map((way) => ({ [name]: { is: 'one of', values: all, given: true }, ...way }))
}

const valuesOf = (claim: Claim | undefined): string => (claim?.is === 'one of' ? claim.values.join() : '')

/** What a flag demands when it is set may be given anyway: so a variable that may hold either value fits. */
function forEither(flag: string, way: Way): Way {
  const demandsOnly = Object.entries(way).every(([name, { is }]) => name === flag || is === 'given')
  return demandsOnly ? { ...way, [flag]: { is: 'one of', values: ['true', 'false'], given: false } } : way
}

const onlyWhen = (rule: Condition): string | undefined => {
  const names = Object.keys(rule.when ?? {})
  return names.length === 1 && !rule.given && !rule.absent && !rule.atMost ? names[0] : undefined
}

function discriminated({ params, rules = [] }: Ruled): Factor[] {
  const names = [...new Set(rules.map(onlyWhen).filter((name) => name !== undefined))]
  return names.flatMap((name): Factor[] => {
    const spec = params[name]
    const all = spec?.kind === 'boolean' ? [true, false] : spec?.values
    if (!spec || !all) return []
    const own = rules.filter((rule) => onlyWhen(rule) === name)
    const classes = new Map<string, { values: string[]; rules: Rule[] }>()
    for (const value of all.map(String)) {
      const applying = own.filter((rule) => rule.when?.[name]?.some((one) => String(one) === value))
      const key = applying.map((rule) => own.indexOf(rule)).join()
      const group = classes.get(key) ?? { values: [], rules: applying }
      group.values.push(value)
      classes.set(key, group)
    }
    const ways = [...classes.values()].flatMap((group) =>
      waysOf(group.rules).map((way): Way => ({ [name]: { is: 'one of', values: group.values, given: true }, ...way })),
    )
    if (spec.required) return [ways]
    // A value that has no consequence is as good as none.
    const free = [...classes.values()].find((group) => waysOf(group.rules).some((way) => Object.keys(way).length === 0))
    if (!free) return [[{ [name]: { is: 'absent' } }, ...ways]]
    return [
      [
        { [name]: { is: 'one of', values: free.values, given: false } },
        ...ways
          .filter((way) => valuesOf(way[name]) !== free.values.join())
          .map((way) => (spec.kind === 'boolean' ? forEither(name, way) : way)),
      ],
    ]
  })
}

function unconditional({ rules = [] }: Ruled): Factor[] {
  return rules.flatMap((rule): Factor[] => {
    if (rule.when || rule.absent || rule.atMost) return []
    const ways = waysOf([rule])
    if (!rule.given) return [ways]
    if (ways.length === 1 && Object.keys(ways[0] ?? {}).length === 0) return []
    const given = Object.fromEntries(rule.given.map((name) => [name, { is: 'given' } as const]))
    const otherwise = rule.given.map((name): Way => ({ [name]: { is: 'absent' } }))
    return [[...otherwise, ...ways.map((way) => ({ ...given, ...way }))]]
  })
}

/** All ways to satisfy the consequences of these rules together. */
function waysOf(rules: readonly Rule[]): Way[] {
  let ways: Way[] = [{}]
  const and = (choices: readonly Way[]) => {
    ways = ways.flatMap((way) => choices.flatMap((choice) => combine(way, choice)))
  }
  const given = (names: readonly string[]): Way => Object.fromEntries(names.map((name) => [name, { is: 'given' } as const]))
  const absent = (names: readonly string[]): Way => Object.fromEntries(names.map((name) => [name, { is: 'absent' } as const]))
  const others = (names: readonly string[], name: string) => names.filter((other) => other !== name)
  for (const rule of rules) {
    if (rule.require) and([given(rule.require)])
    if (rule.forbid) and([absent(rule.forbid)])
    if (rule.exactlyOne) and(rule.exactlyOne.map((name) => ({ ...given([name]), ...absent(others(rule.exactlyOne ?? [], name)) })))
    if (rule.atLeastOne) and(rule.atLeastOne.map((name) => given([name])))
    if (rule.atMostOne) and(rule.atMostOne.map((name) => absent(others(rule.atMostOne ?? [], name))))
    if (rule.together) and([given(rule.together), absent(rule.together)])
    for (const [name, values] of Object.entries(rule.allow ?? {}))
      and([{ [name]: { is: 'one of', values: values.map(String), given: false } }])
  }
  return withoutRedundant(ways)
}

/** Both ways at once, or nothing when they contradict. */
function combine(a: Way, b: Way): Way[] {
  const result: Record<string, Claim> = { ...a }
  for (const [name, claim] of Object.entries(b)) {
    const both = result[name] === undefined ? claim : meet(result[name], claim)
    if (both === undefined) return []
    result[name] = both
  }
  return [result]
}

function meet(a: Claim, b: Claim): Claim | undefined {
  if (a.is === 'absent' || b.is === 'absent') {
    const other = a.is === 'absent' ? b : a
    return other.is === 'absent' || (other.is === 'one of' && !other.given) ? { is: 'absent' } : undefined
  }
  if (a.is === 'given') return b.is === 'given' ? a : { ...b, given: true }
  if (b.is === 'given') return { ...a, given: true }
  const [values, given] = [a.values.filter((value) => b.values.includes(value)), a.given || b.given]
  if (values.length === 0) return given ? undefined : { is: 'absent' }
  return { is: 'one of', values, given }
}

/** A way that asks for more than another one adds nothing. */
function withoutRedundant(ways: readonly Way[]): Way[] {
  const asksFor = (way: Way, less: Way) =>
    Object.entries(less).every(([name, claim]) => JSON.stringify(way[name]) === JSON.stringify(claim))
  return ways.filter((way, index) => !ways.some((other, at) => at !== index && asksFor(way, other) && (at < index || !asksFor(other, way))))
}

/**
 * A factor as a TypeScript union; `typeOf` gives a field's own type. The usual way stands last:
 * the compiler explains a call that fits none by the last one it tried.
 */
export function factorType(factor: Factor, typeOf: (name: string) => string, params: Operation['params']): string {
  return [...factor]
    .reverse()
    .map((way) => {
      const members = Object.entries(way).map(([name, claim]) => {
        if (claim.is === 'absent') return `readonly ${name}?: undefined`
        if (claim.is === 'given') return `readonly ${name}: ${typeOf(name)}`
        const quote = isText(params[name]) ? "'" : ''
        const union = claim.values.map((value) => `${quote}${value}${quote}`).join(' | ')
        return claim.given ? `readonly ${name}: ${union}` : `readonly ${name}?: ${union} | undefined`
      })
      return `{ ${members.join('; ')} }`
    })
    .join('\n    | ')
}

/** Whether its values are texts; else they are numbers or booleans, and stand without quotes. */
const isText = (spec: ParamSpec | undefined): boolean => spec?.kind !== 'boolean' && spec?.kind !== 'int'
