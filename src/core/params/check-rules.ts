import { holds, isGiven, type Params } from '../conditions.js'
import { isDecimal, isPositive, isWhole, plainNumber } from '../decimal.js'
import { toMilliseconds } from '../epoch.js'
import type { ParameterIssue } from '../errors/local-errors.js'
import type { ParamSpec, Rule } from '../operation.js'

const HOUR_MS = 3_600_000

/** A broken rule, with the provider's code for it where the spec knows one. */
export interface RuleIssue extends ParameterIssue {
  readonly providerCode?: number
}

/** Holds the parameters against the rules between them. Values have been checked one by one before. */
export function checkRules(rules: readonly Rule[], params: Params, specs: Readonly<Record<string, ParamSpec>>): RuleIssue[] {
  const issues: RuleIssue[] = []
  for (const rule of rules) {
    if (!holds(rule, params, specs)) continue
    const because = rule.because === undefined ? '' : ` (${rule.because})`
    const condition = conditionText(rule, params)
    const report = (parameters: readonly string[], name: string, message: string) =>
      issues.push({
        parameters,
        rule: name,
        message: `${message}${condition}${because}`,
        ...(rule.code === undefined ? {} : { providerCode: rule.code }),
      })
    const given = (names: readonly string[]) => names.filter((name) => isGiven(params, name))
    const missing = rule.require?.filter((name) => !isGiven(params, name)) ?? []
    if (missing.length > 0) report(missing, 'require', `${list(missing)} ${missing.length === 1 ? 'is' : 'are'} missing`)
    for (const name of given(rule.forbid ?? [])) report([name], 'forbid', `${name} must not be given`)
    if (rule.exactlyOne && given(rule.exactlyOne).length !== 1)
      report(rule.exactlyOne, 'exactlyOne', `exactly one of ${list(rule.exactlyOne)} must be given`)
    if (rule.atLeastOne && given(rule.atLeastOne).length === 0)
      report(rule.atLeastOne, 'atLeastOne', `at least one of ${list(rule.atLeastOne)} must be given`)
    if (rule.atMostOne && given(rule.atMostOne).length > 1)
      report(given(rule.atMostOne), 'atMostOne', `${list(given(rule.atMostOne))} exclude each other`)
    if (rule.together && ![0, rule.together.length].includes(given(rule.together).length)) {
      report(rule.together, 'together', `${list(rule.together)} must be given together or not at all`)
    }
    for (const name in rule.allow) {
      const allowed = rule.allow[name] ?? []
      if (isGiven(params, name) && !allowed.some((value) => String(value) === String(params[name]))) {
        report([name], 'allow', `${name} must be ${allowed.join(' or ')}`)
      }
    }
    for (const name of rule.greaterThanZero ?? []) {
      const number = numberText(params[name])
      if (number !== undefined && !isPositive(number)) report([name], 'greaterThanZero', `${name} must be greater than zero`)
    }
    for (const name of rule.whole ?? []) {
      const number = numberText(params[name])
      if (number !== undefined && !isWhole(number)) report([name], 'whole', `${name} must be a whole number`)
    }
    if (rule.maxSpanHours) checkSpan(rule.maxSpanHours, params, report)
  }
  return issues
}

function checkSpan(
  span: NonNullable<Rule['maxSpanHours']>,
  params: Params,
  report: (parameters: readonly string[], rule: string, message: string) => void,
): void {
  if (!isGiven(params, span.from) || !isGiven(params, span.to)) return
  const difference = toMilliseconds(Number(params[span.to])) - toMilliseconds(Number(params[span.from]))
  const names = [span.from, span.to]
  if (difference < 0) report(names, 'maxSpanHours', `${span.from} must not be after ${span.to}`)
  else if (difference > span.hours * HOUR_MS)
    report(names, 'maxSpanHours', `${span.from} to ${span.to} must span at most ${span.hours} hours`)
}

/** The decimal that a value stands for; undefined where it stands for none, which is told elsewhere. */
function numberText(value: unknown): string | undefined {
  if (typeof value === 'string') return isDecimal(value) ? value : undefined
  if (typeof value === 'number') return Number.isFinite(value) ? plainNumber(value) : undefined
  return typeof value === 'bigint' ? String(value) : undefined
}

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** Says when the rule applies, with names and enum values only: both come from the spec. */
function conditionText(rule: Rule, params: Params): string {
  const parts: string[] = []
  for (const name in rule.when) parts.push(`${name} is ${rule.when[name]?.find((value) => String(value) === String(params[name]))}`)
  if (rule.given) parts.push(`${list(rule.given)} ${rule.given.length === 1 ? 'is' : 'are'} given`)
  if (rule.absent) parts.push(`${list(rule.absent)} ${rule.absent.length === 1 ? 'is' : 'are'} not given`)
  return parts.length === 0 ? '' : ` when ${parts.join(' and ')}`
}
