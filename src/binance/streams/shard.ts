import type { StreamId } from '../../../generated/binance/streams.js'
import { SocketClosedError } from '../../core/errors/local-errors.js'
import type { Sockets } from '../../core/sockets.js'
import type { Connection } from '../../core/ws/connection.js'
import { Line } from '../../core/ws/line.js'
import type { LineSetup } from '../../core/ws/line-options.js'
import { Subscriptions } from '../../core/ws/subscriptions.js'
import { Takeover } from '../../core/ws/takeover.js'
import { BinanceApiError } from '../errors.js'
import { control, settleControl, untilAllowed } from './control.js'
import { markOf, orderOf } from './marks.js'
import { readFrame } from './read-frame.js'
import type { Consumer } from './subscription.js'

/** One stream that somebody listens to. */
export interface Channel {
  readonly name: string
  readonly id: StreamId
  /** Replaced when it changes: messages are handed out over it. */
  consumers: readonly Consumer[]
  acknowledged: boolean
  /** Called when it is acknowledged or cannot be. */
  waiting: ((error?: unknown) => void)[]
  /** The last message delivered. */
  last: unknown
  /** Whether one came since the last look. */
  heard: boolean
}

export interface ShardOptions {
  readonly urls: readonly string[]
  readonly setup: LineSetup
  readonly sockets: Sockets
  readonly now: () => number
  /** Loads what has to be there before messages can be handed out. */
  readonly load: (() => Promise<void>) | undefined
  /** Hands a message to whoever wants it. */
  readonly deliver: (channel: Channel, message: unknown) => void
  readonly onUnreadable: (text: string) => void
  readonly onRefused: (channel: Channel, error: unknown) => void
  readonly onFailed: (error: unknown) => void
}

/** The service takes 5 incoming messages a second, answers to its pings among them. Source: WebSocket Streams, WebSocket Limits. */
const PACE = { frames: 4, perMs: 1100 }
const NAMES_PER_FRAME = 300
/** The service's limit for one connection. */
export const STREAMS_PER_CONNECTION = 1024
/** One connection's worth of streams. */
export class Shard {
  readonly channels = new Map<string, Channel>()
  readonly line: Line
  readonly #options: ShardOptions
  readonly #subscriptions: Subscriptions
  /** Acknowledged on the connection that is being made ready. */
  readonly #early = new Set<string>()
  /** Acknowledged on the present connection while another one is being made ready. */
  readonly #held = new Set<string>()
  readonly #takeover: Takeover

  constructor(options: ShardOptions) {
    this.#options = options
    const { setup, sockets, urls, now } = options
    this.#subscriptions = new Subscriptions({
      request: async (connection, action, names) => {
        await control(connection, action === 'subscribe' ? 'SUBSCRIBE' : 'UNSUBSCRIBE', names)
      },
      connections: () => [this.line.current, this.line.next].filter((one) => one !== undefined),
      onAcknowledged: (name, connection) => this.#acknowledged(name, connection),
      onRefused: (name, error) => {
        const channel = this.channels.get(name)
        this.channels.delete(name)
        if (channel) options.onRefused(channel, error)
      },
      namesPerFrame: NAMES_PER_FRAME,
      mostNames: STREAMS_PER_CONNECTION,
    })
    this.line = new Line({
      ...setup,
      name: 'streams',
      loadSockets: sockets.load,
      dial: sockets.dial,
      now,
      pace: PACE,
      url: (attempt) => urls[attempt % urls.length] ?? '',
      probe: (connection) => void control(connection, 'LIST_SUBSCRIPTIONS').catch(() => undefined),
      prepare: async (connection) => {
        await options.load?.()
        this.#takeover.prepare()
        await this.#subscriptions.prepare(connection)
      },
      handOver: (old) => this.#takeover.handOver(old),
      onText: (text, connection) => this.#receive(text, connection),
      onLost: (_down, connection) => this.#lost(connection),
      onFailed: options.onFailed,
      isFinal: () => false,
    })
    for (const name of ['open', 'restored', 'renewed'] as const) {
      this.line.events.on(name, () => {
        for (const early of this.#early) this.#confirm(early)
        this.#early.clear()
        this.#held.clear()
      })
    }
    this.#takeover = new Takeover({
      line: this.line,
      lastOf: (name) => this.#lastOrder(name),
      lastWords: async (old) => {
        await untilAllowed(old)
        await control(old, 'LIST_SUBSCRIPTIONS').catch(unlessRefused)
      },
    })
  }

  /** Whether its connection gives signs of life. */
  get isHeard(): boolean {
    return this.line.current?.isHeard === true
  }

  get hasRoom(): boolean {
    return this.channels.size < STREAMS_PER_CONNECTION
  }

  add(channel: Channel): void {
    this.channels.set(channel.name, channel)
    this.#subscriptions.want(channel.name)
    this.line.start()
  }

  remove(channel: Channel): void {
    this.channels.delete(channel.name)
    // A connection that carries nothing is closed, see below; nothing has to be said on it.
    if (this.channels.size > 0) this.#subscriptions.unwant(channel.name)
  }

  close(): Promise<void> {
    this.#takeover.close()
    return this.line.close()
  }

  #receive(text: string, connection: Connection): void {
    const frame = readFrame(text)
    if (frame === undefined) {
      this.#options.onUnreadable(text)
      return
    }
    const { stream } = frame
    if (typeof stream !== 'string') {
      settleControl(connection, frame)
      return
    }
    const channel = this.channels.get(stream)
    if (channel === undefined) {
      if (stream === '!serverShutdown') this.line.renew('shutdown', connection)
      return
    }
    if (!this.#takeover.isUnderWay) this.#options.deliver(channel, frame['data'])
    else {
      const deliver = () => this.#options.deliver(channel, frame['data'])
      this.#takeover.receive(connection, stream, markOf(channel.id, frame['data']), deliver)
    }
  }

  /**
   * What is acknowledged on a connection that is being made ready counts when that stands: were it lost before, no gap would be told. While one
   * is being made ready, what the present one acknowledges may be too late for it, and counts when it took over or was lost.
   */
  #acknowledged(name: string, connection: Connection): void {
    if (connection !== this.line.current) this.#early.add(name)
    else if (this.line.next?.isOpen) this.#held.add(name)
    else this.#confirm(name)
  }

  #confirm(name: string): void {
    const channel = this.channels.get(name)
    if (!channel || channel.acknowledged) return
    channel.acknowledged = true
    for (const done of channel.waiting.splice(0)) done()
  }

  #lost(connection: Connection): void {
    if (connection === this.line.next) {
      this.#early.clear()
      for (const name of this.#held) this.#confirm(name)
    }
    if (connection === this.line.current || connection === this.line.next) this.#held.clear()
    connection.requests.failAll(() => new SocketClosedError('the connection was lost', 'unknown'))
    this.#takeover.lost(connection)
  }

  #lastOrder(name: string) {
    const channel = this.channels.get(name)
    return channel?.last === undefined ? undefined : orderOf(channel.id, channel.last)
  }
}

/** A refusal is an answer too. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof BinanceApiError)) throw error
}
