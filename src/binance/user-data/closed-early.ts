import { SocketClosedError } from '../../core/errors/local-errors.js'

export const closedEarly = (): SocketClosedError => new SocketClosedError('userData() was closed before it was subscribed.', 'not-sent')
