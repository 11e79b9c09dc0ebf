import type { UserDataEvent } from './events.js'

/**
 * What two copies of one event share when it comes over two sockets at once, and no other event has.
 * An event of a kind that is not known is itself, member by member.
 */
export function identityOf(event: UserDataEvent): string {
  switch (event.e) {
    case 'executionReport':
      return `${event.e} ${event.s} ${event.i} ${event.I}`
    case 'outboundAccountPosition':
      // Events are not checked unless that is asked for.
      return `${event.e} ${event.u} ${event.E} ${event.B?.map?.(({ a, f, l }) => `${a}:${f}:${l}`).join(' ') ?? JSON.stringify(event)}`
    case 'balanceUpdate':
    case 'externalLockUpdate':
      return `${event.e} ${event.a} ${event.d} ${event.T} ${event.E}`
    case 'listStatus':
      return `${event.e} ${event.s} ${event.g} ${event.l} ${event.L} ${event.T} ${event.E}`
    case 'eventStreamTerminated':
      return `${event.e} ${event.E}`
    default:
      return JSON.stringify(event)
  }
}
