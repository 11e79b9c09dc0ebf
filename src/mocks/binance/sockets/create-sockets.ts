import type { Service } from '../service.js'
import { OPEN } from '../stored-order.js'
import { type ConnectionInfo, createConnections } from './connections.js'
import { createFaults, type Faults } from './faults.js'
import { createKeySession, type KeySession } from './key-session.js'
import { logonKeysOf } from './key-types.js'
import type { Peer, Refused, Session } from './peer.js'
import { createStreamHub, payloadOf } from './stream-hub.js'
import { createStreamSession, type StreamSession } from './stream-session.js'
import type { SubscriptionLimits } from './subscriptions.js'
import { readTarget, type Target } from './targets.js'
import { after } from './timers.js'
import { createUserData, marginAccountOf } from './user-data.js'
import { createWsApiSession, type WsApiSession } from './ws-api-session.js'

export interface SocketOptions {
  /** How often the mock looks what the market did and tells of it, ms. Default 100, the speed of the fastest streams. */
  readonly tickMs?: number | undefined
  /** After so long a connection is closed. Default 24 hours. */
  readonly lifetimeMs?: number | undefined
  /** Messages that a stream connection takes within a second. Default 5; one more closes it with 1008. */
  readonly messagesPerSecond?: number | undefined
  /** Streams on one connection. Default 1024. */
  readonly streamsPerConnection?: number | undefined
  /** Default: 1000 open and 65535 in all, for each session. */
  readonly subscriptionLimits?: SubscriptionLimits | undefined
  /** Told of every text that comes in, before anything becomes of it. */
  readonly onFrame?: ((frame: ReceivedFrame) => void) | undefined
}

export interface ReceivedFrame {
  readonly connection: ConnectionInfo
  readonly text: string
}

/** Controls of the mock behind its wires. */
export interface MockControls {
  readonly faults: Faults
  /** Those that are open, oldest first. */
  readonly connections: readonly ConnectionInfo[]
  /** Holds the market still: no stream sends anything of its own, prices and books stay. */
  pause(): void
  /** The market moves on from where it stood. */
  resume(): void
  /** Sends a payload to all who are subscribed to a stream; returns how many connections that were. */
  emit(stream: string, payload: unknown): number
  /** Sends an event to all who are subscribed to user data; returns how many connections that were. */
  emitUserData(event: unknown): number
  /** The same for a margin account that is subscribed with a listen token: the cross-margin one, or the isolated one of a market. */
  emitMarginUserData(event: unknown, symbol?: string): number
  /** Sends an event to every stream of `marginRisk()`; returns how many there were. */
  emitMarginRisk(event: unknown): number
  /** Sends an event to every stream of `equityData()`; returns how many there were. */
  emitEquity(event: unknown): number
  /** Every listen key and listen token ends now, and with them what was opened by them. */
  expireKeys(): void
  /** Fills an open order of whichever account, or all of them, at its price and as maker; `quantity`: only so much. Returns how many. */
  fill(orderId?: number | string | bigint, quantity?: string): number
  /** A deposit (or, negative, withdrawal): `balanceUpdate`. */
  changeBalance(asset: string, delta: string): void
  /** Another system locks (or, negative, frees) a part of a balance: `externalLockUpdate`. */
  lockExternally(asset: string, delta: string): void
}

export interface Sockets extends MockControls {
  /** A handshake for a path with query, e.g. `/stream?streams=btcusdt@trade`: the session it opened, or why it was refused. */
  connect(path: string, peer: Peer): Session | Refused
  /** Whether a peer's connection is to seem dead: no pongs either. */
  isSilent(peer: Peer): boolean
  /** Ends every connection and timer. */
  close(): void
}

const DAY = 86_400_000

