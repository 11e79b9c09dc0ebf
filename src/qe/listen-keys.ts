import type { CreateListenKeyResult } from '../../generated/qe/client.js'
import { SchemaError } from '../core/errors/answer-errors.js'
import { ConfigError } from '../core/errors/local-errors.js'
import { checkChoice } from '../core/options.js'
import { refuseUnknownOptions } from '../core/unknown-options.js'

export interface ListenKey {
  readonly listenKey: string
  /** Epoch ms; the service gives seconds. */
  readonly expiresAtMs: number
}

export interface ListenKeysOptions {
  /** Which edition's stream the key is for. Default `v2`. */
  readonly edition?: 'v1' | 'v2' | undefined
  /** How long before its end a key is replaced, ms. Default one hour; a key lives 24. */
  readonly renewBeforeMs?: number | undefined
  /** A new key is there, the first one included. The previous one is void from now on. */
  readonly onKey?: ((key: ListenKey) => void) | undefined
  /** A key died before its time: somebody else made one for the same user, and each new one ends the other's stream. */
  readonly onReplaced?: ((key: ListenKey) => void) | undefined
  /** A renewal ahead of the end failed; it is tried again every minute. */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** Keeps one listen key valid. Close it when the stream is done: a timer renews until then. */
export interface ListenKeys {
  /** A key that is valid for a while yet; made now if there is none. Calls at the same time share one creation. */
  key(): Promise<ListenKey>
  /**
   * The push server did not take this key, or ended its stream. Returns whether it had been valid by its time, which means that another
   * process replaced it (`onReplaced` is told); the next `key()` makes a new one.
   */
  refused(listenKey: string): boolean
  close(): void
}

/** The calls that make keys. */
export interface KeyCalls {
  createListenKey(): PromiseLike<CreateListenKeyResult>
  readonly v2: { createListenKey(): PromiseLike<CreateListenKeyResult> }
}

const HOUR_MS = 3_600_000
const RETRY_MS = 60_000
const LONGEST_LIFE_MS = 24 * HOUR_MS
/** Half of it. */
const LONGEST_AHEAD_MS = 12 * HOUR_MS
/** A service whose keys have ended when they come must not be asked for one without a pause. */
const MINIMUM_MS = 1000
/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647

export function createListenKeys(api: KeyCalls, now: () => number, options: ListenKeysOptions = {}): ListenKeys {
  refuseUnknownOptions('listenKeys()', options, ['edition', 'renewBeforeMs', 'onKey', 'onReplaced', 'onError'])
  const { renewBeforeMs = HOUR_MS, onKey, onReplaced, onError } = options
  const edition = checkChoice('edition', options.edition ?? 'v2', ['v1', 'v2'])
  if (typeof renewBeforeMs !== 'number' || !(renewBeforeMs >= 0 && renewBeforeMs <= LONGEST_AHEAD_MS))
    throw new ConfigError(`renewBeforeMs must be a number of milliseconds from 0 to ${LONGEST_AHEAD_MS} (12 hours; a key lives 24).`)
  let current: ListenKey | undefined
  let renewAtMs = 0
  let creation: Promise<ListenKey> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false

  async function create(): Promise<ListenKey> {
    const answer = await (edition === 'v1' ? api.createListenKey() : api.v2.createListenKey())
    // No key lives longer, whatever unit its end is told in.
    const expiresAtMs = Math.min(Number(answer.expireAt) * 1000, now() + LONGEST_LIFE_MS)
    if (!(expiresAtMs > 0) || typeof answer.listenKey !== 'string' || answer.listenKey === '') {
      const issue = { path: 'expireAt', message: 'must be epoch seconds as text, beside a listenKey' }
      throw new SchemaError(edition === 'v1' ? 'createListenKey' : 'createListenKeyV2', [issue], answer)
    }
    const key: ListenKey = { listenKey: answer.listenKey, expiresAtMs }
    // Nobody keeps or wants a key that arrives after the end.
    if (closed) return key
    current = key
    // A key that lives shorter than it should must not be renewed as soon as it is there: each new one ends the stream.
    renewAtMs = Math.max(expiresAtMs - renewBeforeMs, (now() + expiresAtMs) / 2)
    schedule(renewAtMs - now())
    tell(onKey, key)
    return key
  }

  function renew(): Promise<ListenKey> {
    creation ??= create().finally(() => {
      creation = undefined
    })
    return creation
  }

  function schedule(ms: number): void {
    clearTimeout(timer)
    if (closed) return
    timer = setTimeout(
      () => {
        renew().catch((error: unknown) => {
          schedule(RETRY_MS)
          tell(onError, error)
        })
      },
      Math.min(Math.max(ms, MINIMUM_MS), LONGEST_TIMER_MS),
    )
    // A key alone is no reason to keep the process alive.
    if (typeof timer === 'object') timer.unref()
  }

  return {
    async key() {
      if (closed) throw new ConfigError('These listen keys were closed.')
      if (current !== undefined && now() < renewAtMs) return current
      try {
        return await renew()
      } catch (error) {
        // The renewal is ahead of need: the key that is there still works.
        if (current === undefined || closed || now() >= current.expiresAtMs) throw error
        tell(onError, error)
        return current
      }
    },
    refused(listenKey) {
      if (current?.listenKey !== listenKey) return false
      // A renewal of our own voids the old key before its answer is here.
      if (creation !== undefined) return false
      const dead = current
      current = undefined
      clearTimeout(timer)
      const replaced = now() < dead.expiresAtMs
      if (replaced) tell(onReplaced, dead)
      return replaced
    },
    close() {
      closed = true
      current = undefined
      clearTimeout(timer)
    },
  }
}

/** A listener that throws must not cost the key that it is told of, nor end the process from a timer. */
function tell<Value>(listener: ((value: Value) => void) | undefined, value: Value): void {
  try {
    listener?.(value)
  } catch {
    // Its own affair.
  }
}
