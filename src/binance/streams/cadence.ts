import { streams as table } from '../../../generated/binance/stream-table.js'
import type { Channel } from './shard.js'

/** Looks so often within the time that counts as silence. */
const LOOKS = 10
/** So many messages may be missing. */
const MISSED = 2.5

/** How often messages of the stream come as a rule, ms; undefined for streams that come when something happens. */
function everyMsOf({ id, name }: Channel): number | undefined {
  const { everyMs, fasterMs = {} } = table[id]
  const ending = Object.keys(fasterMs).find((one) => name.endsWith(one))
  return ending === undefined ? everyMs : fasterMs[ending]
}

export interface CadenceOptions {
  readonly channels: ReadonlyMap<string, Channel>
  readonly silenceMs: number
  /** Whether the connection of the channel gives signs of life. */
  readonly isHeard: (channel: Channel) => boolean
  readonly onStale: (event: { readonly stream: string; readonly silentMs: number }) => void
}

/** Tells of streams that keep a pace and have stopped, once each until they go on. Only those that have spoken are watched. */
export function watchCadence({ channels, silenceMs, isHeard, onStale }: CadenceOptions): { start(): void; stop(): void } {
  const stepMs = silenceMs / LOOKS
  const quiet = new WeakMap<Channel, number>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function look(): void {
    timer = setTimeout(look, stepMs)
    for (const channel of channels.values()) {
      if (channel.heard) {
        channel.heard = false
        quiet.set(channel, 0)
        continue
      }
      const before = quiet.get(channel)
      const everyMs = everyMsOf(channel)
      if (before === undefined || everyMs === undefined) continue
      // Within the time: the message itself may have come up to a step before the last look that saw it.
      const allowed = Math.max(silenceMs, MISSED * everyMs) - 2 * stepMs
      const now = before + stepMs
      // Of a connection that is silent as a whole something else is told. It may be heard again without this stream.
      if (before < allowed && now >= allowed && !isHeard(channel)) continue
      quiet.set(channel, now)
      if (before < allowed && now >= allowed) onStale({ stream: channel.name, silentMs: Math.round(now + stepMs) })
    }
  }

  return {
    start() {
      timer ??= setTimeout(look, stepMs)
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
