import type { Send } from '../http/send.js'
import type { OpenSocket } from '../ws/socket.js'

/** What differs between Node and browsers. `#platform` resolves to one of the two files beside this one, by an import condition. */
export interface Platform {
  createTransport(options: TransportOptions): Send
  /** What opens WebSockets; loaded with the first connection. Rejects with ConfigError where there are none. */
  loadSockets(options: TransportOptions): Promise<OpenSocket>
  hmacSigner(secret: string): SignPayload
  keySigner(type: KeyType, key: PrivateKeyInput, passphrase: string | undefined): SignPayload
}

export interface TransportOptions {
  /** `http://`, `https://` or `socks5://` address of a proxy, with user and password if it wants them. */
  readonly proxy?: string | undefined
}

/** Signs a text: HMAC as lower-case hex, RSA and Ed25519 as base64. */
export type SignPayload = (payload: string) => string | Promise<string>

export type KeyType = 'rsa' | 'ed25519'

/** A key object of `node:crypto`, without the need for Node's types. */
export interface KeyObjectLike {
  readonly type: string
  readonly asymmetricKeyType?: string | undefined
}

/** PEM text, its bytes (a Buffer fits), PKCS#8 DER bytes, or a `KeyObject` of `node:crypto`. */
export type PrivateKeyInput = string | Uint8Array | KeyObjectLike
