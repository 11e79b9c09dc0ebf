import type { CreateListenKeyResult } from '../../../generated/qe/client.js'
import type { CallOptions } from '../../core/call.js'
import { sleep } from '../../core/sleep.js'
import { createListenKeys, type ListenKey, type ListenKeysOptions } from '../listen-keys.js'
import { KeyWaits } from './key-waits.js'

/** The calls of the client that make keys. */
export interface ClientCalls {
  createListenKey(params: undefined, call: CallOptions): PromiseLike<CreateListenKeyResult>
  readonly v2: { createListenKey(params: undefined, call: CallOptions): PromiseLike<CreateListenKeyResult> }
}

export interface StreamKeysOptions extends Pick<ListenKeysOptions, 'edition' | 'renewBeforeMs'> {
  readonly api: ClientCalls
  /** Epoch ms. */
  readonly now: () => number
  /** The first wait after a key was replaced, ms. */
  readonly baseWaitMs: number
  readonly random: () => number
  /** There is a newer key than the one in use. */
  readonly onNewer: () => void
  readonly onReplaced: (waitMs: number) => void
}

/** The keys of one stream. */
export interface StreamKeys {
  /** The key to connect with; waits where one was replaced a moment ago. Rejects with what the service says, or when it is closed. */
  key(): Promise<string>
  /** This key is not taken any more. */
  refused(key: string): void
  /** The newest one. */
  readonly newest: string | undefined
  /** When the newest one was asked for, epoch ms: from then on the one before may have been void. */
  readonly askedAtMs: number
  /** Whether the newest one was made because the one before was refused. */
  readonly afterRefusal: boolean
  close(): void
}

export function createStreamKeys({ api, now, edition, renewBeforeMs, ...options }: StreamKeysOptions): StreamKeys {
  const end = new AbortController()
  const waits = new KeyWaits(options.baseWaitMs, options.random)
  let newest: ListenKey | undefined
  let askedAtMs = now()
  let refusedKey: string | undefined
  let refusal: { readonly waitMs: number } | undefined
  let afterRefusal = false

  const creating = <Answer>(create: (call: CallOptions) => Answer): Answer => {
    askedAtMs = now()
    afterRefusal = newest !== undefined && newest.listenKey === refusedKey
    return create({ signal: end.signal })
  }
  const keys = createListenKeys(
    {
      createListenKey: () => creating((call) => api.createListenKey(undefined, call)),
      v2: { createListenKey: () => creating((call) => api.v2.createListenKey(undefined, call)) },
    },
    now,
    {
      edition,
      renewBeforeMs,
      onKey(key) {
        newest = key
        options.onNewer()
      },
    },
  )

  return {
    async key() {
      if (refusal) {
        const { waitMs } = refusal
        refusal = undefined
        options.onReplaced(waitMs)
        await sleep(waitMs, end.signal)
      }
      return (await keys.key()).listenKey
    },
    refused(key) {
      if (!keys.refused(key)) return
      refusedKey = key
      refusal = { waitMs: waits.next(performance.now()) }
    },
    get newest() {
      return newest?.listenKey
    },
    get askedAtMs() {
      return askedAtMs
    },
    get afterRefusal() {
      return afterRefusal
    },
    close() {
      end.abort()
      keys.close()
    },
  }
}
