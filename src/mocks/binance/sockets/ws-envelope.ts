import type { Refusal } from '../refusals.js'
import type { Usage } from '../usage.js'

/** What the service allows; the mock enforces only what its options say, and then tells that. */
const WEIGHT_PER_MINUTE = 6000
const ORDERS_PER_10S = 50
const ORDERS_PER_DAY = 160_000

/** The limits that an answer tells of: those of orders beside the weight, where orders were placed. */
export function rateLimitsOf(usage: Usage, ofOrders: boolean) {
  const { weightPerMinute = WEIGHT_PER_MINUTE, ordersPer10s = ORDERS_PER_10S } = usage.limits
  const weight = {
    rateLimitType: 'REQUEST_WEIGHT',
    interval: 'MINUTE',
    intervalNum: 1,
    limit: weightPerMinute,
    count: usage.weightUsed(),
  }
  if (!ofOrders) return [weight]
  const counts = usage.orderCounts()
  return [
    { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: ordersPer10s, count: counts['10S'] },
    { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: ORDERS_PER_DAY, count: counts['1D'] },
    weight,
  ]
}

/** The error of an answer. After a limit its data say when to come back, as a time and not in seconds as over REST. */
export function errorOf({ code, text, data, status, headers }: Refusal, now: number) {
  const seconds = headers['Retry-After']
  const limited = (status === 429 || status === 418) && seconds !== undefined
  const limit = limited ? { serverTime: now, retryAfter: now + Number(seconds) * 1000 } : undefined
  return { code, msg: text, data: data === undefined ? limit : { ...(data as object), ...limit } }
}
