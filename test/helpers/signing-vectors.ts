import { readFileSync } from 'node:fs'
import { type Credentials, ed25519, hmac, rsa } from 'tradespec/binance'
import { signerOf } from '../../src/core/signing/credentials.js'

type Pairs = readonly (readonly [name: string, value: string])[]

export interface RestVector {
  readonly id: string
  readonly api: 'rest'
  readonly keyId: string
  readonly method: string
  readonly path: string
  readonly query: Pairs
  readonly body: Pairs
  readonly payload: string
  readonly signature: string
  readonly sent: { readonly query: string; readonly body: string; readonly headers: Readonly<Record<string, string>> }
}

export interface WsVector {
  readonly id: string
  readonly api: 'ws'
  readonly keyId: string
  readonly params: Readonly<Record<string, string | number>>
  readonly payload: string
  readonly signature: string
}

interface Pem {
  readonly pemLabel: string
  readonly base64: string
}

interface VectorFile {
  readonly keys: Readonly<Record<string, { readonly apiKey: string; readonly secret?: string; readonly privateKeyPem?: Pem }>>
  readonly vectors: readonly (RestVector | WsVector)[]
}

// The file is ours and its shape is stated above; a vector of another shape fails its test.
const { keys, vectors } = JSON.parse(
  readFileSync(new URL('../vectors/binance-signing-vectors.json', import.meta.url), 'utf8'),
) as VectorFile

export const restVectors = vectors.filter((vector) => vector.api === 'rest')
export const wsVectors = vectors.filter((vector) => vector.api === 'ws')

const pemText = ({ pemLabel, base64 }: Pem): string =>
  [`-----BEGIN ${pemLabel}-----`, ...(base64.match(/.{1,64}/g) ?? []), `-----END ${pemLabel}-----`, ''].join('\n')

/** The public credentials of a vector's key. */
export function vectorCredentials(keyId: string): Credentials {
  const { apiKey = '', secret = '', privateKeyPem } = keys[keyId] ?? {}
  if (!privateKeyPem) return hmac({ apiKey, secret })
  const options = { apiKey, privateKey: pemText(privateKeyPem) }
  return keyId.startsWith('rsa') ? rsa(options) : ed25519(options)
}

export const vectorSigner = (keyId: string) => signerOf(vectorCredentials(keyId))
