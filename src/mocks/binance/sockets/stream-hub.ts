import { jsonText } from '../../json-text.js'
import { stepAt } from '../market/steps.js'
import type { Service } from '../service.js'
import { inUnit, type TimeUnit } from '../time-unit.js'
import type { FaultState } from './faults.js'
import type { Feed } from './feeds/feed.js'
import { feedOf, streamIdOf } from './feeds/feed-of.js'
import { every } from './timers.js'

/** A payload on its way to many: its text is made once for each unit. */
export interface Payload {
  text(unit: TimeUnit): string
}

export type StreamListener = (name: string, payload: Payload) => void

/** Who listens to which stream, and the beat of the market that feeds them. */
export interface StreamHub {
  add(name: string, listener: StreamListener): void
  remove(name: string, listener: StreamListener): void
  /** Sends a payload of the caller's to all who listen to a stream. */
  emit(name: string, payload: unknown): void
  /** Starts or stops the beat as the market's state and the listeners ask for it. */
  update(): void
  close(): void
}

interface Channel {
  readonly feed: Feed
  readonly isDepth: boolean
  readonly listeners: Set<StreamListener>
}

/** After a longer sleep the steps in between are skipped: a minute of them. */
const MOST_STEPS = 600

export function createStreamHub(service: Service, faults: Pick<FaultState, 'depth'>, tickMs: number): StreamHub {
  const { clock, market, exchange, margins } = service
  const exchanges = () => [exchange, ...margins.all()]
  const channels = new Map<string, Channel>()
  let stop: (() => void) | undefined
  let last = 0

  const send = (name: string, { listeners }: Channel, value: unknown) => {
    const payload = payloadOf(value)
    for (const listener of [...listeners]) listener(name, payload)
  }

  const beat = () => {
    const step = stepAt(clock.marketNow())
    for (let at = Math.max(last, step - MOST_STEPS) + 1; at <= step; at += 1) {
      last = at
      for (const [name, channel] of channels)
        for (const value of channel.feed(at))
          for (const sent of channel.isDepth ? faults.depth(name, value) : [value]) send(name, channel, sent)
    }
    for (const one of exchanges()) one.settle()
    update()
  }

  function update(): void {
    const wanted = !clock.paused && (channels.size > 0 || exchanges().some((one) => one.openOrders(undefined).length > 0))
    if (wanted && !stop) {
      last = stepAt(clock.marketNow())
      stop = every(tickMs, beat)
    } else if (!wanted && stop) {
      stop()
      stop = undefined
    }
  }
  const unsubscribe = [exchange.onChange(update), margins.onChange(update)]

  return {
    update,
    add(name, listener) {
      let channel = channels.get(name)
      if (!channel) {
        channel = { feed: feedOf(name, market), isDepth: streamIdOf(name) === 'diffBookDepth', listeners: new Set() }
        channels.set(name, channel)
      }
      channel.listeners.add(listener)
      update()
    },
    remove(name, listener) {
      const channel = channels.get(name)
      channel?.listeners.delete(listener)
      if (channel?.listeners.size === 0) channels.delete(name)
      update()
    },
    emit(name, payload) {
      const channel = channels.get(name)
      if (channel) send(name, channel, payload)
    },
    close() {
      for (const end of unsubscribe) end()
      channels.clear()
      stop?.()
      stop = undefined
    },
  }
}

export function payloadOf(value: unknown): Payload {
  const texts = new Map<TimeUnit, string>()
  return {
    text(unit) {
      let text = texts.get(unit)
      if (text === undefined) {
        text = jsonText(inUnit(value, unit))
        texts.set(unit, text)
      }
      return text
    },
  }
}
