/** A list of purchases, one after the other, and what became of each. */
import { setTimeout as sleep } from 'node:timers/promises'
import { InvalidRequestError, TradingError } from 'tradespec'
import { type BuyParams, createQmt, QmtTradeError, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }), traderIndex: 0 })

/** The server counts no calls, but it works accounts and orders one by one. */
const PAUSE_MS = 100
const list: readonly BuyParams[] = [
  { symbol: '000001', price: 10.5, shares: 500 },
  { symbol: '000002', price: 20.3, shares: 300 },
  { symbol: '600000', price: 15.2, shares: 400 },
  { symbol: '600036', price: 40, shares: 150 }, // no whole lots
]

const unknown: string[] = []
for (const order of list) {
  const what = `${order.symbol}: ${order.shares} at ${order.price}`
  try {
    const { results } = await qmt.buy(order)
    for (const { result, reduced } of results)
      console.log(`${what}, order ${result?.order_id}${reduced ? ` (only ${result?.order_num})` : ''}`)
  } catch (error) {
    // In the manual's client an order that the terminal refused is no exception, and is reported as bought.
    if (error instanceof InvalidRequestError) console.log(`${what}, not sent: ${error.message}`)
    else if (error instanceof QmtTradeError && error.outcome === 'rejected') console.log(`${what}, refused: ${error.message}`)
    else if (error instanceof TradingError && error.outcome === 'unknown') unknown.push(what)
    else throw error
  }
  await sleep(PAUSE_MS)
}
// Not to be sent again before somebody has looked at getOrders.
for (const what of unknown) console.log(`${what}, unknown`)
