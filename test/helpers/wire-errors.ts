import { ApiError, type Limits, NetworkError, type Outcome, RateLimitedError, TimeoutError } from 'tradespec'

const limits: Limits = { usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} }
const facts = { provider: 'acme', headers: new Headers(), body: '', limits, operationId: 'depth' } as const

export const networkError = (outcome: Outcome = 'unknown') => new NetworkError('lost', outcome)
export const timeoutError = (outcome: Outcome = 'unknown') => new TimeoutError('late', outcome)
export const apiError = (status: number, outcome: Outcome, providerCode?: number) =>
  new ApiError(`status ${status}`, { ...facts, status, outcome, providerCode })

/** A limit (429) or a ban (418), refused by the service unless told otherwise. */
export const rateLimited = (retryAfterMs: number, more: { banned?: boolean; outcome?: Outcome; providerCode?: number } = {}) => {
  const { banned = false, outcome = 'rejected', providerCode = -1003 } = more
  return new RateLimitedError('too many', { ...facts, status: banned ? 418 : 429, retryAfterMs, banned, outcome, providerCode })
}
