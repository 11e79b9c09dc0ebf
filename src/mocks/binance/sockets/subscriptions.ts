import { jsonText } from '../../json-text.js'
import { Refusal } from '../refusals.js'
import type { TimeUnit } from '../time-unit.js'
import { payloadOf } from './stream-hub.js'
import { after } from './timers.js'
import type { UserData, UserDataListener } from './user-data.js'

export interface SubscriptionLimits {
  /** Open at one time. Default 1000. */
  readonly active: number
  /** In the life of a session. Default 65535. */
  readonly total: number
}

interface Subscription {
  readonly listener: UserDataListener
  readonly account: string
  readonly byLogon: boolean
  /** Of a listen token: stops its end. */
  stopExpiry?: () => void
}

/** The subscriptions of one session to user data. */
export interface Subscriptions {
  readonly ids: readonly number[]
  /** Throws Refusal: the account has one here, or there are too many. */
  open(account: string, byLogon: boolean): number
  /** Opens the subscription of a listen token, or extends the one that the account has here. Throws Refusal: there are too many. */
  openUntil(account: string, expirationTime: number): number
  /** Ends what listen tokens have opened. */
  expire(): void
  /** Ends one, or all. Throws Refusal where it is not open. The termination is told once `after` was called. */
  close(id: number | undefined): () => void
  /** Ends what the logon opened. */
  closeLogon(): () => void
  /** Forgets all without a word: the socket is gone. */
  drop(): void
}

export function createSubscriptions(options: {
  readonly userData: UserData
  readonly send: (text: string) => void
  readonly now: () => number
  readonly unit: TimeUnit
  readonly limits: SubscriptionLimits
}): Subscriptions {
  const { userData, send, unit, limits } = options
  const open = new Map<number, Subscription>()
  let nextId = 0

  const end = (ids: readonly number[]) => {
    for (const id of ids) {
      const subscription = open.get(id)
      if (subscription) userData.remove(subscription.listener)
      subscription?.stopExpiry?.()
      open.delete(id)
    }
    return () => {
      for (const subscriptionId of ids) {
        const event = payloadOf({ e: 'eventStreamTerminated', E: options.now() })
        send(`{"subscriptionId":${subscriptionId},"event":${event.text(unit)}}`)
      }
    }
  }

  function subscribe(account: string, byLogon: boolean): number {
    if ([...open.values()].some((one) => one.account === account)) throw new Refusal('-2035')
    if (open.size >= limits.active) throw new Refusal('-1191', String(limits.active))
    if (nextId >= limits.total) throw new Refusal('-2042', String(limits.total))
    const id = nextId
    nextId += 1
    const listener: UserDataListener = (event) => send(`{"subscriptionId":${jsonText(id)},"event":${event.text(unit)}}`)
    open.set(id, { listener, account, byLogon })
    userData.add(listener, account)
    return id
  }

  return {
    get ids() {
      return [...open.keys()]
    },
    open: subscribe,
    openUntil(account, expirationTime) {
      const id = [...open].find(([, one]) => one.account === account)?.[0] ?? subscribe(account, false)
      const subscription = open.get(id)
      subscription?.stopExpiry?.()
      if (subscription) subscription.stopExpiry = after(expirationTime - options.now(), () => end([id])())
      return id
    },
    expire: () => end([...open].filter(([, { stopExpiry }]) => stopExpiry !== undefined).map(([id]) => id))(),
    close(id) {
      if (id !== undefined && !open.has(id)) throw new Refusal('-2036')
      if (id === undefined && open.size === 0) throw new Refusal('-2036')
      return end(id === undefined ? [...open.keys()] : [id])
    },
    closeLogon: () => end([...open].filter(([, { byLogon }]) => byLogon).map(([id]) => id)),
    drop: () => void end([...open.keys()]),
  }
}
