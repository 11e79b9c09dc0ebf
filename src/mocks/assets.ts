const QUOTE_ASSET = /(?:USDT|USDC|FDUSD|TUSD|BTC|ETH|BNB|EUR|TRY|BRL|JPY|USD)$/

/** The two assets of a market; where the name does not tell, the whole of it is traded for USDT. */
export function assetsOf(symbol: string): { readonly base: string; readonly quote: string } {
  const quote = QUOTE_ASSET.exec(symbol)?.[0]
  if (quote === undefined || quote === symbol) return { base: symbol, quote: 'USDT' }
  return { base: symbol.slice(0, -quote.length), quote }
}
