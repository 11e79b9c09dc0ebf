import { isGiven, type Params } from '../conditions.js'
import type { Operation } from '../operation.js'
import { isPlainObject } from '../plain-object.js'
import { checkRules, type RuleIssue } from './check-rules.js'
import { checkValue, within } from './check-value.js'
import { nearestName } from './nearest-name.js'

/** Everything that is wrong with the parameters of one call, in the order: unknown names, values, missing ones, rules between them. */
export function checkParams(operation: Pick<Operation, 'params' | 'rules'>, params: unknown): RuleIssue[] {
  // What is inherited would pass the checks and not be sent.
  if (params !== undefined && !isPlainObject(params)) {
    const message = 'the parameters must be one object, and a plain one: what it inherits would not be sent'
    return [{ parameters: [], rule: 'type', message }]
  }
  const flat: Params = params ?? {}
  const { params: specs, rules } = operation
  const issues: RuleIssue[] = []
  for (const name of Object.keys(flat)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined
    if (!spec) {
      if (flat[name] === undefined) continue
      const near = nearestName(name, Object.keys(specs))
      issues.push({
        parameters: [name],
        rule: 'unknown',
        message: `${quoted(name)} is not a parameter${near === undefined ? '' : `; did you mean ${near}?`}`,
      })
      continue
    }
    if (flat[name] === undefined) continue
    const problem = checkValue(spec, flat[name])
    if (problem)
      issues.push({
        parameters: [name],
        rule: problem[0],
        message: within(name, problem[1]),
      })
  }
  for (const name in specs) {
    if (specs[name]?.required && !isGiven(flat, name) && flat[name] !== null) {
      issues.push({ parameters: [name], rule: 'required', message: `${name} is missing` })
    }
  }
  // A rule between parameters says something useful only about values that are right by themselves.
  if (rules && issues.every((issue) => issue.rule === 'required')) issues.push(...checkRules(rules, flat, specs))
  return issues
}

/** A name comes from the caller: it is cut, so that no pasted secret ends up in a message whole. */
const quoted = (name: string): string => JSON.stringify(name.length <= 40 ? name : `${name.slice(0, 12)}...`)
