import { streams as table } from '../../../generated/binance/stream-table.js'
import type { Channel } from './shard.js'

/** Looks so often within the time that counts as silence. */
const LOOKS = 4
/** So many messages may be missing. */
const MISSED = 2.5

/** How often messages of the stream come as a rule, ms; undefined for streams that come when something happens. */
function everyMsOf({ id, name }: Channel): number | undefined {
  const { everyMs, fasterMs = {} } = table[id]
  const ending = Object.keys(fasterMs).find((one) => name.endsWith(one))
  return ending === undefined ? everyMs : fasterMs[ending]
}

/** Tells of streams that keep a pace and have stopped, once each until they go on. Only those that have spoken are watched. */
export function watchCadence(
  channels: ReadonlyMap<string, Channel>,
  silenceMs: number,
  onStale: (event: { readonly stream: string; readonly silentMs: number }) => void,
): { start(): void; stop(): void } {
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
      const allowed = Math.max(silenceMs, MISSED * everyMs) - stepMs
      const now = before + stepMs
      quiet.set(channel, now)
      if (before < allowed && now >= allowed) onStale({ stream: channel.name, silentMs: now })
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
