import type { Condition, ParamSpec, Variant, Weight } from './operation.js'

export type Params = Readonly<Record<string, unknown>>

export const isGiven = (params: Params, name: string): boolean => params[name] !== undefined && params[name] !== null

/** Whether every key of the condition holds for these parameters. */
export function holds(condition: Condition, params: Params, specs: Readonly<Record<string, ParamSpec>>): boolean {
  for (const name of Object.keys(condition.when ?? {})) {
    const value = params[name]
    if (!isGiven(params, name) || !condition.when?.[name]?.some((allowed) => String(allowed) === String(value))) return false
  }
  if (condition.given && !condition.given.every((name) => isGiven(params, name))) return false
  if (condition.absent?.some((name) => isGiven(params, name))) return false
  for (const name of Object.keys(condition.atMost ?? {})) {
    const value = isGiven(params, name) ? params[name] : specs[name]?.default
    const size = Array.isArray(value) ? value.length : Number(value)
    if (value === undefined || !(size <= (condition.atMost?.[name] ?? 0))) return false
  }
  return true
}

/** The first variant of the answer that the parameters select, if the operation has variants. */
export function selectVariant(
  variants: readonly Variant[] | undefined,
  params: Params,
  specs: Readonly<Record<string, ParamSpec>>,
): Variant | undefined {
  return variants?.find((variant) => holds(variant, params, specs))
}

/** The weight that a call with these parameters is charged, failures included. */
export function weightOf(weight: Weight, params: Params, specs: Readonly<Record<string, ParamSpec>>): number {
  const rules = weight.ip ?? weight.uid ?? 0
  if (typeof rules === 'number') return rules
  const rule = rules.find((candidate) => holds(candidate, params, specs))
  if (!rule) return 0
  const list = rule.perItemOf === undefined ? undefined : params[rule.perItemOf]
  const factor = rule.perItemOf === undefined ? 1 : Array.isArray(list) ? list.length : 1
  return Math.min(rule.weight * factor, rule.cap ?? Number.POSITIVE_INFINITY)
}
