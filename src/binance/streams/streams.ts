import type { StreamName, StreamPayload } from '../../../generated/binance/streams.js'
import { SchemaError } from '../../core/errors/answer-errors.js'
import { loadError } from '../../core/errors/load-error.js'
import { ConfigError } from '../../core/errors/local-errors.js'
import { checkChoice } from '../../core/options.js'
import { refuseUnknownOptions } from '../../core/unknown-options.js'
import { type BufferOptions, readBuffer } from '../../core/ws/buffer.js'
import { Emitter } from '../../core/ws/emitter.js'
import { LINE_EVENT_NAMES, type LineEvents, type LineState } from '../../core/ws/line-events.js'
import { LINE_OPTION_NAMES, type LineUserOptions, setUpLine } from '../../core/ws/line-options.js'
import type { MessageCheck, SocketContext } from '../sockets.js'
import { watchCadence } from './cadence.js'
import { checkNames, streamIdOf } from './names.js'
import type { Channel, Shard } from './shard.js'
import { type Consumer, callbackConsumer, loopConsumer, type Subscription, type SubscriptionHandle } from './subscription.js'

export interface StreamsOptions extends LineUserOptions {
  /** Unit of times in messages. The client's `timeUnit` if left out. */
  readonly timeUnit?: 'millisecond' | 'microsecond' | undefined
  /** How messages wait for a loop that is slow: 1000 of them, then the oldest is dropped. */
  readonly buffer?: BufferOptions | undefined
}

type WithStreams<Event> = Event & { /** The streams on that connection. */ readonly streams: readonly string[] }

/** What happens to the connections below. */
export type StreamsEvents = { readonly [Name in keyof LineEvents]: WithStreams<LineEvents[Name]> } & {
  /**
   * A stream that comes at a steady pace has come to a stop although its connection lives. Told once, until it comes again; not of streams that
   * have not come at all yet, and not of those that come when something happens (trades, best prices).
   */
  readonly stale: { readonly stream: string; readonly silentMs: number }
  /** A stream was ended, because the service refuses it or no connection can be had. Loops over it throw the error; callbacks learn of it here. */
  readonly ended: { readonly stream: string; readonly error: unknown }
  /** With `validate: "all"`, a message that is not what the spec says, and was not handed out; or a frame that is no JSON. */
  readonly invalid: { readonly stream: string | undefined; readonly error: unknown }
}

/** Market data as it happens. */
export interface Streams {
  /**
   * Subscribes; the connection is made when it is needed. Messages are the service's own payloads, shared by all who listen to a stream: do
   * not change them. Throws InvalidRequestError for a name that does not exist.
   */
  subscribe<const Name extends StreamName>(
    name: Name | readonly Name[],
    callback: (message: StreamPayload<Name>, name: Name) => void,
  ): SubscriptionHandle
  subscribe<const Name extends StreamName>(
    name: Name | readonly Name[],
    options?: { readonly buffer?: BufferOptions | undefined },
  ): Subscription<StreamPayload<Name>, Name extends StreamName ? readonly [Name, StreamPayload<Name>] : never>
  /** Returns the way to stop listening. */
  on<Name extends keyof StreamsEvents>(name: Name, listener: (event: StreamsEvents[Name]) => void): () => void
  /** `open` when all connections stand, `idle` when there is none. */
  readonly state: LineState
  /** Connections that are open or being opened. */
  readonly connections: number
  /** Ends all subscriptions. Resolves when the sockets are gone. */
  close(): Promise<void>
}

type ShardClass = typeof import('./shard.js').Shard

const HOUR_MS = 3_600_000
/** The service ends connections after 24 hours. */
const LIFE_MS = 23 * HOUR_MS

