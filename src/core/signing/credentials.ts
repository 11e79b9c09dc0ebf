import { hmacSigner, keySigner } from '#platform'
import { ConfigError } from '../errors/local-errors.js'
import type { PrivateKeyInput, SignPayload } from '../platform/platform.js'

export type CredentialsType = 'hmac' | 'rsa' | 'ed25519' | 'custom'

/** Who signs. Opaque: neither the key nor the name of it can be listed, printed or turned into JSON. */
export interface Credentials {
  readonly type: CredentialsType
}

export interface HmacOptions {
  readonly apiKey: string
  readonly secret: string
}

export interface KeyOptions {
  readonly apiKey: string
  /** PEM text, its bytes (Buffer), PKCS#8 DER bytes, or a `KeyObject`. RSA also as PKCS#1 PEM. */
  readonly privateKey: PrivateKeyInput
  /** Opens an encrypted PEM. */
  readonly passphrase?: string | undefined
}

export interface CustomOptions {
  readonly apiKey: string
  /** Gets the text to sign and returns the signature as the service wants it (hex for HMAC, base64 for RSA and Ed25519). May ask a KMS or HSM. */
  readonly sign: SignPayload
}

/** HMAC-SHA256 with a shared secret. Throws ConfigError. */
export function hmac(options: HmacOptions): Credentials {
  const { apiKey, secret } = given('hmac', options)
  checkText('hmac', 'secret', secret)
  return conceal('hmac', apiKey, hmacSigner(secret))
}

/** RSA PKCS#1 v1.5 with SHA-256. Throws ConfigError when the key cannot be read. */
export function rsa(options: KeyOptions): Credentials {
  const { apiKey, privateKey, passphrase } = given('rsa', options)
  return conceal('rsa', apiKey, keySigner('rsa', privateKey, passphrase))
}

/** Ed25519. Throws ConfigError when the key cannot be read. */
export function ed25519(options: KeyOptions): Credentials {
  const { apiKey, privateKey, passphrase } = given('ed25519', options)
  return conceal('ed25519', apiKey, keySigner('ed25519', privateKey, passphrase))
}

/** A signer of your own, for keys that never leave a KMS or HSM. */
export function custom(options: CustomOptions): Credentials {
  const { apiKey, sign } = given('custom', options)
  if (typeof sign !== 'function') throw new ConfigError('sign of custom() must be a function from the text to its signature.')
  return conceal('custom', apiKey, async (payload) => {
    const signature = await sign(payload)
    if (typeof signature !== 'string' || signature === '') throw new ConfigError('sign of custom() must return the signature as a text.')
    return signature
  })
}

export interface Signer {
  readonly apiKey: string
  readonly sign: SignPayload
}

// The only way from credentials to what they hold; nothing on the object itself leads there.
const signers = new WeakMap<Credentials, Signer>()

/** What credentials hold. Throws ConfigError for anything not made by hmac(), rsa(), ed25519() or custom(). */
export function signerOf(credentials: Credentials): Signer {
  const signer = typeof credentials === 'object' && credentials !== null ? signers.get(credentials) : undefined
  if (!signer) throw new ConfigError('auth must come from hmac(), rsa(), ed25519() or custom().')
  return signer
}

function given<Options>(type: CredentialsType, options: Options): Options {
  if (typeof options !== 'object' || options === null)
    throw new ConfigError(`${type}() takes one object, with apiKey and what it signs with.`)
  return options
}

function conceal(type: CredentialsType, apiKey: string, sign: SignPayload): Credentials {
  checkText(type, 'apiKey', apiKey)
  const credentials: Credentials = Object.freeze({ type })
  signers.set(credentials, { apiKey, sign })
  return credentials
}

function checkText(type: string, name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') throw new ConfigError(`${name} of ${type}() is missing or empty.`)
  if (/[^\x21-\x7e]/.test(value)) {
    throw new ConfigError(`${name} of ${type}() holds white space or a character outside ASCII: it was probably copied wrongly.`)
  }
}
