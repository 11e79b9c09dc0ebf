import { RateLimitedError } from './errors/api-errors.js'
import { ConfigError } from './errors/local-errors.js'

export interface ClockOptions {
  /** Local time, epoch ms. */
  readonly now: () => number
  /** Monotonic milliseconds, for round trips. */
  readonly elapsed: () => number
  /** Asks the service for its time, epoch ms. */
  readonly probe: () => Promise<number>
  /** Probes per measurement; the one with the shortest round trip counts. Default 3. */
  readonly probes?: number
}

export interface Clock {
  /** The service's time as far as known, whole epoch ms; never goes back between two measurements. */
  timestamp(): number
  /** Measures the offset anew; calls made meanwhile share one measurement, and a signal ends the wait of its own call only. */
  sync(signal?: AbortSignal): Promise<void>
  /** Service time minus local time, ms. 0 until measured. */
  readonly offsetMs: number
  /** How often it was measured. */
  readonly measurements: number
}

export function createClock({ now, elapsed, probe, probes = 3 }: ClockOptions): Clock {
  let offsetMs = 0
  let latest = 0
  let running: Promise<void> | undefined
  let measurements = 0

  async function measure(): Promise<void> {
    let best: { roundTrip: number; offset: number } | undefined
    let failure: unknown
    for (let i = 0; i < probes; i += 1) {
      try {
        const start = elapsed()
        const server = await probe()
        if (!Number.isFinite(server)) throw new TypeError('the service did not tell its time')
        const roundTrip = elapsed() - start
        // The service read its clock somewhere within the round trip; the middle halves the worst error.
        const offset = server - (now() - roundTrip / 2)
        if (best === undefined || roundTrip < best.roundTrip) best = { roundTrip, offset }
      } catch (error) {
        // To go on asking would turn a limit into a ban.
        if (error instanceof RateLimitedError) throw error
        failure = error
      }
    }
    if (best === undefined) throw failure
    offsetMs = best.offset
    latest = 0
    measurements += 1
  }

  return {
    timestamp() {
      const local: unknown = now()
      if (typeof local !== 'number' || !Number.isFinite(local))
        throw new ConfigError('now must return the time as a number of milliseconds.')
      latest = Math.max(latest, Math.floor(local + offsetMs))
      return latest
    },
    sync(signal) {
      running ??= measure().finally(() => {
        running = undefined
      })
      return signal === undefined ? running : orAborted(running, signal)
    },
    get offsetMs() {
      return offsetMs
    },
    get measurements() {
      return measurements
    },
  }
}

function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    if (signal.aborted) leave()
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
