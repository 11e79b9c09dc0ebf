import { type BinanceApiParts, parts } from '../../generated/binance/parts.js'
import { readAnswer } from '../core/answers/read-answer.js'
import { bindLazily } from '../core/bind-lazily.js'
import { ConfigError } from '../core/errors/local-errors.js'
import { createRun, type ExecutorOptions, type Run, readJson } from '../core/execute.js'
import type { CallContext, WireResponse } from '../core/http/send.js'
import type { Operation } from '../core/operation.js'
import type { PartSource } from '../core/parts.js'
import type { LaterPaths } from '../core/raw.js'
import { refuseFailure } from './errors.js'

/** What keeps a client from calling what is below /sapi; undefined where nothing does. */
export type Unavailable = string | undefined

/** The members of the client for what is below /sapi. Nothing of them is loaded before one of their operations is called. */
export function bindParts(executor: ExecutorOptions, unavailable: Unavailable): BinanceApiParts {
  const bound = Object.entries(parts).map(([name, source]) => [
    name,
    bindLazily(
      name,
      async () => {
        const [{ operations }, run] = await Promise.all([source.table(), runOf(executor, source)])
        return { operations, run }
      },
      unavailable,
    ),
  ])
  // The tables and the interfaces are generated from the same spec.
  return Object.fromEntries(bound) as unknown as BinanceApiParts
}

async function runOf(executor: ExecutorOptions, source: PartSource): Promise<Run> {
  return createRun({ ...partExecutor(executor), ...(await readerOf(source)), answerCheck: () => answerCheckOf(source) })
}

/** How calls below /sapi differ: times are milliseconds always, and windows whole ones. */
export const partExecutor = (executor: ExecutorOptions): ExecutorOptions => ({
  ...executor,
  headers: {},
  defaults: (operation) => {
    const { recvWindow, ...others } = executor.defaults(operation)
    const windows = typeof recvWindow === 'number' && 'recvWindow' in operation.params
    return windows ? { ...others, recvWindow: Math.max(1, Math.floor(recvWindow)) } : others
  },
})

async function readerOf(source: PartSource): Promise<Required<Pick<ExecutorOptions, 'read'>>> {
  const drifting = await source.readings?.()
  return {
    read(response, call, operation) {
      const data = readPart(response, call, operation)
      const reading = drifting?.readings[call.operationId]
      if (reading !== undefined) readAnswer(reading, data, drifting?.namedReadings ?? {})
      return data
    },
  }
}

/** The answer's JSON. A write whose success has no content may be accepted without a word. Throws BinanceApiError for an envelope that tells of a failure. */
function readPart(response: WireResponse, call: CallContext, operation: Operation): unknown {
  if (response.text === '' && operation.silent) return {}
  const data = readJson(response, call)
  refuseFailure(operation, data, response, call)
  return data
}

async function answerCheckOf(source: PartSource) {
  const [{ createAnswerChecker }, { answers, shapes }] = await Promise.all([import('../core/answers/answer-checker.js'), source.answers()])
  return createAnswerChecker(answers, shapes)
}

/** The same for `raw`: its table is loaded when a path below /sapi is first called. */
export const rawParts = (executor: ExecutorOptions, unavailable: Unavailable): LaterPaths => ({
  covers: (path) => path.startsWith('/sapi/'),
  load: async () => {
    if (unavailable !== undefined) throw new ConfigError(`raw was not sent: ${unavailable}`)
    const { operations } = await import('../../generated/binance/all-operations.js')
    return { client: { ...partExecutor(executor), read: readPart }, operations }
  },
})