/** The mock's WebSockets over whatever carries them; one service is behind them and the HTTP handlers. */
export function createSockets(service: Service, options: SocketOptions = {}): Sockets {
  const { clock, exchange, usage } = service
  const connections = createConnections()
  const streamSessions = new Map<ConnectionInfo, StreamSession>()
  const wsSessions = new Map<ConnectionInfo, WsApiSession>()
  const keySessions = new Map<ConnectionInfo, KeySession>()
  const keysOf = { marginRisk: service.marginListenKeys, equity: service.equityListenKeys }
  const byPeer = new Map<Peer, ReturnType<typeof connections.add>>()
  const { faults, state, ...faultTimers } = createFaults({
    connections,
    usage,
    shutdownText(connection) {
      const text = payloadOf({ e: 'serverShutdown', E: clock.now() }).text('millisecond')
      return streamSessions.get(connection)?.framed('!serverShutdown', text) ?? `{"event":${text}}`
    },
    revoke() {
      for (const session of wsSessions.values()) session.revoke()
    },
  })
  const hub = createStreamHub(service, state, options.tickMs ?? 100)
  const userData = createUserData(service)
  const logonKeys = logonKeysOf(service.options.credentials)
  const limits = options.subscriptionLimits ?? { active: 1000, total: 65_535 }

  const streamSession = (target: Target & { kind: 'streams' }, connection: () => ReturnType<typeof connections.add>) =>
    createStreamSession(connection, {
      ...target,
      hub,
      faults: state,
      now: clock.now,
      messagesPerSecond: options.messagesPerSecond ?? 5,
      mostStreams: options.streamsPerConnection ?? 1024,
    })

  const sendTo = (kind: ConnectionInfo['kind'], event: unknown): number => {
    const all = connections.all(kind)
    for (const connection of all) connection.send(payloadOf(event).text('millisecond'))
    return all.length
  }

  return {
    faults,
    get connections() {
      return connections.all()
    },
    connect(path, peer) {
      const refusal = state.refusal()
      if (refusal) return refusal
      const target = readTarget(path)
      if ('status' in target) return target
      if ('key' in target && !keysOf[target.kind].lookup(target.key)) return { status: 401 }
      // A session speaks through its connection, which tells of the session: one of them has to wait for the other.
      const of = () => connection
      const streams = target.kind === 'streams' ? streamSession(target, of) : undefined
      const wsApi =
        target.kind === 'wsApi' ? createWsApiSession(of, { ...target, service, faults: state, userData, logonKeys, limits }) : undefined
      const byKey = 'key' in target ? createKeySession(of, target.key, keysOf[target.kind], clock.now) : undefined
      const connection = connections.add(target.kind, byKey ? withoutKey(path) : path, peer, {
        get streams() {
          return streams?.streams ?? []
        },
        get subscriptionIds() {
          return wsApi?.subscriptionIds ?? []
        },
      })
      const session = streams ?? byKey ?? (wsApi as WsApiSession)
      if (streams) streamSessions.set(connection, streams)
      if (byKey) keySessions.set(connection, byKey)
      if (wsApi) wsSessions.set(connection, wsApi)
      byPeer.set(peer, connection)
      state.opened(connection)
      const endOfLife = after(options.lifetimeMs ?? DAY, () => connection.close(1001, 'lifetime is over'))
      return {
        receive(text) {
          options.onFrame?.({ connection, text })
          session.receive(text)
        },
        frame: session.frame,
        closed() {
          endOfLife()
          connections.remove(connection)
          streamSessions.delete(connection)
          wsSessions.delete(connection)
          keySessions.delete(connection)
          byPeer.delete(peer)
          session.closed()
        },
      }
    },
    isSilent: (peer) => byPeer.get(peer)?.silent ?? false,
    pause() {
      clock.pause()
      hub.update()
    },
    resume() {
      clock.resume()
      hub.update()
    },
    emit(stream, payload) {
      const count = connections.all((one) => one.streams.includes(stream)).length
      hub.emit(stream, payload)
      return count
    },
    emitUserData(event) {
      return userData.emit(event)
    },
    emitMarginUserData: (event, symbol) => userData.emit(event, marginAccountOf(symbol)),
    emitMarginRisk: (event) => sendTo('marginRisk', event),
    emitEquity: (event) => sendTo('equity', event),
    expireKeys() {
      for (const leases of [service.marginTokens, ...Object.values(keysOf)]) for (const { text } of leases.live()) leases.close(text)
      for (const session of wsSessions.values()) session.expire()
      for (const session of [...keySessions.values()]) session.look()
    },
    fill(orderId, quantity) {
      // Those that work by now: a fill makes others work, or ends them.
      const wanted = [exchange, ...service.margins.all()].flatMap((one) =>
        one
          .openOrders(undefined)
          .filter((order) => order.status !== 'PENDING_NEW' && (orderId === undefined || order.orderId === BigInt(orderId)))
          .map((order) => ({ one, order })),
      )
      let filled = 0
      for (const { one, order } of wanted) {
        if (!OPEN.has(order.status)) continue
        one.fill(order, quantity)
        filled += 1
      }
      return filled
    },
    changeBalance: exchange.transfer,
    lockExternally: exchange.lockExternally,
    close() {
      faultTimers.close()
      for (const connection of connections.all()) connection.terminate()
      hub.close()
      userData.close()
    },
  }
}

/** A key is a secret. */
const withoutKey = (path: string): string => path.replace(/[^/@]+(@[^/]*)?$/, '***$1')
