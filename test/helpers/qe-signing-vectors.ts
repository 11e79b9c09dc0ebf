import { readFileSync } from 'node:fs'
import { type Credentials, ed25519, hmac, rsa } from 'tradespec/qe'

type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value }
type Values = Readonly<Record<string, Value>>

interface Case {
  readonly id: string
  readonly auth: 'hmac' | 'rsa' | 'ed25519'
  readonly method: string
  readonly base_url: string
  readonly path: string
  readonly timestamp: number
  readonly api_key: string
  readonly api_secret?: string
}

/** Everything in the query, or what the service reads from a JSON body in the body. */
type Placed = { readonly kind: 'query'; readonly params: Values } | { readonly kind: 'json'; readonly query: Values; readonly body: Values }

export type Vector = Case &
  Placed & {
    readonly expected: {
      readonly sign_payload: string
      readonly signature: string
      readonly query_pairs: readonly (readonly [name: string, value: string])[]
      readonly body: Values | null
    }
  }

/** A case that the two official SDKs sign differently, with what the service makes of it. */
export type Divergence = Case &
  Placed & { readonly recommended: { readonly sign_payload: string; readonly signature: string; readonly body_text?: string } }

interface Pem {
  readonly pemLabel: string
  readonly base64: string
}

interface VectorFile {
  readonly keys: Readonly<Record<'rsa' | 'ed25519', { readonly private_pem: Pem }>>
  readonly vectors: readonly Vector[]
  readonly divergences: readonly Divergence[]
}

// The file is ours and its shape is stated above; a vector of another shape fails its test.
const file = JSON.parse(readFileSync(new URL('../vectors/qe-signing-vectors.json', import.meta.url), 'utf8')) as VectorFile

export const { vectors, divergences } = file

const pemText = ({ pemLabel, base64 }: Pem): string =>
  [`-----BEGIN ${pemLabel}-----`, ...(base64.match(/.{1,64}/g) ?? []), `-----END ${pemLabel}-----`, ''].join('\n')

/** The public credentials that a vector was signed with. */
export function credentialsOf({ auth, api_key: apiKey, api_secret: secret = '' }: Case): Credentials {
  if (auth === 'hmac') return hmac({ apiKey, secret })
  const options = { apiKey, privateKey: pemText(file.keys[auth].private_pem) }
  return auth === 'rsa' ? rsa(options) : ed25519(options)
}
