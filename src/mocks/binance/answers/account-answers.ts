import { type Answers, text } from './context.js'

const BALANCES = [
  { asset: 'USDT', free: '100000.00000000', locked: '0.00000000' },
  { asset: 'BTC', free: '2.00000000', locked: '0.00000000' },
  { asset: 'ETH', free: '10.00000000', locked: '0.50000000' },
  { asset: 'BNB', free: '50.00000000', locked: '0.00000000' },
  { asset: 'LTC', free: '0.00000000', locked: '0.00000000' },
]

export const accountAnswers: Answers = {
  getAccount(context) {
    const omit = context.params['omitZeroBalances'] === true
    const balances = omit ? BALANCES.filter(({ free, locked }) => Number(free) + Number(locked) > 0) : BALANCES
    return { ...context.invent('Account'), balances, canTrade: true, accountType: 'SPOT', updateTime: context.history }
  },
  rateLimitOrder({ orderCounts }) {
    const counts = orderCounts()
    return [
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 50, count: counts['10S'] ?? 0 },
      { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 160_000, count: counts['1D'] ?? 0 },
    ]
  },
  accountCommission: (context) => ({ ...context.invent('SymbolCommission'), symbol: text(context.params['symbol']) }),
}
