import { hexHash } from '../random.js'

const DAY_MS = 86_400_000

export interface ListenKey {
  readonly listenKey: string
  readonly expiresMs: number
}

/** The keys of push streams: each user has one, and a new one voids it. */
export interface ListenKeys {
  create(apiKey: string, now: number): ListenKey
  /** Who may listen with this key now. */
  userOf(listenKey: string, now: number): string | undefined
}

export function createListenKeys(seed: number): ListenKeys {
  const valid = new Map<string, ListenKey>()
  let made = 0
  return {
    create(apiKey, now) {
      made += 1
      const key = { listenKey: hexHash(`${seed}:listen-key:${apiKey}:${made}`, 32), expiresMs: now + DAY_MS }
      valid.set(apiKey, key)
      return key
    },
    userOf: (listenKey, now) => [...valid].find(([, key]) => key.listenKey === listenKey && now < key.expiresMs)?.[0],
  }
}
