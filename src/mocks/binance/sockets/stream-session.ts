import { removedStreams } from '../../../../generated/binance/stream-table.js'
import { jsonText } from '../../json-text.js'
import type { TimeUnit } from '../time-unit.js'
import type { Connection } from './connections.js'
import { type Control, ControlError, readControl } from './control-messages.js'
import type { FaultState } from './faults.js'
import { streamIdOf } from './feeds/feed-of.js'
import { createInbox } from './inbox.js'
import type { Session } from './peer.js'
import type { StreamHub, StreamListener } from './stream-hub.js'

export interface StreamSessionOptions {
  readonly hub: StreamHub
  readonly faults: FaultState
  readonly now: () => number
  readonly unit: TimeUnit
  /** Whether payloads come in an envelope with the stream's name. */
  readonly combined: boolean
  /** Streams that the URL names. */
  readonly streams: readonly string[]
  readonly messagesPerSecond: number
  readonly mostStreams: number
}

export interface StreamSession extends Session {
  readonly streams: readonly string[]
  /** A message of the server's own, in the connection's framing. */
  framed(name: string, text: string): string
}

/** Why a name is no stream; undefined for one that is. */
export function streamProblem(name: string): string | undefined {
  if (streamIdOf(name) !== undefined) return undefined
  const instead = removedStreams[name]
  return `Invalid request: unknown stream name \`${name}\`${instead === undefined ? '' : `, use ${instead}`}`
}

/**
 * The mock's side of one stream connection. A name that is no stream is refused with code 2, and nothing of that message is done: an error that
 * a caller can see, where silence would leave him waiting.
 */
export function createStreamSession(connection: () => Connection, options: StreamSessionOptions): StreamSession {
  const { hub, faults } = options
  const subscribed = new Set<string>()
  const admit = createInbox(options.messagesPerSecond, options.now)
  let combined = options.combined

  const framed = (name: string, text: string) => (combined ? `{"stream":${JSON.stringify(name)},"data":${text}}` : text)
  const listener: StreamListener = (name, payload) => connection().send(framed(name, payload.text(options.unit)))
  const subscribe = (name: string) => {
    if (subscribed.has(name)) return
    subscribed.add(name)
    hub.add(name, listener)
  }

  const perform = (control: Control): unknown => {
    switch (control.method) {
      case 'SUBSCRIBE': {
        const problem = control.streams.map(streamProblem).find((one) => one !== undefined)
        if (problem !== undefined) throw new ControlError(2, problem, control.id)
        if (new Set([...subscribed, ...control.streams]).size > options.mostStreams)
          throw new ControlError(2, `Invalid request: more than ${options.mostStreams} streams on one connection`, control.id)
        for (const name of control.streams) subscribe(name)
        return null
      }
      case 'UNSUBSCRIBE':
        for (const name of control.streams) if (subscribed.delete(name)) hub.remove(name, listener)
        return null
      case 'LIST_SUBSCRIPTIONS':
        return [...subscribed]
      case 'GET_PROPERTY':
        return combined
      case 'SET_PROPERTY':
        combined = control.combined
        return null
    }
  }

  const counted = (): boolean => {
    if (admit()) return true
    connection().close(1008, 'Too many requests')
    return false
  }

  for (const name of options.streams) subscribe(name)
  return {
    get streams() {
      return [...subscribed]
    },
    framed,
    receive(text) {
      if (!connection().open || !counted()) return
      let answer: unknown
      try {
        const control = readControl(text)
        answer = { result: perform(control), id: control.id }
      } catch (error) {
        if (!(error instanceof ControlError)) throw error
        answer = { code: error.code, msg: error.message, id: error.id }
      }
      faults.acknowledge(connection(), jsonText(answer))
    },
    frame: () => void counted(),
    closed() {
      for (const name of subscribed) hub.remove(name, listener)
      subscribed.clear()
    },
  }
}
