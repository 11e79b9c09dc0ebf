import { createPublicKey } from 'node:crypto'
import type { MockCredentials } from '../../credentials.js'

/** The keys that can log on: the service takes Ed25519 ones only. */
export function logonKeysOf(credentials: MockCredentials | readonly MockCredentials[] = []): ReadonlySet<string> {
  const all = [credentials].flat() as readonly MockCredentials[]
  return new Set(all.filter(isEd25519).map(({ apiKey }) => apiKey))
}

function isEd25519(one: MockCredentials): boolean {
  if (!('publicKey' in one)) return false
  const key = typeof one.publicKey === 'string' ? createPublicKey(one.publicKey) : one.publicKey
  return key.asymmetricKeyType === 'ed25519'
}
