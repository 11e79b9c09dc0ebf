import type { CallOptions } from '../core/call.js'
import { ConfigError, InvalidRequestError } from '../core/errors/local-errors.js'
import { TradingError } from '../core/errors/trading-error.js'
import { refuse } from './check-order.js'
import { notSent } from './not-sent.js'
import type { Schema } from './schema.js'
import { lotOf, normalizeSymbol } from './symbols.js'
import type { Wire } from './wire.js'

/**
 * A fraction that rounds down to no lot makes the server sell everything. So the positions are read first, and the sale is refused unless
 * they show at least one lot in every account that holds the security. What others sell between this look and the sale stays a risk.
 * Throws InvalidRequestError.
 */
export async function proveSale(
  wire: Wire,
  symbol: string,
  fraction: number,
  account: number | undefined,
  options: CallOptions | undefined,
): Promise<void> {
  const lot = lotOf(symbol, wire.server)
  for (const index of account === undefined ? await accounts(wire, options) : [account]) {
    const usable = await usableShares(wire, 'sell', symbol, index, options)
    // The order of the two operations decides about the last bit; the server's is not known.
    const lots = Math.min(Math.floor((usable * fraction) / lot), Math.floor(usable * (fraction / lot)))
    if (lots >= 1 || (account === undefined && usable === 0)) continue
    const message =
      usable === 0
        ? `account ${index} has nothing of ${symbol} that can be sold now (未持有该股票)`
        : `position_pct: ${fraction} of the ${usable} that account ${index} can sell is less than one lot of ${lot}, and the server would sell all ${usable}. Use shares, or sellAll`
    refuse('sell', { parameters: ['position_pct'], rule: 'lot', message })
  }
}

/** What an account can sell now of a security; 0 if it has none. Throws InvalidRequestError where that cannot be read. */
export async function usableShares(
  wire: Wire,
  method: string,
  symbol: string,
  account: number,
  options: CallOptions | undefined,
): Promise<number> {
  return unlessUnread(method, async () => {
    const { data } = await wire.send('getPositions', { trader_index: account }, options)
    // The same digits may be another security of another exchange.
    const held = data.positions.find((position: Schema<'Position'>) => position.symbol === normalizeSymbol(symbol))
    if (held && !Number.isSafeInteger(held.can_use_volume)) throw new TypeError('can_use_volume is not a number of shares')
    return held?.can_use_volume ?? 0
  })
}

const accounts = (wire: Wire, options: CallOptions | undefined): Promise<number[]> =>
  unlessUnread('sell', async () => {
    const { data } = await wire.send('getAccounts', undefined, options)
    if (data.accounts.length === 0) throw new TypeError('no account is listed')
    return data.accounts.map(({ index }) => index)
  })

/** What went wrong with the reading is no statement about the sale, which was not sent. */
async function unlessUnread<Result>(method: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (cause) {
    const because = 'the positions could not be read, and without them nobody knows how much would be sold'
    const known = notSent(cause, { operationId: method, because })
    if (known) throw known
    if (cause instanceof ConfigError || cause instanceof InvalidRequestError) throw cause
    // An answer without what it should hold.
    const why = cause instanceof TradingError ? cause.message : 'The answer does not fit its spec.'
    const issue = { parameters: method === 'sell' ? ['position_pct'] : [], rule: 'unproven', message: `${because}. ${why}` }
    throw new InvalidRequestError(method, [issue], { cause })
  }
}
