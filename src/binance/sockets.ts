import type { AnswerChecker } from '../core/answers/answer-checker.js'
import type { Drift } from '../core/answers/drift.js'
import type { Clock } from '../core/clock.js'
import type { SchemaError } from '../core/errors/answer-errors.js'
import type { ExecutorOptions, Validate } from '../core/execute.js'
import type { Layer } from '../core/http/send.js'
import type { SocketOperation } from '../core/operation.js'
import { isObject } from '../core/plain-object.js'
import type { CredentialsType, Signer } from '../core/signing/credentials.js'
import type { Sockets } from '../core/sockets.js'

/** What a client gives to everything of it that uses sockets. */
export interface SocketContext extends Pick<ExecutorOptions, 'newId' | 'defaults' | 'clientOrderIdOf'> {
  readonly sockets: Sockets
  /** Without a path; the next one is tried when a connection fails. */
  readonly streamUrls: readonly string[]
  readonly wsApiUrls: readonly string[]
  /** Of the cross-margin account's risk; undefined where none is known. */
  readonly marginStreamUrl: string | undefined
  /** Of orders for shares. */
  readonly equityStreamUrl: string | undefined
  readonly timeUnit: 'millisecond' | 'microsecond' | undefined
  readonly now: () => number
  readonly signer: Signer | undefined
  readonly keyType: CredentialsType | undefined
  readonly clock: Clock
  readonly recvWindow: number | undefined
  readonly timeoutMs: number
  readonly validate: Validate
  readonly onDrift: ((drift: Drift) => void) | undefined
  readonly answerCheck: () => Promise<AnswerChecker>
  /** Around every request of the WebSocket API. */
  readonly wsLayers: readonly Layer[]
  /** Markets that this client has traded in: orders may exist there that no event has told of. */
  readonly traded: TradedSymbols
  /** Loads the check of messages; only with `validate: "all"`. */
  readonly messageCheck: (() => Promise<MessageCheck>) | undefined
}

/** What is wrong with a message; undefined for one that is as the spec says. */
export type MessageCheck = (
  kind: 'stream' | 'event',
  id: string,
  message: unknown,
  onDrift: ((drift: Drift) => void) | undefined,
) => SchemaError | undefined

/** Remembers the markets of writes. */
export interface TradedSymbols {
  note(operation: SocketOperation, params: unknown): void
  readonly symbols: Iterable<string>
}

export function createTradedSymbols(): TradedSymbols {
  const symbols = new Set<string>()
  return {
    note({ write }, params) {
      if (write && isObject(params) && typeof params['symbol'] === 'string') symbols.add(params['symbol'])
    },
    symbols,
  }
}
