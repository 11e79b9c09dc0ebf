import { streams } from '../../../../../generated/binance/stream-table.js'
import type { StreamId } from '../../../../../generated/binance/streams.js'
import type { Market } from '../../market/market.js'
import { exists } from '../../symbols.js'
import { bookFeeds } from './book-feeds.js'
import { candleFeeds } from './candle-feeds.js'
import type { Feed, FeedMaker } from './feed.js'
import { tickerFeeds } from './ticker-feeds.js'
import { tradeFeeds } from './trade-feeds.js'

const makers: Readonly<Record<StreamId, FeedMaker>> = { ...tradeFeeds, ...candleFeeds, ...tickerFeeds, ...bookFeeds }

const patterns = (Object.keys(streams) as StreamId[]).map((id) => ({ id, pattern: new RegExp(streams[id].pattern, 'u') }))

/** Which of the streams a name is; undefined for a name that is none, or one of a market that does not exist. */
export function streamIdOf(name: string): StreamId | undefined {
  const found = patterns.find(({ pattern }) => pattern.test(name))
  return found && (name.startsWith('!') || exists(symbolOf(name))) ? found.id : undefined
}

/** Throws for a name that is no stream: ask `streamIdOf` before. */
export function feedOf(name: string, market: Market): Feed {
  const id = streamIdOf(name)
  if (id === undefined) throw new Error(`there is no stream ${name}`)
  const symbol = name.startsWith('!') ? '' : symbolOf(name)
  return makers[id]({ market, symbol, name })
}

const symbolOf = (name: string): string => name.slice(0, name.indexOf('@')).toUpperCase()
