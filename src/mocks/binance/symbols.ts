import { assetsOf } from '../assets.js'

/** Markets that are told of where nobody names one. */
export const USUAL_SYMBOLS: readonly string[] = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'LTCBTC', '这是测试币456']

/**
 * The real exchange knows a list of symbols; here a symbol exists if it could: an asset before one of the usual quote assets, in capitals.
 * Symbols outside ASCII exist too, as they do on the testnet.
 */
export const exists = (symbol: string): boolean =>
  (/^[A-Z0-9]{4,20}$/.test(symbol) && assetsOf(symbol).base !== symbol) || /[^\x20-\x7e]/.test(symbol)
