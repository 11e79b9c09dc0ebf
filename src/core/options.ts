import type { Drift } from './answers/drift.js'
import { ConfigError } from './errors/local-errors.js'
import type { Validate } from './execute.js'
import type { Logger } from './http/log.js'
import { DEFAULT_RETRY, type RetryOptions } from './http/retry.js'
import { refuseUnknownOptions } from './unknown-options.js'

/** Options that every provider's client takes. */
export interface ClientOptions {
  /** Replaces the provider's address, and whatever others it would turn to; `https`, or `http` on loopback. */
  readonly baseUrl?: string | undefined
  /** Time for each attempt, ms. Default 10000. */
  readonly timeoutMs?: number | undefined
  /** `requests` (default) refuses bad input before it is sent, `all` checks answers too, `off` neither. */
  readonly validate?: Validate | undefined
  /** Replaces the transport; called as `fetch(url, init)`. */
  readonly fetch?: typeof fetch | undefined
  /** Local time in epoch ms. Default Date.now. */
  readonly now?: (() => number) | undefined
  /** Gets one debug line per attempt, without signatures. `console` fits. */
  readonly logger?: Logger | undefined
  /** How reads are repeated. Writes are, if nothing of them was sent, or once after a timestamp refusal. `false` turns all of it off. */
  readonly retry?: RetryOptions | false | undefined
  /** Address of an HTTP, HTTPS or SOCKS proxy, e.g. `http://user:password@127.0.0.1:8080`. Node only; needs https-proxy-agent or socks-proxy-agent. */
  readonly proxy?: string | undefined
  /** Told of fields and enum values that the spec does not list. Only with `validate: "all"`. */
  readonly onDrift?: ((drift: Drift) => void) | undefined
}

export const CLIENT_OPTION_NAMES = ['baseUrl', 'timeoutMs', 'validate', 'fetch', 'now', 'logger', 'retry', 'proxy', 'onDrift'] as const

/** Throws ConfigError unless the value is one of the choices. */
export function checkChoice<Choice extends string>(name: string, value: unknown, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value)
  if (found === undefined) throw new ConfigError(`${name} must be one of ${choices.join(', ')}.`)
  return found
}

/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647

/** The retry policy with its defaults. Throws ConfigError: with a wrong number here a read might be repeated without end. */
export function checkedRetry(retry: RetryOptions | false = {}): Record<keyof RetryOptions, number> {
  if (retry === false) return { ...DEFAULT_RETRY, maxRetries: 0 }
  const names = ['maxRetries', 'baseDelayMs', 'maxDelayMs', 'deadlineMs'] as const
  refuseUnknownOptions('retry', retry, names)
  const policy: Record<keyof RetryOptions, number> = { ...DEFAULT_RETRY }
  for (const name of names) {
    const value: unknown = retry[name] ?? policy[name]
    if (typeof value !== 'number' || !(value >= 0 && value <= LONGEST_TIMER_MS)) {
      throw new ConfigError(`retry.${name} must be a number from 0 to ${LONGEST_TIMER_MS}.`)
    }
    policy[name] = value
  }
  return policy
}
