/** A request that the mock refuses, thrown wherever the reason is found. */
export class Refusal extends Error {
  /** HTTP status. */
  readonly status: number
  readonly code: number
  readonly reason: string

  constructor(status: number, code: number, reason: string, message: string) {
    super(message)
    this.status = status
    this.code = code
    this.reason = reason
  }
}

export const notFound = (message: string): Refusal => new Refusal(404, 404, 'NOT_FOUND', message)
export const unauthorized = (message: string): Refusal => new Refusal(401, 401, 'UNAUTHORIZED', message)
export const badParameter = (message: string): Refusal => new Refusal(400, 400, 'INVALID_PARAMETER', message)
export const tooManyRequests = (message: string): Refusal => new Refusal(429, 429, 'TOO_MANY_REQUESTS', message)

/** What the service finds wrong when it comes to do it: an error inside HTTP 200. */
export const businessError = (message: string): Refusal => new Refusal(200, 9004, 'INVALID_PARAMETER', message)
