import crypto, { type KeyObject } from 'node:crypto'

/** A key the mock knows: `secret` for HMAC, `publicKey` (PEM or KeyObject) for RSA and Ed25519. */
export type MockCredentials =
  | { readonly apiKey: string; readonly secret: string }
  | { readonly apiKey: string; readonly publicKey: string | KeyObject }

/** Whether a signature, hex for HMAC and base64 for the others, fits the text. */
export type Verify = (payload: string, signature: string) => boolean

/** A verifier for each key, parsed once. */
export function verifiersOf(credentials: MockCredentials | readonly MockCredentials[] = []): ReadonlyMap<string, Verify> {
  const all = [credentials].flat() as readonly MockCredentials[]
  return new Map(all.map((one) => [one.apiKey, 'secret' in one ? hmacVerifier(one.secret) : keyVerifier(one.publicKey)]))
}

function hmacVerifier(secret: string): Verify {
  return (payload, signature) => {
    const expected = crypto.createHmac('sha256', secret).update(payload).digest()
    const received = Buffer.from(signature, 'hex')
    return received.length === expected.length && signature.length === 64 && crypto.timingSafeEqual(received, expected)
  }
}

function keyVerifier(input: string | KeyObject): Verify {
  const key = typeof input === 'string' ? crypto.createPublicKey(input) : input
  const digest = key.asymmetricKeyType === 'rsa' ? 'sha256' : null
  return (payload, signature) => crypto.verify(digest, Buffer.from(payload), key, Buffer.from(signature, 'base64'))
}
