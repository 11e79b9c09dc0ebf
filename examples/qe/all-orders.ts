/** All entries of a list, over all its pages; each page is asked for when it is needed. */
import { createQe, hmac } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl })

// Pages of 2, to see it work; 100 where nothing is said. An order that is pushed onto the next page while we read is not told twice.
const counts = new Map<string, number>()
for await (const { status } of qe.paginate.getMasterOrders({ pageSize: 2 })) counts.set(status, (counts.get(status) ?? 0) + 1)
console.log(counts.size === 0 ? 'no orders' : [...counts].map(([status, count]) => `${count} ${status}`).join(', '))

// It stops asking when you stop reading.
const newest: string[] = []
for await (const { masterOrderId } of qe.paginate.getMasterOrders({ symbol: 'BTCUSDT' })) {
  newest.push(masterOrderId)
  if (newest.length === 3) break
}
console.log(`the first ${newest.length} in BTCUSDT: ${newest.join(', ') || 'none'}`)

// The other lists: tradingPairs, listExchangeApis, getOrderFills, and those of the second edition.
let pairs = 0
for await (const _pair of qe.paginate.tradingPairs({ exchange: 'Binance' })) pairs += 1
console.log(`${pairs} markets at Binance`)
let fills = 0
for await (const _fill of qe.v2.paginate.listOrderFills()) fills += 1
console.log(`${fills} child orders`)
