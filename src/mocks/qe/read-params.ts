import { isGiven } from '../../core/conditions.js'
import type { Operation, ParamSpec } from '../../core/operation.js'
import { checkRules } from '../../core/params/check-rules.js'
import { checkValue } from '../../core/params/check-value.js'
import type { Json } from './json.js'
import type { RawRequest } from './raw-request.js'
import { readValue } from './read-value.js'
import { badParameter } from './refusals.js'

export type MockParams = Readonly<Record<string, unknown>>

/** Other names that the service takes. */
const ALIASES: Readonly<Record<string, string>> = { masterOrderIds: 'master_order_ids' }

/**
 * The parameters of a call, typed by the spec: decimals as plain text, 64-bit integers as bigint. Where they travel does not matter, except
 * that an id in the path wins. Throws Refusal. What the service does not know is passed over, and what is empty counts as not given.
 */
export function readParams(operation: Operation, request: RawRequest, path: Readonly<Record<string, string>>): MockParams {
  const params: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries(operation.params)) {
    const sent: Json | undefined = path[name] ?? request.values.get(name) ?? request.values.get(ALIASES[name] ?? '')
    const value = readValue(spec, sent)
    if (value === undefined) {
      if (spec.required) throw badParameter(`${name} is required`)
      continue
    }
    const problem = checkValue(spec, value)
    if (problem && !isFilter(operation, spec, problem[0])) throw badParameter(`${name} ${problem[1]}`)
    params[name] = value
  }
  checkTogether(operation, params)
  return params
}

/** A list that is asked for a value nobody has finds nothing; it is no error. */
const isFilter = ({ method }: Operation, spec: ParamSpec, rule: string): boolean => method === 'GET' && !spec.required && rule === 'enum'

function checkTogether(operation: Operation, params: Record<string, unknown>): void {
  const ruled: Record<string, unknown> = { ...params }
  // From here on what our client is stricter about than the service, or than the samples of its SDKs.
  if (operation.method === 'POST') {
    if (isGiven(ruled, 'executionDurationSeconds')) delete ruled['executionDuration']
    delete ruled['strategyType']
    if (ruled['marketType'] === 'PERP' && !isGiven(ruled, 'marginType')) ruled['marginType'] = 'U'
  }
  const broken = checkRules(operation.rules ?? [], ruled, operation.params)[0]
  if (broken) throw badParameter(broken.message)
}
