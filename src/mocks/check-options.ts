import { ConfigError } from '../core/errors/local-errors.js'
import { checkChoice } from '../core/options.js'
import { nearestName } from '../core/params/nearest-name.js'
import { refuseUnknownOptions } from '../core/unknown-options.js'

/** What the mocks of all providers take, as far as it names operations. */
interface NamingOptions {
  readonly operations?: readonly string[] | undefined
  readonly overrides?: Readonly<Record<string, unknown>> | undefined
  readonly orders?: 'lenient' | 'strict' | undefined
}

/** A misspelt option or override would be silently without effect: refuses what does not exist. Throws ConfigError. */
export function checkMockOptions(
  what: string,
  options: NamingOptions,
  names: readonly string[],
  operations: Readonly<Record<string, unknown>>,
): void {
  refuseUnknownOptions(what, options, names)
  if (options.orders !== undefined) checkChoice('orders', options.orders, ['strict', 'lenient'])
  refuseUnknownIds(`${what} operations`, options.operations ?? [], operations)
  refuseUnknownIds(`${what} overrides`, Object.keys(options.overrides ?? {}), operations)
}

function refuseUnknownIds(where: string, ids: readonly string[], operations: Readonly<Record<string, unknown>>): void {
  for (const id of ids) {
    if (Object.hasOwn(operations, id)) continue
    const near = nearestName(String(id), Object.keys(operations))
    const hint = near === undefined ? '.' : `; did you mean ${near}?`
    throw new ConfigError(`${where}: there is no operation ${JSON.stringify(String(id).slice(0, 60))}${hint}`)
  }
}
