import type { Operation } from '../../core/operation.js'
import type { MockParams } from './read-params.js'
import { tooManyRequests } from './refusals.js'

/** Counts the calls that have a limit of their own. */
export function createCallCounts() {
  const times = new Map<string, number[]>()
  return {
    /** Throws Refusal when the limit is reached; a call that is refused does not count. */
    admit({ limit }: Operation, apiKey: string, params: MockParams, now: number): void {
      if (!limit) return
      const key = JSON.stringify([limit.family, apiKey, params[limit.per]])
      const recent = (times.get(key) ?? []).filter((time) => time > now - limit.perSeconds * 1000)
      if (recent.length >= limit.calls)
        throw tooManyRequests(`no more than ${limit.calls} calls in ${limit.perSeconds} s for each ${limit.per}`)
      times.set(key, [...recent, now])
    },
  }
}
