import { assetsOf } from '../assets.js'
import { startOfYear, timeText } from './times.js'
import type { WireStyle } from './wire-style.js'

export interface TradingPair {
  readonly symbol: string
  readonly exchange: string
  readonly isContract: boolean
  readonly isCoin: boolean
}

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'LTCUSDT']
const EXCHANGES = ['Binance', 'OKX', 'Bybit', 'Hyperliquid']

/** The markets that there are: spot and contracts at some exchanges, and coin-margined contracts at Binance. */
export const TRADING_PAIRS: readonly TradingPair[] = [
  ...EXCHANGES.flatMap((exchange) =>
    SYMBOLS.flatMap((symbol) => [false, true].map((isContract) => ({ symbol, exchange, isContract, isCoin: false }))),
  ),
  ...['BTCUSD', 'ETHUSD'].map((symbol) => ({ symbol, exchange: 'Deribit', isContract: true, isCoin: false })),
  ...['BTCUSD', 'ETHUSD'].map((symbol) => ({ symbol, exchange: 'Binance', isContract: true, isCoin: true })),
]

/** Contracts go by either name, in the filter and in the answer. */
export const isOfMarket = ({ isContract }: TradingPair, marketType: unknown): boolean =>
  isContract ? marketType === 'PERP' || marketType === 'FUTURES' : marketType === 'SPOT'

export function pairAnswer(pair: TradingPair, { now, style }: { readonly now: number; readonly style: WireStyle }) {
  const since = timeText(startOfYear(now))
  const { base, quote } = assetsOf(pair.symbol)
  return {
    id: TRADING_PAIRS.indexOf(pair) + 1,
    symbol: pair.symbol,
    baseAsset: base,
    quoteAsset: quote,
    exchange: pair.exchange,
    marketType: pair.isContract ? (style.isLate ? 'PERP' : 'FUTURES') : 'SPOT',
    contractType: pair.isContract ? 'PERPETUAL' : '',
    deliveryDate: '',
    status: 'TRADING',
    createdAt: since,
    updatedAt: since,
  }
}
