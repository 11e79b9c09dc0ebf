import { Refusal } from '../http/reply.js'
import { Float } from '../python/value.js'
import type { Account, Server, View } from './view.js'

export const getAccounts: View = (_request, { accounts }) => ({
  accounts: accounts.map(({ account_id, nick_name }, index) => ({ index, account_id, nick_name: nick_name || `账户${index + 1}` })),
})

export const getPortfolio: View = (_request, server, index) => {
  const { cash, frozenCash, marketValue } = accountAt(index, server).terminal
  return {
    portfolio: {
      total_asset: new Float(Number((cash + frozenCash + marketValue).toFixed(6))),
      cash: new Float(cash),
      frozen_cash: new Float(frozenCash),
      market_value: new Float(marketValue),
      // The terminal has no such fields.
      profit: 0,
      profit_ratio: 0,
    },
  }
}

export const getPositions: View = (_request, server, index) => ({
  positions: [...accountAt(index, server).terminal.positions.values()].map((position) => {
    const { symbol, volume, avgPrice } = position
    const last = server.quotes.last(symbol)
    const cost = volume * avgPrice
    const profit = volume * (last ?? avgPrice) - cost
    return {
      symbol,
      name: position.name ?? symbol,
      volume,
      can_use_volume: position.usable,
      frozen_volume: position.frozen,
      market_value: new Float(volume * (last ?? avgPrice)),
      avg_price: new Float(avgPrice),
      open_price: new Float(position.openPrice),
      current_price: new Float(last ?? avgPrice),
      profit: cost > 0 ? new Float(profit) : 0,
      profit_ratio: cost > 0 ? new Float((profit / cost) * 100) : 0,
    }
  }),
})

/** The index stands in the path here, and is not repeated in the refusal. */
function accountAt(index: string, { accounts }: Server): Account {
  const account = accounts[Number(index)]
  if (!account) throw new Refusal(400, '无效的交易器索引')
  return account
}
