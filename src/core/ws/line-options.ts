import { ConfigError } from '../errors/local-errors.js'
import { refuseUnknownOptions } from '../unknown-options.js'
import { DEFAULT_RECONNECT, type ReconnectOptions, type ReconnectPolicy } from './reconnect.js'

/** Options of everything that keeps a WebSocket connection up. */
export interface LineUserOptions {
  /** A connection of which nothing was heard for so long, not even an answer to a ping, is replaced; ms. Default 5000. */
  readonly silenceMs?: number | undefined
  /** How long opening a connection may take, ms. Default 10000. */
  readonly openTimeoutMs?: number | undefined
  /** After how long a connection is replaced ahead of its end, ms. The default is an hour less than the service's own limit. */
  readonly lifeMs?: number | undefined
  /** How lost connections are opened anew. */
  readonly reconnect?: ReconnectOptions | undefined
}

export const LINE_OPTION_NAMES = ['silenceMs', 'openTimeoutMs', 'lifeMs', 'reconnect'] as const

export interface LineSetup {
  readonly silenceMs: number
  readonly openTimeoutMs: number
  readonly lifeMs: number
  readonly policy: ReconnectPolicy
}

/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647

/** Those options with their defaults. Throws ConfigError. */
export function setUpLine(what: string, options: LineUserOptions, defaultLifeMs: number): LineSetup {
  const { reconnect = {} } = options
  refuseUnknownOptions(`${what}.reconnect`, reconnect, ['baseDelayMs', 'maxDelayMs', 'firstAttempts'])
  return {
    silenceMs: milliseconds('silenceMs', options.silenceMs ?? 5000, 20),
    openTimeoutMs: milliseconds('openTimeoutMs', options.openTimeoutMs ?? 10_000, 1),
    lifeMs: milliseconds('lifeMs', options.lifeMs ?? defaultLifeMs, 1),
    policy: {
      baseDelayMs: milliseconds('reconnect.baseDelayMs', reconnect.baseDelayMs ?? DEFAULT_RECONNECT.baseDelayMs, 0),
      maxDelayMs: milliseconds('reconnect.maxDelayMs', reconnect.maxDelayMs ?? DEFAULT_RECONNECT.maxDelayMs, 0),
      firstAttempts: milliseconds('reconnect.firstAttempts', reconnect.firstAttempts ?? DEFAULT_RECONNECT.firstAttempts, 1),
      random: Math.random,
    },
  }
}

function milliseconds(name: string, value: unknown, least: number): number {
  if (typeof value !== 'number' || !(value >= least && value <= LONGEST_TIMER_MS))
    throw new ConfigError(`${name} must be a number from ${least} to ${LONGEST_TIMER_MS}.`)
  return value
}
