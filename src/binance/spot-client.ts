import type { Client } from 'openapi-fetch'
import type { BinanceApi } from '../../generated/binance/client.js'
import { operations } from '../../generated/binance/operations.js'
import type { paths } from '../../generated/binance/types.js'
import { bindOperations } from '../core/bind-operations.js'
import { createExecute, type Execute } from '../core/execute.js'
import { createRaw } from '../core/raw.js'
import type { OrderBookOptions } from './order-book/options.js'
import { createOrderBook, type OrderBook } from './order-book.js'
import { type Setup, type SpotOptions, setUp } from './set-up.js'
import type { SocketContext } from './sockets.js'
import { depthSourceOf } from './streams/depth-source.js'
import { createStreams, type Streams, type StreamsOptions } from './streams/streams.js'
import { createUserData, type UserData } from './user-data/user-data.js'
import type { UserDataOptions } from './user-data/user-data-options.js'
import { createWsApi, type WsApi, type WsApiOptions } from './ws-api/ws-api.js'

/** One method per operation of `/api`, and the sockets of Spot. */
export interface SpotMembers extends BinanceApi {
  /** Market data as it happens. Connections are made when something is subscribed, and kept up from then on. Throws ConfigError. */
  streams(options?: StreamsOptions): Streams
  /** Requests over one WebSocket connection, made with the first of them. Throws ConfigError. */
  wsApi(options?: WsApiOptions): WsApi
  /** The account's events: orders, fills, balances. Subscribed at once, and kept up. Throws ConfigError, without `auth` too. */
  userData(options?: UserDataOptions): UserData
  /** A local copy of the order book of a symbol (in upper case), kept up to date. The books of a client share a connection. Throws ConfigError. */
  orderBook(symbol: string, options?: OrderBookOptions): OrderBook
}

/** A client of Spot alone: `Binance` without what is below `/sapi`. */
export interface BinanceSpot extends SpotMembers {
  /** The openapi-fetch client underneath. */
  readonly raw: Client<paths>
}

/**
 * Creates a client for Binance Spot alone. It is `createBinance()` without what is below `/sapi` and the streams of margin accounts, for
 * bundles of a single file, which cannot leave to a later load what is not used. Nothing is sent until a method is called. Throws ConfigError.
 */
export function createBinanceSpot(options: SpotOptions = {}): BinanceSpot {
  const setup = setUp('createBinanceSpot()', options)
  return { ...spotMembers(setup), raw: createRaw<paths>(setup.executor, operations, 'form') }
}

export function spotMembers({ executor, context }: Setup): SpotMembers {
  // The table and the interface are generated from the same spec: every method of BinanceApi is an entry of the table.
  const api = bindOperations(operations, noting(createExecute(executor), context)) as unknown as BinanceApi
  let bookStreams: Streams | undefined
  const streamsOfBooks = () => {
    bookStreams ??= createStreams(context)
    return bookStreams
  }
  return {
    ...api,
    streams: (streamsOptions) => createStreams(context, streamsOptions),
    wsApi: (wsApiOptions) => createWsApi(context, wsApiOptions),
    userData: (userDataOptions) => createUserData(context, api, userDataOptions),
    orderBook: (symbol, bookOptions) =>
      createOrderBook(symbol, depthSourceOf(symbol, bookOptions?.speed ?? '100ms', streamsOfBooks, api), bookOptions),
  }
}

const noting =
  (execute: Execute, { traded }: SocketContext): Execute =>
  (id, operation, params, options) => {
    traded.note(operation, params)
    return execute(id, operation, params, options)
  }
