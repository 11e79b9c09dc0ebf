import { type Answers, text } from './context.js'

const rates = (rate: string) => ({ maker: rate, taker: rate, buyer: '0.00000000', seller: '0.00000000' })

export const accountAnswers: Answers = {
  getAccount(context) {
    const omit = context.params['omitZeroBalances'] === true
    const held = context.exchange.ledger.balances()
    const balances = omit ? held.filter(({ free, locked }) => Number(free) + Number(locked) > 0) : held
    const commissionRates = { maker: '0.00100000', taker: '0.00100000', buyer: '0.00000000', seller: '0.00000000' }
    const may = { canTrade: true, canWithdraw: true, canDeposit: true }
    return {
      ...context.invent('Account'),
      ...may,
      commissionRates,
      makerCommission: 10,
      takerCommission: 10,
      buyerCommission: 0,
      sellerCommission: 0,
      balances,
      accountType: 'SPOT',
      updateTime: context.history,
    }
  },
  rateLimitOrder({ orderCounts }) {
    const counts = orderCounts()
    return [
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 50, count: counts['10S'] ?? 0 },
      { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 160_000, count: counts['1D'] ?? 0 },
    ]
  },
  accountCommission: ({ params }) => ({
    symbol: text(params['symbol']),
    standardCommission: rates('0.00100000'),
    specialCommission: rates('0.00000000'),
    taxCommission: rates('0.00000000'),
    discount: { enabledForAccount: true, enabledForSymbol: true, discountAsset: 'BNB', discount: '0.75000000' },
  }),
}
