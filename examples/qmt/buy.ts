/** All ways to buy. */
import { InvalidRequestError } from 'tradespec'
import { createQmt, type PriceType, signed, type Traded } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }), traderIndex: 0 })

/** One line per account. What the server only says "done" about counts as unknown. */
const show = (what: string, { results }: Traded) => {
  for (const { trader_index, outcome, result, reduced } of results) {
    const order = result ? `order ${result.order_id}, ${result.order_num} at ${result.price}` : 'no word from the server'
    console.log(`${what.padEnd(20)} account ${trader_index}: ${outcome}, ${order}${reduced ? ', fewer than asked for' : ''}`)
  }
}

// By fraction: of the total assets, cut down to the cash and to whole lots, on top of what is held.
show('a tenth', await qmt.buy({ symbol: '000001', price: 10.5, position_pct: 0.1, strategy_name: '我的策略' }))

// By number: whole lots, hundreds of shares. The server shrinks the order to the cash without an error; `reduced` tells.
show('500 shares', await qmt.buy({ symbol: '000001', price: 10.5, shares: 500 }))

// Bonds (codes 11 and 12) by tens.
show('100 of a bond', await qmt.buy({ symbol: '128013', price: 125.5, shares: 100 }))

// How the order is priced. Market types need a price too: the cash is turned into shares with it. The manual's "0-5" is wrong, there is no 4.
const priceTypes: Readonly<Record<PriceType, string>> = {
  0: 'limit',
  1: 'latest price',
  2: 'best five levels',
  3: 'own best price',
  5: 'other best price',
}
for (const price_type of [0, 1, 2, 3, 5] as const) {
  show(priceTypes[price_type], await qmt.buy({ symbol: '000001', price: 10.5, shares: 100, price_type }))
}

// For all the cash. The server answers nothing that says whether an order went out: look.
show('all the cash', await qmt.buyAll({ symbol: '000001', price: 10.5 }))
const latest = (await qmt.getOrders()).at(-1)
console.log(`the latest order is now ${latest?.order_id}: ${latest?.side} ${latest?.volume} ${latest?.symbol}`)
// It is only an example.
await qmt.cancelAllBuyOrders()

// What the server would take for another security is refused before it is sent: it drops the ending and works out the market by itself.
try {
  await qmt.buy({ symbol: '118000.SH', price: 125.5, shares: 10 })
} catch (error) {
  if (!(error instanceof InvalidRequestError)) throw error
  console.log(error.message)
}
