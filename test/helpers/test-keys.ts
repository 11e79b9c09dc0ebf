import crypto from 'node:crypto'
import { ed25519, hmac, rsa } from 'tradespec/binance'

const pkcs8 = { type: 'pkcs8', format: 'pem' } as const

/** Throw-away keys, new for every run. */
export const API_KEY = 'test-api-key'
export const HMAC_SECRET = crypto.randomBytes(24).toString('hex')
export const rsaPair = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 })
export const ed25519Pair = crypto.generateKeyPairSync('ed25519')
export const RSA_PEM = rsaPair.privateKey.export(pkcs8).toString()
export const ED25519_PEM = ed25519Pair.privateKey.export(pkcs8).toString()

export type Algorithm = 'hmac' | 'rsa' | 'ed25519'
export const ALGORITHMS = ['hmac', 'rsa', 'ed25519'] as const

/** Credentials for the client. */
export const credentials = {
  hmac: () => hmac({ apiKey: API_KEY, secret: HMAC_SECRET }),
  rsa: () => rsa({ apiKey: API_KEY, privateKey: rsaPair.privateKey }),
  ed25519: () => ed25519({ apiKey: API_KEY, privateKey: ed25519Pair.privateKey }),
} as const

/** Whether the signature fits the payload: hex for HMAC, base64 for the others. */
export function isSignedBy(algorithm: Algorithm, payload: string, signature: string): boolean {
  const bytes = Buffer.from(payload, 'utf8')
  if (algorithm === 'hmac') return crypto.createHmac('sha256', HMAC_SECRET).update(bytes).digest('hex') === signature
  const base64 = Buffer.from(signature, 'base64')
  if (base64.toString('base64') !== signature) return false
  return algorithm === 'rsa'
    ? crypto.verify('sha256', bytes, rsaPair.publicKey, base64)
    : crypto.verify(null, bytes, ed25519Pair.publicKey, base64)
}