export function createStreams(context: SocketContext, options: StreamsOptions = {}): Streams {
  refuseUnknownOptions('streams()', options, ['timeUnit', 'buffer', ...LINE_OPTION_NAMES])
  const setup = setUpLine('streams()', options, LIFE_MS)
  const timeUnit = options.timeUnit ?? context.timeUnit
  if (timeUnit !== undefined) checkChoice('timeUnit', timeUnit, ['millisecond', 'microsecond'])
  const buffer = readBuffer('streams()', options.buffer, { size: 1000, whenFull: 'drop-oldest' })
  const urls = context.streamUrls.map((url) => `${url}/stream${timeUnit === undefined ? '' : `?timeUnit=${timeUnit.toUpperCase()}`}`)
  const events = new Emitter<StreamsEvents>([...LINE_EVENT_NAMES, 'stale', 'ended', 'invalid'])
  const channels = new Map<string, Channel>()
  const shards = new Set<Shard>()
  /** Of connections that carry nothing any more. */
  const ending = new Set<Promise<void>>()
  const cadence = watchCadence({
    channels,
    silenceMs: setup.silenceMs,
    isHeard: (channel) => [...shards].some((shard) => shard.channels.get(channel.name) === channel && shard.isHeard),
    onStale: (event) => events.emit('stale', event),
  })
  let closed = false

  const handOut = (channel: Channel, message: unknown): void => {
    channel.last = message
    channel.heard = true
    for (const { deliver } of channel.consumers) deliver(message, channel.name)
  }

  let check: MessageCheck | undefined
  // Each time a connection is made ready: what could not be loaded is loaded anew.
  const loadCheck = async (): Promise<void> => {
    check ??= await context.messageCheck?.()
  }

  const checked = (channel: Channel, message: unknown): void => {
    const error = check?.('stream', channel.id, message, context.onDrift)
    if (error) events.emit('invalid', { stream: channel.name, error })
    else handOut(channel, message)
  }

  /** Channels that wait for the code of connections; it is loaded with the first of them, so that a client without streams does without. */
  const unplaced = new Set<Channel>()
  let Shards: ShardClass | undefined
  let loading = false

  function load(): void {
    if (loading) return
    loading = true
    import('./shard.js').then(
      ({ Shard }) => {
        Shards = Shard
        const waiting = [...unplaced]
        unplaced.clear()
        for (const channel of waiting) place(channel, Shard)
      },
      (error: unknown) => {
        // Before anybody is told: whoever subscribes anew then has it loaded anew.
        loading = false
        const waiting = [...unplaced]
        unplaced.clear()
        for (const channel of waiting) end(channel, loadError('streams', error))
      },
    )
  }

  function place(channel: Channel, ShardOf: ShardClass): void {
    const shard = [...shards].find((one) => one.hasRoom) ?? openShard(ShardOf)
    shard.add(channel)
    cadence.start()
  }

  function openShard(ShardOf: ShardClass): Shard {
    const shard = new ShardOf({
      urls,
      setup,
      sockets: context.sockets,
      now: context.now,
      ...(context.messageCheck ? { load: loadCheck, deliver: checked } : { load: undefined, deliver: handOut }),
      onUnreadable: (text) => events.emit('invalid', { stream: undefined, error: unreadable(text) }),
      onRefused: (channel, error) => {
        end(channel, error)
        closeIfEmpty(shard)
      },
      onFailed: (error) => {
        // Before anybody is told: whoever subscribes anew then gets another connection.
        shards.delete(shard)
        for (const channel of [...shard.channels.values()]) end(channel, error)
      },
    })
    for (const name of ['open', 'down', 'restored', 'gap', 'renewed'] as const) {
      shard.line.events.on(name, (event) =>
        events.emit(name, { ...event, streams: [...shard.channels.keys()] } as StreamsEvents[typeof name]),
      )
    }
    shards.add(shard)
    return shard
  }

  /** A connection that carries nothing keeps nothing alive. */
  function closeIfEmpty(shard: Shard): void {
    if (shard.channels.size > 0 || !shards.delete(shard)) return
    closeShard(shard)
  }

  function closeShard(shard: Shard): void {
    const closing = shard.close()
    ending.add(closing)
    void closing.then(() => ending.delete(closing))
  }

  /** Whoever listens to it is told why, if there is a reason. */
  function end(channel: Channel, error?: unknown): void {
    // A listener that was told of another one may have closed it, and subscribed anew.
    if (channels.get(channel.name) !== channel) return
    channels.delete(channel.name)
    unplaced.delete(channel)
    if (channels.size === 0) cadence.stop()
    const { consumers } = channel
    channel.consumers = []
    for (const consumer of consumers) consumer.end(error)
    if (error !== undefined) events.emit('ended', { stream: channel.name, error })
    for (const done of channel.waiting.splice(0)) done(error ?? new ConfigError('The subscription was closed before it was acknowledged.'))
  }

  function channelOf(name: string): Channel {
    const known = channels.get(name)
    if (known) return known
    const id = streamIdOf(name)
    if (id === undefined) throw new ConfigError(`no stream ${name}`)
    const channel: Channel = { name, id, consumers: [], acknowledged: false, waiting: [], last: undefined, heard: false }
    channels.set(name, channel)
    if (Shards) place(channel, Shards)
    else {
      unplaced.add(channel)
      load()
    }
    return channel
  }

  function leave(name: string, consumer: Consumer): void {
    const channel = channels.get(name)
    if (!channel) return
    channel.consumers = channel.consumers.filter((one) => one !== consumer)
    if (channel.consumers.length > 0) return
    end(channel)
    for (const shard of shards) {
      if (shard.channels.get(name) !== channel) continue
      shard.remove(channel)
      closeIfEmpty(shard)
    }
  }

  function subscribe(
    given: string | readonly string[],
    second?: ((message: unknown, name: string) => void) | { readonly buffer?: BufferOptions | undefined },
  ): SubscriptionHandle {
    if (closed) throw new ConfigError('These streams were closed: ask the client for new ones.')
    // What is no list is no name either, unless it is a text: told below.
    const names = Array.isArray(given) ? [...new Set(given as readonly string[])] : [given as string]
    checkNames(names)
    if (typeof second === 'string') throw new ConfigError('subscribe() takes several names as one list.')
    const own = typeof second === 'function' ? undefined : (second ?? {})
    if (own) refuseUnknownOptions('subscribe()', own, ['buffer'])
    const size = readBuffer('subscribe()', own?.buffer, buffer)
    const ready = Promise.all(names.map((name) => acknowledged(channelOf(name)))).then(() => undefined)
    // Whoever does not ask must not die of it: a loop gets the same error.
    ready.catch(() => undefined)
    const handle: SubscriptionHandle = { ready, close: () => close() }
    const [consumer, subscription] = typeof second === 'function' ? [callbackConsumer(second), handle] : loopConsumer(names, size, handle)
    for (const name of names) {
      const channel = channelOf(name)
      channel.consumers = [...channel.consumers, consumer]
    }
    const close = () => {
      for (const name of names) leave(name, consumer)
      consumer.end()
    }
    return subscription
  }

  return {
    // One implementation for both overloads; what the names promise of the messages is the spec's word.
    subscribe: subscribe as Streams['subscribe'],
    on: (name, listener) => events.on(name, listener),
    get state() {
      const states = [...shards].map(({ line }) => line.state)
      if (closed) return 'closed'
      if (unplaced.size > 0) states.push('connecting')
      return (['down', 'connecting', 'open'] as const).find((state) => states.includes(state)) ?? 'idle'
    },
    get connections() {
      return Math.max(shards.size, unplaced.size > 0 ? 1 : 0)
    },
    async close() {
      closed = true
      for (const channel of [...channels.values()]) end(channel)
      for (const shard of shards) closeShard(shard)
      shards.clear()
      await Promise.all(ending)
    },
  }
}

const acknowledged = (channel: Channel): Promise<void> =>
  channel.acknowledged
    ? Promise.resolve()
    : new Promise((resolve, reject) => channel.waiting.push((error) => (error === undefined ? resolve() : reject(error))))

const unreadable = (text: string): SchemaError => new SchemaError('streams', [{ path: '', message: 'the frame is no JSON object' }], text)
