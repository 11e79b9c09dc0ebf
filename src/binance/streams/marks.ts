import { streams } from '../../../generated/binance/stream-table.js'
import type { StreamId } from '../../../generated/binance/streams.js'
import { isObject } from '../../core/plain-object.js'
import type { Mark, Order } from '../../core/ws/handover.js'

/** The place of a message among those of its stream, by the member that the spec names: trade id, update id, event time. */
export function orderOf(id: StreamId, message: unknown): Order | undefined {
  // Of a list of tickers all entries are of one moment.
  const one: unknown = Array.isArray(message) ? message[0] : message
  const value = isObject(one) ? one[streams[id].order] : undefined
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : undefined
}

/** The same, and for a message without a place its text. */
export const markOf = (id: StreamId, message: unknown): Mark => orderOf(id, message) ?? JSON.stringify(message)
