import { SchemaError } from '../../core/errors/answer-errors.js'
import { ApiError, RateLimitedError } from '../../core/errors/api-errors.js'
import { ConfigError, InvalidRequestError } from '../../core/errors/local-errors.js'

/** Whether the next try would fail in the same way: the request itself is wrong (an unknown symbol), or the answer is not what the spec says. */
export function isFinal(error: unknown): boolean {
  if (error instanceof ConfigError || error instanceof InvalidRequestError || error instanceof SchemaError) return true
  // Only 400 is about the request; 403, 418, 429 and 5XX pass.
  return error instanceof ApiError && !(error instanceof RateLimitedError) && error.status === 400
}

/** How long the service wants quiet after this error, ms. */
export const quietAfter = (error: unknown): number => (error instanceof RateLimitedError ? error.retryAfterMs : 0)

/**
 * Wait before an attempt, ms: none before the first, then doubling up to a bound, the upper half of it by chance. Never near 0: a snapshot weighs
 * so much that a book that is damaged again and again would use up the limit of the address.
 */
export function backOff(
  attempt: number,
  policy: { readonly baseDelayMs: number; readonly maxDelayMs: number },
  random: () => number,
): number {
  if (attempt <= 1) return 0
  const bound = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 2))
  return bound / 2 + (random() * bound) / 2
}
