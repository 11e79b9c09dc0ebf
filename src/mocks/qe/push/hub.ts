import { jsonText } from '../../json-text.js'
import { hexHash } from '../../random.js'
import type { Service } from '../service.js'
import { createFaults, type PushFaults } from './faults.js'
import { createFollower, type News } from './follow-orders.js'
import { type Payloads, payloadsV1, payloadsV2 } from './payloads.js'
import type { Peer, Refused, Session } from './peer.js'

/** What became of one message. */
export interface PushedMessage {
  readonly messageId: string
  readonly type: string
  readonly edition: 'v1' | 'v2'
  /** To how many connections it was handed. 0: nobody listened, and it is lost. */
  readonly connections: number
}

/** The push service: who listens with which key, and what is told to them. It knows nothing of what carries its messages. */
export interface PushHub {
  readonly faults: PushFaults
  /** What was pushed, or would have been, oldest first; the last 10000. */
  readonly pushed: readonly PushedMessage[]
  /** Connections that are open. */
  readonly connections: number
  /** Path and query of a handshake: a session, or why there is none. */
  connect(target: string, peer: Peer): Session | Refused
  /** Tells what happened by now, and ends the connections whose keys are void. */
  follow(now: number): void
  close(): void
}

interface Listener {
  readonly edition: 'v1' | 'v2'
  readonly user: string
  readonly key: string
  readonly peer: Peer
  sent: number
}

const EDITIONS: Readonly<Record<string, 'v1' | 'v2'>> = { '/api/ws/v2': 'v2', '/api/ws': 'v1' }
const MOST_PUSHED = 10_000
const VOID_KEY = { code: 1008, reason: 'the listen key is not valid any more' }
/** After so many messages comes a text frame that means nothing. */
const PONG_EVERY = 5

export function createPushHub({ state, now: clock }: Service): PushHub {
  const { seed, book, listenKeys } = state
  const follower = createFollower(book, clock())
  const listeners = new Set<Listener>()
  /** Who ever listened, and to what: to them all is told, whether they listen now or not. */
  const audiences = new Map<string, Pick<Listener, 'user' | 'edition'>>()
  const last = new Map<string, string[]>()
  const pushed: PushedMessage[] = []
  const payloads: Readonly<Record<'v1' | 'v2', Payloads>> = { v1: payloadsV1(state), v2: payloadsV2(state) }
  let messages = 0

  const { faults, state: fault } = createFaults(() =>
    [...listeners].map((listener) => ({
      send: (frame) => listener.peer.send(frame),
      terminate: () => leave(listener, () => listener.peer.terminate()),
      close: (code, reason) => leave(listener, () => listener.peer.close(code, reason)),
    })),
  )

  function leave(listener: Listener, end: () => void): void {
    listeners.delete(listener)
    end()
  }

  function give(listener: Listener, frame: string): void {
    if (fault.silent) return
    listener.peer.send(frame)
    listener.sent += 1
    if (listener.sent % PONG_EVERY === 0) listener.peer.send('pong')
  }

  const envelopeOf = (user: string, edition: 'v1' | 'v2', type: string, data: string) => {
    messages += 1
    const messageId = hexHash(`${seed}:message:${user}:${edition}:${messages}`, 32)
    return { messageId, text: jsonText({ type, messageId, userId: hexHash(`${seed}:user:${user}`, 32), data }) }
  }

  function tell(news: News): void {
    for (const { user, edition } of audiences.values())
      for (const { type, data } of payloads[edition](news)) send(user, edition, type, jsonText(data))
  }

  function send(user: string, edition: 'v1' | 'v2', type: string, data: string): void {
    const { messageId, text } = envelopeOf(user, edition, type, data)
    const those = [...listeners].filter((one) => one.user === user && one.edition === edition)
    const twice = those.length > 0 && fault.duplicates > 0
    if (twice) fault.duplicates -= 1
    for (const listener of those) {
      give(listener, text)
      if (twice) give(listener, text)
    }
    pushed.push({ messageId, type, edition, connections: fault.silent ? 0 : those.length })
    if (pushed.length > MOST_PUSHED) pushed.shift()
    const name = `${user} ${edition}`
    last.set(name, [...(last.get(name) ?? []), text].slice(-100))
  }

  return {
    faults,
    pushed,
    get connections() {
      return listeners.size
    },
    connect(target, peer) {
      if (fault.refusal && fault.refusal.left > 0) {
        fault.refusal.left -= 1
        return fault.refusal.refused
      }
      const { pathname, searchParams } = new URL(target, 'http://mock.invalid')
      const edition = EDITIONS[pathname.replace(/\/+$/, '')]
      if (!edition) return { status: 404, body: `there is no push stream at ${pathname}` }
      const key = searchParams.get('listen_key') ?? ''
      const user = listenKeys.userOf(key, clock())
      const { badKeyCode } = fault
      if (user === undefined && badKeyCode === undefined) return { status: 401, body: 'the listen key is not valid' }
      const listener: Listener = { edition, user: user ?? '', key, peer, sent: 0 }
      return {
        get silent() {
          return fault.silent
        },
        opened() {
          if (user === undefined) return peer.close(badKeyCode ?? VOID_KEY.code, VOID_KEY.reason)
          audiences.set(`${user} ${edition}`, { user, edition })
          // What happened while nobody listened is over.
          follower.follow(clock(), tell)
          listeners.add(listener)
          give(listener, envelopeOf(user, edition, 'status', 'connected').text)
          const again = fault.repeats === 0 ? [] : (last.get(`${user} ${edition}`) ?? []).slice(-fault.repeats)
          for (const text of again) give(listener, text)
        },
        receive(text) {
          if (text === 'ping') give(listener, 'pong')
        },
        closed: () => void listeners.delete(listener),
      }
    },
    follow(now) {
      follower.follow(now, tell)
      for (const listener of listeners)
        if (listenKeys.userOf(listener.key, now) !== listener.user)
          leave(listener, () => listener.peer.close(VOID_KEY.code, VOID_KEY.reason))
    },
    close() {
      for (const listener of listeners) leave(listener, () => listener.peer.terminate())
    },
  }
}
