import { ConfigError } from '../../core/errors/local-errors.js'
import { refuseUnknownOptions } from '../../core/unknown-options.js'
import { Emitter } from '../../core/ws/emitter.js'
import { LINE_EVENT_NAMES } from '../../core/ws/line-events.js'
import { LINE_OPTION_NAMES, setUpLine } from '../../core/ws/line-options.js'
import type { Unavailable } from '../parts.js'
import { type PushStream, startPushStream } from '../push-stream.js'
import type { SocketContext } from '../sockets.js'
import type { KeyCalls, KeyStreamEvents, KeyStreamOptions } from './key-stream-options.js'
import { refuseKeyless } from './refuse-keyless.js'

export interface KeyStreamSetup {
  /** The function's that makes it. */
  readonly name: string
  readonly context: SocketContext
  readonly unavailable: Unavailable
  /** The client's option that says where the stream is. */
  readonly option: string
  readonly url: string | undefined
  /** What follows the key in the address. */
  readonly suffix: string
  readonly options: KeyStreamOptions
  /** Names of options beside those that all have. */
  readonly own?: readonly string[]
  readonly calls: KeyCalls
}

const HOUR_MS = 3_600_000
/** Connections end after 24 hours. */
const LIFE_MS = 23 * HOUR_MS

/** A stream whose address holds a listen key. Throws ConfigError. */
export function createKeyStream<Event>(stream: KeyStreamSetup): PushStream<Event, KeyStreamEvents> {
  const { name, context, unavailable, option, url, suffix, options, own = [], calls } = stream
  refuseUnknownOptions(`${name}()`, options, [...own, 'buffer', ...LINE_OPTION_NAMES])
  refuseKeyless(name, context, unavailable)
  if (url === undefined)
    throw new ConfigError(`${name}() is known to exist in production only. If it is elsewhere too, say where: ${option} of the client.`)
  const setup = setUpLine(`${name}()`, options, LIFE_MS)
  const events = new Emitter<KeyStreamEvents>([...LINE_EVENT_NAMES, 'invalid'])
  return startPushStream<Event, KeyStreamEvents>({
    name,
    buffer: options.buffer,
    events,
    async load() {
      const { startKeyStream } = await import('./live-key-stream.js')
      return (queue) => startKeyStream({ name, context, address: { url, suffix }, calls, setup, queue, events })
    },
  })
}
