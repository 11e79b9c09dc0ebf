const QUOTE_ASSET = /(?:USDT|USDC|FDUSD|TUSD|BTC|ETH|BNB|EUR|TRY|BRL|JPY|USD)$/

/**
 * The real exchange knows a list of symbols; here a symbol exists if it could: an asset before one of the usual quote assets, in capitals.
 * Symbols outside ASCII exist too, as they do on the testnet.
 */
export const exists = (symbol: string): boolean =>
  (/^[A-Z0-9]{4,20}$/.test(symbol) && assetsOf(symbol).base !== symbol) || /[^\x20-\x7e]/.test(symbol)

/** The two assets of a market; where the name does not tell, the whole of it is traded for USDT. */
export function assetsOf(symbol: string): { readonly base: string; readonly quote: string } {
  const quote = QUOTE_ASSET.exec(symbol)?.[0]
  if (quote === undefined || quote === symbol) return { base: symbol, quote: 'USDT' }
  return { base: symbol.slice(0, -quote.length), quote }
}
