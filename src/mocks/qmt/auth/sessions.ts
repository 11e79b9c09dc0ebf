import crypto from 'node:crypto'
import type { WireRequest } from '../http/wire-request.js'

const LIFETIME_SECONDS = 180 * 86_400
const NAME = 'session'

/** Sessions live in the signed cookie alone: nothing is kept, so that a copy of the cookie is good after a logout too. */
export interface Sessions {
  /** The user whose session the request carries. */
  userOf(request: WireRequest): string | undefined
  /** `Set-Cookie` of a session that begins, or goes on, now. */
  cookieFor(username: string): string
}

/** `Set-Cookie` that makes the client forget its session. */
export const FORGET = `${NAME}=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/`

export function createSessions(key: string, nowSeconds: () => number): Sessions {
  const seal = (text: string) => crypto.createHmac('sha256', key).update(text).digest('base64url')

  const read = (cookie: string): string | undefined => {
    const [content = '', time = '', mark] = cookie.split('.')
    if (mark === undefined || seal(`${content}.${time}`) !== mark) return undefined
    if (nowSeconds() - Number.parseInt(time, 36) > LIFETIME_SECONDS) return undefined
    return Buffer.from(content, 'base64url').toString()
  }

  return {
    userOf: (request) =>
      request
        .cookies(NAME)
        .map(read)
        .find((user) => user !== undefined),
    cookieFor(username) {
      const now = nowSeconds()
      const content = `${Buffer.from(username).toString('base64url')}.${now.toString(36)}`
      const expires = new Date((now + LIFETIME_SECONDS) * 1000).toUTCString()
      return `${NAME}=${content}.${seal(content)}; Expires=${expires}; HttpOnly; Path=/`
    },
  }
}
