import type { Condition, Fill, Rule, Variant, Weight, WeightRule } from '../../src/core/operation.js'
import {
  capitalise,
  type Parameter,
  type Scalar,
  type SpecCondition,
  type SpecDocument,
  type SpecOperation,
  type SpecRule,
  type SpecWeightRule,
} from './document.js'

/** Rules as the table holds them: sets written out, prefixes applied, single values as lists. */
export function expandRules(document: SpecDocument, operation: SpecOperation): Rule[] {
  return expand(document, operation['x-rules'] ?? [], undefined, operation.operationId)
}

function expand(document: SpecDocument, rules: readonly SpecRule[], prefix: string | undefined, where: string): Rule[] {
  return rules.flatMap((rule) => {
    if (rule.use === undefined) return [plainRule(rule, prefix)]
    const set = document['x-rule-sets']?.[rule.use]
    if (!set) throw new Error(`${where}: x-rules uses the rule set "${rule.use}", which x-rule-sets does not have`)
    const inner = rule.prefix === undefined ? prefix : prefix === undefined ? rule.prefix : prefix + capitalise(rule.prefix)
    return expand(document, set, inner, where)
  })
}

function plainRule(rule: SpecRule, prefix: string | undefined): Rule {
  const name = (parameter: string) => (prefix === undefined ? parameter : prefix + capitalise(parameter))
  const names = (list: string[] | undefined) => list?.map(name)
  const values = (map: Record<string, Scalar | Scalar[]> | undefined) =>
    map && Object.fromEntries(Object.entries(map).map(([parameter, value]) => [name(parameter), [value].flat()]))
  const { maxSpanHours } = rule
  return compact({
    ...condition(rule, name),
    require: names(rule.require),
    forbid: names(rule.forbid),
    exactlyOne: names(rule.exactlyOne),
    atLeastOne: names(rule.atLeastOne),
    atMostOne: names(rule.atMostOne),
    together: names(rule.together),
    allow: values(rule.allow),
    maxSpanHours: maxSpanHours && { from: name(maxSpanHours.from), to: name(maxSpanHours.to), hours: maxSpanHours.hours },
    greaterThanZero: names(rule.greaterThanZero),
    whole: names(rule.whole),
    code: rule.code,
    because: rule.because,
  })
}

export function condition(spec: SpecCondition, name: (parameter: string) => string = (parameter) => parameter): Condition {
  const map = <Value>(values: Record<string, Value> | undefined) =>
    values && Object.fromEntries(Object.entries(values).map(([parameter, value]) => [name(parameter), value]))
  return compact({
    when: spec.when && Object.fromEntries(Object.entries(spec.when).map(([parameter, value]) => [name(parameter), [value].flat()])),
    given: spec.given?.map(name),
    absent: spec.absent?.map(name),
    atMost: map(spec.atMost),
  })
}

export function weightOf(operation: SpecOperation): Weight {
  const { ip, uid, onSuccess } = operation['x-weight'] ?? {}
  const rules = (weight: number | SpecWeightRule[] | undefined): number | WeightRule[] | undefined =>
    Array.isArray(weight)
      ? weight.map((rule) => compact({ ...condition(rule), weight: rule.weight, perItemOf: rule.perItemOf, cap: rule.cap }))
      : weight
  return compact({ ip: rules(ip), uid: rules(uid), onSuccess })
}

/** What the client sends when the caller gives nothing. */
export function fillsOf({ 'x-fill': fill }: Parameter): Fill[] | undefined {
  if (fill === undefined) return undefined
  return Array.isArray(fill) ? fill.map((one) => compact({ ...condition(one), value: one.value })) : [{ value: fill }]
}

export const variantsOf = (operation: SpecOperation): Variant[] =>
  (operation['x-variants'] ?? []).map((variant) => compact({ ...condition(variant), schema: variant.schema, array: variant.array }))

type Compact<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

/** Without the members that are undefined. */
export function compact<T extends object>(object: T): Compact<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Compact<T>
}
