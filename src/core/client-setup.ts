import { ConfigError } from './errors/local-errors.js'
import { checkedTimeout, type Validate } from './execute.js'
import type { RetryOptions } from './http/retry.js'
import { CLIENT_OPTION_NAMES, type ClientOptions, checkChoice, checkedRetry } from './options.js'
import { refuseUnknownOptions } from './unknown-options.js'

/** The options that all clients share, checked and with their defaults. */
export interface ClientSetup {
  readonly validate: Validate
  readonly timeoutMs: number
  readonly policy: Readonly<Record<keyof RetryOptions, number>>
  readonly now: () => number
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
}

/** Throws ConfigError. `own` names the options of this client beyond the shared ones. */
export function setUpClient(what: string, options: ClientOptions, own: readonly string[], defaultTimeoutMs: number): ClientSetup {
  refuseUnknownOptions(what, options, [...CLIENT_OPTION_NAMES, ...own])
  const { fetch, now, onDrift, logger, proxy } = options
  for (const [name, value] of Object.entries({ fetch, now, onDrift })) {
    if (value !== undefined && typeof value !== 'function') throw new ConfigError(`${name} must be a function.`)
  }
  if (logger !== undefined && typeof logger?.debug !== 'function') throw new ConfigError('logger.debug must be a function.')
  if (proxy !== undefined && fetch !== undefined)
    throw new ConfigError('proxy has no effect on a fetch of your own: give one or the other.')
  return {
    validate: checkChoice('validate', options.validate ?? 'requests', ['off', 'requests', 'all']),
    timeoutMs: checkedTimeout(options.timeoutMs ?? defaultTimeoutMs),
    policy: checkedRetry(options.retry),
    now: now ?? Date.now,
    elapsed: () => performance.now(),
  }
}
