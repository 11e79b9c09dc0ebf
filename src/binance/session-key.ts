import { ConfigError } from '../core/errors/local-errors.js'
import type { SocketContext } from './sockets.js'

/** Throws ConfigError for a key that cannot log on. */
export function requireSessionKey({ keyType }: Pick<SocketContext, 'keyType'>): void {
  if (keyType === 'hmac' || keyType === 'rsa')
    throw new ConfigError(`session.logon takes Ed25519 keys only, and \`auth\` is ${keyType}(): leave it out, every call is signed then.`)
}
