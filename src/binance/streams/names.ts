import { removedStreams, streams } from '../../../generated/binance/stream-table.js'
import type { StreamId } from '../../../generated/binance/streams.js'
import { InvalidRequestError } from '../../core/errors/local-errors.js'
import { nearestName } from '../../core/params/nearest-name.js'

const IDS = Object.keys(streams) as StreamId[]
let patterns: readonly (readonly [StreamId, RegExp])[] | undefined

/** The kind of stream that the name stands for; undefined for one that the spec does not list. */
export function streamIdOf(name: string): StreamId | undefined {
  patterns ??= IDS.map((id) => [id, new RegExp(streams[id].pattern, 'u')] as const)
  return patterns.find(([, pattern]) => pattern.test(name))?.[0]
}

/** Throws InvalidRequestError for names that the service does not know. */
export function checkNames(names: readonly unknown[]): void {
  if (names.length === 0) throw refusal('', 'no stream was named')
  for (const name of names) {
    if (typeof name !== 'string') throw refusal('', 'the name of a stream must be a text such as "btcusdt@aggTrade"')
    if (streamIdOf(name) === undefined) throw refusal(name, whatIsWrong(name))
  }
}

function whatIsWrong(name: string): string {
  const instead = removedStreams[name]
  if (instead !== undefined) return `the stream ${quoted(name)} was removed: use ${instead}`
  const [symbol = '', ...kind] = name.split('@')
  const lower = [symbol.toLowerCase(), ...kind].join('@')
  if (streamIdOf(lower) !== undefined) return `the symbol in ${quoted(name)} must be in lower case: ${quoted(lower)}`
  const near = nearestName(kind.join('@'), KINDS)
  const meant = name.startsWith('!') ? nearestName(name, ALL_MARKETS) : `${symbol.toLowerCase()}@${near}`
  const hint =
    meant !== undefined && streamIdOf(meant) !== undefined
      ? `did you mean ${quoted(meant)}?`
      : `names look like "btcusdt@aggTrade", "btcusdt@kline_1m", "btcusdt@depth@100ms" or ${quoted(ALL_MARKETS[0])}`
  return `there is no stream ${quoted(name)}; ${hint}`
}

/** Those of all markets at once, as far as they can be listed. */
const ALL_MARKETS = ['!miniTicker@arr', '!ticker_1h@arr', '!ticker_4h@arr', '!ticker_1d@arr'] as const

/** What can stand behind the symbol, as far as it can be listed. */
const KINDS = [
  'aggTrade',
  'trade',
  'blockTrade',
  'kline_1s',
  'kline_1m',
  'kline_1h',
  'kline_1d',
  'miniTicker',
  'ticker',
  'ticker_1h',
  'ticker_4h',
  'ticker_1d',
  'bookTicker',
  'avgPrice',
  'referencePrice',
  'depth',
  'depth@100ms',
  'depth5',
  'depth10',
  'depth20',
]

const refusal = (name: string, message: string): InvalidRequestError =>
  new InvalidRequestError('subscribe', [{ parameters: name === '' ? [] : [name.slice(0, 60)], rule: 'stream', message }])

const quoted = (name: string): string => JSON.stringify(name.slice(0, 60))
