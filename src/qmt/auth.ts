import { hmacSigner } from '#platform'
import { ConfigError } from '../core/errors/local-errors.js'
import type { SignPayload } from '../core/platform/platform.js'

/** How the client proves who it is. Opaque: what it holds cannot be listed, printed or turned into JSON. */
export interface QmtAuth {
  readonly type: 'signed' | 'session'
}

export interface SignedOptions {
  readonly clientId: string
  readonly secretKey: string
}

export interface SessionOptions {
  readonly username: string
  readonly password: string
}

/** What stands behind each kind. Internal. */
export type AuthSecrets =
  | { readonly type: 'signed'; readonly clientId: string; readonly sign: SignPayload }
  | ({ readonly type: 'session' } & SessionOptions)

// The only way from an auth to what it holds; nothing on the object itself leads there.
const secrets = new WeakMap<QmtAuth, AuthSecrets>()

/** Signs every request with HMAC-SHA256; the secret never travels. For programs. Throws ConfigError. */
export function signed(options: SignedOptions): QmtAuth {
  const { clientId, secretKey } = given('signed', options)
  checkText('signed', 'clientId', clientId)
  checkText('signed', 'secretKey', secretKey)
  // It travels in a header.
  if (/[^\x21-\x7e]/.test(clientId)) throw new ConfigError('clientId of signed() holds white space or a character outside ASCII.')
  return conceal({ type: 'signed', clientId, sign: hmacSigner(secretKey) })
}

/**
 * Logs in with name and password, which travel readable over plain http. Reaches fewer calls than `signed()`. Not in browsers, which keep
 * cookies to themselves. Throws ConfigError.
 */
export function session(options: SessionOptions): QmtAuth {
  const { username, password } = given('session', options)
  checkText('session', 'username', username)
  checkText('session', 'password', password)
  return conceal({ type: 'session', username, password })
}

/** Throws ConfigError for anything not made by signed() or session(). */
export function secretsOf(auth: QmtAuth): AuthSecrets {
  const found = typeof auth === 'object' && auth !== null ? secrets.get(auth) : undefined
  if (!found) throw new ConfigError('auth must come from signed() or session().')
  return found
}

function conceal(held: AuthSecrets): QmtAuth {
  const auth: QmtAuth = Object.freeze({ type: held.type })
  secrets.set(auth, held)
  return auth
}

function given<Options>(type: string, options: Options): Options {
  if (typeof options !== 'object' || options === null) throw new ConfigError(`${type}() takes its options as one object.`)
  return options
}

function checkText(type: string, name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') throw new ConfigError(`${name} of ${type}() is missing or empty.`)
}
