import { ConfigError } from '../../core/errors/local-errors.js'
import type { Unavailable } from '../parts.js'
import type { SocketContext } from '../sockets.js'

/** Throws ConfigError for a client that can get no key or token: it has no API key, or there is no /sapi where it calls. */
export function refuseKeyless(name: string, { signer }: SocketContext, unavailable: Unavailable): void {
  if (unavailable !== undefined) throw new ConfigError(`${name}() is not possible: ${unavailable}`)
  if (signer === undefined) throw new ConfigError(`${name}() needs credentials: pass \`auth\` to the client.`)
}
