import { ConfigError } from './errors/local-errors.js'
import { nearestName } from './params/nearest-name.js'

/** A misspelt option would be silently without effect: refuse it. Throws ConfigError. */
export function refuseUnknownOptions(what: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw new ConfigError(`${what} takes its options as one object.`)
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const near = nearestName(name, known)
    const hint = near === undefined ? `it takes ${known.join(', ')}.` : `did you mean ${near}?`
    throw new ConfigError(`${what} has no option ${JSON.stringify(name.slice(0, 40))}; ${hint}`)
  }
}
