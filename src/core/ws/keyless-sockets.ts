import { NetworkError } from '../errors/local-errors.js'
import type { OpenSocket } from './socket.js'

/**
 * The same sockets, which say nothing any more of the secret that stands in the address (`secretOf`): neither in texts nor in errors. `isPassing`
 * tells of a handshake refused with that status whether it says nothing of the next one; then it counts as one that failed.
 */
export const keylessSockets =
  (openSocket: OpenSocket, secretOf: (url: string) => string, isPassing: (status: number) => boolean = () => false): OpenSocket =>
  (url, listener) => {
    const hide = hider(secretOf(url))
    return openSocket(url, {
      onOpen: () => listener.onOpen(),
      onSign: () => listener.onSign(),
      onText: (text) => listener.onText(hide(text)),
      onClose({ reason, error, status, ...closed }) {
        if (status !== undefined && isPassing(status)) return listener.onClose({ ...closed, reason: `refused with status ${status}` })
        listener.onClose({
          ...closed,
          reason: hide(reason),
          ...(error === undefined ? {} : { error: cleaned(error, hide) }),
          ...(status === undefined ? {} : { status }),
        })
      },
    })
  }

type Hide = (text: string) => string

function hider(encoded: string): Hide {
  const spellings = [...new Set([encoded, decodeURIComponent(encoded)])]
  return (text) => spellings.reduce((rest, one) => (rest.includes(one) ? rest.replaceAll(one, '***') : rest), text)
}

/** An error that holds the key somewhere is put into words of our own. */
function cleaned(error: unknown, hide: Hide): unknown {
  if (!tells(error, hide)) return error
  return new NetworkError(error instanceof Error ? hide(error.message) : 'The connection failed.', 'not-sent')
}

/** An error that leads to more objects than this is not looked through: it counts as one that tells. */
const MOST_OBJECTS = 1000

function tells(error: unknown, hide: Hide): boolean {
  const all = new Set([error])
  for (const value of all) {
    if (typeof value === 'string' && hide(value) !== value) return true
    if (typeof value !== 'object' || value === null) continue
    for (const name of Reflect.ownKeys(value)) {
      const descriptor = Object.getOwnPropertyDescriptor(value, name)
      if (descriptor && 'value' in descriptor) all.add(descriptor.value)
    }
    if (all.size > MOST_OBJECTS) return true
  }
  return false
}
